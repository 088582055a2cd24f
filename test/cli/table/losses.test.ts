import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { TABLE_LOSSES } from "../../../src/data/table/table-losses.ts";
import { loadTableModel } from "../../../src/node/model-file.ts";
import { emptyFolder, minibatch } from "../run.ts";
import { writeTable } from "./tables.ts";

const WITH_PROBABILITIES = ["log_loss", "softmax", "modified_huber", "sigmoid_squared_error"];
const WORDS = { breast_cancer: ["malignant", "benign"], iris: ["setosa", "versicolor", "virginica"] } as const;

/** Trains on a table of scikit-learn's; what the run folder says of it. */
async function trained(table: "breast_cancer" | "iris" | "diabetes", args: readonly string[]) {
  const cwd = await emptyFolder();
  const { targets } = await writeTable(cwd, table, table === "diabetes" ? undefined : WORDS[table]);
  const run = await minibatch(["train", `${table}.csv`, "-t", "y", ...args, "--out", "run"], { cwd });
  expect(run).toMatchObject({ status: 0 });
  const report = JSON.parse(await readFile(join(cwd, "run/report.json"), "utf8"));
  const page = await readFile(join(cwd, "run/report.html"), "utf8");
  const predict = await minibatch(["predict", "run/model.safetensors", `${table}.csv`], { cwd });
  const rows = predict.stdout.trimEnd().split("\n");
  const [header, ...cells] = rows.map((line) => line.split(",").slice(report.features + 1));
  return { cwd, targets, report, page, header, cells, stdout: run.stdout };
}

describe("every loss for classes trains a table, and says what it can", () => {
  it.each(TABLE_LOSSES.classification)("%s, of two classes", async (loss) => {
    const { targets, report, page, header, cells, stdout } = await trained("breast_cancer", [
      "--loss",
      loss,
      "-e",
      "60",
    ]);
    const gives = WITH_PROBABILITIES.includes(loss);
    expect(report.test.accuracy).toBeGreaterThan(0.9);
    expect(report.test.rocAuc).toBeGreaterThan(0.97);
    expect(typeof report.test.logLoss).toBe(gives ? "number" : "object");
    expect(stdout.includes("log loss")).toBe(gives);
    expect(page.includes("Calibration")).toBe(gives);
    expect(page.includes("Log loss")).toBe(gives);
    expect(page).toContain("ROC curve");
    expect(header).toEqual(
      gives ? ["prediction", "probability benign", "probability malignant"] : ["prediction", "decision malignant"],
    );
    const threshold = gives ? 0.5 : 0;
    for (const row of cells) expect(row[0]).toBe(Number(row.at(-1)) > threshold ? "malignant" : "benign");
    expect(cells.filter(([label], i) => label === targets[i]).length / targets.length).toBeGreaterThan(0.93);
  });

  it.each(["hinge", "softmax", "perceptron", "squared_hinge"])("%s, of three classes", async (loss) => {
    const { cwd, report, header, cells } = await trained("iris", ["--loss", loss, "-e", "200"]);
    expect(report.test.accuracy).toBeGreaterThan(0.7);
    const what = loss === "softmax" ? "probability" : "decision";
    expect(header).toEqual(["prediction", ...WORDS.iris.map((label) => `${what} ${label}`)]);
    for (const [label, ...values] of cells) {
      const numbers = values.map(Number);
      expect(WORDS.iris[numbers.indexOf(Math.max(...numbers))]).toBe(label);
    }
    const { status, stdout } = await minibatch(["evaluate", "run/model.safetensors", "iris.csv", "--json"], { cwd });
    expect(status).toBe(0);
    const { test } = JSON.parse(stdout);
    expect(test.rocAuc).toBeGreaterThan(0.75);
    expect(test.logLoss === null).toBe(loss !== "softmax");
  });

  it("a loaded model gives decision values, and no probabilities", async () => {
    const { cwd, cells } = await trained("breast_cancer", ["--loss", "hinge", "-e", "20"]);
    const model = await loadTableModel(join(cwd, "run/model.safetensors"));
    const [names, first] = (await readFile(join(cwd, "breast_cancer.csv"), "utf8"))
      .split("\n")
      .map((l) => l.split(","));
    const record = Object.fromEntries(names.map((name, i) => [name, Number(first[i])]));
    expect(model.decisionFunction(record).toArray()).toEqual([[Number(cells[0][1])]]);
    expect(() => model.predictProba(record)).toThrow('the loss "hinge" gives no probabilities');
  });

  it("a class that only the rows scored have is ranked last", async () => {
    const { cwd } = await trained("breast_cancer", ["--loss", "hinge", "-e", "20"]);
    const table = await readFile(join(cwd, "breast_cancer.csv"), "utf8");
    await writeFile(join(cwd, "more.csv"), table.replace(/malignant\n/, "unclear\n"));
    const { status, stdout } = await minibatch(["evaluate", "run/model.safetensors", "more.csv", "--json"], { cwd });
    expect(status).toBe(0);
    const { test, classes } = JSON.parse(stdout);
    expect(classes).toEqual(["benign", "malignant", "unclear"]);
    // Two good rankings and one that cannot tell its row from the others.
    expect(test.rocAuc).toBeGreaterThan((0.97 + 0.97 + 0.5) / 3);
    expect(test.rocAuc).toBeLessThan((1 + 1 + 0.5) / 3);
  });
});

