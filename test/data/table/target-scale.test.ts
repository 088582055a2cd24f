import { describe, expect, it } from "vitest";
import { scaleTarget } from "../../../src/data/table/target-scale.ts";
import { SGDRegressor } from "../../../src/engine/index.ts";

const targets = Float64Array.of(2, 4, 0, 10, 4);
const X = [[-1], [0], [-2], [2], [1]];

describe("scaleTarget", () => {
  it("standardises, and brings the weights back to the units of the numbers", async () => {
    const { y, mean, unscale } = scaleTarget(targets, "huber");
    expect(mean).toBe(4);
    const spread = Math.sqrt((4 + 0 + 16 + 36 + 0) / 5);
    for (const [i, value] of y.entries()) expect(Math.abs(value - (targets[i] - 4) / spread)).toBeLessThan(1e-15);
    const trained = await new SGDRegressor({ precision: "f64", loss: "huber" }).fit(X, y);
    const predicted = unscale(trained, "f64").predict(X);
    for (const [i, value] of trained.predict(X).entries()) {
      expect(Math.abs(predicted[i] - (value * spread + 4))).toBeLessThan(1e-12);
    }
  });

  it("divides counts by their mean, which comes back as a factor of what is predicted", async () => {
    const { y, unscale } = scaleTarget(targets, "poisson");
    expect(Array.from(y)).toEqual([0.5, 1, 0, 2.5, 1]);
    const trained = await new SGDRegressor({ precision: "f64", loss: "poisson" }).fit(X, y);
    const predicted = unscale(trained, "f64").predict(X);
    for (const [i, value] of trained.predict(X).entries()) {
      expect(Math.abs(predicted[i] / (4 * value) - 1)).toBeLessThan(1e-12);
    }
  });

  it("without a constant term keeps the zero of the numbers, and counts as they are", async () => {
    const { y, unscale } = scaleTarget(targets, "squared_error", false);
    const root = Math.sqrt((4 + 16 + 0 + 100 + 16) / 5);
    for (const [i, value] of y.entries()) expect(Math.abs(value - targets[i] / root)).toBeLessThan(1e-15);
    const trained = await new SGDRegressor({ precision: "f64", fitIntercept: false }).fit(X, y);
    const back = unscale(trained, "f64");
    expect(Array.from(back.intercept)).toEqual([0]);
    expect(back.predict([[1]])[0]).toBeCloseTo(trained.predict([[1]])[0] * root, 12);
    const counts = scaleTarget(targets, "poisson", false);
    expect(Array.from(counts.y)).toEqual(Array.from(targets));
    const poisson = await new SGDRegressor({ precision: "f64", loss: "poisson", fitIntercept: false }).fit(X, counts.y);
    expect(Array.from(counts.unscale(poisson, "f64").intercept)).toEqual([0]);
    expect(Array.from(scaleTarget(Float64Array.of(0, 0), "huber", false).y)).toEqual([0, 0]);
  });

  it("leaves counts of 0 alone as they are", () => {
    expect(Array.from(scaleTarget(Float64Array.of(0, 0), "poisson").y)).toEqual([0, 0]);
  });

  it("refuses a negative count", () => {
    expect(() => scaleTarget(Float64Array.of(1, -3), "poisson")).toThrow(
      'target: got -3, expected numbers >= 0 for the loss "poisson"',
    );
  });
});
