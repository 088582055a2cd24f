import type { SparseBlock } from "../../data/readers/block-builder.ts";
import type { SparseTarget } from "../../data/sparse/sparse-target.ts";
import { foundRateOf } from "../../data/table/fit-estimator.ts";
import { pickEstimatorOptions } from "../../data/table/table-training-options.ts";
import { scaleTarget } from "../../data/table/target-scale.ts";
import { SGDClassifier } from "../../engine/estimators/sgd-classifier.ts";
import { SGDRegressor } from "../../engine/estimators/sgd-regressor.ts";
import type { ClassifierLoss, RegressorLoss } from "../../engine/objective/losses.ts";
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
  /** The learning rate that was found, where it was looked for. */
  readonly foundLearningRate?: number;
  /** Whether the signal ended the training. */
  readonly stopped: boolean;
}

/**
 * Trains on blocks of sparse rows: by default with AdaGrad, so that rare columns learn as fast as frequent ones, and a rate that
 * falls to 0.
 * Labels of a regression are scaled for the training, and the weights brought back to their units.
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
    const estimator = new SGDClassifier(all as typeof all & { loss: ClassifierLoss });
    const stopped = await endsEarly(estimator.fit(X, y, fitOptions), signal);
    return { estimator, history: estimator.history, ...foundRateOf(estimator), stopped };
  }
  const { y: scaled, mean, unscale } = scaleTarget(y, settings.loss, options.fitIntercept);
  const regressor = new SGDRegressor(all as typeof all & { loss: RegressorLoss });
  const stopped = await endsEarly(regressor.fit(X, scaled, fitOptions), signal);
  const estimator = unscale(regressor, regressor.options.precision);
  return { estimator, trainMean: mean, history: regressor.history, ...foundRateOf(regressor), stopped };
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
