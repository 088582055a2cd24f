import { existsSync } from "node:fs";
import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeFolder } from "../../../src/node/files/make-folder.ts";
import { emptyFolder } from "../tables/files.ts";

it("makes a folder with its parents, says which was the first, and leaves one that is there", async () => {
  const root = emptyFolder();
  expect(await makeFolder(join(root, "a/b/c"))).toBe(join(root, "a"));
  expect((await stat(join(root, "a/b/c"))).isDirectory()).toBe(true);
  expect(await makeFolder(join(root, "a/b/c"))).toBeUndefined();
  expect(await makeFolder(join(root, "a/b/d"))).toBe(join(root, "a/b/d"));
  await Promise.all([makeFolder(join(root, "x/y")), makeFolder(join(root, "x/z"))]);
  expect(existsSync(join(root, "x/y")) && existsSync(join(root, "x/z"))).toBe(true);
});

it("fails where a file is in the way", async () => {
  const root = emptyFolder();
  await writeFile(join(root, "file"), "");
  await expect(makeFolder(join(root, "file"))).rejects.toThrow("EEXIST");
  await expect(makeFolder(join(root, "file/a/b"))).rejects.toThrow("ENOTDIR");
});

it.runIf(existsSync("/proc/self"))("fails where the system takes no folder", async () => {
  await expect(makeFolder("/proc/no-such-folder")).rejects.toThrow("ENOENT");
  await expect(makeFolder("/proc/no-such-folder/a/b")).rejects.toThrow("ENOENT");
});
