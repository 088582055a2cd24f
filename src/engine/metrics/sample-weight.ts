import { MinibatchError } from "../errors.ts";
import { pairwiseMean, pairwiseSum } from "./pairwise-sum.ts";

/** How often rows count in a metric. */
export interface SampleWeightOption {
  /** How often each row counts, >= 0, [rows], as scikit-learn's `sample_weight`. Default: once. */
  readonly sampleWeight?: ArrayLike<number> | undefined;
}

/**
 * The weights of rows, checked; undefined where all count once.
 *
 * @throws {MinibatchError} `INVALID_SHAPE` when there is not one for each row; `INVALID_DATA` when one is negative, NaN or
 * infinite (with the row), or all are 0
 */
export function toWeights(
  where: string,
  sampleWeight: ArrayLike<number> | undefined,
  rows: number,
): Float64Array | undefined {
  if (sampleWeight === undefined) return undefined;
  if (sampleWeight.length !== rows) {
    const message = `${where}: sampleWeight has ${sampleWeight.length} weights for ${rows} rows, expected as many`;
    throw new MinibatchError("INVALID_SHAPE", message, { option: "sampleWeight" });
  }
  const weights = Float64Array.from(sampleWeight);
  const row = weights.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (row >= 0) {
    const message = `${where}: sampleWeight row ${row} is ${String(sampleWeight[row])}, expected a number >= 0`;
    throw new MinibatchError("INVALID_DATA", message, { option: "sampleWeight", row });
  }
  if (!weights.some((weight) => weight > 0)) {
    const message = `${where}: sampleWeight: all weights are 0, expected at least one above`;
    throw new MinibatchError("INVALID_DATA", message, { option: "sampleWeight" });
  }
  return weights;
}

/** Mean of the terms, each counted as often as its weight says: `np.average`. */
export function weightedMean(terms: Float64Array, weights: Float64Array | undefined): number {
  if (!weights) return pairwiseMean(terms);
  return pairwiseSum(terms.map((term, i) => term * weights[i])) / pairwiseSum(weights);
}
