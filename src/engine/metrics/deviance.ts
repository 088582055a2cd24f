import { MinibatchError } from "../errors.ts";
import { log } from "../math/log.ts";
import { checkFinite, checkRows } from "./inputs.ts";
import { type SampleWeightOption, toWeights, weightedMean } from "./sample-weight.ts";

/** Options of {@link meanPinballLoss}. */
export interface PinballOptions extends SampleWeightOption {
  /** Which quantile is predicted, above 0 and below 1. Default 0.5, the median: half of the mean absolute error. */
  readonly quantile?: number;
}

/**
 * Mean pinball loss: q (y - p) where the number y is above the prediction p, else (1 - q) (p - y). It is least where p is the
 * quantile q of the numbers. Equals scikit-learn's `mean_pinball_loss` (whose `alpha` is q) to 1e-12.
 *
 * @param yTrue - true numbers, [rows]
 * @param yPred - predicted quantiles, [rows]
 * @throws {MinibatchError} `INVALID_OPTION` when `quantile` is not above 0 and below 1; `INVALID_SHAPE` when the arrays are
 * empty or of different lengths; `INVALID_DATA` when a number is not finite, with the row, or a weight cannot be used
 */
export function meanPinballLoss(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  { quantile = 0.5, sampleWeight }: PinballOptions = {},
): number {
  const where = "meanPinballLoss";
  if (!(quantile > 0 && quantile < 1)) {
    const message = `${where}: quantile: got ${String(quantile)}, expected a number above 0 and below 1`;
    throw new MinibatchError("INVALID_OPTION", message, { option: "quantile" });
  }
  checkPairs(where, yTrue, yPred);
  const terms = Float64Array.from(yTrue, (value, row) => {
    const error = value - yPred[row];
    return error >= 0 ? quantile * error : (quantile - 1) * error;
  });
  return weightedMean(terms, toWeights(where, sampleWeight, terms.length));
}

/**
 * Mean Poisson deviance of counts y and predicted means p: 2 mean(y log(y / p) - y + p), 0 for predictions without error.
 * Equals scikit-learn's `mean_poisson_deviance` to 1e-12.
 *
 * @param yTrue - counts, >= 0, [rows]
 * @param yPred - predicted means, > 0, [rows]
 * @throws {MinibatchError} `INVALID_SHAPE` when the arrays are empty or of different lengths; `INVALID_DATA` when a number is
 * not finite, a count negative or a prediction not above 0, with the row, or a weight cannot be used
 */
export function meanPoissonDeviance(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  { sampleWeight }: SampleWeightOption = {},
): number {
  const where = "meanPoissonDeviance";
  checkPairs(where, yTrue, yPred);
  const terms = Float64Array.from(yTrue, (value, row) => {
    const mean = yPred[row];
    if (value < 0) throw outOfRange(where, "yTrue", row, value, "a number >= 0");
    if (mean <= 0) throw outOfRange(where, "yPred", row, mean, "a number > 0");
    return 2 * ((value === 0 ? 0 : value * log(value / mean)) - value + mean);
  });
  return weightedMean(terms, toWeights(where, sampleWeight, terms.length));
}

function checkPairs(where: string, yTrue: ArrayLike<number>, yPred: ArrayLike<number>): void {
  checkRows(where, "yTrue", yTrue.length, "yPred", yPred.length);
  checkFinite(where, "yTrue", yTrue);
  checkFinite(where, "yPred", yPred);
}

function outOfRange(where: string, name: string, row: number, got: number, expected: string): MinibatchError {
  return new MinibatchError("INVALID_DATA", `${where}: ${name} row ${row} is ${got}, expected ${expected}`, { row });
}
