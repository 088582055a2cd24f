import { describe, expect, test } from "vitest";
import {
  SGDClassifier,
  type SGDClassifierOptions,
  SGDRegressor,
  type SGDRegressorOptions,
} from "../../../../src/engine/index.ts";
import { type Case, optionsOf, reference, table } from "./reference.ts";

/** Largest difference of any weight or bias, each relative to its own expected value. */
function difference(
  coef: readonly ArrayLike<number>[],
  intercept: ArrayLike<number>,
  { coef: there, ...rest }: Case,
): number {
  const expected = (Array.isArray(there[0]) ? there.flat() : there) as number[];
  const actual = coef.flatMap((row) => Array.from(row));
  expect(actual.length).toBe(expected.length);
  expect(intercept.length).toBe(rest.intercept.length);
  const pairs = [
    ...actual.map((value, i) => [value, expected[i]]),
    ...Array.from(intercept, (value, i) => [value, rest.intercept[i]]),
  ];
  return Math.max(...pairs.map(([a, b]) => (a === b ? 0 : Math.abs(a - b) / Math.abs(b))));
}

function nameOf({ data, params }: Case): string {
  const { max_iter, random_state, tol, ...others } = params;
  return `${data} ${JSON.stringify(others)}`;
}

const withNames = (cases: readonly Case[]): [string, Case][] => cases.map((one) => [nameOf(one), one]);

describe("compat scikit-learn: coef and intercept to 1e-9 of each", () => {
  test.each(withNames(reference.classifier))("SGDClassifier %s", async (_, one) => {
    const { X, y } = table(one.data);
    const model = new SGDClassifier(optionsOf(one.params) as SGDClassifierOptions);
    await model.fit(X, y);
    expect(difference(model.coef, model.intercept, one)).toBeLessThan(1e-9);
    expect(model.score(X, y)).toBeCloseTo(one.train_score, 12);
  });

  test.each(withNames(reference.regressor))("SGDRegressor %s", async (_, one) => {
    const { X, y } = table(one.data);
    const model = new SGDRegressor(optionsOf(one.params) as SGDRegressorOptions);
    await model.fit(X, y);
    expect(difference(model.coef, model.intercept, one)).toBeLessThan(1e-9);
    expect(model.score(X, y)).toBeCloseTo(one.train_score, 9);
  });

  test.each(withNames(reference.stopping))("stops after the same epoch: %s", async (_, one) => {
    const { X, y } = table(one.data);
    const model = new SGDClassifier(optionsOf(one.params) as SGDClassifierOptions);
    await model.fit(X, y);
    expect(1 + model.history.length * X.rows).toBe(one.t);
    expect(difference(model.coef, model.intercept, one)).toBeLessThan(1e-9);
  });

  test("decision function to 1e-9 and probabilities to 1e-9", async () => {
    const part = reference["log_loss probabilities, breast_cancer, first 10 rows"];
    const { X, y } = table("breast_cancer");
    const model = new SGDClassifier(optionsOf(part.params) as SGDClassifierOptions);
    await model.fit(X, y);
    const first = X.takeRows(Array.from({ length: 10 }, (_, i) => i));
    for (const [i, z] of model.decisionFunction(first).toArray().entries()) {
      expect(Math.abs(z[0] - part.decision_function[i])).toBeLessThan(1e-9 * Math.abs(part.decision_function[i]));
    }
    for (const [i, row] of model.predictProba(first).toArray().entries()) {
      for (const [k, p] of row.entries()) expect(Math.abs(p - part.predict_proba[i][k])).toBeLessThan(1e-9);
    }
  });
});
