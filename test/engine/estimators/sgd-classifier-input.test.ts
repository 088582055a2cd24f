import { describe, expect, test } from "vitest";
import { SGDClassifier } from "../../../src/engine/index.ts";
import { failure, table } from "./estimator-helpers.ts";

describe("bad input", () => {
  const { X, y } = table(30, 3, 2);
  const cases: [string, () => unknown, string, string][] = [
    [
      "an unknown loss",
      () => new SGDClassifier({ loss: "hinge_los" as "log_loss" }),
      "INVALID_OPTION",
      'loss: got "hinge_los", expected "log_loss" or "softmax" or "hinge" or "squared_hinge" or "modified_huber" or "perceptron" or "sigmoid_squared_error" or "squared_error" or "huber" or "epsilon_insensitive" or "squared_epsilon_insensitive"',
    ],
    [
      "a misspelt option",
      () => new SGDClassifier({ learning_rate: 5 } as object),
      "INVALID_OPTION",
      "learning_rate: there is no such option: did you mean learningRate?",
    ],
    [
      "null",
      () => new SGDClassifier().fit(X.with(2, [1, null as unknown as number, 2]), y),
      "INVALID_DATA",
      "X: row 2, column 1: got null, expected a number",
    ],
    [
      "a number in quotes",
      () => new SGDClassifier().fit(X.with(2, [1, 2, "3" as unknown as number]), y),
      "INVALID_DATA",
      'X: row 2, column 2: got "3", expected a number',
    ],
    [
      "numbers in place of rows",
      () => new SGDClassifier().fit([1, 2] as unknown as number[][], [0, 1]),
      "INVALID_SHAPE",
      "X: got neither a DenseMatrix nor an array of rows",
    ],
    [
      "a rate of 0",
      () => new SGDClassifier({ learningRate: 0 }),
      "INVALID_OPTION",
      'learningRate: got 0, expected a number > 0 or "auto"',
    ],
    [
      "a rate of NaN",
      () => new SGDClassifier({ learningRate: Number.NaN }),
      "INVALID_OPTION",
      'learningRate: got NaN, expected a number > 0 or "auto"',
    ],
    [
      "a batch of 2.5",
      () => new SGDClassifier({ batchSize: 2.5 }),
      "INVALID_OPTION",
      'batchSize: got 2.5, expected a whole number >= 1 or "auto"',
    ],
    [
      "no epochs",
      () => new SGDClassifier({ epochs: 0 }),
      "INVALID_OPTION",
      "epochs: got 0, expected a whole number >= 1",
    ],
    ["a negative penalty", () => new SGDClassifier({ l2: -1 }), "INVALID_OPTION", "l2: got -1, expected a number >= 0"],
    [
      "a seed of -1",
      () => new SGDClassifier({ seed: -1 }),
      "INVALID_OPTION",
      "seed: got -1, expected a whole number from 0 to 4294967295",
    ],
    ["no rows", () => new SGDClassifier().fit([], []), "INVALID_SHAPE", "X: got no rows, expected at least one"],
    [
      "no columns",
      () => new SGDClassifier().fit([[], []], [0, 1]),
      "INVALID_SHAPE",
      "X: got no columns, expected at least one",
    ],
    [
      "a missing label",
      () => new SGDClassifier().fit(X, y.slice(1)),
      "INVALID_SHAPE",
      "y: got 29 targets for 30 rows of X",
    ],
    [
      "no labels at all",
      () => new SGDClassifier().fit(X, undefined as unknown as number[]),
      "INVALID_SHAPE",
      "y: got undefined, expected a target for each row of X",
    ],
    [
      "rows of no labels",
      () =>
        new SGDClassifier().fit(
          X,
          X.map(() => []),
        ),
      "INVALID_SHAPE",
      "y: got rows without a target, expected at least one in each",
    ],
    [
      "validation rows without labels",
      () =>
        new SGDClassifier({ earlyStopping: true }).fit(X, y, {
          validation: { X, Y: y } as unknown as { X: number[][]; y: number[] },
        }),
      "INVALID_OPTION",
      "validation.Y: there is no such option: expected one of X, y, sampleWeight; validation.y: got undefined, expected rows X and their targets y",
    ],
    [
      "a short row",
      () => new SGDClassifier().fit(X.with(4, [1, 2]), y),
      "INVALID_SHAPE",
      "X: row 4: got 2 columns, expected 3 columns as in row 0",
    ],
    [
      "NaN",
      () => new SGDClassifier().fit(X.with(7, [1, Number.NaN, 2]), y),
      "INVALID_DATA",
      "X: row 7, column 1: got NaN, expected a finite number: fill or drop missing values first",
    ],
    [
      "infinity",
      () => new SGDClassifier().fit(X.with(29, [1, 2, Number.NEGATIVE_INFINITY]), y),
      "INVALID_DATA",
      "X: row 29, column 2: got -Infinity, expected a finite number: fill or drop missing values first",
    ],
    [
      "1e300 in 32 bits",
      () => new SGDClassifier().fit(X.with(0, [1e300, 2, 3]), y),
      "INVALID_DATA",
      'X: row 0, column 0: 1e+300 is too large for 32-bit floats: scale the column or use precision "f64"',
    ],
    [
      "one class",
      () =>
        new SGDClassifier().fit(
          X,
          y.map(() => 1),
        ),
      "INVALID_DATA",
      "y: all 30 rows have the class 1, expected at least two classes",
    ],
    [
      "short initial weights",
      () => new SGDClassifier({ initialWeights: { coef: [1, 2] } }).fit(X, y),
      "INVALID_SHAPE",
      "initialWeights.coef[0]: got 2 numbers, expected 3",
    ],
    [
      "an infinite initial weight",
      () => new SGDClassifier({ initialWeights: { coef: [1, 2, Number.POSITIVE_INFINITY] } }).fit(X, y),
      "INVALID_OPTION",
      "initialWeights.coef[0][2]: got Infinity, expected a finite number",
    ],
    [
      "a prediction before training",
      () => new SGDClassifier().predict(X),
      "NOT_FITTED",
      "the model has no weights yet: call fit first",
    ],
  ];
  for (const [name, run, code, message] of cases) {
    test(name, async () => {
      const error = await failure(run);
      expect([error.code, error.message]).toEqual([code, message]);
    });
  }

  test("a prediction with another number of columns", async () => {
    const model = await new SGDClassifier().fit(X, y);
    expect((await failure(() => model.predict([[1, 2]]))).message).toBe("X: got 2 columns, expected 3 as in training");
    expect((await failure(() => model.predict([[1, 2, Number.NaN]]))).message).toContain("row 0, column 2: got NaN");
  });

  test("a run that diverges stops, says so, and keeps the weights from before the epoch", async () => {
    const large = X.map((row) => row.map((x) => x * 1e30));
    const model = new SGDClassifier({ learningRate: 1e30, epochs: 3 });
    const error = await failure(() => model.fit(large, y));
    expect(error.code).toBe("DIVERGED");
    expect(error.message).toMatch(/^training diverged in epoch 1: .*: standardise the columns or lower learningRate/);
    expect(Array.from(model.coef[0])).toEqual([0, 0, 0]);
  });

  test("a penalty that would turn the weights around leaves them at zero, as in scikit-learn", async () => {
    const model = new SGDClassifier({
      learningRate: 100,
      l2: 1,
      batchSize: 30,
      epochs: 3,
      precision: "f64",
      shuffle: "none",
    });
    await model.fit(X, y);
    expect(model.coef[0].every(Number.isFinite)).toBe(true);
    expect(model.history[2].loss).toBeLessThan(1e3);
  });
});
