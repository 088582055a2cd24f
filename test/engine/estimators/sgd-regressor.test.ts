import { describe, expect, test } from "vitest";
import { MinibatchError, SGDRegressor } from "../../../src/engine/index.ts";
import { REGRESSOR_LOSSES } from "../../../src/engine/objective/losses.ts";
import { naiveSgd } from "../naive-sgd.ts";

const X = Array.from({ length: 90 }, (_, i) => [((i * 37) % 19) / 9 - 1, ((i * 53) % 23) / 11 - 1, (i % 7) / 3 - 1]);
const y = X.map(([a, b, c], i) => 2 * a - b + 0.5 * c + 3 + ((i * 29) % 5) / 50);

describe("SGDRegressor", () => {
  for (const loss of REGRESSOR_LOSSES) {
    for (const fitIntercept of [true, false]) {
      test(`equals a naive loop to 1e-12: ${loss}, ${fitIntercept ? "with" : "without"} intercept`, async () => {
        for (const [batchSize, reduction] of [
          [1, "mean"],
          [8, "sum"],
          [90, "mean"],
        ] as const) {
          const counts = loss === "poisson" ? y.map(Math.abs) : y;
          const rule = { loss, epsilon: 0.4, quantile: 0.3, reduction, fitIntercept, batchSize };
          const options = { ...rule, learningRate: 0.005, epochs: 4, l2: 0.02 };
          const expected = naiveSgd(X, counts, options, false);
          const { epsilon, quantile, ...shared } = options;
          const own = {
            ...(loss === "quantile" ? { quantile } : {}),
            ...(["huber", "epsilon_insensitive", "squared_epsilon_insensitive"].includes(loss) ? { epsilon } : {}),
          };
          const model = await new SGDRegressor({ ...shared, ...own, shuffle: "none", precision: "f64" }).fit(X, counts);
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

  test("poisson predicts the exponential of the output, and refuses negative counts", async () => {
    const counts = X.map(([a, b]) => Math.round(Math.exp(1 + 0.5 * a - 0.3 * b)));
    const model = await new SGDRegressor({ loss: "poisson", precision: "f64", learningRate: 0.02, epochs: 300 }).fit(
      X,
      counts,
    );
    const z = model.decisionFunction(X);
    model.predict(X).forEach((mean, r) => {
      expect(Math.abs(mean / Math.exp(z.get(r, 0)) - 1)).toBeLessThan(1e-14);
    });
    expect(model.coef[0][0]).toBeCloseTo(0.5, 1);
    const error = await new SGDRegressor({ loss: "poisson" }).fit(X, counts.with(3, -1)).catch((reason) => reason);
    expect(error.message).toBe('y: row 3: got -1, expected a number >= 0 for the loss "poisson"');
  });

  test("quantile finds the quantile of a constant's noise, to 0.1", async () => {
    const noise = Array.from({ length: 1000 }, (_, i) => i / 100);
    const ones = noise.map(() => [1]);
    for (const quantile of [0.1, 0.5, 0.9]) {
      const options = {
        loss: "quantile" as const,
        quantile,
        fitIntercept: false,
        l2: 0,
        epochs: 200,
        learningRate: 0.2,
      };
      const model = await new SGDRegressor({ ...options, batchSize: 100 }).fit(ones, noise);
      expect(Math.abs(model.predict([[1]])[0] - 10 * quantile)).toBeLessThan(0.1);
    }
  });

  test("predictions go to what the caller gives, and no rows give none", async () => {
    const model = await new SGDRegressor().fit(X, y);
    const out = new Float64Array(90);
    expect(model.predict(X, out)).toBe(out);
    expect(out).toEqual(model.predict(X));
    expect(model.predict([])).toEqual(new Float64Array());
    expect(() => model.predict(X, new Float64Array(89))).toThrow("out: got 89 rows x 1 columns, expected 90 x 1");
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

  const failing: [string, number[] | number[][], string, string][] = [
    ["NaN", y.with(3, Number.NaN), "INVALID_DATA", "y: row 3: got NaN, expected a finite number"],
    [
      "1e39 in 32 bits",
      y.with(5, 1e39),
      "INVALID_DATA",
      'y: row 5: got 1e+39, expected a finite number in 32-bit floats: scale y or use precision "f64"',
    ],
    ["null", y.with(2, null as unknown as number), "INVALID_DATA", "y: row 2: got null, expected a number"],
    [
      "rows of no targets",
      X.map(() => []),
      "INVALID_SHAPE",
      "y: got rows without a target, expected at least one in each",
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
