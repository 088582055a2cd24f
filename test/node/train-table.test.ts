import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { TableModel } from "../../src/data/table/table-model.ts";
import { prepareOptions } from "../../src/node/tables/prepare-options.ts";
import { prepareTable } from "../../src/node/tables/prepare-table.ts";
import { closePrepared, openPrepared } from "../../src/node/tables/prepared-table.ts";
import { readTable } from "../../src/node/tables/read-table.ts";
import type { TrainTableOptions, TrainTableStart } from "../../src/node/tables/types.ts";
import { trainTable } from "../../src/node/train-table.ts";
import { rowsOf } from "../../src/node/training/score-rows.ts";
import type { TrainingEpoch } from "../../src/node/training/types.ts";
import { error } from "../data/table/matchers.ts";
import { breastCancer, emptyFolder, fixture, write } from "./tables/files.ts";

interface SplitCase {
  name: string;
  test_rows: number;
  support: number[];
  test_column_sums: number[];
  logistic_regression_accuracy: number;
}

function readJson<T>(name: string): T {
  return JSON.parse(readFileSync(fixture(name), "utf8")) as T;
}

const tables: Record<string, [path: string, target: string]> = {
  breast_cancer: [breastCancer, "diagnosis"],
  iris: [fixture("iris.csv"), "species"],
  digits: [fixture("digits.csv.gz"), "column64"],
};

describe.each(readJson<{ cases: SplitCase[] }>("splits.json").cases)("$name split", (expected) => {
  const [table = "", split] = expected.name.split(", ");
  const [path, target] = tables[table];
  const options: TrainTableOptions =
    split === "default" ? { target } : { target, testSize: 0.25, seed: 0, stratify: false };

  test("holds out scikit-learn's rows", async () => {
    const folder = emptyFolder();
    const asTheyAre = prepareOptions({ ...options, scale: "none", precision: "f64" });
    const { description } = await prepareTable([path], asTheyAre, { folder, temporary: folder });
    const table = openPrepared(description, (name) => join(folder, name));
    const { testRows, schema } = table;
    expect(testRows.rows).toBe(expected.test_rows);
    const X = new Float64Array(testRows.rows * testRows.columns);
    rowsOf(testRows).read(0, testRows.rows, X);
    // Columns of one value are left out.
    const { columns } = schema;
    const features = columns.filter(({ role }) => role === "feature").map(({ name }) => name);
    let checked = 0;
    for (const [j, sum] of expected.test_column_sums.entries()) {
      const feature = features.indexOf(columns[j].name);
      if (feature < 0) continue;
      let ours = 0;
      for (let row = 0; row < testRows.rows; row++) ours += X[row * testRows.columns + feature];
      expect(Math.abs(ours - sum), `column ${j}`).toBeLessThanOrEqual(1e-9 * Math.abs(sum));
      checked++;
    }
    expect(checked).toBeGreaterThanOrEqual(Math.min(4, features.length));
    const support = schema.classes.map((_, k) => testRows.targets.filter((code) => code === k).length);
    expect(support).toEqual(expected.support);
    closePrepared(table);
  });

  test("by default the accuracy is within one row or 0.01 of scikit-learn's LogisticRegression", async () => {
    const { test: scores, baseline } = await trainTable(path, options);
    if (scores.task !== "classification" || baseline.task !== "classification") throw new Error("expected classes");
    const slack = Math.max(1 / expected.test_rows, 0.01);
    expect(scores.accuracy).toBeGreaterThanOrEqual(expected.logistic_regression_accuracy - slack - 1e-12);
    expect(scores.confusion.map((row) => row.reduce((a, b) => a + b))).toEqual(expected.support);
    const right = scores.confusion.reduce((sum, row, k) => sum + row[k], 0);
    expect(scores.accuracy).toBeCloseTo(right / expected.test_rows, 12);
    expect(scores.report).toMatch(/^ +precision +recall +f1-score +support\n/);
    expect(scores.logLoss).toBeGreaterThan(0);
    expect(baseline.accuracy).toBeLessThan(scores.accuracy);
  });
});

test("the target's class that most training rows have is the baseline", async () => {
  const { baseline } = await trainTable(breastCancer, { target: "diagnosis", epochs: 1 });
  expect(baseline).toMatchObject({ task: "classification", label: "benign", accuracy: 72 / 114 });
});

