import { countClasses } from "./confusion-matrix.ts";
import { encodePair, type Label } from "./labels.ts";
import { pairwiseMean } from "./pairwise-sum.ts";

/**
 * Share of rows predicted right, 0 to 1. Equals scikit-learn's `accuracy_score`.
 *
 * @param yTrue - true labels, [rows]
 * @param yPred - predicted labels, [rows]
 * @throws {MinibatchError} `INVALID_SHAPE` when the arrays are empty or of different lengths; `INVALID_DATA` when a
 * label is not a whole number, string or boolean
 */
export function accuracyScore(yTrue: ArrayLike<Label>, yPred: ArrayLike<Label>): number {
  const pair = encodePair("accuracyScore", yTrue, yPred);
  let hits = 0;
  for (let row = 0; row < pair.yTrue.length; row++) {
    if (pair.yTrue[row] === pair.yPred[row]) hits++;
  }
  return hits / pair.yTrue.length;
}

/**
 * Mean of the recalls of the classes in `yTrue`, 0 to 1: accuracy as if every class had as many rows. Equals
 * scikit-learn's `balanced_accuracy_score`.
 *
 * @param yTrue - true labels, [rows]
 * @param yPred - predicted labels, [rows]
 * @throws {MinibatchError} `INVALID_SHAPE` when the arrays are empty or of different lengths; `INVALID_DATA` when a
 * label is not a whole number, string or boolean
 */
export function balancedAccuracyScore(yTrue: ArrayLike<Label>, yPred: ArrayLike<Label>): number {
  const { truePositives, actual } = countClasses(encodePair("balancedAccuracyScore", yTrue, yPred));
  const recalls = truePositives.map((count, code) => count / actual[code]);
  return pairwiseMean(recalls.filter((_, code) => actual[code] > 0));
}
