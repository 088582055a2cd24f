import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { emptyFolder, minibatch, shell } from "../run.ts";
import { writeTable } from "./tables.ts";

/** A folder with a table and a model of it. */
async function folderWithModel(): Promise<string> {
  const cwd = await emptyFolder();
  await writeTable(cwd, "iris");
  const { status } = await minibatch(["train", "iris.csv", "-t", "y", "-e", "2", "--out", "run"], { cwd });
  expect(status).toBe(0);
  return cwd;
}

const commands = [
  ["inspect run/model.safetensors"],
  ["inspect run/model.safetensors --json"],
  ["evaluate run/model.safetensors iris.csv"],
  ["evaluate run/model.safetensors iris.csv --json"],
  ["predict run/model.safetensors iris.csv"],
  ["train iris.csv -t y -e 3 --json --quiet --out again"],
  ["lr iris.csv -t y --quiet"],
];

describe("standard output that takes no more", () => {
  it.runIf(existsSync("/dev/full")).each(commands)("full: %s", async (command) => {
    const cwd = await folderWithModel();
    const { status, stderr } = await shell(`$MINIBATCH ${command} > /dev/full`, { cwd });
    expect(stderr).toBe("minibatch: standard output: no space left on device\n");
    expect(status).toBe(1);
  });

  it.each(commands)("closed: %s", async (command) => {
    const cwd = await folderWithModel();
    const { status, stderr } = await shell(`$MINIBATCH ${command} | head -n 1 > /dev/null`, { cwd });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});

describe.skipIf(process.platform === "win32")("a disk that fills up while a file is written", () => {
  /** `ulimit -f` lets a file grow to so many KB: the write beyond fails in the middle, as on a full disk. */
  function limited(kilobytes: number, command: string, cwd: string) {
    return shell(`mkdir -p tmp; ulimit -f ${kilobytes}; TMPDIR=$PWD/tmp $MINIBATCH ${command}`, { cwd });
  }

  async function folderWithLargeTable(): Promise<string> {
    const cwd = await folderWithModel();
    const lines = Array.from({ length: 100_000 }, (_, i) => `${i % 97},${(i * i) % 101},${i % 13},${i % 7},${i % 3}`);
    await writeFile(join(cwd, "large.csv"), `x0,x1,x2,x3,y\n${lines.join("\n")}\n`);
    return cwd;
  }

  it("a run folder", async () => {
    const cwd = await folderWithModel();
    const { status, stderr } = await limited(8, "train iris.csv -t y -e 2 --quiet --no-cache --out full", cwd);
    expect(stderr).toMatch(/^minibatch: (full|\S*tmp)\/\S+: cannot write: file too large \(EFBIG\)\n$/);
    expect(status).toBe(1);
    expect((await readdir(cwd)).sort()).toEqual(["iris.csv", "run", "tmp"]);
    expect(await readdir(join(cwd, "tmp"))).toEqual([]);
  });

  it("the cache", async () => {
    const cwd = await folderWithLargeTable();
    await mkdir(join(cwd, "cache"));
    const command = "train large.csv -t y -e 1 --quiet --cache cache --out full";
    const { status, stderr } = await limited(200, command, cwd);
    expect(stderr).toMatch(/^minibatch: cache\/\S+: cannot write: file too large \(EFBIG\)\n$/);
    expect(status).toBe(1);
    expect((await readdir(cwd)).sort()).toEqual(["cache", "iris.csv", "large.csv", "run", "tmp"]);
    for (const name of ["cache", "tmp"]) expect(await readdir(join(cwd, name))).toEqual([]);
  });

  it.each(["out.csv", "out.parquet", "out.jsonl"])("predictions: %s", async (out) => {
    const cwd = await folderWithLargeTable();
    const { status, stderr } = await limited(200, `predict run/model.safetensors large.csv -o ${out}`, cwd);
    expect({ status, stderr }).toEqual({ status: 1, stderr: `minibatch: ${out}: cannot write: file too large\n` });
    expect((await readdir(cwd)).sort()).toEqual(["iris.csv", "large.csv", "run", "tmp"]);
    expect(await readdir(join(cwd, "tmp"))).toEqual([]);
  });

  it("the copy of standard input", async () => {
    const cwd = await folderWithLargeTable();
    const { status, stderr } = await limited(200, "train - -t y --quiet --no-cache --out full < large.csv", cwd);
    expect(stderr).toMatch(/^minibatch: standard input: cannot be copied to \S+: file too large \(EFBIG\)\n$/);
    expect(status).toBe(1);
    expect((await readdir(cwd)).sort()).toEqual(["iris.csv", "large.csv", "run", "tmp"]);
    expect(await readdir(join(cwd, "tmp"))).toEqual([]);
  });
});
