import { MinibatchError } from "../../engine/errors.ts";
import type { FitOptions } from "../../engine/estimators/fit-options.ts";
import type { LearningRateSearch } from "../../engine/estimators/learning-rate/find-best-rate.ts";
import {
  findLearningRate,
  type LearningRateOptions,
} from "../../engine/estimators/learning-rate/find-learning-rate.ts";
import { placerOf, placingRows } from "../../engine/estimators/row-placer.ts";
import { SGDClassifier } from "../../engine/estimators/sgd-classifier.ts";
import type { ClassOptions, SGDOptions } from "../../engine/estimators/sgd-options.ts";
import { SGDRegressor } from "../../engine/estimators/sgd-regressor.ts";
import type { DenseMatrix } from "../../engine/matrix/dense-matrix.ts";
import type { RowSource } from "../../engine/matrix/row-source.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import type { ClassifierLoss, RegressorLoss } from "../../engine/objective/losses.ts";
import type { EpochEvent } from "../../engine/training/events.ts";
import { checkTableLoss, type TableLoss } from "./table-losses.ts";
import type { Task } from "./table-schema.ts";
import { weightsByPosition } from "./table-training-options.ts";
import { type ScaledTarget, scaleTarget } from "./target-scale.ts";

/** How an estimator of a table is trained. */
export interface FitEstimatorOptions extends SGDOptions, ClassOptions {
  /** Loss; one of the target's task. */
  readonly loss?: TableLoss;
}

/** What the rows of a table are to teach. */
export interface TrainingTarget {
  /** A class, or a number. */
  readonly task: Task;
  /** The classes; empty for a number. */
  readonly classes: readonly Label[];
  /** Number, or position of the class, of each training row, [rows]. */
  readonly targets: Float64Array;
}

/** A trained estimator and how it got there. */
export interface FittedEstimator {
  /** A classifier of the target's classes, or a regressor in the target's units. */
  readonly estimator: SGDClassifier | SGDRegressor;
  /** The finished epochs. A regressor's loss is that of the scaled target. */
  readonly history: readonly EpochEvent[];
  /** The epoch whose weights the estimator has, where rows held out chose it. */
  readonly bestEpoch?: number;
  /** The learning rate that was found, where `learningRate` is `"auto"`. */
  readonly foundLearningRate?: number;
  /** Whether the signal `stop` ended the training. */
  readonly stopped: boolean;
  /** What the training threw that diverged after its first epoch; the estimator is that of the last good epoch. */
  readonly diverged?: MinibatchError;
}

/**
 * Trains a classifier or a regressor on encoded rows. When `stop` ends it, the estimator of that moment is given
 * all the same; when it diverges after its first epoch, that of the last good epoch, with the error beside it.
 *
 * A regressor is trained on the scaled target (see {@link scaleTarget}), so that one learning rate serves all units, and the
 * scale is then folded into its weights. The folded regressor computes in 64 bits, whatever it was trained in: next
 * to a large mean, 32 bits would leave nothing of the differences.
 *
 * @param X - encoded rows, [training rows, features]
 * @param target - what they teach
 * @param options - options of the estimator
 * @param listeners - `onEpoch`, `onBatch`, `onProgress`, `stop`, `sampleWeight`; `validation`, with targets like those of the target
 * @throws {MinibatchError} `INVALID_OPTION` for a loss that is not the task's; as the estimators' `fit`
 */
