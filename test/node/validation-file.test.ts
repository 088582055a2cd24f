import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { RandomState } from "../../src/engine/random/random-state.ts";
import { evaluateTable } from "../../src/node/evaluate-table.ts";
import { trainTable } from "../../src/node/train-table.ts";
import { error } from "../data/table/matchers.ts";
import { breastCancer, emptyFolder, write } from "./tables/files.ts";

const [header = "", ...rows] = readFileSync(breastCancer, "utf8").trim().split("\n");
const table = (name: string, some: readonly string[]): string => write(name, `${[header, ...some].join("\n")}\n`);
const train = table("train.csv", rows.slice(0, 300));
const validation = table("validation.csv", rows.slice(300, 420));
const test_ = table("test.csv", rows.slice(420));
const shared = {
  target: "diagnosis",
  cache: false,
  precision: "f64",
  test: test_,
  validationFile: validation,
} as const;

/** Rule and epochs of a training that learns too much. */
const rule = { optimizer: "sgd", schedule: "constant", learningRate: 1, l2: 0, epochs: 80 } as const;

describe("rows to stop by from a file", () => {
  test("give the loss that evaluating on that file gives, and the best epoch by it", async () => {
    const result = await trainTable(train, { ...shared, ...rule });
    const losses = result.history.map(({ validation }) => validation ?? Number.NaN);
    const best = 1 + losses.indexOf(Math.min(...losses));
    expect(result.bestEpoch).toBe(best);
    expect(best).toBeLessThan(80);
    // The patience where nothing is said: half of all epochs.
    expect(losses.length).toBe(Math.min(80, best + 40));
    const scored = await evaluateTable(result.model, validation);
    expect(scored.test.task === "classification" && scored.test.logLoss).toBeCloseTo(losses[best - 1], 9);
    const ended = await trainTable(train, { ...shared, ...rule, epochs: best });
    expect(ended.model.estimator.coef).toEqual(result.model.estimator.coef);
  });

  test("leave all training rows to be learned from, and are named in the model", async () => {
    const { trainRows, learnedRows, validationRows, model } = await trainTable(train, { ...shared, epochs: 2 });
    expect([trainRows, learnedRows, validationRows]).toEqual([300, 300, 120]);
    expect(model.options).toMatchObject({
      validationFile: ["validation.csv"],
      earlyStopping: { metric: "loss", patience: 1 },
    });
    const files = [table("v1.csv", rows.slice(300, 350)), table("v2.csv", rows.slice(350, 420))];
    const several = await trainTable(train, { ...shared, validationFile: files, epochs: 2 });
    expect(several.model.toBytes().length).toBeGreaterThan(0);
    expect(several.model.estimator.coef).toEqual(model.estimator.coef);
    expect(several.history.map(({ validation }) => validation)).toHaveLength(2);
  });

  test("of numbers have the loss of the scaled target", async () => {
    const random = new RandomState(2);
    const line = (): [number, number] => {
      const x = random.standardNormal();
      return [x, 500 + 20 * x + 10 * random.standardNormal()];
    };
    const [some, held] = [Array.from({ length: 300 }, line), Array.from({ length: 200 }, line)];
    const csv = (name: string, lines: [number, number][]): string =>
      write(name, `x,y\n${lines.map((row) => row.join(",")).join("\n")}\n`);
    const [file, validationFile] = [csv("x.csv", some), csv("xv.csv", held)];
    const options = { target: "y", cache: false, precision: "f64", epochs: 20, validationFile, test: file } as const;
    const { model, history, bestEpoch = 0 } = await trainTable(file, options);
    const { test: scores } = await evaluateTable(model, validationFile);
    const mean = some.reduce((sum, [, y]) => sum + y, 0) / 300;
    const variance = some.reduce((sum, [, y]) => sum + (y - mean) ** 2, 0) / 300;
    const expected = scores.task === "regression" ? scores.rmse ** 2 / variance / 2 : Number.NaN;
    expect(history[bestEpoch - 1].validation).toBeCloseTo(expected, 9);
  });

  test("count as often as their weight says", async () => {
    const lines = Array.from({ length: 90 }, (_, i) => `${(i * 37) % 101},${i % 3 === 0 ? "a" : "b"}`);
    const weighted = (name: string, of: (i: number) => number): string =>
      write(name, `x,y,w\n${lines.map((line, i) => `${line},${of(i)}`).join("\n")}\n`);
    const file = weighted("w.csv", () => 1);
    const options = { target: "y", cache: false, weight: "w", precision: "f64", epochs: 3, test: file } as const;
    const twice = await trainTable(file, { ...options, validationFile: weighted("w2.csv", (i) => 1 + (i % 2)) });
    const doubled = `${lines
      .map((line, i) =>
        Array(1 + (i % 2))
          .fill(`${line},1`)
          .join("\n"),
      )
      .join("\n")}\n`;
    const repeated = await trainTable(file, { ...options, validationFile: write("w3.csv", `x,y,w\n${doubled}`) });
    for (const [i, { validation }] of twice.history.entries()) {
      expect(validation).toBeCloseTo(repeated.history[i].validation ?? Number.NaN, 12);
    }
  });

  test("are sparse rows where those of the training are", async () => {
    const words = ["win cash", "dear home", "free prize now", "love you later"];
    const lines = Array.from({ length: 200 }, (_, i) => `${i % 2 === 0 ? "spam" : "ham"},${words[i % 4]} ${i % 7}`);
    const csv = (name: string, some: readonly string[]): string => write(name, `y,t\n${some.join("\n")}\n`);
    const [file, validationFile] = [csv("t.csv", lines.slice(0, 150)), csv("tv.csv", lines.slice(150))];
    const options = { target: "y", text: ["t"], cache: false, precision: "f64", epochs: 5, test: file } as const;
    const { model, history, bestEpoch = 0 } = await trainTable(file, { ...options, validationFile });
    const { test: scores } = await evaluateTable(model, validationFile);
    expect(history[bestEpoch - 1].validation).toBeCloseTo(
      scores.task === "classification" ? (scores.logLoss ?? Number.NaN) : Number.NaN,
      9,
    );
  });

  test("stay in the cache with the others, until the file changes", async () => {
    const many = Array.from({ length: 30_000 }, (_, i) => rows[i % 300]);
    const file = table("many.csv", many);
    const options = {
      ...shared,
      cache: emptyFolder(),
      epochs: 2,
      validationFile: table("v.csv", rows.slice(300, 400)),
    };
    const first = await trainTable(file, options);
    const second = await trainTable(file, options);
    table("v.csv", rows.slice(300, 390));
    const third = await trainTable(file, options);
    expect([first.cache, second.cache, third.cache]).toEqual(["written", "reused", "written"]);
    expect(second.model.toBytes()).toEqual(first.model.toBytes());
    expect(second.history.map(({ validation }) => validation)).toEqual(
      first.history.map(({ validation }) => validation),
    );
    expect(third.validationRows).toBe(90);
  });
});

