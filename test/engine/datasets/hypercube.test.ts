import { expect, it } from "vitest";
import { drawCorners } from "../../../src/engine/datasets/hypercube.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";
import { readJson } from "./fixtures.ts";

interface Corners {
  count: number;
  dimensions: number;
  seed: number;
  corners: number[][];
}
const cases: Corners[] = readJson("fixtures/datasets/datasets.json").corners;

it.each(cases)("draws scikit-learn's $count corners of a cube of $dimensions dimensions", (c) => {
  expect(Array.from(drawCorners(c.count, c.dimensions, new RandomState(c.seed)))).toEqual(c.corners.flat());
});
