import { describe, expect, it } from "vitest";
import { SGDClassifier } from "../../../src/engine/estimators/sgd-classifier.ts";
import { CsrMatrix } from "../../../src/engine/matrix/csr-matrix.ts";
import { SparseSource } from "../../../src/engine/matrix/sparse-source.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";
import { ColumnMap } from "../../../src/engine/training/column-map.ts";
import type { LinearWeights } from "../../../src/engine/training/weights.ts";

/** Column 4 in five rows, column 1 in two, column 6 in one; columns 0, 2, 3, 5 in none. */
const rows = new SparseSource(
  CsrMatrix.from(
    [
      [[4, 1]],
      [[4, 1]],
      [
        [1, 1],
        [4, 1],
      ],
      [
        [1, 1],
        [4, 1],
        [6, 1],
      ],
      [[4, 1]],
    ],
    7,
  ),
);

const weights = (...coef: number[]): LinearWeights => ({
  coef: [Float64Array.from(coef)],
  intercept: Float64Array.of(9),
});

describe("ColumnMap", () => {
  it("keeps the columns that rows have, the most frequent first", () => {
    const map = new ColumnMap([rows], weights(0, 0, 0, 0, 0, 0, 0));
    expect(map.columns).toBe(3);
    expect([4, 1, 6].map((column) => map.places[column])).toEqual([0, 1, 2]);
  });

  it("keeps columns that no row has but a weight, and brings every weight in and out", () => {
    const all = weights(0, 10, 20, 0, 40, 0, 60);
    const map = new ColumnMap([rows], all);
    expect(map.columns).toBe(4);
    expect([...map.weightsIn(all).coef[0]].sort()).toEqual([10, 20, 40, 60]);
    expect(map.weightsIn(all).coef[0][0]).toBe(40);
    expect(map.weightsOut(map.weightsIn(all))).toEqual(all);
  });

  it("refuses more weights than an array can have, before it counts anything", () => {
    const coef = new Array<Float64Array>(17).fill(new Float64Array(0));
    const wide = new SparseSource(CsrMatrix.from([[[2 ** 28 - 1, 1]]], 2 ** 28));
    expect(() => new ColumnMap([wide], { coef, intercept: new Float64Array(17) })).toThrow(
      "X: 268435456 columns and 17 outputs make 4563402769 weights, expected at most 4294967295: hash to fewer columns or learn fewer classes at once",
    );
  });

  it("has a column at least", () => {
    const empty = new SparseSource(CsrMatrix.from([[], []], 3));
    expect(new ColumnMap([empty], weights(0, 0, 0)).columns).toBe(1);
  });

  it.each(["sgd", "momentum", "ftrl"] as const)(
    "a stream whose pieces have other columns learns what dense rows do, to 1e-9: %s",
    async (optimizer) => {
      const random = new RandomState(3);
      const settings = {
        optimizer,
        l2: optimizer === "momentum" ? 0 : 0.01,
        learningRate: 0.1,
        precision: "f64",
        seed: 1,
      } as const;
      const [sparse, dense] = [new SGDClassifier(settings), new SGDClassifier(settings)];
      for (let piece = 0; piece < 4; piece++) {
        const X = CsrMatrix.from(
          Array.from({ length: 20 }, () => [
            [piece * 2 + Math.floor(random.uniform() * 4), random.uniform()] as [number, number],
          ]),
          12,
        );
        const y = Array.from({ length: 20 }, (_, r) => (r % 3 === 0 ? "yes" : "no"));
        await sparse.partialFit(X, y, { classes: ["no", "yes"] });
        await dense.partialFit(X.toDense(), y, { classes: ["no", "yes"] });
      }
      for (const [j, value] of dense.coef[0].entries()) expect(sparse.coef[0][j]).toBeCloseTo(value, 9);
      expect(sparse.intercept[0]).toBeCloseTo(dense.intercept[0], 9);
    },
  );
});
