import { checkFinite, checkRows } from "./inputs.ts";
import { pairwiseMean, pairwiseSum } from "./pairwise-sum.ts";

/**
 * Coefficient of determination, 1 - (sum of squared errors) / (sum of squared deviations of `yTrue` from its mean).
 * Equals scikit-learn's `r2_score` to 1e-12: where `yTrue` is constant it is 1 without error and else 0; NaN for one
 * row.
 *
 * @param yTrue - true numbers, [rows]
 * @param yPred - predicted numbers, [rows]
 * @throws {MinibatchError} `INVALID_SHAPE` when the arrays are empty or of different lengths; `INVALID_DATA` when a
 * number is not finite, with the row
 */
export function r2Score(yTrue: ArrayLike<number>, yPred: ArrayLike<number>): number {
  const errors = differences("r2Score", yTrue, yPred);
  if (errors.length < 2) return Number.NaN;
  const deviations = centred(Float64Array.from(yTrue));
  return explainedShare(pairwiseSum(squares(errors)), pairwiseSum(squares(deviations)));
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
export function explainedVarianceScore(yTrue: ArrayLike<number>, yPred: ArrayLike<number>): number {
  const errors = centred(differences("explainedVarianceScore", yTrue, yPred));
  const deviations = centred(Float64Array.from(yTrue));
  return explainedShare(pairwiseMean(squares(errors)), pairwiseMean(squares(deviations)));
}

/**
 * Mean of the squared errors. Equals scikit-learn's `mean_squared_error` to 1e-12.
 *
 * @param yTrue - true numbers, [rows]
 * @param yPred - predicted numbers, [rows]
 * @throws {MinibatchError} as {@link r2Score}
 */
export function meanSquaredError(yTrue: ArrayLike<number>, yPred: ArrayLike<number>): number {
  return pairwiseMean(squares(differences("meanSquaredError", yTrue, yPred)));
}

/**
 * Square root of the mean of the squared errors. Equals scikit-learn's `root_mean_squared_error` to 1e-12.
 *
 * @param yTrue - true numbers, [rows]
 * @param yPred - predicted numbers, [rows]
 * @throws {MinibatchError} as {@link r2Score}
 */
export function rootMeanSquaredError(yTrue: ArrayLike<number>, yPred: ArrayLike<number>): number {
  return Math.sqrt(pairwiseMean(squares(differences("rootMeanSquaredError", yTrue, yPred))));
}

/**
 * Mean of the absolute errors. Equals scikit-learn's `mean_absolute_error` to 1e-12.
 *
 * @param yTrue - true numbers, [rows]
 * @param yPred - predicted numbers, [rows]
 * @throws {MinibatchError} as {@link r2Score}
 */
export function meanAbsoluteError(yTrue: ArrayLike<number>, yPred: ArrayLike<number>): number {
  return pairwiseMean(differences("meanAbsoluteError", yTrue, yPred).map(Math.abs));
}

/**
 * Median of the absolute errors; for an even number of rows the mean of the two in the middle. Equals scikit-learn's
 * `median_absolute_error`.
 *
 * @param yTrue - true numbers, [rows]
 * @param yPred - predicted numbers, [rows]
 * @throws {MinibatchError} as {@link r2Score}
 */
export function medianAbsoluteError(yTrue: ArrayLike<number>, yPred: ArrayLike<number>): number {
  const errors = differences("medianAbsoluteError", yTrue, yPred).map(Math.abs).sort();
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

function centred(values: Float64Array): Float64Array {
  const mean = pairwiseMean(values);
  return values.map((value) => value - mean);
}

function squares(values: Float64Array): Float64Array {
  return values.map((value) => value * value);
}

function explainedShare(unexplained: number, total: number): number {
  if (unexplained === 0) return 1;
  return total === 0 ? 0 : 1 - unexplained / total;
}
