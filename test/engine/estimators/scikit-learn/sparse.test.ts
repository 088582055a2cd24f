import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  CsrMatrix,
  SGDClassifier,
  type SGDClassifierOptions,
  SGDRegressor,
  type SGDRegressorOptions,
} from "../../../../src/engine/index.ts";
import { optionsOf } from "./reference.ts";

/** What make_sparse.py wrote. */
interface SparseReference {
  readonly columns: number;
  readonly indptr: number[];
  readonly indices: number[];
  readonly values: number[];
  readonly classes: number[];
  readonly numbers: number[];
  readonly cases: readonly {
    readonly kind: "classifier" | "regressor";
    readonly params: Parameters<typeof optionsOf>[0];
    readonly coef: number[];
    readonly intercept: number;
    readonly epochs: number;
  }[];
}

const reference = JSON.parse(
  readFileSync(new URL("../../../fixtures/sparse/sparse.json", import.meta.url), "utf8"),
) as SparseReference;

const X = new CsrMatrix(
  Uint32Array.from(reference.indptr),
  Uint32Array.from(reference.indices),
  Float64Array.from(reference.values),
  reference.classes.length,
  reference.columns,
);

describe("compat scikit-learn on sparse rows", () => {
  it.each(reference.cases.map((one) => [JSON.stringify(one.params), one] as const))(
    "weights, bias and epochs to 1e-9: %s",
    async (_, { kind, params, coef, intercept, epochs }) => {
      const asked = optionsOf({ ...params, random_state: 3 });
      const model =
        kind === "classifier"
          ? await new SGDClassifier(asked as SGDClassifierOptions).fit(X, reference.classes)
          : await new SGDRegressor(asked as SGDRegressorOptions).fit(X, reference.numbers);
      expect(model.history.length).toBe(epochs);
      const size = Math.max(...coef.map(Math.abs));
      for (const [j, weight] of coef.entries()) expect(Math.abs(model.coef[0][j] - weight) / size).toBeLessThan(1e-9);
      expect(Math.abs(model.intercept[0] - intercept) / Math.max(size, Math.abs(intercept))).toBeLessThan(1e-9);
    },
  );
});
