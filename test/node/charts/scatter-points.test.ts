import { expect, it } from "vitest";
import { DenseMatrix } from "../../../src/engine/matrix/dense-matrix.ts";
import type { Label } from "../../../src/engine/metrics/labels.ts";
import { scatterPoints } from "../../../src/node/charts/scatter-points.ts";

it.each<[string, Label[], string[]]>([
  ["strings by code point, not by code unit", ["😀", "\uFFFD", "a"], ["a", "\uFFFD", "😀"]],
  ["numbers by value", [10, 9, -1], ["-1", "9", "10"]],
  ["false before true", [true, false], ["false", "true"]],
])("orders %s", (_what, y, expected) => {
  expect(scatterPoints(DenseMatrix.zeros(y.length, 2), y, undefined, 10).labels).toEqual(expected);
});

it("says which label it cannot take", () => {
  expect(() => scatterPoints(DenseMatrix.zeros(2, 2), [1, 0.5], undefined, 10)).toThrow(
    /^decision chart: y row 1 is 0\.5, expected a whole number/,
  );
});
