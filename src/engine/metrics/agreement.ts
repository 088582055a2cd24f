import { MinibatchError } from "../errors.ts";
import { countClasses, countPairs } from "./confusion-matrix.ts";
import { encodePair, type Label } from "./labels.ts";
import { pairwiseSum } from "./pairwise-sum.ts";
import { type SampleWeightOption, toWeights } from "./sample-weight.ts";

/** Options of {@link cohenKappaScore}. */
export interface CohenKappaOptions {
  /** The classes to count, in their order. Default: all labels of both arrays, sorted. */
  readonly labels?: readonly Label[] | undefined;
  /** How a disagreement grows with the distance of the two classes in `labels`. Default: all disagreements count 1. */
  readonly weights?: "linear" | "quadratic" | undefined;
}

/**
 * Matthews' correlation coefficient, -1 to 1, for two or more classes (Gorodkin 2004, equation 8). Equals
 * scikit-learn's `matthews_corrcoef`: 0 when only one class is true or only one is predicted.
 *
 * @param yTrue - true labels, [rows]
 * @param yPred - predicted labels, [rows]
 * @throws {MinibatchError} `INVALID_SHAPE` when the arrays are empty or of different lengths; `INVALID_DATA` when a
 * label is not a whole number, string or boolean, or a weight cannot be used
 */
export function matthewsCorrcoef(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: SampleWeightOption = {},
): number {
  const pair = encodePair("matthewsCorrcoef", yTrue, yPred);
  const weights = toWeights("matthewsCorrcoef", options.sampleWeight, yTrue.length);
  const { truePositives, predicted, actual } = countClasses(pair, weights);
  const rows = weights ? pairwiseSum(weights) : yTrue.length;
  const correct = truePositives.reduce((sum, count) => sum + count, 0);
  const covTruePredicted = correct * rows - dot(actual, predicted);
  const covPredicted = rows * rows - dot(predicted, predicted);
  const covTrue = rows * rows - dot(actual, actual);
  const product = covPredicted * covTrue;
  return product === 0 ? 0 : covTruePredicted / Math.sqrt(product);
}

/**
 * Cohen's kappa, -1 to 1: agreement of two labellings beyond chance. Equals scikit-learn's `cohen_kappa_score`: NaN
 * when the labellings have only one label in common and nothing else, so that chance alone explains all.
 *
 * @param y1 - labels given by one, [rows]
 * @param y2 - labels given by the other, [rows]
 * @throws {MinibatchError} `INVALID_SHAPE` when the arrays are empty or of different lengths; `INVALID_DATA` when a
 * label is not a whole number, string or boolean; `INVALID_OPTION` when `labels` is empty, has a label twice, or none
 * of them is in `y1`
 */
export function cohenKappaScore(y1: ArrayLike<Label>, y2: ArrayLike<Label>, options: CohenKappaOptions = {}): number {
  const where = "cohenKappaScore";
  const weight = disagreement(where, options.weights);
  const { matrix, size } = countPairs(where, encodePair(where, y1, y2), options.labels);
  const rowSums = new Float64Array(size);
  const columnSums = new Float64Array(size);
  for (const [cell, count] of matrix.entries()) {
    rowSums[Math.floor(cell / size)] += count;
    columnSums[cell % size] += count;
  }
  const total = pairwiseSum(columnSums);
  const byChance = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const w = weight(i, j);
      byChance[i * size + j] = w * ((columnSums[i] * rowSums[j]) / total);
      matrix[i * size + j] *= w;
    }
  }
  return 1 - pairwiseSum(matrix) / pairwiseSum(byChance);
}

function disagreement(where: string, weights: CohenKappaOptions["weights"]): (i: number, j: number) => number {
  switch (weights) {
    case undefined:
      return (i, j) => (i === j ? 0 : 1);
    case "linear":
      return (i, j) => Math.abs(i - j);
    case "quadratic":
      return (i, j) => (i - j) * (i - j);
    default: {
      const message = `${where}: weights: got ${JSON.stringify(weights)}, expected "linear" or "quadratic"`;
      throw new MinibatchError("INVALID_OPTION", message, { option: "weights" });
    }
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
