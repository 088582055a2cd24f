import type { SparseBlock } from "../../data/readers/block-builder.ts";
import type { SparseTarget } from "../../data/sparse/sparse-target.ts";
import type { TableClassifierLoss, TableRegressorLoss } from "../../data/table/table-losses.ts";
import { pickEstimatorOptions } from "../../data/table/table-training-options.ts";
import { SGDClassifier } from "../../engine/estimators/sgd-classifier.ts";
import { SGDRegressor } from "../../engine/estimators/sgd-regressor.ts";
import type { EpochEvent } from "../../engine/training/events.ts";
import type { SparseSettings, TrainSparseOptions } from "./types.ts";

/** A trained estimator and how it got there. */
export interface FittedSparse {
  /** A classifier of the labels, or a regressor in their units. */
  readonly estimator: SGDClassifier | SGDRegressor;
  /** Mean of the labels trained on, of a regressor. */
  readonly trainMean?: number;
  /** The finished epochs. */
  readonly history: readonly EpochEvent[];
  /** Whether the signal ended the training. */
  readonly stopped: boolean;
}

/**
 * Trains on blocks of sparse rows: by default with AdaGrad, so that rare columns learn as fast as frequent ones, and a rate that
 * falls to 0.
 * Labels of a regression are standardised for the training, and the weights brought back to their units.
 *
 * @throws {MinibatchError} as the estimators' `fit`
 */
export async function fitSparse(
  blocks: readonly SparseBlock[],
  target: SparseTarget,
  settings: SparseSettings,
  options: TrainSparseOptions,
): Promise<FittedSparse> {
  const { onEpoch, signal } = options;
  const X = blocks.map((block) => block.X);
  const y = joined(blocks.map((block) => block.y));
  const weights = blocks.map((block) => block.weights).filter((part) => part !== undefined);
  const fitOptions = {
    ...(weights.length === blocks.length && { sampleWeight: joined(weights) }),
    ...(onEpoch && { onEpoch }),
    ...(signal && { signal }),
  };
  const all = { ...pickEstimatorOptions(options), ...settings };
  if (target.task === "classification") {
    const estimator = new SGDClassifier(all as typeof all & { loss: TableClassifierLoss });
    const stopped = await endsEarly(estimator.fit(X, y, fitOptions), signal);
    return { estimator, history: estimator.history, stopped };
  }
  const { mean, scale } = spread(y);
  const regressor = new SGDRegressor(all as typeof all & { loss: TableRegressorLoss });
  const standardised = y.map((label) => (label - mean) / scale);
  const stopped = await endsEarly(regressor.fit(X, standardised, fitOptions), signal);
  const estimator = SGDRegressor.fromState({
    options: regressor.options,
    coef: regressor.coef.map((row) => row.map((weight) => weight * scale)),
    intercept: regressor.intercept.map((bias) => bias * scale + mean),
  });
  return { estimator, trainMean: mean, history: regressor.history, stopped };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function spread(values: Float64Array): { readonly mean: number; readonly scale: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, scale: Math.sqrt(squares / values.length) || 1 };
}

/** Waits for a training; true when the signal ended it. */
async function endsEarly(training: Promise<unknown>, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    await training;
    return false;
  } catch (error) {
    if (signal?.aborted && error === signal.reason) return true;
    throw error;
  }
}
