import { describe, expect, test } from "vitest";
import { MinibatchError, SGDRegressor } from "../../../src/engine/index.ts";
import { naiveSgd } from "../naive-sgd.ts";

const X = Array.from({ length: 90 }, (_, i) => [((i * 37) % 19) / 9 - 1, ((i * 53) % 23) / 11 - 1, (i % 7) / 3 - 1]);
const y = X.map(([a, b, c], i) => 2 * a - b + 0.5 * c + 3 + ((i * 29) % 5) / 50);

describe("SGDRegressor", () => {
  for (const reduction of ["mean", "sum"] as const) {
    for (const fitIntercept of [true, false]) {
      test(`equals a naive loop to 1e-12: ${reduction}, ${fitIntercept ? "with" : "without"} intercept`, async () => {
        for (const batchSize of [1, 8, 90]) {
          const options = { reduction, fitIntercept, batchSize, learningRate: 0.005, epochs: 4, l2: 0.02 };
          const expected = naiveSgd(X, y, { ...options, loss: "squared_error" });
          const model = await new SGDRegressor({ ...options, shuffle: "none", precision: "f64" }).fit(X, y);
          model.coef[0].forEach((w, j) => {
            expect(Math.abs(w - expected.w[j])).toBeLessThanOrEqual(1e-12 * Math.abs(expected.w[j]));
          });
          expect(Math.abs(model.intercept[0] - expected.b)).toBeLessThanOrEqual(1e-12 * Math.abs(expected.b));
          expect(Math.abs(model.history[3].loss / expected.losses[3] - 1)).toBeLessThanOrEqual(1e-12);
        }
      });
    }
  }

  test("finds the plane that the targets lie on", async () => {
    const plane = X.map(([a, b, c]) => 2 * a - b + 0.5 * c + 3);
    const model = await new SGDRegressor({ epochs: 400, l2: 0, precision: "f64" }).fit(X, plane);
    expect(Array.from(model.coef[0], (w) => Math.round(w * 1e6) / 1e6)).toEqual([2, -1, 0.5]);
    expect(model.intercept[0]).toBeCloseTo(3, 6);
    expect(model.score(X, plane)).toBeGreaterThan(1 - 1e-9);
    expect(model.predict([[1, 1, 1]])[0]).toBeCloseTo(4.5, 5);
  });

  test("a state in JSON makes the same regressor again", async () => {
    const model = await new SGDRegressor().fit(X, y);
    const { options, coef, intercept } = model.toState();
    const text = JSON.stringify({
      options,
      coef: coef.map((row) => Array.from(row)),
      intercept: Array.from(intercept),
    });
    expect(SGDRegressor.fromState(JSON.parse(text)).predict(X)).toEqual(model.predict(X));
  });

  const failing: [string, number[], string, string][] = [
    ["NaN", y.with(3, Number.NaN), "INVALID_DATA", "y: row 3: got NaN, expected a finite number"],
    [
      "1e39 in 32 bits",
      y.with(5, 1e39),
      "INVALID_DATA",
      'y: row 5: got 1e+39, expected a finite number in 32-bit floats: scale y or use precision "f64"',
    ],
    ["too few targets", [1, 2], "INVALID_SHAPE", "y: got 2 targets for 90 rows of X"],
  ];
  for (const [name, targets, code, message] of failing) {
    test(`bad targets: ${name}`, async () => {
      const error = await new SGDRegressor().fit(X, targets).catch((reason) => reason);
      expect(error).toBeInstanceOf(MinibatchError);
      expect([error.code, error.message]).toEqual([code, message]);
    });
  }
});
