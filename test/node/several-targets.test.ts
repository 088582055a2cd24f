import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { TableModel } from "../../src/data/table/table-model.ts";
import { RandomState } from "../../src/engine/random/random-state.ts";
import { evaluateTable } from "../../src/node/evaluate-table.ts";
import type { SeveralLabelsScores, SeveralNumbersScores } from "../../src/node/evaluation/types.ts";
import { predictTable } from "../../src/node/predict-table.ts";
import { searchTableRate } from "../../src/node/search-table-rate.ts";
import { trainTable } from "../../src/node/train-table.ts";
import { error } from "../data/table/matchers.ts";
import { emptyFolder, write } from "./tables/files.ts";

const random = new RandomState(8);
const normal = (): number => random.standardNormal();
const lines = Array.from({ length: 600 }, (_, i) => {
  const [x, z] = [normal(), normal()];
  const word = ["red", "green", "blue"][i % 3];
  const height = 170 + 8 * x - 3 * z + (word === "red" ? 2 : 0) + normal();
  const price = 1e6 + 2e5 * z + 1e4 * normal();
  const chance = (score: number): boolean => random.uniform() < 1 / (1 + Math.exp(-score));
  const [sunny, warm, wet] = [chance(2 * x), chance(x - 2 * z + 1), chance(1.5 * z - 1)];
  return { x, z, word, height, price, sunny: sunny ? "yes" : "no", warm: Number(warm), wet };
});
const names = Object.keys(lines[0]) as (keyof (typeof lines)[number])[];
const csv = (name: string, rows: readonly object[]): string =>
  write(name, `${names.join(",")}\n${rows.map((row) => Object.values(row).join(",")).join("\n")}\n`);
const file = csv("several.csv", lines);
const held = csv("several-test.csv", lines.slice(0, 150));
const train = csv("several-train.csv", lines.slice(150));
const features = ["x", "z", "word"];
const shared = { only: features, cache: false, precision: "f64", test: held, epochs: 20, l2: 0.001 } as const;

/** Everything but what depends on the target's name and place. */
const alone = (target: string, options: object = {}) => trainTable(train, { ...shared, ...options, target });