describe("what cannot be used is refused", () => {
  const changed = (name: string, of: (row: string) => string): string => table(name, rows.slice(300, 420).map(of));
  test.each([
    [
      "a class that no training row has",
      { validationFile: changed("other.csv", (row) => row.replace("benign", "unclear")) },
      "INVALID_DATA",
      /other\.csv: target "diagnosis": got the class "unclear", which no training row has: leave its rows out/,
    ],
    [
      "rows without a target",
      { validationFile: changed("none.csv", (row) => row.replace(/benign|malignant/, "")) },
      "INVALID_DATA",
      /none\.csv: no row has a value of the target "diagnosis"/,
    ],
    [
      "a column that is missing",
      { validationFile: write("short.csv", "diagnosis,a\nbenign,1\n") },
      "INVALID_DATA",
      /short\.csv: no column .* for the model/,
    ],
    [
      "options together",
      { earlyStopping: { validation: 0.2, patience: 0 }, momentum: 0.5, test: "-", validationFile: "-" },
      "INVALID_OPTION",
      /^4 options cannot be used: earlyStopping\.patience: .*; momentum: .*; earlyStopping\.validation: got 0\.2, expected none with validationFile: it has the rows to stop by; validationFile: got "-", expected a file: standard input is read for test already$/,
    ],
    [
      "a file without early stopping",
      { earlyStopping: false },
      "INVALID_OPTION",
      /^validationFile: got ".*validation\.csv", expected none without early stopping/,
    ],
  ] as const)("%s", async (_, options, code, message) => {
    const training = trainTable(train, { ...shared, epochs: 1, ...(options as object) });
    await expect(training).rejects.toThrow(error(code, message) as Error);
  });

  test("a weight that is missing in the file", async () => {
    const file = write("wt.csv", "x,y,w\n1,a,1\n2,b,1\n3,a,1\n4,b,1\n");
    const options = { target: "y", cache: false, weight: "w", test: file, epochs: 1 } as const;
    const without = trainTable(file, { ...options, validationFile: write("nw.csv", "x,y\n1,a\n2,b\n") });
    await expect(without).rejects.toThrow(/nw\.csv: no column "w" for the rows' weight/);
    const negative = trainTable(file, { ...options, validationFile: write("neg.csv", "x,y,w\n1,a,1\n2,b,-1\n") });
    await expect(negative).rejects.toThrow(/neg\.csv: data row 2, column "w": got -1, expected a number >= 0/);
    const words = trainTable(file, { ...options, validationFile: write("ww.csv", "x,y,w\n1,a,one\n2,b,two\n") });
    await expect(words).rejects.toThrow(/ww\.csv: column "w" holds VARCHAR, expected numbers for the weight/);
  });
});
