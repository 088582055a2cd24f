import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { emptyFolder, minibatch } from "../run.ts";
import { writeTable } from "./tables.ts";

/** A folder with breast_cancer.csv. */
async function folder(): Promise<string> {
  const cwd = await emptyFolder();
  await writeTable(cwd, "breast_cancer", ["malignant", "benign"]);
  return cwd;
}

const table = ["breast_cancer.csv", "-t", "y"];

describe("minibatch lr", () => {
  it("prints the losses, the rate and how to train with it, and draws the picture", async () => {
    const cwd = await folder();
    const { status, stdout, stderr } = await minibatch(["lr", ...table, "--out", "picture"], { cwd });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^455 rows of 455 training rows, 30 features, \d+ updates with each rate\n\nalpha +loss\n/);
    const [, best] = /\nalpha (\S+): the smallest with 95 % of the best gain\n/.exec(stdout) ?? [];
    expect(Number(best)).toBeGreaterThan(0.001);
    expect(stdout).toContain(`train with it: minibatch train breast_cancer.csv --target y -a ${best}\n`);
    expect((await readdir(join(cwd, "picture"))).sort()).toEqual(["lr.png", "lr.svg"]);
    const again = await minibatch(["lr", ...table, "--quiet"], { cwd });
    expect(again.stdout).toBe(`${best}\n`);
  });

  it("is what train --alpha auto takes", async () => {
    const cwd = await folder();
    const { stdout } = await minibatch(["lr", ...table, "--json", "--optimizer", "adagrad"], { cwd });
    const { best, rates, losses } = JSON.parse(stdout);
    expect(rates.length).toBe(losses.length);
    const run = ["--optimizer", "adagrad", "-e", "3", "--quiet"];
    await minibatch(["train", ...table, ...run, "-a", "auto", "--out", "auto"], { cwd });
    await minibatch(["train", ...table, ...run, "-a", String(best), "--out", "named"], { cwd });
    const [auto, named] = await Promise.all(
      ["auto", "named"].map((name) => readFile(join(cwd, name, "history.jsonl"), "utf8").then(lossesOf)),
    );
    expect(auto).toEqual(named);
  });

  it.each([
    [["--schedule", "optimal"], 'schedule: got "optimal", which takes no learning rate'],
    [["--target", "z"], "z"],
    [["--optimizer", "adm"], "did you mean adam?"],
  ])("%s is refused", async (args, message) => {
    const { status, stdout, stderr } = await minibatch(["lr", ...table, ...args], { cwd: await folder() });
    expect(status).not.toBe(0);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
  });
});

/** The losses of a history file. */
function lossesOf(text: string): number[] {
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).loss);
}
