import { describe, expect, it } from "vitest";
import { type CirclesOptions, makeCircles } from "../../../src/engine/datasets/circles.ts";
import { type MoonsOptions, makeMoons } from "../../../src/engine/datasets/moons.ts";
import { type Case, expectClose, invalidOption, readJson } from "./fixtures.ts";

const reference = readJson("reference/datasets.json").cases;
const fixtures: { makeMoons: Case<MoonsOptions>[]; makeCircles: Case<CirclesOptions>[] } = readJson(
  "fixtures/datasets/datasets.json",
);

describe("makeMoons", () => {
  const referenceCase: Case<MoonsOptions> = {
    ...reference["make_moons(n_samples=50,noise=0.1,random_state=3)"],
    options: { nSamples: 50, noise: 0.1, seed: 3 },
  };
  it.each([referenceCase, ...fixtures.makeMoons])(
    "equals scikit-learn's to 1e-12 relative: $options",
    ({ options, X, y }) => {
      const moons = makeMoons(options);
      expectClose(moons.X, X, 1e-12);
      expect(Array.from(moons.y)).toEqual(y);
    },
  );

  it.each<[MoonsOptions, string]>([
    [{ nSamples: 0 }, "makeMoons: nSamples is 0, expected a whole number >= 1"],
    [{ nSamples: [3, 0.5] }, "makeMoons: nSamples is 0.5, expected a whole number >= 0"],
    [
      { nSamples: [1, 2, 3] as unknown as [number, number] },
      "makeMoons: nSamples is a list of 3, expected a number or two",
    ],
    [{ noise: -0.1 }, "makeMoons: noise is -0.1, expected a finite number >= 0"],
  ])("refuses %o", (options, message) => {
    expect(() => makeMoons(options)).toThrow(invalidOption(message));
  });
});

describe("makeCircles", () => {
  const referenceCase: Case<CirclesOptions> = {
    ...reference["make_circles(n_samples=50,noise=0.05,factor=0.5,random_state=3)"],
    options: { nSamples: 50, noise: 0.05, factor: 0.5, seed: 3 },
  };
  it.each([referenceCase, ...fixtures.makeCircles])(
    "equals scikit-learn's to 1e-12 relative: $options",
    ({ options, X, y }) => {
      const circles = makeCircles(options);
      expectClose(circles.X, X, 1e-12);
      expect(Array.from(circles.y)).toEqual(y);
    },
  );

  it("leaves one curve empty where it is given no rows", () => {
    expect(makeCircles({ nSamples: [0, 1], factor: 0.5 }).X.toArray()).toEqual([[0.5, 0]]);
  });

  it.each<[CirclesOptions, string]>([
    [{ factor: 1 }, "makeCircles: factor is 1, expected a number below 1"],
    [{ factor: -0.5 }, "makeCircles: factor is -0.5, expected a finite number >= 0"],
    [{ nSamples: -2 }, "makeCircles: nSamples is -2, expected a whole number >= 1"],
  ])("refuses %o", (options, message) => {
    expect(() => makeCircles(options)).toThrow(invalidOption(message));
  });
});