describe("every loss for numbers trains a table", () => {
  it.each(TABLE_LOSSES.regression)("%s", async (loss) => {
    const { targets, report, cells } = await trained("diabetes", ["--loss", loss, "-e", "300"]);
    expect(report.test.r2).toBeGreaterThan(0.25);
    const mean = targets.reduce((sum, y) => sum + Number(y), 0) / targets.length;
    const meanPredicted = cells.reduce((sum, [value]) => sum + Number(value), 0) / cells.length;
    expect(Math.abs(meanPredicted / mean - 1)).toBeLessThan(0.08);
    if (loss === "poisson") expect(report.test.poissonDeviance).toBeLessThan(report.baseline.poissonDeviance);
  });

  it.each([0.1, 0.8])("quantile %f is the prediction that this share of the rows is below", async (quantile) => {
    const args = ["--loss", "quantile", "--quantile", String(quantile), "-e", "1000"];
    const { targets, report, page, cells, stdout } = await trained("diabetes", args);
    const below = targets.filter((y, i) => Number(y) <= Number(cells[i][0])).length / targets.length;
    expect(Math.abs(below - quantile)).toBeLessThan(0.03);
    const { pinballLoss, shareBelow } = report.test.quantile;
    expect(pinballLoss).toBeLessThan(report.baseline.quantile.pinballLoss);
    expect(Math.abs(shareBelow - quantile)).toBeLessThan(0.1);
    expect(stdout).toContain(`pinball loss at ${quantile}`);
    expect(page).toContain(`Pinball loss at ${quantile}`);
    expect(stdout).toMatch(new RegExp(`again: .* --quantile ${quantile} `));
  });

  it("a loss of numbers makes a number of a target of few whole numbers; --task classification a class", async () => {
    const cwd = await emptyFolder();
    const lines = Array.from({ length: 80 }, (_, i) => `${i % 10},${(i % 10 > 4 ? 1 : 0) + (i % 3 === 0 ? 1 : 0)}`);
    await writeFile(join(cwd, "t.csv"), ["a,y", ...lines].join("\n"));
    const task = async (...args: string[]): Promise<string> => {
      const { stdout } = await minibatch(["train", "t.csv", "-t", "y", "-e", "5", "--json", ...args], { cwd });
      return JSON.parse(stdout.split("\n").find((line) => line.startsWith('{"event":"start"'))!).task;
    };
    expect(await task()).toBe("classification");
    expect(await task("--loss", "poisson")).toBe("regression");
    expect(await task("--loss", "huber")).toBe("regression");
    expect(await task("--loss", "huber", "--task", "classification")).toBe("classification");
  });
});

describe("passive-aggressive schedules train tables with the losses they are for", () => {
  it.each(["pa1", "pa2"])("%s", async (schedule) => {
    const classes = await trained("breast_cancer", ["--schedule", schedule, "-e", "20"]);
    expect(classes.report.settings).toMatchObject({ loss: "hinge", alpha: 1 });
    expect(classes.report.test.accuracy).toBeGreaterThan(0.93);
    const numbers = await trained("diabetes", ["--schedule", schedule, "-e", "20"]);
    expect(numbers.report.settings).toMatchObject({ loss: "epsilon_insensitive", alpha: 1 });
    expect(numbers.report.test.r2).toBeGreaterThan(0.25);
  });
});

