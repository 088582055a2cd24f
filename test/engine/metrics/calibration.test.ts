import { describe, expect, it } from "vitest";
import { type CalibrationOptions, calibrationCurve } from "../../../src/engine/metrics/calibration.ts";
import type { Label } from "../../../src/engine/metrics/labels.ts";
import { error } from "../../data/table/matchers.ts";
import { named, readJson, relativeError } from "./fixtures.ts";

interface Case extends CalibrationOptions {
  name: string;
  labels: Label[];
  yTrue: number[];
  yProba: number[];
  observed: number[];
  predicted: number[];
}

const { cases } = readJson<{ cases: Case[] }>("../../fixtures/calibration/calibration.json");

describe("calibrationCurve", () => {
  it.each(cases)(
    "equals scikit-learn's to 1e-14: $name",
    ({ labels, yTrue, yProba, observed, predicted, ...options }) => {
      const curve = calibrationCurve(named(labels, yTrue), yProba, options);
      expect(curve.observed.length).toBe(observed.length);
      expect(curve.predicted.length).toBe(predicted.length);
      for (const [i, share] of observed.entries()) {
        expect(relativeError(curve.observed[i], share)).toBeLessThanOrEqual(1e-14);
        expect(relativeError(curve.predicted[i], predicted[i])).toBeLessThanOrEqual(1e-14);
      }
      expect(curve.counts.reduce((sum, count) => sum + count, 0)).toBe(yTrue.length);
    },
  );

  it.each([
    [() => calibrationCurve([0, 1], [0.5, 1.5]), "INVALID_DATA", /yProba row 1 is 1\.5/],
    [() => calibrationCurve([0, 1, 2], [0.5, 0.5, 0.5]), "INVALID_DATA", /3 classes/],
    [() => calibrationCurve([0, 1], [0.5]), "INVALID_SHAPE", /2 rows and yProba has 1/],
    [() => calibrationCurve([], []), "INVALID_SHAPE", /empty/],
    [
      () =>
        calibrationCurve(
          [0, 1],
          [
            [0.5, 0.5],
            [0.1, 0.9],
          ],
        ),
      "INVALID_SHAPE",
      /2 columns/,
    ],
    [() => calibrationCurve([0, 1], [0.5, 0.5], { bins: 0 }), "INVALID_OPTION", /bins: got 0/],
    [() => calibrationCurve(["a", "b"], [0.5, 0.5]), "INVALID_OPTION", /posLabel/],
    [
      () => calibrationCurve([0, 1], [0.5, 0.5], { strategy: "even" as "uniform" }),
      "INVALID_OPTION",
      /strategy: got "even"/,
    ],
  ] as const)("refuses %s", (call, code, message) => {
    expect(call).toThrow(error(code, message));
  });
});