describe("a target that is a number", () => {
  const numbers = write("numbers.csv", readFileSync(fixture("iris.csv"), "utf8").replaceAll(/,[a-z]+$/gm, ""));
  const reference = readJson<{ r2: number; coef: number[]; intercept: number }>("regression.json");

  test("is predicted as well as by scikit-learn's LinearRegression, R² within 0.01", async () => {
    const { test: scores, baseline, model } = await trainTable(numbers, { target: "petal_width_cm" });
    if (scores.task !== "regression" || baseline.task !== "regression") throw new Error("expected a number");
    expect(scores.r2).toBeGreaterThan(reference.r2 - 0.01);
    expect(scores.rmse).toBeLessThan(0.3);
    expect(scores.mae).toBeLessThan(scores.rmse);
    expect(baseline.mean).toBeGreaterThan(1);
    expect(baseline.r2).toBeLessThanOrEqual(0);
    expect(model.schema).toMatchObject({ task: "regression", classes: [] });
  });

  test("trained to the end without penalty has LinearRegression's weights, relative error <= 1e-6", async () => {
    const { model } = await trainTable(numbers, {
      target: "petal_width_cm",
      optimizer: "sgd",
      schedule: "constant",
      learningRate: 0.1,
      epochs: 4000,
      batchSize: 120,
      l2: 0,
      precision: "f64",
    });
    const [coef] = model.estimator.coef;
    const encoders = model.schema.encoders.map((encoder) => {
      if (encoder.kind !== "numeric") throw new Error("expected numbers");
      return encoder;
    });
    const raw = Array.from(coef, (weight, j) => weight / encoders[j].scale);
    for (const [j, weight] of reference.coef.entries()) expect(Math.abs(raw[j] / weight - 1)).toBeLessThan(1e-6);
    const intercept = raw.reduce((sum, weight, j) => sum - weight * encoders[j].shift, model.estimator.intercept[0]);
    expect(Math.abs(intercept / reference.intercept - 1)).toBeLessThan(1e-6);
  });
});

test.each([1e7, 1e9])("a target far from zero (%d) keeps R² >= 0.99, also when the model was saved", async (offset) => {
  const lines = Array.from({ length: 200 }, (_, i) => `${i % 20},${offset + (i % 20) / 8}`);
  const path = write("far.csv", `x,y\n${lines.join("\n")}\n`);
  const { model, test: scores } = await trainTable(path, { target: "y", task: "regression" });
  if (scores.task !== "regression") throw new Error("expected a number");
  expect(scores.r2).toBeGreaterThan(0.99);
  expect(model.options).toMatchObject({ precision: "f32" });
  const saved = TableModel.fromBytes(model.toBytes());
  expect(saved.options).toEqual(model.options);
  expect(saved.predict({ x: 3 })).toBe(model.predict({ x: 3 }));
});

test("events, history, options and data of a run", async () => {
  const starts: TrainTableStart[] = [];
  const epochs: TrainingEpoch[] = [];
  const result = await trainTable(fixture("iris.parquet"), {
    target: "species",
    testSize: 0.3,
    seed: 7,
    epochs: 3,
    learningRate: 0.05,
    batchSize: 16,
    l2: 0.01,
    shuffle: "full",
    precision: "f64",
    loss: "sigmoid_squared_error",
    onStart: (start) => starts.push(start),
    onEpoch: (epoch) => epochs.push(epoch),
  });
  expect(starts).toEqual([
    {
      target: "species",
      settings: {
        ...{ loss: "sigmoid_squared_error", optimizer: "adagrad", schedule: "linear", learningRate: 0.05, epochs: 3 },
        ...{ batchSize: 16, l2: 0.01, shuffle: "full", precision: "f64", seed: 7, earlyStopping: false },
      },
      files: [fixture("iris.parquet")],
      columns: expect.arrayContaining([
        { name: "species", kind: "categorical", role: "target", missing: 0, becomes: "3 classes", features: 0 },
      ]),
      warnings: [{ code: "sorted-by-target", columns: ["species"] }],
      cache: "off",
      droppedRows: 0,
      classCounts: [35, 35, 35],
      rows: 150,
      trainRows: 105,
      learnedRows: 105,
      validationRows: 0,
      testRows: 45,
      features: 4,
      task: "classification",
      classes: ["setosa", "versicolor", "virginica"],
    },
  ]);
  expect(result).toMatchObject({ ...starts[0], stopped: false });
  expect(epochs.map(({ epoch, epochs: all }) => [epoch, all])).toEqual([
    [1, 3],
    [2, 3],
    [3, 3],
  ]);
  expect(result.history).toEqual(epochs);
  expect(result.model.options).toMatchObject({
    loss: "sigmoid_squared_error",
    learningRate: 0.05,
    optimizer: "adagrad",
    schedule: "linear",
    batchSize: 16,
    epochs: 3,
    l2: 0.01,
    reduction: "mean",
    shuffle: "full",
    seed: 7,
    precision: "f64",
    fitIntercept: true,
    epsilon: 0.1,
    quantile: 0.5,
    testSize: 0.3,
    stratify: true,
    scale: "standard",
  });
  expect(result.model.data).toEqual({
    files: ["iris.parquet"],
    rows: 150,
    trainRows: 105,
    hash: expect.stringMatching(/^[0-9a-f]{32}$/),
    trainCounts: [35, 35, 35],
  });
  expect(result.model.scores).toEqual({ test: result.test, baseline: result.baseline });
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  expect(result.model.versions).toEqual({ minibatch: version });
  expect(Object.keys(result.seconds)).toEqual(["read", "split", "statistics", "encode", "train", "test"]);
});

