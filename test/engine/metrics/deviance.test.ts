import { describe, expect, it } from "vitest";
import { meanPinballLoss, meanPoissonDeviance } from "../../../src/engine/metrics/deviance.ts";
import { readJson, relativeError } from "./fixtures.ts";

interface Values {
  readonly plain: number;
  readonly weighted: number;
}
interface Case {
  readonly name: string;
  readonly yTrue: number[];
  readonly yPred: number[];
  readonly weights: number[];
  readonly pinball: readonly (Values & { readonly quantile: number })[];
  readonly poisson: Values;
}
const { cases } = readJson<{ cases: Case[] }>("../../fixtures/metrics/deviances.json");

describe.each(cases)("$name, relative error < 1e-12 to scikit-learn", ({ yTrue, yPred, weights, pinball, poisson }) => {
  it.each(pinball)("pinball loss at $quantile", ({ quantile, plain, weighted }) => {
    expect(relativeError(meanPinballLoss(yTrue, yPred, { quantile }), plain)).toBeLessThan(1e-12);
    const counted = meanPinballLoss(yTrue, yPred, { quantile, sampleWeight: weights });
    expect(relativeError(counted, weighted)).toBeLessThan(1e-12);
  });

  it("Poisson deviance", () => {
    expect(relativeError(meanPoissonDeviance(yTrue, yPred), poisson.plain)).toBeLessThan(1e-12);
    const counted = meanPoissonDeviance(yTrue, yPred, { sampleWeight: weights });
    expect(relativeError(counted, poisson.weighted)).toBeLessThan(1e-12);
  });
});

describe("what cannot be scored is refused", () => {
  it.each<[string, () => number]>([
    [
      "meanPinballLoss: quantile: got 1, expected a number above 0 and below 1",
      () => meanPinballLoss([1], [1], { quantile: 1 }),
    ],
    ["meanPinballLoss: yPred row 0 is NaN, expected a finite number", () => meanPinballLoss([1], [Number.NaN])],
    ["meanPoissonDeviance: yTrue has 1 rows and yPred has 2, expected as many", () => meanPoissonDeviance([1], [1, 2])],
    ["meanPoissonDeviance: yTrue row 1 is -1, expected a number >= 0", () => meanPoissonDeviance([1, -1], [1, 1])],
    ["meanPoissonDeviance: yPred row 0 is 0, expected a number > 0", () => meanPoissonDeviance([0], [0])],
  ])("%s", (message, run) => {
    expect(run).toThrow(message);
  });
});
