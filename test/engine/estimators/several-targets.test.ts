import { describe, expect, test } from "vitest";
import { DenseMatrix, SGDClassifier, SGDRegressor } from "../../../src/engine/index.ts";
import { close, failure, table } from "./estimator-helpers.ts";

const { X } = table(80, 4, 2, 8);
const numbers = X.map((row) => [row[0] - row[1], 2 * row[2], row[3] ** 2]);
const labels = X.map((row) => [Number(row[0] > 0), Number(row[1] + row[2] > 0.5), Number(row[3] < -1)]);
const options = { precision: "f64", batchSize: 8, epochs: 3, seed: 2 } as const;

describe("several targets", () => {
  test.each(["squared_error", "huber", "epsilon_insensitive", "quantile"] as const)(
    "regression, %s: each output is a model of its own, to 1e-12",
    async (loss) => {
      const model = await new SGDRegressor({ ...options, loss }).fit(X, numbers);
      const predicted = new DenseMatrix(model.predict(X), 80, 3);
      for (const k of [0, 1, 2]) {
        const own = numbers.map((row) => row[k]);
        const alone = await new SGDRegressor({ ...options, loss }).fit(X, own);
        close(model.coef[k], alone.coef[0], 1e-12);
        close(predicted.column(k), alone.predict(X), 1e-12);
      }
    },
  );

  test("the loss of a row is the sum over its targets, R² their mean", async () => {
    const model = await new SGDRegressor({ ...options, epochs: 1, batchSize: 80 }).fit(X, numbers);
    const expected = numbers.flat().reduce((sum, value) => sum + (value * value) / 2, 0) / 80;
    expect(Math.abs(model.history[0].loss / expected - 1)).toBeLessThan(1e-12);
    const scores = [0, 1, 2].map(async (k) =>
      (
        await new SGDRegressor({ ...options, epochs: 1, batchSize: 80 }).fit(
          X,
          numbers.map((row) => row[k]),
        )
      ).score(
        X,
        numbers.map((row) => row[k]),
      ),
    );
    const mean = (await Promise.all(scores)).reduce((sum, score) => sum + score, 0) / 3;
    expect(model.score(X, numbers)).toBeCloseTo(mean, 10);
  });

  test("a state with several outputs comes back", async () => {
    const model = await new SGDRegressor(options).fit(X, DenseMatrix.from(numbers));
    expect(SGDRegressor.fromState(model.toState()).predict(X)).toEqual(model.predict(X));
  });

  test.each(["log_loss", "hinge", "modified_huber", "squared_error"] as const)(
    "labels, %s: each is a model of two classes, to 1e-12",
    async (loss) => {
      const model = await new SGDClassifier({ ...options, loss }).fit(X, labels);
      const predicted = model.predictLabels(X);
      for (const k of [0, 1, 2]) {
        const own = labels.map((row) => row[k]);
        const alone = await new SGDClassifier({ ...options, loss }).fit(X, own);
        close(model.coef[k], alone.coef[0], 1e-12);
        expect(Array.from(predicted.column(k))).toEqual(alone.predict(X));
        if (loss === "log_loss" || loss === "modified_huber") {
          close(model.predictProba(X).column(k), alone.predictProba(X).column(1), 1e-12);
        }
      }
      const right = predicted.toArray().flatMap((row, r) => row.map((label, k) => Number(label === labels[r][k])));
      expect(model.score(X, labels)).toBeCloseTo(right.reduce((sum, hit) => sum + hit, 0) / right.length, 14);
    },
  );

  test("a classifier of labels is saved and restored as one", async () => {
    const model = await new SGDClassifier(options).fit(X, labels);
    const again = SGDClassifier.fromState(structuredClone(model.toState()));
    expect(again.predictLabels(X).data).toEqual(model.predictLabels(X).data);
    expect(again.classes).toEqual([0, 1, 2]);
  });

  test("predict and predictLabels point at each other", async () => {
    const several = await new SGDClassifier(options).fit(X, labels);
    expect(() => several.predict(X)).toThrow("use predictLabels");
    const single = await new SGDClassifier(options).fit(
      X,
      labels.map((row) => row[0]),
    );
    expect(() => single.predictLabels(X)).toThrow("use predict");
  });

  test.each([
    ["softmax", { loss: "softmax" }, labels, 'loss: got "softmax" for a matrix of labels'],
    [
      "class weights",
      { classWeight: "balanced" },
      labels,
      'classWeight: got "balanced", expected null with a matrix of labels',
    ],
    ["a 2", {}, labels.map((row, r) => (r === 5 ? [0, 2, 0] : row)), "y: row 5, label 1: got 2, expected 0 or 1"],
    [
      "a short row",
      {},
      labels.map((row, r) => (r === 5 ? [0, 1] : row)),
      "y: row 5: got 2 columns, expected 3 columns as in row 0",
    ],
  ] as const)("labels with %s are refused", async (_, more, y, message) => {
    expect((await failure(() => new SGDClassifier({ ...options, ...more }).fit(X, y))).message).toContain(message);
  });

  test("labels cannot go on as a matrix of labels, nor the other way round", async () => {
    const X = [
      [0, 1],
      [1, 0],
      [1, 1],
      [0, 0],
    ];
    const labels = [0, 1, 2, 0];
    const matrix = [
      [0, 1, 1],
      [1, 0, 0],
      [1, 1, 0],
      [0, 0, 1],
    ];
    const stream = new SGDClassifier();
    await stream.partialFit(X, labels, { classes: [0, 1, 2] });
    await expect(stream.partialFit(X, matrix)).rejects.toThrow("y: got a matrix of labels, expected labels as in the");
    const warm = await new SGDClassifier({ warmStart: true, multiclass: "one-vs-rest" }).fit(X, matrix);
    await expect(warm.fit(X, labels)).rejects.toThrow("y: got labels, expected a matrix of labels as in the training");
  });
});
