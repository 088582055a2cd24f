import { describe, expect, it } from "vitest";
import { type BlobsOptions, makeBlobs } from "../../../src/engine/datasets/blobs.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";
import { type Case, invalidOption, readJson } from "./fixtures.ts";

const reference: Record<string, { X: number[][]; y: number[] }> = readJson("reference/datasets.json").cases;
const cases: (Case<BlobsOptions> & { centers: number[][] })[] = readJson("fixtures/datasets/datasets.json").makeBlobs;

describe("makeBlobs", () => {
  it.each<[string, BlobsOptions]>([
    [
      "make_blobs(n_samples=1000,n_features=2,centers=2,cluster_std=1.5,random_state=1)",
      { nSamples: 1000, nFeatures: 2, centers: 2, clusterStd: 1.5, seed: 1 },
    ],
    [
      "make_blobs(n_samples=10,n_features=3,centers=3,cluster_std=1.0,random_state=7)",
      { nSamples: 10, nFeatures: 3, centers: 3, seed: 7 },
    ],
    [
      "make_blobs(n_samples=[3,5],n_features=2,centers=None,cluster_std=[0.5,2.0],random_state=0)",
      { nSamples: [3, 5], clusterStd: [0.5, 2] },
    ],
  ])("equals scikit-learn's %s bit for bit", (call, options) => {
    const { X, y } = makeBlobs(options);
    expect(X.toArray()).toEqual(reference[call].X);
    expect(Array.from(y)).toEqual(reference[call].y);
  });

  it.each(cases)("equals scikit-learn's bit for bit: $options", ({ options, ...expected }) => {
    const { X, y, centers } = makeBlobs(options);
    expect({ X: X.toArray(), y: Array.from(y), centers: centers.toArray() }).toEqual(expected);
  });

  it("draws on from a given random state", () => {
    const random = new RandomState(3);
    const first = makeBlobs({ seed: random });
    expect(first).toEqual(makeBlobs({ seed: 3 }));
    expect(makeBlobs({ seed: random })).not.toEqual(first);
  });

  it.each<[BlobsOptions, string]>([
    [{ nSamples: 0 }, "makeBlobs: nSamples is 0, expected a whole number >= 1"],
    [{ nSamples: [2, -1] }, "makeBlobs: nSamples is -1, expected a whole number >= 0"],
    [{ nSamples: [] }, "makeBlobs: nSamples.length is 0, expected a whole number >= 1"],
    [{ nFeatures: 1.5 }, "makeBlobs: nFeatures is 1.5, expected a whole number >= 1"],
    [{ centers: 0 }, "makeBlobs: centers is 0, expected a whole number >= 1"],
    [{ centers: [[]] }, "makeBlobs: centers is a matrix of 1 x 0, expected at least 1 x 1"],
    [
      { centers: 2, nSamples: [1, 2] },
      "makeBlobs: centers is 2, expected a matrix or nothing where nSamples is a list",
    ],
    [
      { centers: [[1], [2]], nSamples: [1, 2, 3] },
      "makeBlobs: nSamples is a list of 3, expected 2, one for each center",
    ],
    [{ clusterStd: [1, 2] }, "makeBlobs: clusterStd is a list of 2, expected 3, one for each center"],
    [{ clusterStd: -1 }, "makeBlobs: clusterStd is -1, expected a finite number >= 0"],
    [{ centerBox: [0, Number.NaN] }, "makeBlobs: centerBox is NaN, expected a finite number"],
  ])("refuses %o", (options, message) => {
    expect(() => makeBlobs(options)).toThrow(invalidOption(message));
  });

  it("refuses centers that are not finite, and says where", () => {
    const centers = [
      [1, 2],
      [3, Infinity],
    ];
    expect(() => makeBlobs({ centers })).toThrow(
      expect.objectContaining({
        code: "INVALID_DATA",
        message: "makeBlobs: centers: row 1, column 1 is Infinity, expected a finite number",
        details: { option: "centers", row: 1, column: 1 },
      }),
    );
  });
});
