import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { TableModel } from "../../src/data/table/table-model.ts";
import { RandomState } from "../../src/engine/random/random-state.ts";
import { evaluateTable } from "../../src/node/evaluate-table.ts";
import { loadTableModel, saveModel } from "../../src/node/model-file.ts";
import type { TrainTableOptions, TrainTableResult } from "../../src/node/tables/types.ts";
import { trainTable } from "../../src/node/train-table.ts";
import { error } from "../data/table/matchers.ts";
import { breastCancer, emptyFolder, write } from "./tables/files.ts";

const [header = "", ...rows] = readFileSync(breastCancer, "utf8").trim().split("\n");
const table = (name: string, some: readonly string[]): string => write(name, `${[header, ...some].join("\n")}\n`);
const classes = { file: breastCancer, target: "diagnosis" };

const random = new RandomState(4);
const numbers = {
  file: write(
    "numbers.csv",
    `a,word,y\n${Array.from({ length: 500 }, () => {
      const a = random.standardNormal();
      const word = random.uniform() < 0.5 ? "up" : "down";
      return `${a},${word},${1e4 + 30 * a + (word === "up" ? 20 : 0) + random.standardNormal()}`;
    }).join("\n")}\n`,
  ),
  target: "y",
};

/** A model that went through its file. */
async function reloaded({ model }: TrainTableResult): Promise<TableModel> {
  const path = join(emptyFolder(), "model.safetensors");
  await saveModel(model, path);
  return loadTableModel(path);
}

describe("N epochs, save, load, M epochs are N + M epochs to the bit", () => {
  const endless: [string, Partial<TrainTableOptions>][] = [
    ["adagrad at a constant rate", { schedule: "constant" }],
    ["a line over all epochs, a mean of the weights", { schedule: "linear", scheduleEpochs: 7, average: true }],
    ["adam, exponential, warm-up", { optimizer: "adam", learningRate: 0.01, schedule: "exponential", warmup: 1.5 }],
    [
      "momentum in 64 bits, l1",
      { optimizer: "momentum", learningRate: 0.01, schedule: "invscaling", l1: 0.001, precision: "f64" },
    ],
    ["ftrl, all rows shuffled", { optimizer: "ftrl", learningRate: 0.1, shuffle: "full" }],
    ["sgd whose rate is looked for", { optimizer: "sgd", schedule: "constant" }],
  ];
  test.each(endless)("%s", async (_, given) => {
    for (const { file, target } of [classes, numbers]) {
      // The penalty where nothing is said depends on nothing but the table, so all three have the same.
      const options = { ...given, target, cache: false, seed: 3, keepState: true } as const;
      const whole = await trainTable(file, { ...options, epochs: 7 });
      const first = await trainTable(file, { ...options, epochs: 3 });
      const going = { warmStart: await reloaded(first), cache: false, seed: 3, keepState: true, epochs: 4 } as const;
      const second = await trainTable(file, going);
      expect(second.goesOn).toBe("state");
      expect(second.model.estimator.coef).toEqual(whole.model.estimator.coef);
      expect(second.model.estimator.intercept).toEqual(whole.model.estimator.intercept);
      expect(second.model.training).toEqual(whole.model.training);
      const losses = [...first.history, ...second.history].map(({ loss }) => loss);
      expect(losses).toEqual(whole.history.map(({ loss }) => loss));
      expect(second.history.map(({ epoch, epochs }) => [epoch, epochs])).toEqual(
        [1, 2, 3, 4].map((epoch) => [epoch, 4]),
      );
      expect(second.test).toEqual(whole.test);
    }
  });

  test("sparse rows of texts, more than two classes", async () => {
    const words = ["win cash", "dear home", "free prize", "love later"];
    const lines = Array.from(
      { length: 240 },
      (_, i) => `${["a", "b", "c"][i % 3]},${words[i % 4]} x${i % 3} y${i % 11}`,
    );
    const file = write("texts.csv", `y,t\n${lines.join("\n")}\n`);
    const options = { schedule: "constant", cache: false, keepState: true } as const;
    const learned = { ...options, target: "y", text: ["t"] };
    const whole = await trainTable(file, { ...learned, epochs: 5 });
    const first = await trainTable(file, { ...learned, epochs: 2 });
    const second = await trainTable(file, { ...options, warmStart: await reloaded(first), epochs: 3 });
    expect(second.model.estimator.coef).toEqual(whole.model.estimator.coef);
    expect(second.model.predict({ t: "win cash x0" })).toBe(whole.model.predict({ t: "win cash x0" }));
  });
});

