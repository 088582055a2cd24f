import { countClasses } from "./confusion-matrix.ts";
import { encodePair, type Label } from "./labels.ts";
import { pairwiseMean } from "./pairwise-sum.ts";
import { type SampleWeightOption, toWeights } from "./sample-weight.ts";

/**
 * Share of rows predicted right, 0 to 1. Equals scikit-learn's `accuracy_score`.
 *
 * @param yTrue - true labels, [rows]
 * @param yPred - predicted labels, [rows]
 * @throws {MinibatchError} `INVALID_SHAPE` when the arrays are empty or of different lengths; `INVALID_DATA` when a
 * label is not a whole number, string or boolean, or a weight cannot be used
 */
export function accuracyScore(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: SampleWeightOption = {},
): number {
  const pair = encodePair("accuracyScore", yTrue, yPred);
  const weights = toWeights("accuracyScore", options.sampleWeight, pair.yTrue.length);
  let hits = 0;
  let total = 0;
  for (let row = 0; row < pair.yTrue.length; row++) {
    const weight = weights ? weights[row] : 1;
    total += weight;
    if (pair.yTrue[row] === pair.yPred[row]) hits += weight;
  }
  return hits / total;
}

/**
 * Mean of the recalls of the classes in `yTrue`, 0 to 1: accuracy as if every class had as many rows. Equals
 * scikit-learn's `balanced_accuracy_score`.
 *
 * @param yTrue - true labels, [rows]
 * @param yPred - predicted labels, [rows]
 * @throws {MinibatchError} `INVALID_SHAPE` when the arrays are empty or of different lengths; `INVALID_DATA` when a
 * label is not a whole number, string or boolean, or a weight cannot be used
 */
export function balancedAccuracyScore(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: SampleWeightOption = {},
): number {
  const pair = encodePair("balancedAccuracyScore", yTrue, yPred);
  const weights = toWeights("balancedAccuracyScore", options.sampleWeight, yTrue.length);
  const { truePositives, actual } = countClasses(pair, weights);
  const recalls = truePositives.map((count, code) => count / actual[code]);
  return pairwiseMean(recalls.filter((_, code) => actual[code] > 0));
}
