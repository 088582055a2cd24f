import { MinibatchError } from "../../engine/errors.ts";
import { SGDRegressor } from "../../engine/estimators/sgd-regressor.ts";
import { log } from "../../engine/math/log.ts";
import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import type { LossName } from "../../engine/objective/losses.ts";
import { Moments } from "./column-statistics.ts";

/** Numbers on the scale that they are trained on, and the way back. */
export interface ScaledTarget {
  /** The numbers to train on, [rows]. */
  readonly y: Float64Array;
  /** Mean of the numbers as they are. */
  readonly mean: number;
  /** Brings other numbers of the target to that scale. @throws {MinibatchError} as {@link scaleTarget} */
  scale(targets: Float64Array): Float64Array;
  /** A regressor that was trained on `y` as one of the numbers as they are, which computes in the given width. */
  unscale(regressor: SGDRegressor, precision: Precision): SGDRegressor;
}

/**
 * Brings the numbers of a target to the scale on which one learning rate serves all units: mean 0 and standard deviation 1, or
 * with `poisson`, which learns the logarithm of a count, mean 1. The losses of either are those of the numbers as they are,
 * but for a factor. Without a constant term nothing may be added on the way back: the numbers keep their zero and are divided by
 * the root of their mean square, and counts stay as they are.
 *
 * @param targets - the numbers
 * @param loss - what they are trained with
 * @param fitIntercept - whether the regressor has a constant term; default true
 * @throws {MinibatchError} `INVALID_DATA` for a negative number with `poisson`
 */
export function scaleTarget(
  targets: Float64Array,
  loss: LossName | undefined,
  fitIntercept: boolean = true,
): ScaledTarget {
  const moments = new Moments();
  moments.add(targets, targets.length);
  const { mean, scale: deviation } = moments;
  if (loss !== "poisson") {
    const shift = fitIntercept ? mean : 0;
    const unit = fitIntercept ? deviation : rootMeanSquare(targets);
    const scale = (values: Float64Array): Float64Array => values.map((value) => (value - shift) / unit);
    const bias = (trained: number): number => trained * unit + shift;
    const unscale: ScaledTarget["unscale"] = (regressor, precision) => withWeights(regressor, precision, unit, bias);
    return { y: scale(targets), mean, scale, unscale };
  }
  const unit = fitIntercept && mean > 0 ? mean : 1;
  const scale = (values: Float64Array): Float64Array => {
    checkCounts(values);
    return values.map((value) => value / unit);
  };
  const bias = (trained: number): number => trained + log(unit);
  const unscale: ScaledTarget["unscale"] = (regressor, precision) => withWeights(regressor, precision, 1, bias);
  return { y: scale(targets), mean, scale, unscale };
}

/** 1 for numbers that are all 0. */
function rootMeanSquare(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum > 0 ? Math.sqrt(sum / values.length) : 1;
}

function checkCounts(values: Float64Array): void {
  const negative = values.find((value) => value < 0);
  if (negative === undefined) return;
  const message = `target: got ${negative}, expected numbers >= 0 for the loss "poisson"`;
  throw new MinibatchError("INVALID_DATA", message);
}

function withWeights(
  regressor: SGDRegressor,
  precision: Precision,
  factor: number,
  bias: (bias: number) => number,
): SGDRegressor {
  return SGDRegressor.fromState({
    options: { ...regressor.options, precision },
    coef: regressor.coef.map((row) => row.map((weight) => weight * factor)),
    intercept: regressor.intercept.map(bias),
  });
}
