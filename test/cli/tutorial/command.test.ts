import { existsSync, readFileSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { emptyFolder, minibatch, shell } from "../run.ts";

const reference = JSON.parse(readFileSync(new URL("../../reference/tutorial.json", import.meta.url), "utf8"));
const losses = Object.entries(reference.published_losses as Record<string, string>);

function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

describe("minibatch tutorial", () => {
  it("prints the script's lines with the published losses, where it starts from, and the pictures", async () => {
    const cwd = await emptyFolder();
    const { status, stdout, stderr } = await minibatch(["tutorial"], { cwd });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toBe(
      [
        "[INFO] initial weights: -0.1449935 -1.0130719 -2.2844987 (the published run's; --seed N draws others as NumPy does)",
        "[INFO] training...",
        ...losses.map(([epoch, loss]) => `[INFO] epoch=${epoch}, loss=${loss}`),
        "[INFO] evaluating...",
        reference.published_run.classification_report,
        "[INFO] pictures: tutorial/points.svg tutorial/points.png tutorial/loss.svg tutorial/loss.png",
        "",
      ].join("\n"),
    );
    expect((await readdir(join(cwd, "tutorial"))).sort()).toEqual(["loss.png", "loss.svg", "points.png", "points.svg"]);
  });

  it("starts with --seed from what NumPy draws", async () => {
    const { stdout } = await minibatch(["tutorial", "--seed", "1", "--no-pictures", "-b", "64", "-a", "0.1"]);
    const run = reference.runs.find(
      (candidate: { seed: number; alpha: number; batch_size: number }) =>
        candidate.seed === 1 && candidate.alpha === 0.1 && candidate.batch_size === 64,
    );
    expect(stdout).toContain(
      "[INFO] initial weights: 1.6243453636632417 -0.6117564136500754 -0.5281717522634557 (what NumPy draws after np.random.seed(1))\n",
    );
    for (const [epoch] of losses) {
      expect(stdout).toContain(`[INFO] epoch=${epoch}, loss=${run.losses[Number(epoch) - 1].toFixed(7)}\n`);
    }
  });

  it("takes --epochs 100.0 for 100, as the script does", async () => {
    const [whole, fraction] = await Promise.all([
      minibatch(["tutorial", "--no-pictures"]),
      minibatch(["tutorial", "--no-pictures", "--epochs", "100.0"]),
    ]);
    expect(fraction).toEqual(whole);
  });

  it("prints with --quiet the report alone", async () => {
    const { stdout, stderr } = await minibatch(["tutorial", "--quiet", "--no-pictures"]);
    expect(stdout).toBe(`${reference.published_run.classification_report}\n`);
    expect(stderr).toBe("");
  });

  it("prints with --json nothing but one object a line", async () => {
    const { stdout } = await minibatch(["tutorial", "--json", "--out", "pictures"]);
    const events = jsonLines(stdout);
    expect(events[0]).toMatchObject({ event: "start", epochs: 100, initialWeights: reference.published_run.W0 });
    const epochs = events.filter(({ event }) => event === "epoch");
    expect(epochs).toHaveLength(100);
    for (const [epoch, loss] of losses) expect((epochs[Number(epoch) - 1].loss as number).toFixed(7)).toBe(loss);
    expect(events.slice(101)).toMatchObject([
      { event: "result", testAccuracy: 1, report: { accuracy: 1 } },
      { event: "pictures", files: expect.arrayContaining([join("pictures", "loss.png")]) },
    ]);
  });

  it("prints with --json --quiet the result alone", async () => {
    const { stdout } = await minibatch(["tutorial", "--json", "--quiet", "--no-pictures"]);
    expect(jsonLines(stdout)).toMatchObject([{ event: "result" }]);
  });

  it("writes nothing with --no-pictures", async () => {
    const cwd = await emptyFolder();
    await minibatch(["tutorial", "--no-pictures"], { cwd });
    expect(await readdir(cwd)).toEqual([]);
  });
});

describe("minibatch tutorial --compare", () => {
  it("prints a table of six runs and draws one picture", async () => {
    const cwd = await emptyFolder();
    const { status, stdout } = await minibatch(["tutorial", "--compare", "-e", "20"], { cwd });
    expect(status).toBe(0);
    const table = stdout.split("\n").filter((line) => /^(vanilla|batch \d+) /.test(line));
    expect(table.map((line) => line.split(/ {2,}/).slice(0, 4))).toEqual([
      ["vanilla", "500", "20", "10000"],
      ["batch 1", "1", "10000", "10000"],
      ["batch 32", "32", "320", "10000"],
      ["batch 64", "64", "160", "10000"],
      ["batch 128", "128", "80", "10000"],
      ["batch 256", "256", "40", "10000"],
    ]);
    expect((await readdir(join(cwd, "tutorial"))).sort()).toEqual(["batch-sizes.png", "batch-sizes.svg"]);
  });

  it("prints with --json a line for each run", async () => {
    const { stdout } = await minibatch(["tutorial", "--compare", "--json", "-e", "3", "--no-pictures"]);
    const events = jsonLines(stdout);
    expect(events.map(({ event }) => event)).toEqual(["start", "run", "run", "run", "run", "run", "run"]);
    expect(events[1]).toMatchObject({ name: "vanilla", batchSize: 500, updates: 3, samplesSeen: 1500 });
    expect(events[1].losses).toHaveLength(3);
  });
});

describe("minibatch tutorial where things go wrong", () => {
  it("ends quietly when nobody reads on", async () => {
    const { status, stdout, stderr } = await shell("$MINIBATCH tutorial --json -e 100000 --no-pictures | head -n 2");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout.split("\n")).toHaveLength(3);
  });

  it.runIf(existsSync("/dev/full"))("says that standard output is full, status 1", async () => {
    for (const args of ["--no-pictures", "--json --no-pictures", "--compare -e 2 --no-pictures", "--help"]) {
      const { status, stderr } = await shell(`$MINIBATCH tutorial ${args} > /dev/full`);
      expect({ status, stderr }).toEqual({
        status: 1,
        stderr: "minibatch: standard output: no space left on device\n",
      });
    }
  });

  it("says that a picture folder cannot be made, status 1, and leaves nothing behind", async () => {
    const cwd = await emptyFolder();
    await writeFile(join(cwd, "taken"), "");
    for (const out of ["taken", "taken/pictures"]) {
      const { status, stderr } = await minibatch(["tutorial", "--out", out], { cwd });
      expect(status).toBe(1);
      expect(stderr).toMatch(new RegExp(`^minibatch: ${out}: cannot .*: (not a directory|file already exists) .*\n$`));
    }
    expect(await readdir(cwd)).toEqual(["taken"]);
  });

  it.each(["SIGINT", "SIGTERM"] as const)("ends at %s with 128 + its number and writes nothing", async (signal) => {
    const cwd = await emptyFolder();
    const args = ["tutorial", "-e", "1000000000"];
    const { status, stderr } = await minibatch(args, { cwd, signalAt: { text: "epoch=5,", signal } });
    expect({ status, stderr }).toEqual({ status: signal === "SIGINT" ? 130 : 143, stderr: "minibatch: interrupted\n" });
    expect(await readdir(cwd)).toEqual([]);
  });
});
