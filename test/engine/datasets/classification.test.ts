import { describe, expect, it } from "vitest";
import { makeClassification } from "../../../src/engine/datasets/classification.ts";
import type { ClassificationOptions } from "../../../src/engine/datasets/classification-options.ts";
import { type Case, expectClose, invalidOption, readJson } from "./fixtures.ts";

const reference = readJson("reference/datasets.json").cases;
const cases: (Case<ClassificationOptions> & { featureInfo: string[] })[] = readJson(
  "fixtures/datasets/datasets.json",
).makeClassification;

describe("makeClassification", () => {
  it("equals scikit-learn's reference, X to 1e-12 relative", () => {
    const call =
      "make_classification(n_samples=60,n_features=6,n_informative=3,n_redundant=1,n_classes=3,n_clusters_per_class=1,random_state=5)";
    const options = { nSamples: 60, nFeatures: 6, nInformative: 3, nRedundant: 1, nClasses: 3, nClustersPerClass: 1 };
    const { X, y } = makeClassification({ ...options, seed: 5 });
    expectClose(X, reference[call].X, 1e-12);
    expect(Array.from(y)).toEqual(reference[call].y);
  });

  it.each(cases)("equals scikit-learn's, X to 1e-12 relative: $options", ({ options, X, y, featureInfo }) => {
    const made = makeClassification(options);
    expectClose(made.X, X, 1e-12);
    expect(Array.from(made.y)).toEqual(y);
    expect(made.featureInfo).toEqual(featureInfo);
  });

  it.each<[ClassificationOptions, string]>([
    [{ nSamples: 0 }, "nSamples is 0, expected a whole number >= 1"],
    [{ nRedundant: -1 }, "nRedundant is -1, expected a whole number >= 0"],
    [{ nClasses: 0 }, "nClasses is 0, expected a whole number >= 1"],
    [
      { nFeatures: 5, nInformative: 3, nRepeated: 1 },
      "nFeatures is 5, expected at least 6 for the informative, redundant and repeated columns",
    ],
    [{ nClasses: 3 }, "nInformative is 2, too few for 3 classes x 2 clusters, expected 2**nInformative >= 6"],
    [{ weights: [0.5, 0.2, 0.3] }, "weights is a list of 3, expected 2 or 1 for 2 classes"],
    [{ weights: [0.75, 0.5] }, "weights is shares that add up to 1.25, expected at most 1"],
    [{ weights: [-0.5] }, "weights is -0.5, expected a finite number from 0 to 1"],
    [{ flipY: 1.5 }, "flipY is 1.5, expected a finite number from 0 to 1"],
    [{ classSep: 0 }, "classSep is 0, expected a number above 0"],
    [{ shift: [1, 2] }, "shift is a list of 2, expected 20, one for each column"],
    [{ shift: Number.NaN }, "shift is NaN, expected a finite number"],
    [{ scale: 0 }, "scale is 0, expected a number above 0"],
    [{ scale: new Array(20).fill(Infinity) }, "scale is Infinity, expected a finite number"],
  ])("refuses %o", (options, message) => {
    expect(() => makeClassification(options)).toThrow(invalidOption(`makeClassification: ${message}`));
  });
});
