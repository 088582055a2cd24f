import { MinibatchError } from "../../engine/errors.ts";
import { SGDRegressor, type SGDRegressorState } from "../../engine/estimators/sgd-regressor.ts";
import { log } from "../../engine/math/log.ts";
import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import type { LossName } from "../../engine/objective/losses.ts";
import { Moments } from "./column-statistics.ts";

/** A scale of numbers: (number - shift) / unit. */
export interface TargetScale {
  /** What is taken off. */
  readonly shift: number;
  /** What is divided by, > 0. */
  readonly unit: number;
}

/** Numbers on the scale that they are trained on, and the way back. */
export interface ScaledTarget {
  /** The numbers to train on, [rows]. */
  readonly y: Float64Array;
  /** Mean of the numbers as they are. */
  readonly mean: number;
  /** Their scale. */
  readonly own: TargetScale;
  /** Brings other numbers of the target to that scale. @throws {MinibatchError} as {@link scaleTarget} */
  scale(targets: Float64Array): Float64Array;
  /** A regressor that was trained on `y` as one of the numbers as they are, which computes in the given width. */
  unscale(regressor: SGDRegressor, precision: Precision): SGDRegressor;
  /** The other way round: weights for the numbers as they are as those for `y`. */
  rescale(weights: Pick<SGDRegressorState, "coef" | "intercept">): Pick<SGDRegressorState, "coef" | "intercept">;
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
 * @param known - the scale, where it is that of an earlier training
 * @throws {MinibatchError} `INVALID_DATA` for a negative number with `poisson`
 */
export function scaleTarget(
  targets: Float64Array,
  loss: LossName | undefined,
  fitIntercept: boolean = true,
  known?: TargetScale,
): ScaledTarget {
  const moments = new Moments();
  moments.add(targets, targets.length);
  const { mean, scale: deviation } = moments;
  const isCount = loss === "poisson";
  const own = known ?? (isCount ? countScale(mean, fitIntercept) : numberScale(targets, mean, deviation, fitIntercept));
  const { shift, unit } = own;
  const scale = (values: Float64Array): Float64Array => {
    if (isCount) checkCounts(values);
    return values.map((value) => (value - shift) / unit);
  };
  const factor = isCount ? 1 : unit;
  const bias = isCount ? (trained: number) => trained + log(unit) : (trained: number) => trained * unit + shift;
  return {
    ...{ y: scale(targets), mean, own, scale },
    unscale: (regressor, precision) => withWeights(regressor, precision, factor, bias),
    rescale: ({ coef, intercept }) => ({
      coef: coef.map((row) => Float64Array.from(row, (weight) => weight / factor)),
      intercept: Float64Array.from(intercept, (term) => (isCount ? term - log(unit) : (term - shift) / unit)),
    }),
  };
}

function numberScale(targets: Float64Array, mean: number, deviation: number, fitIntercept: boolean): TargetScale {
  return fitIntercept ? { shift: mean, unit: deviation } : { shift: 0, unit: rootMeanSquare(targets) };
}

function countScale(mean: number, fitIntercept: boolean): TargetScale {
  return { shift: 0, unit: fitIntercept && mean > 0 ? mean : 1 };
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
