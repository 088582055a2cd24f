import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KFold, type KFoldOptions, StratifiedKFold } from "../../../src/engine/datasets/folds.ts";
import type { TrainTestIndices } from "../../../src/engine/datasets/split.ts";
import { DenseMatrix } from "../../../src/engine/matrix/dense-matrix.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";
import { invalidOption, readJson } from "./fixtures.ts";

interface Folds {
  labels: (number | string | boolean)[];
  options: KFoldOptions;
  folds: { trainIndices: number[]; testIndices: number[] }[];
}
const reference = readJson("reference/splits.json");
const fixtures: { KFold: Folds[]; StratifiedKFold: Folds[] } = readJson("fixtures/datasets/splits.json");

const plain = (folds: Iterable<TrainTestIndices>) =>
  Array.from(folds, ({ trainIndices, testIndices }) => ({
    trainIndices: Array.from(trainIndices),
    testIndices: Array.from(testIndices),
  }));
const named = (folds: { train: number[]; test: number[] }[]) =>
  folds.map(({ train, test }) => ({ trainIndices: train, testIndices: test }));
const rows = (n: number) => Array.from({ length: n }, (_, i) => i);

describe("KFold", () => {
  it("gives scikit-learn's rows: KFold(4,shuffle=True,random_state=9) on 22 rows", () => {
    expect(plain(new KFold({ nSplits: 4, shuffle: true, seed: 9 }).split(22))).toEqual(
      named(reference["KFold(4,shuffle=True,random_state=9) on 22 rows"]),
    );
  });

  it.each(fixtures.KFold)("gives scikit-learn's rows: $labels.length rows, $options", ({ labels, options, folds }) => {
    expect(plain(new KFold(options).split(labels.length))).toEqual(folds);
  });

  it("counts the rows of matrices and arrays", () => {
    const folds = new KFold({ nSplits: 2 });
    expect(plain(folds.split(DenseMatrix.zeros(5, 2)))).toEqual(plain(folds.split(5)));
    expect(plain(folds.split([[1], [2], [3], [4], [5]]))).toEqual(plain(folds.split(5)));
  });

  it("gives the same folds again for a seed, and other ones from a random state", () => {
    const seeded = new KFold({ shuffle: true });
    expect(plain(seeded.split(30))).toEqual(plain(seeded.split(30)));
    const drawing = new KFold({ shuffle: true, seed: new RandomState(0) });
    expect(plain(drawing.split(30))).toEqual(plain(seeded.split(30)));
    expect(plain(drawing.split(30))).not.toEqual(plain(seeded.split(30)));
  });

  it("tests every row once, on folds whose sizes differ by at most one row, any sizes and seed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.nat(60), fc.nat(), (nSplits, more, seed) => {
        const folds = plain(new KFold({ nSplits, shuffle: true, seed }).split(nSplits + more));
        const sizes = folds.map((fold) => fold.testIndices.length);
        expect(folds.flatMap((fold) => fold.testIndices).sort((a, b) => a - b)).toEqual(rows(nSplits + more));
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        for (const { trainIndices, testIndices } of folds) {
          expect([...trainIndices, ...testIndices].sort((a, b) => a - b)).toEqual(rows(nSplits + more));
        }
      }),
    );
  });
});

describe("StratifiedKFold", () => {
  it("gives scikit-learn's rows: StratifiedKFold(3,shuffle=True,random_state=9) on y=[0]*15+[1]*9+[2]*6", () => {
    const y = [...new Array(15).fill(0), ...new Array(9).fill(1), ...new Array(6).fill(2)];
    expect(plain(new StratifiedKFold({ nSplits: 3, shuffle: true, seed: 9 }).split(30, y))).toEqual(
      named(reference["StratifiedKFold(3,shuffle=True,random_state=9) on y=[0]*15+[1]*9+[2]*6"]),
    );
  });

  it.each(fixtures.StratifiedKFold)(
    "gives scikit-learn's rows: $labels.length rows, $options",
    ({ labels, options, folds }) => {
      expect(plain(new StratifiedKFold(options).split(labels.length, labels))).toEqual(folds);
    },
  );

  it("tests every row once, with each class's share in every fold to within one row, any labels and seed", () => {
    const labels = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 12, maxLength: 90 });
    fc.assert(
      fc.property(labels, fc.integer({ min: 2, max: 4 }), fc.nat(), (y, nSplits, seed) => {
        const folds = plain(new StratifiedKFold({ nSplits, shuffle: true, seed }).split(y.length, y));
        expect(folds.flatMap((fold) => fold.testIndices).sort((a, b) => a - b)).toEqual(rows(y.length));
        for (const label of new Set(y)) {
          const share = y.filter((other) => other === label).length / nSplits;
          for (const { testIndices } of folds) {
            expect(Math.abs(testIndices.filter((row) => y[row] === label).length - share)).toBeLessThan(1);
          }
        }
      }),
    );
  });
});

describe("refuses", () => {
  it.each([0, 1, 2.5, -3])("%s folds", (nSplits) => {
    const message = `nSplits is ${nSplits}, expected a whole number >= 2`;
    expect(() => new KFold({ nSplits })).toThrow(invalidOption(`KFold: ${message}`));
    expect(() => new StratifiedKFold({ nSplits })).toThrow(invalidOption(`StratifiedKFold: ${message}`));
  });

  it("a seed without a shuffle", () => {
    expect(() => new KFold({ seed: 0 })).toThrow(
      invalidOption("KFold: seed is given, but the rows are not shuffled; leave it out or set shuffle: true"),
    );
  });

  it("more folds than rows, before the first fold is asked for", () => {
    expect(() => new KFold({ nSplits: 3 }).split(2)).toThrow(
      invalidOption("KFold: nSplits is 3, expected at most 2, the number of rows"),
    );
    expect(() => new KFold().split([])).toThrow(
      invalidOption("KFold: nSplits is 5, expected at most 0, the number of rows"),
    );
  });

  it("more folds than any class has rows", () => {
    expect(() => new StratifiedKFold({ nSplits: 4 }).split(6, [0, 1, 1, 0, 1, 0])).toThrow(
      invalidOption("StratifiedKFold: nSplits is 4, expected at most 3, the rows of the largest class"),
    );
  });

  it("labels of another length than X, and targets that are no labels", () => {
    const folds = new StratifiedKFold({ nSplits: 2 });
    expect(() => folds.split(3, [0, 1])).toThrow(
      expect.objectContaining({
        code: "INVALID_SHAPE",
        message: "StratifiedKFold: y has length 2, expected 3 as X has rows",
      }),
    );
    expect(() => folds.split(4, [0, 0.5, 0, 0.5])).toThrow(
      expect.objectContaining({ code: "INVALID_DATA", details: { row: 1 } }),
    );
  });
});