describe("going on", () => {
  const shared = { cache: false, epochs: 3, precision: "f64" } as const;
  const file = table("first.csv", rows.slice(0, 300));
  const more = table("more.csv", rows.slice(300, 400));

  test("a batch of all new rows has, in the first epoch, the loss of the model on rows that it has not seen", async () => {
    for (const keepState of [false, true]) {
      const { model } = await trainTable(file, { ...shared, target: "diagnosis", keepState });
      const next = { warmStart: model, test: file, batchSize: 100, epochs: 1, cache: false } as const;
      const { history, goesOn, model: then } = await trainTable(more, next);
      expect(goesOn).toBe(keepState ? "state" : "weights");
      const { test: scores } = await evaluateTable(model, more);
      expect(history[0].loss).toBeCloseTo(scores.task === "classification" ? (scores.logLoss ?? 0) : 0, 9);
      expect(then.schema).toEqual(model.schema);
      expect(then.data).toMatchObject({
        files: ["more.csv"],
        trainRows: 100,
        before: { trainings: 1, trainRows: 240 },
      });
    }
  });

  test("a number keeps the scale of its first training", async () => {
    const { model } = await trainTable(numbers.file, { ...shared, target: "y" });
    const shifted = write("shifted.csv", "a,word,y\n0,up,10500\n1,down,10300\n-1,up,10100\n2,up,10200\n");
    const next = { warmStart: await reloaded({ model } as TrainTableResult), test: numbers.file, epochs: 1 } as const;
    const { history, model: then } = await trainTable(shifted, { ...next, batchSize: 4, cache: false });
    const { test: scores } = await evaluateTable(model, shifted);
    const { unit } = model.data.targetScales?.[0] ?? { unit: 0 };
    expect(history[0].loss).toBeCloseTo(scores.task === "regression" ? scores.rmse ** 2 / unit ** 2 / 2 : 0, 9);
    expect(then.data.targetScales).toEqual(model.data.targetScales);
  });

  test("the model's settings count where none is given, and not how it ended", async () => {
    const given = {
      optimizer: "adam",
      learningRate: 0.01,
      beta1: 0.8,
      l1: 0.001,
      batchSize: 16,
      classWeight: { benign: 2 },
    } as const;
    const { model } = await trainTable(file, { ...shared, ...given, target: "diagnosis", earlyStopping: true });
    const { settings } = await trainTable(more, { warmStart: model, epochs: 2, cache: false, testSize: 0.5 });
    expect(settings).toMatchObject({ ...given, schedule: "linear", earlyStopping: false, l2: model.options["l2"] });
    const other = await trainTable(more, {
      warmStart: model,
      optimizer: "sgd",
      learningRate: 0.1,
      epochs: 2,
      cache: false,
    });
    expect(other.settings).toMatchObject({ optimizer: "sgd", l1: 0.001, batchSize: 16 });
    expect(other.settings).not.toHaveProperty("beta1");
  });

  test("an optimiser of its own begins anew, with the weights", async () => {
    const { model } = await trainTable(file, { ...shared, target: "diagnosis", keepState: true });
    const other = { warmStart: model, optimizer: "sgd", learningRate: 1e-12, cache: false, testSize: 0.5 } as const;
    const { goesOn, model: then } = await trainTable(more, { ...other, epochs: 1 });
    expect(goesOn).toBe("weights");
    for (const [i, weight] of then.estimator.coef[0].entries()) {
      expect(weight).toBeCloseTo(model.estimator.coef[0][i], 6);
    }
  });

  test("a rate that is to be looked for is, with an optimiser that begins anew", async () => {
    const given = { ...shared, target: "diagnosis", keepState: true, learningRate: 0.25 } as const;
    const { model } = await trainTable(file, given);
    const next = { warmStart: model, learningRate: "auto", cache: false, epochs: 2 } as const;
    const { goesOn, foundLearningRate } = await trainTable(more, next);
    expect(goesOn).toBe("weights");
    expect(foundLearningRate).not.toBe(0.25);
    expect(Math.log2(foundLearningRate ?? 0.3)).toBe(Math.round(Math.log2(foundLearningRate ?? 0.3)));
  });

  test("the best epoch of rows to stop by is one of this training", async () => {
    const { model } = await trainTable(file, { ...shared, target: "diagnosis", keepState: true, epochs: 20 });
    const next = {
      warmStart: model,
      validationFile: table("held.csv", rows.slice(400)),
      cache: false,
      epochs: 10,
    } as const;
    const { bestEpoch = 0, history } = await trainTable(more, next);
    const losses = history.map(({ validation }) => validation ?? Number.NaN);
    expect(bestEpoch).toBe(1 + losses.indexOf(Math.min(...losses)));
  });

  test("a divergence names the epoch of this training", async () => {
    const model = await reloaded(
      await trainTable(file, { ...shared, target: "diagnosis", epochs: 4, keepState: true }),
    );
    const failing = trainTable(file, { warmStart: model, cache: false, learningRate: 1e30, epochs: 3 });
    await expect(failing).rejects.toThrow(error("DIVERGED", /^training diverged in epoch 1: /));
  });

  test("words that the model does not know are passed over, and told", async () => {
    const { model } = await trainTable(numbers.file, { ...shared, target: "y" });
    const next = write("words.csv", "a,word,y\n0,sideways,10010\n1,down,10300\n-1,sideways,\n2,up,10200\n1,up,10000\n");
    const { warnings } = await trainTable(next, { warmStart: model, test: numbers.file, cache: false, epochs: 1 });
    expect(warnings).toEqual([
      { code: "unseen-words", columns: ["word"], rows: 1 },
      { code: "missing-target", columns: ["y"], rows: 1 },
    ]);
  });

  test("encoded rows come from the cache again", async () => {
    const big = table(
      "big.csv",
      Array.from({ length: 30_000 }, (_, i) => rows[i % 300]),
    );
    const { model } = await trainTable(file, { ...shared, target: "diagnosis" });
    const next = { warmStart: model, cache: emptyFolder(), epochs: 1 } as const;
    const first = await trainTable(big, next);
    const second = await trainTable(big, { ...next, warmStart: first.model });
    const repeated = await trainTable(big, { ...next, cache: false });
    expect([first.cache, second.cache]).toEqual(["written", "reused"]);
    expect(first.model.estimator.coef).toEqual(repeated.model.estimator.coef);
  });

  test("the state is in the file only where it is asked for, and damage to it is found", async () => {
    const without = await trainTable(file, { ...shared, target: "diagnosis" });
    const kept = await trainTable(file, { ...shared, target: "diagnosis", keepState: true });
    expect(without.model.training).toBeUndefined();
    const bytes = kept.model.toBytes();
    expect(bytes.length).toBeGreaterThan(without.model.toBytes().length + 2 * 8 * 31);
    expect(TableModel.fromBytes(bytes).training).toEqual(kept.model.training);
    const record = Object.fromEntries(header.split(",").map((name) => [name, 1]));
    expect(TableModel.fromBytes(bytes).predict(record)).toBe(without.model.predict(record));
  });
});