test("the same run gives the same model bytes, another seed others", async () => {
  const bytes = async (seed: number): Promise<Uint8Array> =>
    (await trainTable(fixture("iris.csv"), { target: "species", epochs: 4, seed })).model.toBytes();
  const first = await bytes(1);
  expect(await bytes(1)).toEqual(first);
  expect(await bytes(2)).not.toEqual(first);
});

test("a signal ends the training; the model of that moment is tested and given", async () => {
  const controller = new AbortController();
  const result = await trainTable(fixture("iris.csv"), {
    target: "species",
    signal: controller.signal,
    onEpoch: ({ epoch }) => {
      if (epoch === 2) controller.abort();
    },
  });
  expect([result.history.length, result.stopped]).toEqual([2, true]);
  expect(result.test).toMatchObject({ task: "classification" });
});

test("a signal in the last epoch stops nothing", async () => {
  const controller = new AbortController();
  const result = await trainTable(fixture("iris.csv"), {
    target: "species",
    epochs: 3,
    signal: controller.signal,
    onEpoch: ({ epoch }) => {
      if (epoch === 3) controller.abort();
    },
  });
  expect([result.history.length, result.stopped]).toEqual([3, false]);
});

test.each(["log_loss", "softmax", "modified_huber", "sigmoid_squared_error"] as const)(
  "%s learns iris, and its model gives the same probabilities, which sum to 1, after saving",
  async (loss) => {
    const path = fixture("iris.csv");
    const { model, test: scores } = await trainTable(path, { target: "species", loss });
    if (scores.task !== "classification") throw new Error("expected classes");
    expect(scores.accuracy).toBeGreaterThan(0.8);
    const { X, features } = await readTable(path, { features: model.schema.encoders.map(({ column }) => column) });
    const records = X.toArray().map((row) => Object.fromEntries(features.map((name, j) => [name, row[j]])));
    const probabilities = model.predictProba(records);
    for (const row of probabilities.toArray()) expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
    const saved = TableModel.fromBytes(model.toBytes());
    expect(saved.options).toMatchObject({ loss });
    expect(saved.predictProba(records)).toEqual(probabilities);
    expect(saved.predict(records)).toEqual(model.predict(records));
  },
);

test("softmax learns two classes with an output each, and is the same after saving", async () => {
  const { model, test: scores } = await trainTable(breastCancer, { target: "diagnosis", loss: "softmax", epochs: 200 });
  expect(scores).toMatchObject({ task: "classification" });
  expect(model.estimator.coef).toHaveLength(2);
  expect(TableModel.fromBytes(model.toBytes()).toBytes()).toEqual(model.toBytes());
});

test.each(["squared_error", "huber", "epsilon_insensitive", "squared_epsilon_insensitive", "quantile"] as const)(
  "%s learns an exact line, R² >= 0.99",
  async (loss) => {
    const path = write("line.csv", `x,y\n${Array.from({ length: 300 }, (_, i) => `${i},${7 * i - 3}`).join("\n")}\n`);
    const { test: scores } = await trainTable(path, { target: "y", loss, epochs: 500 });
    if (scores.task !== "regression") throw new Error("expected a number");
    expect(scores.r2).toBeGreaterThan(0.99);
  },
);

test.each(["hinge", "log_loss"])("%s is no loss for a number of a table", async (loss) => {
  const path = write("half.csv", `x,y\n${Array.from({ length: 30 }, (_, i) => `${i},${i / 2}`).join("\n")}\n`);
  await expect(trainTable(path, { target: "y", loss } as TrainTableOptions)).rejects.toThrow(
    error("INVALID_OPTION", /^loss: got "\w+", expected "squared_error" or .* for regression$/),
  );
});

