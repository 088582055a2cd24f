import { describe, expect, it } from "vitest";
import { makeRegression, type RegressionOptions } from "../../../src/engine/datasets/regression.ts";
import { type Case, expectClose, invalidOption, readJson } from "./fixtures.ts";

const reference = readJson("reference/datasets.json").cases;
const cases: (Case<RegressionOptions> & { coef: number[] | number[][] })[] = readJson(
  "fixtures/datasets/datasets.json",
).makeRegression;

describe("makeRegression", () => {
  it("equals scikit-learn's reference, X bit for bit and y to 1e-12 relative", () => {
    const expected = reference["make_regression(n_samples=40,n_features=5,n_informative=3,noise=1.0,random_state=6)"];
    const { X, y } = makeRegression({ nSamples: 40, nFeatures: 5, nInformative: 3, noise: 1, seed: 6 });
    expect(X.toArray()).toEqual(expected.X);
    expectClose(y, expected.y, 1e-12);
  });

  it.each(cases)("equals scikit-learn's to 1e-12 relative: $options", ({ options, X, y, coef }) => {
    const { nTargets, ...rest } = options;
    const made = nTargets === undefined ? makeRegression(rest) : makeRegression({ ...rest, nTargets });
    expectClose(made.X, X, 1e-12);
    expectClose(made.y, y, 1e-12);
    expectClose(made.coef, coef, 1e-12);
  });

  it("gives matrices where a number of targets is given, and lists where it is not", () => {
    const options = { nSamples: 5, nFeatures: 3, bias: 2 };
    const { y, coef } = makeRegression(options);
    const matrices = makeRegression({ ...options, nTargets: 1 });
    expect(matrices.y.toArray()).toEqual(Array.from(y, (target) => [target]));
    expect(matrices.coef.toArray()).toEqual(Array.from(coef, (value) => [value]));
  });

  it.each<[RegressionOptions, string]>([
    [{ nSamples: 0 }, "nSamples is 0, expected a whole number >= 1"],
    [{ nFeatures: Number.NaN }, "nFeatures is NaN, expected a whole number >= 1"],
    [{ nInformative: -1 }, "nInformative is -1, expected a whole number >= 0"],
    [{ bias: Infinity }, "bias is Infinity, expected a finite number"],
    [{ noise: -1 }, "noise is -1, expected a finite number >= 0"],
    [{ effectiveRank: 0 }, "effectiveRank is 0, expected a whole number >= 1"],
    [{ tailStrength: 2 }, "tailStrength is 2, expected a finite number from 0 to 1"],
  ])("refuses %o", (options, message) => {
    const { nTargets: _, ...rest } = options;
    expect(() => makeRegression(rest)).toThrow(invalidOption(`makeRegression: ${message}`));
  });

  it("refuses no targets", () => {
    expect(() => makeRegression({ nTargets: 0 })).toThrow(
      invalidOption("makeRegression: nTargets is 0, expected a whole number >= 1"),
    );
  });
});
