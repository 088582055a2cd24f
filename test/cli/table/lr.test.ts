import { readdir, readFile, writeFile } from "node:fs/promises";
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
    expect(stdout).toMatch(new RegExp(`train with it: minibatch train breast_cancer.csv --target y .* -a ${best} `));
    expect((await readdir(join(cwd, "picture"))).sort()).toEqual(["lr.png", "lr.svg"]);
    const again = await minibatch(["lr", ...table, "--quiet"], { cwd });
    expect(again.stdout).toBe(`${best}\n`);
  });

  it("says everything again that it was given, and rows of weight 0 are none", async () => {
    const cwd = await folder();
    const given = ["--loss", "hinge", "--optimizer", "adam", "-b", "16", "--l2", "0.001", "--class-weight", "benign=2"];
    const { stdout } = await minibatch(["lr", ...table, ...given], { cwd });
    const again = /train with it: minibatch (.*)\n/.exec(stdout)?.[1]?.split(" ") ?? [];
    for (const [i, flag] of given.entries()) {
      if (flag.startsWith("-")) expect(again[again.indexOf(flag) + 1]).toBe(given[i + 1]);
    }
    expect(await minibatch([...again, "--quiet", "--out", "run"], { cwd })).toMatchObject({ status: 0 });
    const lines = (await readFile(join(cwd, "breast_cancer.csv"), "utf8")).trimEnd().split("\n");
    // Every other row is nonsense of weight 0.
    const weighted = lines.flatMap((line, i) =>
      i === 0 ? [`${line},w`] : [`${line},1`, `${line.replace(/,\w+$/, i % 2 ? ",benign" : ",malignant")},0`],
    );
    await writeFile(join(cwd, "weighted.csv"), weighted.join("\n"));
    const [plain, counted] = await Promise.all([
      minibatch(["lr", "breast_cancer.csv", "-t", "y", "--json"], { cwd }),
      minibatch(["lr", "weighted.csv", "-t", "y", "--weight", "w", "--json"], { cwd }),
    ]);
    const [one, other] = [plain, counted].map((run) => JSON.parse(run.stdout));
    expect(Math.abs(Math.log2(one.best / other.best))).toBeLessThanOrEqual(2);
    expect(Math.min(...other.losses)).toBeLessThan(0.2);
  });

  it("is what train --alpha auto takes", async () => {
    const cwd = await folder();
    const { stdout } = await minibatch(["lr", ...table, "--json", "--optimizer", "adagrad"], { cwd });
    const { best, rates, losses } = JSON.parse(stdout);
    expect(rates.length).toBe(losses.length);
    const run = ["--optimizer", "adagrad", "-e", "3", "--quiet"];
    const told = await minibatch(["train", ...table, ...run.slice(0, -1), "-a", "auto", "--out", "auto"], { cwd });
    await minibatch(["train", ...table, ...run, "-a", String(best), "--out", "named"], { cwd });
    const [auto, named] = await Promise.all(
      ["auto", "named"].map((name) => readFile(join(cwd, name, "history.jsonl"), "utf8").then(lossesOf)),
    );
    expect(auto).toEqual(named);
    expect(told.stdout).toContain(`\nalpha ${best} was found and taken\n`);
    expect(told.stdout).toMatch(/^again: .* -a auto /m);
    const report = JSON.parse(await readFile(join(cwd, "auto/report.json"), "utf8"));
    expect(report).toMatchObject({ foundLearningRate: best, settings: { alpha: best } });
    const inspected = await minibatch(["inspect", "auto/model.safetensors", "--json"], { cwd });
    expect(JSON.parse(inspected.stdout).options.learningRate).toBe(best);
    const given = JSON.parse(await readFile(join(cwd, "named/report.json"), "utf8"));
    expect(given.foundLearningRate).toBeUndefined();
    expect(given.settings.alpha).toBe(best);
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