describe("a loss that does not fit is refused", () => {
  it.each([
    [
      ["--loss", "poisson", "--task", "classification"],
      /^minibatch: option --loss: got "poisson", expected "log_loss" or /,
    ],
    [
      ["--loss", "hinge", "--quantile", "0.3"],
      /^minibatch: option --quantile: got 0.3, expected it with loss "quantile" only/,
    ],
    [["--loss", "hinge", "--early-stopping", "log_loss"], /expected one that needs no probabilities/],
    [
      ["--loss", "log_loss", "--schedule", "pa1", "--optimizer", "adam"],
      /^minibatch: 2 options .*: --loss: got "log_loss", expected "hinge" with .*; --optimizer: got "adam", expected "sgd" /,
    ],
    [
      ["--schedule", "pa1", "--optimizer", "adam"],
      /^minibatch: option --optimizer: got "adam", expected "sgd" with schedule "pa1"/,
    ],
    [
      ["--loss", "poisson", "--class-weight", "balanced"],
      /^minibatch: option --class-weight: got "balanced", expected it for classes only: a number is learned here\n$/,
    ],
    [
      ["--loss", "poisson", "--schedule", "pa2", "--multiclass", "softmax"],
      /^minibatch: 2 options .*: --loss: got "poisson", expected "epsilon_insensitive" .*; --multiclass: got "softmax", /,
    ],
    [["--early-stopping", "r2", "--multiclass", "softmax"], /^minibatch: option --early-stopping: got "r2", expected /],
  ])("%s, before the table is read", async (args, message) => {
    const { status, stderr } = await minibatch(["train", "missing.csv", "-t", "y", ...args]);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });

  it.each([
    [["--loss", "hinge"], 'option --loss: got "hinge", expected "squared_error" or '],
    [["--class-weight", "balanced"], 'option --class-weight: got "balanced", expected it for classes only: '],
    [["--early-stopping", "f1_macro"], 'option --early-stopping: got "f1_macro", expected one of loss, '],
  ])("%s, for a target of numbers, before the plan is printed", async (args, message) => {
    const cwd = await emptyFolder();
    await writeTable(cwd, "diabetes");
    for (const command of ["train", "lr"]) {
      const run = await minibatch([command, "diabetes.csv", "-t", "y", "--task", "regression", ...args], { cwd });
      const found = await minibatch([command, "diabetes.csv", "-t", "y", ...args], { cwd });
      expect(run).toMatchObject({ status: 2, stdout: "" });
      expect(run.stderr).toMatch(/^minibatch: .*\n$/);
      expect(run.stderr).toContain(message);
      expect(found).toEqual(run);
    }
  });

  it("a table whose classes have one row each", async () => {
    const cwd = await emptyFolder();
    await writeFile(join(cwd, "small.csv"), "a,y\n1,yes\n2,no\n");
    const { status, stderr } = await minibatch(["train", "small.csv", "-t", "y"], { cwd });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr:
        'minibatch: target "y": each of its 2 classes has one row, of which none can be held out for the test: expected a class of at least two rows, or files to test on\n',
    });
  });

  it("negative numbers with poisson, by their row, whether it trains or tests", async () => {
    const cwd = await emptyFolder();
    const lines = Array.from({ length: 60 }, (_, i) => `${i},${i === 3 ? "" : i}`);
    for (const row of [1, 5, 17, 40, 60]) {
      const some = lines.with(row - 1, "0,-1.5");
      await writeFile(join(cwd, "t.csv"), ["a,y", ...some].join("\n"));
      for (const command of ["train", "lr"]) {
        const { status, stderr } = await minibatch([command, "t.csv", "-t", "y", "--loss", "poisson"], { cwd });
        const expected = 'expected a number >= 0 for the loss "poisson"; correct it, or choose another loss';
        expect(stderr).toBe(`minibatch: t.csv: target "y": data row ${row} is -1.5, ${expected}\n`);
        expect(status).toBe(1);
      }
    }
  });

  it("negative numbers with poisson, also where another loss has left the table in the cache", async () => {
    const cwd = await emptyFolder();
    const lines = Array.from({ length: 60_000 }, (_, i) => `${i}.0123456789,${i === 50_000 ? -2 : i % 100}`);
    await writeFile(join(cwd, "t.csv"), ["a,y", ...lines].join("\n"));
    const args = ["train", "t.csv", "-t", "y", "--epochs", "1", "--quiet", "--cache", "cache", "--loss"];
    expect(await minibatch([...args, "huber"], { cwd })).toMatchObject({ status: 0 });
    expect(await readdir(join(cwd, "cache"))).toHaveLength(1);
    const { stderr } = await minibatch([...args, "poisson"], { cwd });
    expect(stderr).toMatch(/^minibatch: t\.csv: target "y": data row 50001 is -2, expected a number >= 0 /);
  });

  it("negative labels of sparse rows with poisson, by their row", async () => {
    const cwd = await emptyFolder();
    const lines = Array.from({ length: 60 }, (_, i) => `${i === 40 ? -3 : i} 1:${i}`);
    await writeFile(join(cwd, "t.svm"), lines.join("\n"));
    const { status, stderr } = await minibatch(["train", "t.svm", "--loss", "poisson"], { cwd });
    expect(stderr).toBe(
      'minibatch: t.svm: target "label": data row 41 is -3, expected a number >= 0 for the loss "poisson"; correct it, or choose another loss\n',
    );
    expect(status).toBe(1);
  });
});