describe("what cannot go on is refused", () => {
  const model = trainTable(breastCancer, { target: "diagnosis", cache: false, epochs: 1 }).then(
    (result) => result.model,
  );

  test.each([
    [
      "another class",
      header,
      rows.map((row) => row.replace("benign", "fine")),
      /target "diagnosis": got the class "fine", expected one of the model's: "benign", "malignant"; leave its rows out, or train a new model/,
    ],
    ["a missing column", header.replace("mean_radius", "radius"), rows, /no column "mean_radius" for the model/],
    ["no target", header.replace("diagnosis", "d"), rows, /no column "diagnosis" for the target/],
  ])("%s", async (name, first, lines, message) => {
    const file = write(`${name}.csv`, `${[first, ...lines.slice(0, 50)].join("\n")}\n`);
    await expect(trainTable(file, { warmStart: await model, cache: false, epochs: 1 })).rejects.toThrow(
      error("INVALID_DATA", message) as Error,
    );
  });

  test("everything that the model has of its own, all at once", async () => {
    const options = {
      warmStart: await model,
      target: "area",
      task: "regression",
      scale: "none",
      drop: ["x"],
      momentum: 0.5,
      loss: "hinge",
      fitIntercept: false,
    } as const;
    await expect(trainTable("missing.csv", options)).rejects.toThrow(
      /^7 options cannot be used: momentum: .*; drop: .*; scale: .*; target: got "area", expected "diagnosis" with warmStart, as the model has it; task: .*; loss: .*; fitIntercept: /,
    );
    const same = {
      warmStart: await model,
      target: "diagnosis",
      task: "classification",
      loss: "log_loss",
      cache: false,
      epochs: 1,
    } as const;
    expect((await trainTable(breastCancer, same)).goesOn).toBe("weights");
  });

  test("a training without target and model", async () => {
    await expect(trainTable(breastCancer, {} as TrainTableOptions)).rejects.toThrow(
      /^target: got undefined, expected the name of a column, or of several/,
    );
  });
});
