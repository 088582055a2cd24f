import { describe, expect, test } from "vitest";
import { chooseRate } from "../../../src/engine/estimators/learning-rate/find-best-rate.ts";
import { findLearningRate, SGDClassifier, type SGDClassifierOptions, SGDRegressor } from "../../../src/engine/index.ts";
import { failure, table } from "./estimator-helpers.ts";

const { X, y } = table(300, 4, 2, 5);

async function ratesOf(options: SGDClassifierOptions): Promise<number[]> {
  const rates: number[] = [];
  await new SGDClassifier({ epochs: 2, ...options }).fit(X, y, {
    onBatch: (event) => void rates.push(event.learningRate),
  });
  return rates;
}

async function rowsOf(options: SGDClassifierOptions): Promise<number[]> {
  const rows: number[] = [];
  await new SGDClassifier({ epochs: 1, ...options }).fit(X, y, { onBatch: (event) => void rows.push(event.rows) });
  return rows;
}

describe("rates and batches", () => {
  test("rateBatchSize scales the rate with the rows of an update", async () => {
    expect(new Set(await ratesOf({ learningRate: 0.1, rateBatchSize: 32, batchSize: 64 }))).toEqual(new Set([0.2]));
    expect(new Set(await ratesOf({ learningRate: 0.1, rateBatchSize: 32, batchSize: 16, accumulate: 2 }))).toEqual(
      new Set([0.1]),
    );
  });

  test("a cosine over two epochs, with half an epoch's warm-up", async () => {
    const rates = await ratesOf({ schedule: "cosine", warmup: 0.5, batchSize: 30, learningRate: 1, scheduleEpochs: 1 });
    const expected = Array.from({ length: 20 }, (_, u) =>
      u < 5 ? (u + 1) / 5 : (1 + Math.cos(Math.PI * Math.min(1, (u - 5) / 10))) / 2,
    );
    for (const [u, rate] of rates.entries()) expect(Math.abs(rate - expected[u])).toBeLessThan(1e-14);
  });

  test.each(["cosine", "linear"] as const)("a %s after a warm-up ends with the training", async (schedule) => {
    const options = { schedule, batchSize: 30, learningRate: 1, epochs: 3 };
    const rates = await ratesOf({ ...options, warmup: 1 });
    const plain = await ratesOf({ ...options, epochs: 2 });
    expect(rates.slice(0, 10)).toEqual(Array.from({ length: 10 }, (_, u) => (u + 1) / 10));
    expect(rates.slice(10)).toEqual(plain);
  });

  test("a line after a warm-up equals its formula to 1e-14", async () => {
    const rates = await ratesOf({ schedule: "linear", learningRate: 1, epochs: 5, warmup: 2, batchSize: 75 });
    // 4 updates an epoch: 8 of the warm-up, and 12 of the line, which would be at 0 with the next one.
    const expected = Array.from({ length: 20 }, (_, u) => (u < 8 ? (u + 1) / 8 : 1 - (u - 8) / 12));
    expect(rates).toHaveLength(20);
    for (const [u, rate] of rates.entries()) expect(Math.abs(rate - expected[u])).toBeLessThan(1e-14);
  });

  test("accumulate makes one update of several batches, the same as a batch of that size", async () => {
    expect(await rowsOf({ batchSize: 20, accumulate: 4 })).toEqual([80, 80, 80, 60]);
    const gathered = await new SGDClassifier({ batchSize: 20, accumulate: 4 }).fit(X, y);
    const large = await new SGDClassifier({ batchSize: 80 }).fit(X, y);
    expect(gathered.coef).toEqual(large.coef);
  });

  test("batchSize auto is the largest power of two whose rows fit in 256 KiB", async () => {
    const wide = Array.from({ length: 40 }, (_, r) => Array.from({ length: 5000 }, (_, c) => Math.sin(r * c)));
    const labels = wide.map((_, r) => r % 2);
    const rows: number[] = [];
    // 5,000 columns of 4 bytes are 20,000 bytes: 13 fit.
    const model = new SGDClassifier({ batchSize: "auto", epochs: 1, learningRate: 1e-4 });
    await model.fit(wide, labels, { onBatch: (event) => void rows.push(event.rows) });
    expect(rows).toEqual([8, 8, 8, 8, 8]);
  });

  test("the smallest rate with 95 % of the best gain is chosen", () => {
    expect(chooseRate([1, 2, 4, 8, 16], [0.9, 0.54, 0.52, 0.5, Number.POSITIVE_INFINITY], 1)).toBe(4);
    expect(chooseRate([1, 2], [0.2, Number.POSITIVE_INFINITY], 1)).toBe(1);
    expect(() => chooseRate([1, 2], [1.5, 3], 1)).toThrow(
      'learningRate "auto": no rate from 1 to 2 lowers the loss of 1',
    );
  });

  test.each([
    ["columns of zeros and as many rows of either class", X.map(() => [0, 0]), y.map((_, i) => i % 2), {}],
    ["a loss of 0", [[0], [0]], [0, 1], { loss: "perceptron" }],
  ] as const)("auto says that there is nothing to gain: %s", async (_, rows, labels, options) => {
    const model = new SGDClassifier({ ...options, learningRate: "auto" });
    const error = await failure(() => model.fit(rows, labels));
    expect(error.code).toBe("INVALID_DATA");
    expect(error.message).toMatch(
      /^learningRate "auto": no rate from .* lowers the loss of 0(\.69\d+)?: the columns tell/,
    );
    expect(error.details).toEqual({ option: "learningRate" });
  });

  test("auto says that columns are too large for any rate", async () => {
    const rows = X.map((row) => row.map((x) => 1e9 * x));
    const error = await failure(() => new SGDClassifier({ loss: "squared_error", learningRate: "auto" }).fit(rows, y));
    expect(error.code).toBe("DIVERGED");
    expect(error.message).toMatch(/lowers the loss of 0\.5: standardise the columns$/);
  });

  test.each(["sgd", "adam", "adagrad"] as const)(
    "auto finds a rate for %s that trains, and is the one that is told",
    async (optimizer) => {
      const options = { optimizer, epochs: 5, seed: 1 } as const;
      const search = await findLearningRate(new SGDClassifier(options), X, y);
      expect(search.rates).toContain(search.best);
      expect(search.losses[search.rates.indexOf(search.best)]).toBeLessThan(search.startLoss);
      const auto = await new SGDClassifier({ ...options, learningRate: "auto" }).fit(X, y);
      const named = await new SGDClassifier({ ...options, learningRate: search.best }).fit(X, y);
      expect(auto.coef).toEqual(named.coef);
      expect(auto.trainingState?.learningRate).toBe(search.best);
    },
  );

  test("columns a thousand times as large take a rate about a million times as small", async () => {
    const plain = await findLearningRate(
      new SGDRegressor({ l2: 0 }),
      X,
      X.map((row) => row[0]),
    );
    const scaled = await findLearningRate(
      new SGDRegressor({ l2: 0 }),
      X.map((row) => row.map((x) => 30 * x)),
      X.map((row) => row[0]),
    );
    expect(Math.abs(Math.log2(plain.best / scaled.best) - Math.log2(900))).toBeLessThanOrEqual(1.5);
  });

  test("a schedule without a rate has none to be found", async () => {
    const error = await failure(() => findLearningRate(new SGDClassifier({ schedule: "optimal" }), X, y));
    expect(error.message).toContain('schedule: got "optimal", which takes no learning rate');
  });
});
