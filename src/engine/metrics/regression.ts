import { checkFinite, checkRows } from "./inputs.ts";
import { pairwiseSum } from "./pairwise-sum.ts";
import { type SampleWeightOption, toWeights, weightedMean } from "./sample-weight.ts";

/**
 * Coefficient of determination, 1 - (sum of squared errors) / (sum of squared deviations of `yTrue` from its mean).
 * Equals scikit-learn's `r2_score` to 1e-12: where `yTrue` is constant it is 1 without error and else 0; NaN for one
 * row.
 *
 * @param yTrue - true numbers, [rows]
 * @param yPred - predicted numbers, [rows]
 * @throws {MinibatchError} `INVALID_SHAPE` when the arrays are empty or of different lengths; `INVALID_DATA` when a
 * number is not finite, with the row, or a weight cannot be used
 */
export function r2Score(yTrue: ArrayLike<number>, yPred: ArrayLike<number>, options: SampleWeightOption = {}): number {
  const errors = differences("r2Score", yTrue, yPred);
  const weights = toWeights("r2Score", options.sampleWeight, yTrue.length);
  if (errors.length < 2) return Number.NaN;
  const deviations = centred(Float64Array.from(yTrue), weights);
  return explainedShare(weightedSum(squares(errors), weights), weightedSum(squares(deviations), weights));
}

/**
 * Explained variance, 1 - (variance of the errors) / (variance of `yTrue`): as {@link r2Score}, but a constant error
 * costs nothing. Equals scikit-learn's `explained_variance_score` to 1e-12: where `yTrue` is constant it is 1 if the
 * errors are constant and else 0.
 *
 * @param yTrue - true numbers, [rows]
 * @param yPred - predicted numbers, [rows]
 * @throws {MinibatchError} as {@link r2Score}
 */
export function explainedVarianceScore(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options: SampleWeightOption = {},
): number {
  const where = "explainedVarianceScore";
  const differ = differences(where, yTrue, yPred);
  const weights = toWeights(where, options.sampleWeight, yTrue.length);
  const errors = centred(differ, weights);
  const deviations = centred(Float64Array.from(yTrue), weights);
  return explainedShare(weightedMean(squares(errors), weights), weightedMean(squares(deviations), weights));
}

/**
 * Mean of the squared errors. Equals scikit-learn's `mean_squared_error` to 1e-12.
 *
 * @param yTrue - true numbers, [rows]
 * @param yPred - predicted numbers, [rows]
 * @throws {MinibatchError} as {@link r2Score}
 */
export function meanSquaredError(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options: SampleWeightOption = {},
): number {
  return meanOf("meanSquaredError", squares(differences("meanSquaredError", yTrue, yPred)), options);
}

/**
 * Square root of the mean of the squared errors. Equals scikit-learn's `root_mean_squared_error` to 1e-12.
 *
 * @param yTrue - true numbers, [rows]
 * @param yPred - predicted numbers, [rows]
 * @throws {MinibatchError} as {@link r2Score}
 */
export function rootMeanSquaredError(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options: SampleWeightOption = {},
): number {
  const where = "rootMeanSquaredError";
  return Math.sqrt(meanOf(where, squares(differences(where, yTrue, yPred)), options));
}

/**
 * Mean of the absolute errors. Equals scikit-learn's `mean_absolute_error` to 1e-12.
 *
 * @param yTrue - true numbers, [rows]
 * @param yPred - predicted numbers, [rows]
 * @throws {MinibatchError} as {@link r2Score}
 */
export function meanAbsoluteError(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options: SampleWeightOption = {},
): number {
  return meanOf("meanAbsoluteError", differences("meanAbsoluteError", yTrue, yPred).map(Math.abs), options);
}

/**
 * Median of the absolute errors; for an even number of rows the mean of the two in the middle. Equals scikit-learn's
 * `median_absolute_error`.
 *
 * @param yTrue - true numbers, [rows]
 * @param yPred - predicted numbers, [rows]
 * @throws {MinibatchError} as {@link r2Score}
 */
export function medianAbsoluteError(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  options: SampleWeightOption = {},
): number {
  const sizes = differences("medianAbsoluteError", yTrue, yPred).map(Math.abs);
  const weights = toWeights("medianAbsoluteError", options.sampleWeight, yTrue.length);
  if (weights) return weightedMedian(sizes, weights);
  const errors = sizes.sort();
  const middle = Math.floor(errors.length / 2);
  return errors.length % 2 === 1 ? errors[middle] : (errors[middle - 1] + errors[middle]) / 2;
}

function differences(where: string, yTrue: ArrayLike<number>, yPred: ArrayLike<number>): Float64Array {
  checkRows(where, "yTrue", yTrue.length, "yPred", yPred.length);
  checkFinite(where, "yTrue", yTrue);
  checkFinite(where, "yPred", yPred);
  const errors = new Float64Array(yTrue.length);
  for (let row = 0; row < errors.length; row++) errors[row] = yTrue[row] - yPred[row];
  return errors;
}

function meanOf(where: string, terms: Float64Array, { sampleWeight }: SampleWeightOption): number {
  return weightedMean(terms, toWeights(where, sampleWeight, terms.length));
}

function weightedSum(terms: Float64Array, weights: Float64Array | undefined): number {
  return pairwiseSum(weights ? terms.map((term, i) => term * weights[i]) : terms);
}

/** The value at half of the weights; where one value ends there, the mean of it and the next of a weight above 0. */
function weightedMedian(values: Float64Array, weights: Float64Array): number {
  const order = Uint32Array.from(values, (_, i) => i).filter((i) => weights[i] > 0);
  order.sort((a, b) => values[a] - values[b]);
  const total = order.reduce((sum, i) => sum + weights[i], 0);
  let below = 0;
  let at = 0;
  while (at < order.length - 1 && below + weights[order[at]] < total / 2) below += weights[order[at++]];
  const reached = below + weights[order[at]];
  const next = reached - total / 2 > Number.EPSILON ? at : Math.min(at + 1, order.length - 1);
  return (values[order[at]] + values[order[next]]) / 2;
}

function centred(values: Float64Array, weights: Float64Array | undefined): Float64Array {
  const mean = weightedMean(values, weights);
  return values.map((value) => value - mean);
}

function squares(values: Float64Array): Float64Array {
  return values.map((value) => value * value);
}

function explainedShare(unexplained: number, total: number): number {
  if (unexplained === 0) return 1;
  return total === 0 ? 0 : 1 - unexplained / total;
}
