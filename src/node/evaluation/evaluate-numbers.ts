import {
  meanAbsoluteError,
  medianAbsoluteError,
  r2Score,
  rootMeanSquaredError,
} from "../../engine/metrics/regression.ts";
import type { Curve, Evaluation, RegressionCurves } from "./types.ts";

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
}

/**
 * Scores a regressor and the trivial answer.
 *
 * @throws {MinibatchError} `INVALID_SHAPE` when there is no row; `INVALID_DATA` when a prediction is not finite
 */
export function evaluateNumbers({ values, predicted, trainMean }: NumberAnswers): Evaluation {
  const trivial = new Float64Array(values.length).fill(trainMean);
  return {
    rows: values.length,
    test: { task: "regression", ...errors(values, predicted) },
    baseline: { task: "regression", mean: trainMean, ...errors(values, trivial) },
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
