import { describe, expect, it } from "vitest";
import { sparseTarget } from "../../../src/data/sparse/sparse-target.ts";

const labels = (...values: number[]) => [Float64Array.from(values.slice(0, 2)), Float64Array.from(values.slice(2))];

describe("sparseTarget", () => {
  it("takes few whole numbers for classes, rising, and -0 for 0", () => {
    expect(sparseTarget(labels(1, -1, 1, -1))).toEqual({ task: "classification", classes: [-1, 1] });
    expect(sparseTarget(labels(3, -0, 0, 1))).toEqual({ task: "classification", classes: [0, 1, 3] });
  });

  it("takes fractions, and many whole numbers, for numbers", () => {
    expect(sparseTarget(labels(1, 2, 2.5))).toEqual({ task: "regression" });
    const many = Float64Array.from({ length: 30 }, (_, i) => i);
    expect(sparseTarget([many])).toEqual({ task: "regression" });
    expect(sparseTarget([many], "classification")).toMatchObject({ task: "classification" });
    expect(sparseTarget(labels(1, 0, 1), "regression")).toEqual({ task: "regression" });
  });

  it("refuses one label only, fractions as classes, and negative counts by their row", () => {
    expect(() => sparseTarget(labels(1, 1, 1))).toThrow(
      "all rows have the label 1, expected at least two different labels",
    );
    expect(() => sparseTarget(labels(1, 0, 2, 5, -7), "regression", "poisson")).toThrow(
      'row 5: got the label -7, expected a number >= 0 for the loss "poisson"',
    );
    expect(() => sparseTarget(labels(1, 0, 0.5), "classification")).toThrow(
      "got the label 0.5, expected whole numbers for classes",
    );
  });
});
