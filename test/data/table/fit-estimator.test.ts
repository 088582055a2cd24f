import { describe, expect, test } from "vitest";
import { fitEstimator, type TrainingTarget } from "../../../src/data/table/fit-estimator.ts";
import { StandardScaler } from "../../../src/data/table/standard-scaler.ts";
import { SGDClassifier } from "../../../src/engine/estimators/sgd-classifier.ts";
import { DenseMatrix } from "../../../src/engine/matrix/dense-matrix.ts";
import { r2Score } from "../../../src/engine/metrics/regression.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";
import { error } from "./matchers.ts";

const random = new RandomState(3);
const raw = new DenseMatrix(random.standardNormal(300), 100, 3);
const rows = Int32Array.from({ length: 80 }, (_, i) => 99 - i);
const X = StandardScaler.fit(raw, { rows }).transform(raw, { rows });

function numbers(chosen: Int32Array, values: Float64Array): TrainingTarget {
  return { task: "regression", classes: [], targets: Float64Array.from(chosen, (row) => values[row]) };
}

describe("a number", () => {
  const values = Float64Array.from({ length: 100 }, (_, i) => {
    const [a, b, c] = raw.row(i);
    return 5e6 + 2e5 * a - 3e4 * b + 1e3 * c;
  });
  const target = numbers(rows, values);

  test("of an exact linear rule is found in the target's units, relative error <= 1e-9", async () => {
    const options = { learningRate: 0.05, epochs: 500, l2: 0, precision: "f64" } as const;
    const { estimator, history, stopped } = await fitEstimator(X, target, options, {});
    const predicted = estimator.predict(X);
    for (const [i, row] of rows.entries()) {
      expect(Math.abs(Number(predicted[i]) / values[row] - 1)).toBeLessThan(1e-9);
    }
    expect([history.length, stopped]).toEqual([500, false]);
  });

  test.each([1e7, 1e9])(
    "far from zero (%d) is predicted in 64 bits, R² >= 0.99 after training in 32",
    async (offset) => {
      const far = Float64Array.from({ length: 100 }, (_, i) => offset + raw.get(i, 0) - raw.get(i, 1));
      const target = numbers(rows, far);
      const options = { learningRate: 0.05, epochs: 100, l2: 0, precision: "f32" } as const;
      const { estimator } = await fitEstimator(X, target, options, {});
      const yTrue = Float64Array.from(rows, (row) => far[row]);
      expect(r2Score(yTrue, Float64Array.from(estimator.predict(X), Number))).toBeGreaterThan(0.99);
    },
  );

  test("has losses of the standardised target, which start near 1/2", async () => {
    const { history } = await fitEstimator(X, target, { learningRate: 1e-9, epochs: 1 }, {});
    expect(history[0].loss).toBeCloseTo(0.5, 6);
  });
});

describe("classes", () => {
  const codes = Int32Array.from({ length: 100 }, (_, i) => (raw.get(i, 0) > 0 ? 2 : raw.get(i, 1) > 0 ? 1 : 0));
  const classesOf = (chosen: Int32Array): TrainingTarget => ({
    task: "classification",
    classes: ["no", "so-so", "yes"],
    targets: Float64Array.from(chosen, (row) => codes[row]),
  });
  const target = classesOf(rows);

  test("get the weights of a classifier trained on the labels themselves", async () => {
    const options = { epochs: 5, seed: 4 };
    const labels = Array.from(rows, (row) => target.classes[codes[row]] as string);
    const direct = await new SGDClassifier(options).fit(X, labels);
    const { estimator } = await fitEstimator(X, target, options, {});
    expect(estimator.coef).toEqual(direct.coef);
    expect(estimator.intercept).toEqual(direct.intercept);
    expect(estimator.predict(X)).toEqual(direct.predict(X));
  });

  test("that do not occur in the rows are left out", async () => {
    const some = rows.filter((row) => codes[row] !== 0);
    const { estimator } = await fitEstimator(X.takeRows(some.map((row) => rows.indexOf(row))), classesOf(some), {}, {});
    expect((estimator as SGDClassifier).classes).toEqual(["so-so", "yes"]);
  });

  test("are learned as far as the signal to stop lets", async () => {
    const controller = new AbortController();
    const onEpoch = ({ epoch }: { epoch: number }): void => {
      if (epoch === 2) controller.abort();
    };
    const stop = controller.signal;
    const { estimator, history, stopped } = await fitEstimator(X, target, { epochs: 9 }, { onEpoch, stop });
    expect([history.length, stopped]).toEqual([2, true]);
    const whole = await fitEstimator(X, target, { epochs: 2 }, {});
    expect(estimator.coef).toEqual(whole.estimator.coef);
  });

  test("do not go with a loss for numbers", async () => {
    await expect(fitEstimator(X, target, { loss: "quantile" }, {})).rejects.toThrow(
      error("INVALID_OPTION", /^loss: got "quantile", expected "log_loss"/),
    );
  });
});