/** What a model writes for the rows held out. */
async function predicted(model: TableModel): Promise<Record<string, unknown>[]> {
  const out = join(emptyFolder(), "out.jsonl");
  await predictTable(model, held, { out });
  return readFileSync(out, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

describe("several numbers", () => {
  const targets = ["height", "price"];

  test.each<[string, object]>([
    ["the defaults", {}],
    [
      "another loss, momentum, a mean of weights",
      { loss: "huber", optimizer: "momentum", learningRate: 0.01, average: true },
    ],
    ["without a constant term, sparse rows", { fitIntercept: false, layout: "sparse", only: ["x", "z"] }],
    ["early stopping on all of them", { validationFile: held, patience: undefined, earlyStopping: { patience: 30 } }],
  ])("have the weights and scores of a model for each: %s", async (_, options) => {
    const together = await trainTable(train, { ...shared, ...options, target: targets });
    for (const [k, target] of targets.entries()) {
      // The best epoch of several targets is one for all.
      const own = together.bestEpoch === undefined ? {} : { epochs: together.bestEpoch, scheduleEpochs: 20 };
      const { earlyStopping, validationFile, ...others } = options as Record<string, unknown>;
      const one = await alone(target, { ...others, ...own });
      const { coef, intercept } = together.model.estimator;
      for (const [j, weight] of one.model.estimator.coef[0].entries()) {
        expect(Math.abs(coef[k][j] / weight - 1)).toBeLessThan(1e-9);
      }
      expect(Math.abs(intercept[k] - one.model.estimator.intercept[0])).toBeLessThanOrEqual(
        1e-9 * Math.abs(intercept[k]),
      );
      const scores = (together.test as SeveralNumbersScores).targets[k];
      expect(scores.name).toBe(target);
      if (one.test.task !== "regression") throw new Error("expected a number");
      for (const name of ["r2", "rmse", "mae", "medianAe"] as const) {
        expect(Math.abs(scores.scores[name] / one.test[name] - 1)).toBeLessThan(1e-6);
      }
    }
    const all = together.test as SeveralNumbersScores;
    expect(all.r2).toBeCloseTo((all.targets[0].scores.r2 + all.targets[1].scores.r2) / 2, 14);
    if (!("fitIntercept" in options)) expect(all.r2).toBeGreaterThan(0.8);
  });

  test("predict, evaluate, save and load: from files and records the same", async () => {
    const { model, testRows } = await trainTable(file, {
      ...shared,
      test: undefined,
      testSize: 0.25,
      target: targets,
    } as never);
    expect(testRows).toBe(150);
    const loaded = TableModel.fromBytes(model.toBytes());
    const rows = await predicted(loaded);
    const records = loaded.predictTargets(lines.slice(0, 150));
    expect(Object.keys(rows[0])).toEqual([...names, "prediction height", "prediction price"]);
    expect(rows.map((row) => ({ height: row["prediction height"], price: row["prediction price"] }))).toEqual(records);
    expect(loaded.predictTargets(lines[3])).toEqual(records[3]);
    const { test: scores, rows: scored } = await evaluateTable(loaded, held);
    const mae = records.reduce((sum, row, i) => sum + Math.abs(Number(row.price) - lines[i].price), 0) / 150;
    expect(scored).toBe(150);
    expect((scores as SeveralNumbersScores).targets[1].scores.mae).toBeCloseTo(mae, 4);
    expect(() => loaded.predict(lines[0])).toThrow("predict: the model answers with 2 targets: use predictTargets");
    expect(loaded.schema).toMatchObject({ target: "height, price", targets: [{ name: "height" }, { name: "price" }] });
  });

  test("go on, to the bit, on their own scales", async () => {
    const options = { ...shared, schedule: "constant", keepState: true } as const;
    const whole = await trainTable(train, { ...options, target: targets, epochs: 5 });
    const first = await trainTable(train, { ...options, target: targets, epochs: 2 });
    const { only, ...going } = { ...options, warmStart: TableModel.fromBytes(first.model.toBytes()), epochs: 3 };
    const second = await trainTable(train, going);
    expect(second.model.estimator.coef).toEqual(whole.model.estimator.coef);
    expect(second.model.data.targetScales).toEqual(whole.model.data.targetScales);
  });

  test("have a rate that is looked for", async () => {
    const { best, targets: found } = await searchTableRate(train, { ...shared, target: targets, optimizer: "sgd" });
    expect(best).toBeGreaterThan(0.001);
    expect(found?.map(({ name }) => name)).toEqual(targets);
  });
});

describe("several labels", () => {
  const targets = ["sunny", "warm", "wet"];

  test.each<[string, object]>([
    ["the defaults", {}],
    ["hinge", { loss: "hinge" }],
    ["sparse rows", { layout: "sparse" }],
  ])("have the weights and scores of a model for each: %s", async (_, options) => {
    const together = await trainTable(train, { ...shared, ...options, target: targets });
    const scores = together.test as SeveralLabelsScores;
    for (const [k, target] of targets.entries()) {
      const one = await alone(target, options);
      const { coef, intercept } = together.model.estimator;
      for (const [j, weight] of one.model.estimator.coef[0].entries()) {
        expect(Math.abs(coef[k][j] - weight)).toBeLessThan(1e-10);
      }
      expect(Math.abs(intercept[k] - one.model.estimator.intercept[0])).toBeLessThan(1e-10);
      if (one.test.task !== "classification") throw new Error("expected classes");
      const own = scores.targets[k].scores;
      expect(own.confusion).toEqual(one.test.confusion);
      expect(own.rocAuc).toBeCloseTo(one.test.rocAuc ?? 0, 9);
      if (one.test.logLoss === null) expect(own.logLoss).toBeNull();
      else expect(own.logLoss).toBeCloseTo(one.test.logLoss, 6);
    }
    expect(together.model.schema.targets?.map(({ classes }) => classes)).toEqual([
      ["no", "yes"],
      [0, 1],
      [false, true],
    ]);
  });

  test("predict, evaluate and the share of right ones, counted one by one", async () => {
    const { model, test: own, baseline } = await trainTable(train, { ...shared, target: targets });
    const loaded = TableModel.fromBytes(model.toBytes());
    const rows = await predicted(loaded);
    const records = loaded.predictTargets(lines.slice(0, 150));
    const answers = ["prediction sunny", "prediction warm", "prediction wet"];
    const chances = ["probability sunny yes", "probability warm 1", "probability wet true"];
    expect(Object.keys(rows[0])).toEqual([...names, ...answers, ...chances]);
    const probabilities = loaded.predictProba(lines.slice(0, 150));
    for (const [i, row] of rows.entries()) {
      expect(answers.map((name) => row[name])).toEqual(targets.map((name) => records[i][name]));
      expect(chances.map((name) => row[name])).toEqual(Array.from(probabilities.row(i)));
      expect(records[i].sunny).toBe(probabilities.get(i, 0) > 0.5 ? "yes" : "no");
    }
    const right = records.map((record, i) => targets.map((name) => record[name] === lines[i][name as "sunny"]));
    const scores = own as SeveralLabelsScores;
    expect(scores.labelAccuracy).toBeCloseTo(right.flat().filter(Boolean).length / 450, 14);
    expect(scores.accuracy).toBeCloseTo(right.filter((row) => row.every(Boolean)).length / 150, 14);
    expect(scores.report).toMatch(
      / +sunny .*\n +warm .*\n +wet .*\n\n +micro avg .*\n +macro avg .*\nweighted avg .*\n +samples avg /,
    );
    expect(scores.accuracy).toBeGreaterThan((baseline as unknown as SeveralLabelsScores).accuracy);
    const evaluated = await evaluateTable(loaded, held);
    expect(evaluated.test).toEqual(own);
    expect(evaluated.baseline).toEqual(baseline);
  });

  test("stop by rows held out, go on, and are numbers where they are asked to be", async () => {
    const options = { ...shared, schedule: "constant", keepState: true, earlyStopping: { patience: 3 } } as const;
    const first = await trainTable(train, { ...options, target: targets });
    expect(first.validationRows).toBeGreaterThan(30);
    expect(first.bestEpoch).toBeGreaterThan(0);
    const { only, earlyStopping, ...going } = options;
    const second = await trainTable(train, { ...going, warmStart: first.model, epochs: 1 });
    expect(second.goesOn).toBe("state");
    const numbers = await trainTable(train, { ...shared, target: ["warm", "height"] });
    expect(numbers.task).toBe("regression");
    const asked = await trainTable(train, {
      ...shared,
      target: ["warm", "warm2"],
      task: "regression",
      only: ["x"],
    }).catch((e) => e);
    expect(asked).toEqual(error("INVALID_DATA", /no column "warm2" for the target \(did you mean "warm"\?\)/));
  });

  test("0 and 1 are the same however a file writes them, of one target, too", async () => {
    const written = csv(
      "written.csv",
      lines
        .slice(0, 150)
        .map((row) => ({ ...row, warm: row.warm === 1 ? "1.000" : "+0", wet: row.wet ? "TRUE" : "False" })),
    );
    for (const target of [targets, "warm", "wet"] as const) {
      const { model, test: own } = await trainTable(train, { ...shared, target });
      const { test: scores, classes } = await evaluateTable(model, written);
      expect(scores).toEqual(own);
      expect(classes).toEqual(model.schema.classes);
      expect((await trainTable(train, { ...shared, target, test: written })).test).toEqual(own);
    }
  });

  test("a row that lacks one of them is left out", async () => {
    const some = lines
      .slice(0, 300)
      .map((row, i) => ({ ...row, sunny: i % 10 === 0 ? "" : row.sunny, wet: i % 10 === 1 ? "" : row.wet }));
    const gaps = csv("gaps.csv", some);
    const { droppedRows, warnings, trainRows } = await trainTable(gaps, { ...shared, target: targets });
    expect([droppedRows, trainRows]).toEqual([60, 240]);
    expect(warnings).toContainEqual({ code: "missing-target", columns: ["sunny", "warm", "wet"], rows: 60 });
    const { model } = await trainTable(train, { ...shared, target: targets });
    expect(await evaluateTable(model, gaps)).toMatchObject({ rows: 240, droppedRows: 60 });
    const next = await trainTable(gaps, { warmStart: model, epochs: 1, cache: false });
    expect(next.warnings).toContainEqual({ code: "missing-target", columns: ["sunny", "warm", "wet"], rows: 60 });
  });

  test("a file whose rows all lack one of them is refused, whatever it is for", async () => {
    const { model } = await trainTable(train, { ...shared, target: ["sunny", "wet"] });
    const none = csv(
      "none.csv",
      lines.slice(0, 20).map((row) => ({ ...row, wet: "" })),
    );
    const message = /none\.csv: no row has a value of each of the targets "sunny", "wet", expected at least one$/;
    const options = { ...shared, target: ["sunny", "wet"], validationFile: none };
    await expect(trainTable(train, options)).rejects.toThrow(error("INVALID_DATA", message));
    await expect(evaluateTable(model, none)).rejects.toThrow(error("INVALID_DATA", message));
    await expect(trainTable(none, { warmStart: model, cache: false })).rejects.toThrow(error("INVALID_DATA", message));
  });
});

describe("what cannot be learned together is refused", () => {
  test.each<[string, object, string, RegExp]>([
    [
      "words and numbers",
      { target: ["word", "height"], only: ["x"] },
      "INVALID_DATA",
      /2 targets: "word" has 3 words, "height" has numbers, expected numbers in each, or two values in each; train a model for each kind/,
    ],
    [
      "numbers as labels",
      { target: ["warm", "height"], task: "classification" },
      "INVALID_DATA",
      /expected two values in each for classification/,
    ],
    [
      "words as numbers",
      { target: ["sunny", "height"], task: "regression" },
      "INVALID_DATA",
      /expected numbers in each for regression/,
    ],
    [
      "a target twice, and options of one",
      { target: ["sunny", "sunny"], task: "classification", classWeight: "balanced", loss: "softmax" },
      "INVALID_OPTION",
      /^3 options cannot be used: loss: got "softmax", expected another loss with several targets of two values each, such as "log_loss"; classWeight: .*; target: got "sunny" twice, expected each column once/,
    ],
    [
      "a metric of one target, once it is known",
      { target: ["sunny", "wet"], earlyStopping: { metric: "f1" } },
      "INVALID_OPTION",
      /^earlyStopping\.metric: got "f1", expected "loss" with several targets of two values each/,
    ],
    [
      "a target that is dropped",
      { target: ["sunny", "wet"], drop: ["wet"], only: undefined },
      "INVALID_OPTION",
      /drop: "wet" is a target/,
    ],
  ])("%s", async (_, options, code, message) => {
    const training = trainTable(train, { ...shared, ...(options as { target: string }) });
    await expect(training).rejects.toThrow(error(code as "INVALID_DATA", message) as Error);
  });

  test("a third value in a file to score", async () => {
    const { model } = await trainTable(train, { ...shared, target: ["sunny", "wet"] });
    const third = csv(
      "third.csv",
      lines.slice(0, 9).map((row, i) => ({ ...row, sunny: i === 4 ? "maybe" : row.sunny })),
    );
    await expect(evaluateTable(model, third)).rejects.toThrow(
      error(
        "INVALID_DATA",
        /third\.csv: target "sunny": data row 5 has a third value, expected "no" or "yes"; leave the row out/,
      ) as Error,
    );
  });
});