export async function fitEstimator(
  X: DenseMatrix | RowSource,
  target: TrainingTarget,
  options: FitEstimatorOptions,
  listeners: FitOptions<Float64Array>,
): Promise<FittedEstimator> {
  const { task, targets } = target;
  if (options.loss !== undefined) checkTableLoss(options.loss, task);
  if (task === "classification") {
    const classifier = classifierOf(target, options);
    const end = await endOf(classifier, classifier.fit(X, targets, listeners), listeners.stop);
    // It was trained on positions: from here on it answers with the classes they stand for.
    const classes = classifier.classes.map((code) => target.classes[Number(code)]!);
    const state = classifier.toState();
    const named = { ...state.options, classWeight: options.classWeight ?? null };
    const estimator = SGDClassifier.fromState({ ...state, options: named, classes });
    return { estimator, history: classifier.history, ...bestEpochOf(classifier), ...foundRateOf(classifier), ...end };
  }
  const regressor = regressorOf(options);
  const { y, scale, unscale } = scaleTarget(targets, options.loss, options.fitIntercept);
  const end = await endOf(regressor, regressor.fit(X, y, scaledListeners(listeners, scale)), listeners.stop);
  const found = { ...bestEpochOf(regressor), ...foundRateOf(regressor) };
  return { estimator: unscale(regressor, "f64"), history: regressor.history, ...found, ...end };
}

/**
 * Looks for a learning rate for {@link fitEstimator}.
 *
 * @throws as {@link findLearningRate}
 */
export function searchEstimatorRate(
  X: DenseMatrix | RowSource,
  target: TrainingTarget,
  options: FitEstimatorOptions,
  search: LearningRateOptions,
): Promise<LearningRateSearch> {
  if (options.loss !== undefined) checkTableLoss(options.loss, target.task);
  if (target.task === "classification")
    return findLearningRate(classifierOf(target, options), X, target.targets, search);
  return findLearningRate(
    regressorOf(options),
    X,
    scaleTarget(target.targets, options.loss, options.fitIntercept).y,
    search,
  );
}

/** The classifier that learns the positions of the classes. */
function classifierOf({ classes }: TrainingTarget, options: FitEstimatorOptions): SGDClassifier {
  const { classWeight } = options;
  return new SGDClassifier({
    ...(options as FitEstimatorOptions & { readonly loss?: ClassifierLoss }),
    ...(classWeight && { classWeight: weightsByPosition(classWeight, classes) }),
  });
}

function regressorOf(options: FitEstimatorOptions): SGDRegressor {
  return new SGDRegressor(options as FitEstimatorOptions & { readonly loss?: RegressorLoss });
}

/** The same, with the targets of the validation rows as the training has them. */
function scaledListeners(listeners: FitOptions<Float64Array>, scale: ScaledTarget["scale"]): FitOptions<Float64Array> {
  const { validation } = listeners;
  if (validation === undefined) return listeners;
  const own = { ...listeners, validation: { ...validation, y: scale(validation.y) } };
  const placer = placerOf(listeners);
  return placer ? placingRows(own, placer) : own;
}

/** The epoch whose weights a trained estimator has, where early stopping chose it. */
function bestEpochOf({ options, trainingState }: SGDClassifier | SGDRegressor): Pick<FittedEstimator, "bestEpoch"> {
  const bestEpoch = trainingState?.control.heldOut.bestEpoch ?? 0;
  return options.earlyStopping && bestEpoch > 0 ? { bestEpoch } : {};
}

/** The learning rate that an estimator was trained with, where it had to find one. */
export function foundRateOf({
  options,
  trainingState,
}: SGDClassifier | SGDRegressor): Pick<FittedEstimator, "foundLearningRate"> {
  const looked = options.learningRate === "auto" && trainingState !== undefined;
  return looked ? { foundLearningRate: trainingState.learningRate } : {};
}

/** Waits for a training. One that was stopped, or that diverged after its first epoch, has a model to keep. */
async function endOf(
  estimator: SGDClassifier | SGDRegressor,
  training: Promise<unknown>,
  stop: AbortSignal | undefined,
): Promise<Pick<FittedEstimator, "stopped" | "diverged">> {
  try {
    await training;
    return { stopped: stop?.aborted === true && estimator.history.length < estimator.options.epochs };
  } catch (error) {
    const hasModel = error instanceof MinibatchError && error.code === "DIVERGED" && estimator.history.length > 0;
    if (hasModel) return { stopped: false, diverged: error };
    throw error;
  }
}
