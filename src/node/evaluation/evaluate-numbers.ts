import type { SGDRegressor } from "../../engine/estimators/sgd-regressor.ts";
import { meanPinballLoss, meanPoissonDeviance } from "../../engine/metrics/deviance.ts";
import {
  meanAbsoluteError,
  medianAbsoluteError,
  r2Score,
  rootMeanSquaredError,
} from "../../engine/metrics/regression.ts";
import type { Curve, Evaluation, RegressionCurves, RegressionScores } from "./types.ts";

/** Points that a picture shows. */
const MAX_POINTS = 1000;
const RESIDUAL_BINS = 40;
/** The open bins at both ends hold what lies outside this share of the rows. */
const INNER_SHARE = 0.99;

/** A regressor's answers for rows whose number is known, in the target's units. */
export interface NumberAnswers {
  /** The true numbers, [rows]. */
  readonly values: Float64Array;
  /** The predicted numbers, [rows]. */
  readonly predicted: Float64Array;
  /** Mean of the training rows' numbers. */
  readonly trainMean: number;
  /** What was learned, by the loss. Default: means. */
  readonly options?: Pick<SGDRegressor["options"], "loss" | "quantile"> | undefined;
}

/**
 * Scores a regressor and the trivial answer.
 *
 * @throws {MinibatchError} `INVALID_SHAPE` when there is no row; `INVALID_DATA` when a prediction is not finite
 */
export function evaluateNumbers({ values, predicted, trainMean, options }: NumberAnswers): Evaluation {
  const scores = (answers: Float64Array) => ({ ...errors(values, answers), ...ownScores(values, answers, options) });
  const trivial = new Float64Array(values.length).fill(trainMean);
  return {
    rows: values.length,
    test: { task: "regression", ...scores(predicted) },
    baseline: { task: "regression", mean: trainMean, ...scores(trivial) },
    curves: { task: "regression", points: spacedPoints(predicted, values), residuals: residuals(values, predicted) },
  };
}

function errors(yTrue: Float64Array, yPred: Float64Array) {
  return {
    r2: r2Score(yTrue, yPred),
    rmse: rootMeanSquaredError(yTrue, yPred),
    mae: meanAbsoluteError(yTrue, yPred),
    medianAe: medianAbsoluteError(yTrue, yPred),
  };
}

/** What tells of a model that learned no mean. */
function ownScores(
  values: Float64Array,
  predicted: Float64Array,
  options: NumberAnswers["options"],
): Pick<RegressionScores, "quantile" | "poissonDeviance"> {
  if (options?.loss === "quantile") {
    const { quantile } = options;
    const below = values.filter((value, row) => value <= predicted[row]!).length;
    const pinballLoss = meanPinballLoss(values, predicted, { quantile });
    return { quantile: { quantile, pinballLoss, shareBelow: below / values.length } };
  }
  if (options?.loss !== "poisson") return {};
  const areCounts = values.every((value) => value >= 0) && predicted.every((mean) => mean > 0);
  return { poissonDeviance: areCounts ? meanPoissonDeviance(values, predicted) : null };
}

function spacedPoints(x: Float64Array, y: Float64Array): Curve {
  const count = Math.min(MAX_POINTS, x.length);
  const rows = Array.from({ length: count }, (_, i) => Math.floor((i * x.length) / count));
  const digits = (value: number): number => Number(value.toPrecision(6));
  return { x: rows.map((row) => digits(x[row]!)), y: rows.map((row) => digits(y[row]!)) };
}

function residuals(values: Float64Array, predicted: Float64Array): RegressionCurves["residuals"] {
  const sorted = values.map((value, row) => value - predicted[row]!).sort();
  const outside = Math.floor((sorted.length * (1 - INNER_SHARE)) / 2);
  const low = sorted[outside]!;
  const high = sorted[sorted.length - 1 - outside]!;
  const width = (high - low) / RESIDUAL_BINS;
  if (!(width > 0)) return { edges: [low, high], counts: [sorted.length] };
  const edges = Array.from({ length: RESIDUAL_BINS + 1 }, (_, i) => low + i * width);
  const counts = new Array<number>(RESIDUAL_BINS).fill(0);
  for (const residual of sorted) {
    const bin = Math.floor((residual - low) / width);
    counts[Math.max(0, Math.min(RESIDUAL_BINS - 1, bin))]!++;
  }
  return { edges, counts };
}
