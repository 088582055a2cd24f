import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runName, withRunFolder } from "../../../src/cli/training/run-folder.ts";
import { ownedName } from "../../../src/node/files/owned-name.ts";
import { emptyFolder, minibatch } from "../run.ts";

it.each([
  ["data/iris.csv", "iris"],
  ["/abs/digits.csv.gz", "digits"],
  ["a b.PARQUET", "a b"],
  ["table.v2.tsv", "table.v2"],
  ["noending", "noending"],
  [".csv", "run"],
])("%s runs under the name %s", (file, name) => {
  expect(runName(file)).toBe(name);
});

async function inEmptyFolder(body: () => Promise<void>): Promise<void> {
  const home = process.cwd();
  process.chdir(await emptyFolder());
  try {
    await body();
  } finally {
    process.chdir(home);
  }
}

/** The folder that a run gets; the run leaves a file there, and fails where asked. */
async function folderOf(fails = false): Promise<string> {
  let given = "";
  const run = withRunFolder("iris.csv", undefined, async (folder) => {
    given = folder;
    await writeFile(join(folder, "model.safetensors"), "");
    if (fails) throw new Error("failed");
  });
  if (fails) await expect(run).rejects.toThrow("failed");
  else await run;
  return given;
}

it("takes the first number that is free, also beside runs under way, and leaves nothing when it fails", async () => {
  await inEmptyFolder(async () => {
    expect(await folderOf(true)).toBe(join("runs", "iris"));
    expect(await readdir(".")).toEqual([]);
    const both = withRunFolder("iris.csv", undefined, async (folder) => [folder, await folderOf()]);
    expect(await both).toEqual([join("runs", "iris"), join("runs", "iris-2")]);
    await mkdir("runs/iris-3");
    expect(await folderOf()).toBe(join("runs", "iris-4"));
    expect(await readdir("runs/iris-4")).toEqual(["model.safetensors"]);
  });
});

it("takes over the folder of a run that was killed, unless it has a model", async () => {
  await inEmptyFolder(async () => {
    // No process has this number.
    const claim = ownedName(".minibatch-running-", 999_999_999);
    await mkdir("runs/iris", { recursive: true });
    await writeFile(join("runs/iris", claim), "");
    expect(await folderOf()).toBe(join("runs", "iris"));
    expect(await readdir("runs/iris")).toEqual(["model.safetensors"]);
    await writeFile(join("runs/iris", claim), "");
    expect(await folderOf()).toBe(join("runs", "iris-2"));
  });
});

/** A table large enough to be cached. */
async function writeLarge(cwd: string): Promise<void> {
  const lines = Array.from({ length: 120_000 }, (_, i) => `${(i * 37) % 1009},${(i * i) % 997},${i % 3 ? "u" : "v"}`);
  await writeFile(join(cwd, "large.csv"), `aaaa,bbbb,y\n${lines.join("\n")}\n`);
}

it("a kill -9 during training, then the same command again: it finishes in the same folder, and nothing else is left", async () => {
  const cwd = await emptyFolder();
  await writeLarge(cwd);
  const args = ["train", "large.csv", "-t", "y", "-e", "60", "--no-early-stopping", "--cache", "cache"];
  const killed = await minibatch(args, { cwd, signalAt: { text: "epoch  1/60", signal: "SIGKILL" } });
  expect(killed).toMatchObject({ status: null, signal: "SIGKILL", stdout: "" });
  // As if it had been killed while it wrote the page.
  await writeFile(join(cwd, "runs/large", `${ownedName(".minibatch-", 999_999_999)}.tmp`), "half");
  expect(await readdir(join(cwd, "runs"))).toEqual(["large"]);
  const again = await minibatch(args, { cwd });
  expect(again).toMatchObject({ status: 0 });
  expect(again.stdout).toContain(`wrote ${join("runs", "large")}:`);
  expect(await readdir(join(cwd, "runs"))).toEqual(["large"]);
  expect((await readdir(join(cwd, "runs/large"))).sort()).toEqual([
    "history.jsonl",
    "model.safetensors",
    "report.html",
    "report.json",
  ]);
  expect((await readFile(join(cwd, "runs/large/history.jsonl"), "utf8")).trimEnd().split("\n")).toHaveLength(60);
  expect((await readdir(join(cwd, "cache"))).filter((name) => !/^[0-9a-f]+$/.test(name))).toEqual([]);
});

it("a second Ctrl-C ends at once, and the next run takes the folder", async () => {
  const cwd = await emptyFolder();
  await writeLarge(cwd);
  const args = ["train", "large.csv", "-t", "y", "-e"];
  const twice = await minibatch([...args, "100000", "--no-early-stopping", "--no-cache"], {
    cwd,
    signalAt: [
      { text: "epoch      1/", signal: "SIGINT" },
      { text: "stopped in epoch", signal: "SIGINT" },
    ],
  });
  expect(twice).toMatchObject({ status: 130, stdout: "" });
  expect(twice.stderr).not.toContain("minibatch: ");
  expect(await readdir(join(cwd, "runs/large"))).not.toContain("model.safetensors");
  expect(await minibatch([...args, "1", "--no-cache"], { cwd })).toMatchObject({ status: 0 });
  expect(await readdir(join(cwd, "runs"))).toEqual(["large"]);
});
