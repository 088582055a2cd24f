import { describe, expect, test } from "vitest";
import {
  accuracyScore,
  type EpochEvent,
  rocAucScore,
  SGDClassifier,
  type SGDClassifierOptions,
  SGDRegressor,
} from "../../../src/engine/index.ts";
import { failure, table } from "./estimator-helpers.ts";

const { X, y } = table(400, 6, 2, 3);
const held = table(200, 6, 2, 4);
const validation = { X: held.X, y: held.y };
const noisy: SGDClassifierOptions = { learningRate: 3, batchSize: 4, epochs: 40, precision: "f64" };

/** The validation loss, computed from the outputs. */
function lossOf(model: SGDClassifier): number {
  const z = model.decisionFunction(held.X).toArray();
  const losses = z.map(([value], r) => Math.max(value, 0) - held.y[r] * value + Math.log1p(Math.exp(-Math.abs(value))));
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

describe("early stopping", () => {
  test("reports the loss of the validation rows after each epoch, to 1e-12", async () => {
    const model = new SGDClassifier({ epochs: 3, precision: "f64" });
    const told: number[] = [];
    const onEpoch = (event: EpochEvent): void => {
      told.push(lossOf(model));
      expect(Math.abs((event.validation ?? 0) / lossOf(model) - 1)).toBeLessThan(1e-12);
    };
    await model.fit(X, y, { validation, onEpoch });
    expect(told.length).toBe(3);
  });

  test("stops after `patience` epochs without gain and keeps the weights of the best", async () => {
    const model = new SGDClassifier({ ...noisy, earlyStopping: { patience: 3, minDelta: 0 } });
    await model.fit(X, y, { validation });
    const told = model.history.map((event) => event.validation ?? Number.NaN);
    const best = Math.min(...told);
    expect(told.length).toBeLessThan(40);
    expect(told.length - 1 - told.indexOf(best)).toBe(3);
    expect(Math.abs(lossOf(model) / best - 1)).toBeLessThan(1e-12);
  });

  test.each([
    ["accuracy", (model: SGDClassifier) => accuracyScore(held.y, model.predict(held.X))],
    ["roc_auc", (model: SGDClassifier) => rocAucScore(held.y, model.decisionFunction(held.X))],
  ] as const)("%s of the kept weights is the best of all epochs", async (metric, score) => {
    const model = new SGDClassifier({ ...noisy, earlyStopping: { metric, patience: 5 } });
    await model.fit(X, y, { validation });
    const told = model.history.map((event) => event.validation ?? Number.NaN);
    expect(score(model)).toBeCloseTo(Math.max(...told), 12);
  });

  test.each([
    "accuracy",
    "balanced_accuracy",
    "f1",
    "matthews",
    "roc_auc",
    "average_precision",
    "log_loss",
    "brier",
  ] as const)("%s works for two and for three classes", async (metric) => {
    for (const classes of [2, 3]) {
      const data = table(300, 4, classes, 6);
      const model = new SGDClassifier({ epochs: 3, earlyStopping: { metric } });
      await model.fit(data.X, data.y);
      for (const event of model.history) expect(Number.isFinite(event.validation)).toBe(true);
    }
  });

  test.each([
    "r2",
    "explained_variance",
    "mean_squared_error",
    "root_mean_squared_error",
    "mean_absolute_error",
    "median_absolute_error",
  ] as const)("%s works for one and for two targets", async (metric) => {
    for (const target of [X.map((row) => row[0]), X.map((row) => [row[0], row[1] - row[2]])]) {
      const model = new SGDRegressor({ epochs: 3, earlyStopping: { metric } });
      await model.fit(X, target);
      for (const event of model.history) expect(Number.isFinite(event.validation)).toBe(true);
    }
  });

  test("holds out a share of each class, not trained on, the same for the same seed", async () => {
    const labels = y.map((_, r) => (r < 40 ? "rare" : "usual"));
    const model = new SGDClassifier({ epochs: 2, earlyStopping: { validation: 0.25 }, seed: 9 });
    await model.fit(X, labels);
    expect(model.history[0].rows).toBe(300);
    const again = await new SGDClassifier({ ...model.options }).fit(X, labels);
    expect(again.coef).toEqual(model.coef);
  });

  test("weights count in the loss of the rows held out", async () => {
    const sampleWeight = held.y.map((label) => (label === 1 ? 5 : 0));
    const model = new SGDClassifier({ epochs: 2, precision: "f64" });
    await model.fit(X, y, { validation: { ...validation, sampleWeight }, sampleWeight: y.map(() => 1) });
    const ones = held.X.filter((_, r) => held.y[r] === 1);
    const z = model.decisionFunction(ones).toArray();
    const expected = z.reduce((sum, [value]) => sum + Math.log1p(Math.exp(-value)), 0) / z.length;
    expect(Math.abs((model.history.at(-1)?.validation ?? 0) - expected)).toBeLessThan(1e-12);
  });

  test("tol ends training when the loss with the penalty no longer falls", async () => {
    const model = await new SGDClassifier({ tol: 0.01, patience: 2, epochs: 100, precision: "f64", l2: 0.01 }).fit(
      X,
      y,
    );
    const objective = model.history.map((event) => event.loss + (event.penalty ?? 0));
    const improves = objective.map((value, i) => value < Math.min(...objective.slice(0, i)) - 0.01);
    expect(objective.length).toBeLessThan(100);
    expect(improves.slice(-3)).toEqual([true, false, false]);
    expect(improves.slice(0, -2).some((better, i) => !better && !improves[i + 1])).toBe(false);
    expect(model.history.every((event) => (event.penalty ?? 0) > 0 || event.epoch === 1)).toBe(true);
  });

  test("adaptive lowers the rate when training stalls, and ends when the rate is small", async () => {
    const rates = new Set<number>();
    const model = new SGDClassifier({ schedule: "adaptive", learningRate: 1e-5, tol: 1, patience: 1, epochs: 50 });
    await model.fit(X, y, { onBatch: ({ learningRate }) => void rates.add(learningRate) });
    expect([...rates].map((rate) => Number(rate.toPrecision(12)))).toEqual([1e-5, 2e-6, 4e-7]);
    // The first epoch is an improvement on nothing; the next two lower the rate; the one after ends.
    expect(model.history.length).toBe(4);
  });

  test.each([
    ["a column too many", { X: held.X.map((row) => [...row, 1]), y: held.y }, "validation: got 200 rows x 7 columns"],
    ["a class that is not there", { X: held.X, y: held.y.map((label) => label + 1) }, "validation.y: row"],
  ])("validation rows with %s are refused", async (_, rows, message) => {
    expect((await failure(() => new SGDClassifier().fit(X, y, { validation: rows }))).message).toContain(message);
  });

  test("a loss without probabilities cannot be watched by those of three classes", async () => {
    const data = table(100, 4, 3, 6);
    const model = new SGDClassifier({ loss: "hinge", earlyStopping: { metric: "roc_auc" } });
    expect((await failure(() => model.fit(data.X, data.y))).message).toContain("needs probabilities");
  });
});
