import { MinibatchError } from "../errors.ts";
import type { ClassCounts } from "./confusion-matrix.ts";
import { pairwiseMean, pairwiseSum } from "./pairwise-sum.ts";

/** Precision, recall and F score of each class, [classes]. */
export interface ClassScoreArrays {
  readonly precision: Float64Array;
  readonly recall: Float64Array;
  readonly fscore: Float64Array;
}

/** One number for all classes. */
export interface AverageScore {
  /** Share of the rows predicted as a class that are of it. */
  readonly precision: number;
  /** Share of a class's rows that were predicted as it. */
  readonly recall: number;
  /** Weighted harmonic mean of precision and recall. */
  readonly fscore: number;
}

/**
 * The default 0, or the option checked.
 *
 * @throws {MinibatchError} `INVALID_OPTION` when it is not 0, 1 or NaN
 */
export function checkZeroDivision(where: string, zeroDivision = 0): number {
  if (zeroDivision === 0 || zeroDivision === 1 || Number.isNaN(zeroDivision)) return zeroDivision;
  const message = `${where}: zeroDivision: got ${String(zeroDivision)}, expected 0, 1 or NaN`;
  throw new MinibatchError("INVALID_OPTION", message, { option: "zeroDivision" });
}

/** The counts of the classes with these codes; 0 for code -1, a class without rows. */
export function selectCounts(counts: ClassCounts, codes: Int32Array): ClassCounts {
  const select = (values: Float64Array): Float64Array =>
    Float64Array.from(codes, (code) => (code < 0 ? 0 : values[code]));
  return {
    truePositives: select(counts.truePositives),
    predicted: select(counts.predicted),
    actual: select(counts.actual),
  };
}

/** The counts of all classes together, as of one class. */
export function sumCounts(counts: ClassCounts): ClassCounts {
  const sum = (values: Float64Array): Float64Array => Float64Array.of(pairwiseSum(values));
  return { truePositives: sum(counts.truePositives), predicted: sum(counts.predicted), actual: sum(counts.actual) };
}

/** Scores of each class; the F score as a ratio of counts, (1 + beta²) TP / (beta² actual + predicted). */
export function scoreClasses(counts: ClassCounts, beta: number, zeroDivision: number): ClassScoreArrays {
  const beta2 = beta * beta;
  const { truePositives, predicted, actual } = counts;
  const divide = (a: number, b: number): number => (b === 0 ? zeroDivision : a / b);
  return {
    precision: truePositives.map((count, i) => divide(count, predicted[i])),
    recall: truePositives.map((count, i) => divide(count, actual[i])),
    fscore: truePositives.map((count, i) => divide((1 + beta2) * count, beta2 * actual[i] + predicted[i])),
  };
}

/** Means over the classes, weighted when `weights` are given; NaN is left out, as scikit-learn does. */
export function averageScores(scores: ClassScoreArrays, weights?: Float64Array): AverageScore {
  const mean = (values: Float64Array): number =>
    weights === undefined ? meanOfNumbers(values) : weightedMeanOfNumbers(values, weights);
  return { precision: mean(scores.precision), recall: mean(scores.recall), fscore: mean(scores.fscore) };
}

/** `np.nanmean`: NaN counts as 0 in the sum and not in the number of terms. */
function meanOfNumbers(values: Float64Array): number {
  const numbers = values.filter((value) => !Number.isNaN(value)).length;
  return pairwiseSum(values.map((value) => (Number.isNaN(value) ? 0 : value))) / numbers;
}

/** The plain mean where all weights are 0. */
function weightedMeanOfNumbers(values: Float64Array, weights: Float64Array): number {
  const isNumber = (_: number, i: number): boolean => !Number.isNaN(values[i]);
  const kept = values.filter(isNumber);
  const keptWeights = weights.filter(isNumber);
  const total = pairwiseSum(keptWeights);
  return total === 0 ? pairwiseMean(kept) : pairwiseSum(kept.map((value, i) => value * keptWeights[i])) / total;
}
