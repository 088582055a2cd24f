import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  meanAbsoluteError,
  medianAbsoluteError,
  r2Score,
  rootMeanSquaredError,
} from "../../../src/engine/metrics/regression.ts";
import { evaluateNumbers } from "../../../src/node/evaluation/evaluate-numbers.ts";

const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });

describe("evaluateNumbers", () => {
  it("gives the metrics' scores for the model and for the training mean, and every row an error bin (property)", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(finite, finite), { minLength: 2, maxLength: 60 }), finite, (rows, trainMean) => {
        const values = Float64Array.from(rows, ([value]) => value);
        const predicted = Float64Array.from(rows, ([, prediction]) => prediction);
        const { test, baseline, curves } = evaluateNumbers({ values, predicted, trainMean });
        const scores = (yPred: ArrayLike<number>) => ({
          r2: r2Score(values, yPred),
          rmse: rootMeanSquaredError(values, yPred),
          mae: meanAbsoluteError(values, yPred),
          medianAe: medianAbsoluteError(values, yPred),
        });
        expect(test).toEqual({ task: "regression", ...scores(predicted) });
        const mean = new Float64Array(values.length).fill(trainMean);
        expect(baseline).toEqual({ task: "regression", mean: trainMean, ...scores(mean) });
        if (curves.task !== "regression") throw new Error("expected numbers");
        const { edges, counts } = curves.residuals;
        expect(edges).toHaveLength(counts.length + 1);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
      }),
    );
  });

  it("counts errors in bins of equal width between the 0.5th and the 99.5th percentile, the ends open", () => {
    const values = Float64Array.from({ length: 1001 }, (_, i) => i);
    const { curves } = evaluateNumbers({ values, predicted: new Float64Array(1001), trainMean: 0 });
    if (curves.task !== "regression") throw new Error("expected numbers");
    const { edges, counts } = curves.residuals;
    expect([edges[0], edges.at(-1), counts.length]).toEqual([5, 995, 40]);
    // 24.75 wide: the first holds 0 to 29, the second 30 to 54.
    expect(counts.slice(0, 2)).toEqual([30, 25]);
  });

  it("draws at most 1,000 points, evenly spaced over the rows", () => {
    const values = Float64Array.from({ length: 5000 }, (_, i) => i);
    const { curves } = evaluateNumbers({ values, predicted: values, trainMean: 0 });
    if (curves.task !== "regression") throw new Error("expected numbers");
    expect(curves.points.x).toHaveLength(1000);
    expect(curves.points.y.slice(0, 3)).toEqual([0, 5, 10]);
  });
});
