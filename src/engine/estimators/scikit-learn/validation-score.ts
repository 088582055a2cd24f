/**
 * The share of the rows' weights whose class is right, as scikit-learn's early stopping counts it: for `log_loss` it
 * compares the predictions -1 and 1 with the targets 0 and 1, so that only rows of the class itself can be right.
 *
 * @param outputs - x . w + b of each row
 * @param targets - 1 for the class itself, 0 or -1 for the others
 */
export function accuracyAsScikitLearn(
  outputs: ArrayLike<number>,
  targets: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
): number {
  let right = 0;
  let all = 0;
  for (let row = 0; row < outputs.length; row++) {
    const weight = weights ? weights[row] : 1;
    all += weight;
    if ((outputs[row] > 0 ? 1 : -1) === targets[row]) right += weight;
  }
  return right / all;
}

/** R² with row weights, as scikit-learn's `r2_score`. */
export function weightedR2(
  outputs: ArrayLike<number>,
  targets: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
): number {
  let all = 0;
  let sum = 0;
  for (let row = 0; row < outputs.length; row++) {
    const weight = weights ? weights[row] : 1;
    all += weight;
    sum += weight * targets[row];
  }
  const mean = sum / all;
  let errors = 0;
  let deviations = 0;
  for (let row = 0; row < outputs.length; row++) {
    const weight = weights ? weights[row] : 1;
    const error = targets[row] - outputs[row];
    const deviation = targets[row] - mean;
    errors += weight * (error * error);
    deviations += weight * (deviation * deviation);
  }
  if (deviations === 0) return errors === 0 ? 1 : 0;
  return 1 - errors / deviations;
}