test("a constant column is left out, and said to be", async () => {
  const path = write(
    "constant.csv",
    `x,c,y\n${Array.from({ length: 40 }, (_, i) => `${i < 20 ? i : i + 100},0.1,${i < 20}`).join("\n")}\n`,
  );
  const { model, test: scores, warnings } = await trainTable(path, { target: "y" });
  expect(model.featureNames).toEqual(["x"]);
  expect(warnings).toContainEqual({ code: "constant", columns: ["c"] });
  expect(scores).toMatchObject({ accuracy: 1 });
});

test.each<[string, string, TrainTableOptions, RegExp]>([
  ["one class only", "x,y\n1,a\n2,a\n", { target: "y" }, /: target "y": all 2 rows have the value "a"/],
  [
    "numbers whose squares overflow",
    "x,y\n1e300,0\n-1e300,1\n3,0\n4,1\n5,1\n6,0\n",
    { target: "y", testSize: 0.34 },
    /: data row [12], column "x": -?1e\+300 is too large to be computed with; correct it, or drop the row/,
  ],
  [
    "an infinite number",
    "x,y\n1,0\n2,1\ninf,0\n4,1\n5,1\n6,0\n",
    { target: "y" },
    /: data row 3, column "x": the value is Infinity, expected a finite number; correct it/,
  ],
  [
    "columns of one value alone",
    "a,b,y\n1,x,0\n1,x,1\n1,x,0\n1,x,1\n1,x,1\n1,x,0\n",
    { target: "y" },
    /: no column to learn from: all 2 beside the target are left out \(one value\)$/,
  ],
  [
    "a target with a value of its own in each row",
    `x,y\n${Array.from({ length: 30 }, (_, i) => `${i * i},w${i}`).join("\n")}\n`,
    { target: "y" },
    /: target "y": each of its 30 rows has a value of its own, expected classes that several rows share$/,
  ],
])("%s is refused", async (_what, text, options, message) => {
  await expect(trainTable(write("refused.csv", text), options)).rejects.toThrow(error("INVALID_DATA", message));
});

test("a table of one row is refused", async () => {
  await expect(trainTable(write("one.csv", "x,y\n1,a\n"), { target: "y" })).rejects.toThrow(
    error("INVALID_DATA", /: target "y": the only row has the value "a", expected at least two different values$/),
  );
});

test.each<[keyof TrainTableOptions, unknown, RegExp]>([
  ["testSize", 1.5, /^target "species": testSize is 1\.5, expected/],
  ["testSize", 0.999, /^target "species": testSize 0\.999: of 150 rows none is left to train on/],
  ["epochs", 0, /^epochs: got 0, expected a whole number >= 1$/],
  ["learningRate", -1, /^learningRate: got -1/],
  ["batchSize", 2.5, /^batchSize: got 2.5/],
  ["l2", -1, /^l2: got -1/],
  ["seed", -1, /seed/],
  ["loss", "poisson", /^loss: got "poisson", expected "log_loss" or .* for classification$/],
  ["loss", "squarederror", /^loss: got "squarederror"/],
  ["shuffle", "some", /^shuffle: got "some"/],
  ["task", "regression", /^task: regression needs a numeric target/],
])("the option %s: %j is refused", async (option, value, message) => {
  const options = { target: "species", [option]: value } as TrainTableOptions;
  await expect(trainTable(fixture("iris.csv"), options)).rejects.toThrow(error("INVALID_OPTION", message));
});

test("a class of one row trains, and the classes of a split without shares that only test rows have come last", async () => {
  const path = write("rare.csv", "x,y\n1,a\n2,a\n3,b\n4,b\n5,c\n");
  const { classes, classCounts } = await trainTable(path, { target: "y", epochs: 1, testSize: 0.5 });
  expect([classes, classCounts]).toEqual([
    ["a", "b", "c"],
    [1, 1, 1],
  ]);
  const { model, test: scores } = await trainTable(path, {
    target: "y",
    epochs: 1,
    stratify: false,
    testSize: 0.4,
    seed: 3,
  });
  expect(model.schema.classes).toEqual(["a", "b"]);
  if (scores.task !== "classification") throw new Error("expected classes");
  expect(scores.confusion.map((row) => row.reduce((a, b) => a + b)).at(-1)).toBe(1);
});
