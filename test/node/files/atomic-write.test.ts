import type * as FileSystem from "node:fs/promises";
import { chmod, lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MinibatchError } from "../../../src/engine/errors.ts";
import { writeFileAtomic } from "../../../src/node/files/atomic-write.ts";

/** Which file-system call fails next, and with what. */
const fault = vi.hoisted(() => ({ call: undefined as "write" | "rename" | undefined }));

vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof FileSystem>();
  const noSpace = () =>
    Object.assign(new Error("ENOSPC: no space left on device, write"), {
      code: "ENOSPC",
      errno: -28,
      syscall: "write",
    });
  return {
    ...real,
    async open(...args: Parameters<typeof real.open>) {
      const file = await real.open(...args);
      if (fault.call !== "write") return file;
      file.writeFile = async () => {
        await file.write("half");
        throw noSpace();
      };
      return file;
    },
    async rename(from: string, to: string) {
      if (fault.call === "rename") throw noSpace();
      await real.rename(from, to);
    },
  };
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "minibatch-write-"));
});
afterEach(async () => {
  fault.call = undefined;
  await rm(folder, { recursive: true });
});

async function failure(path: string): Promise<MinibatchError> {
  const error = await writeFileAtomic(path, "new").catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(MinibatchError);
  return error as MinibatchError;
}

describe("writeFileAtomic", () => {
  it("writes bytes and text, over an old file too, and leaves nothing else in the folder", async () => {
    const path = join(folder, "a.bin");
    await writeFileAtomic(path, new Uint8Array([0, 255, 10]));
    expect([...(await readFile(path))]).toEqual([0, 255, 10]);
    await writeFileAtomic(path, "zwölf");
    expect(await readFile(path, "utf8")).toBe("zwölf");
    await writeFileAtomic(path, "");
    expect(await readFile(path, "utf8")).toBe("");
    expect(await readdir(folder)).toEqual(["a.bin"]);
  });

  it("keeps the permission bits of the file it replaces", async () => {
    const path = join(folder, "secret");
    await writeFile(path, "old");
    await chmod(path, 0o600);
    await writeFileAtomic(path, "new");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("replaces the target of a symbolic link, not the link", async () => {
    const link = join(folder, "link");
    await writeFile(join(folder, "real"), "old");
    await symlink("real", link);
    await writeFileAtomic(link, "new");
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readFile(join(folder, "real"), "utf8")).toBe("new");
  });

  it("writes to a device without replacing it", async () => {
    await writeFileAtomic("/dev/null", "gone");
    expect((await stat("/dev/null")).isCharacterDevice()).toBe(true);
  });

  it("takes a name as long as the file system allows (255 bytes)", async () => {
    const path = join(folder, "n".repeat(255));
    await writeFileAtomic(path, "x");
    expect(await readFile(path, "utf8")).toBe("x");
  });

  it.each(["write", "rename"] as const)(
    "a failing %s keeps the old content and leaves no temporary file",
    async (call) => {
      const path = join(folder, "a.bin");
      await writeFile(path, "old");
      fault.call = call;
      const error = await failure(path);
      expect(error.code).toBe("INVALID_FILE");
      expect(error.message).toBe(`${path}: cannot write: no space left on device (ENOSPC)`);
      expect(error.details).toEqual({ file: path });
      expect(await readdir(folder)).toEqual(["a.bin"]);
      expect(await readFile(path, "utf8")).toBe("old");
    },
  );

  it("says in one line that the folder is missing", async () => {
    const path = join(folder, "missing", "a.bin");
    const error = await failure(path);
    expect(error.code).toBe("INVALID_FILE");
    expect(error.message).toBe(`${path}: cannot write: no such file or directory (ENOENT)`);
  });

  it("says in one line that the path is a folder, and leaves nothing in or beside it", async () => {
    const error = await failure(folder);
    expect(error.message).toBe(`${folder}: cannot write: illegal operation on a directory (EISDIR)`);
    expect(await readdir(folder)).toEqual([]);
  });

  it("says in one line that a part of the path is a file", async () => {
    await writeFile(join(folder, "file"), "x");
    const path = join(folder, "file", "a.bin");
    expect((await failure(path)).message).toBe(`${path}: cannot write: not a directory (ENOTDIR)`);
  });
});
