import { MinibatchError } from "../../engine/errors.ts";
import type { FitOptions } from "../../engine/estimators/fit-options.ts";
import type { LearningRateSearch } from "../../engine/estimators/learning-rate/find-best-rate.ts";
import {
  findLearningRate,
  type LearningRateOptions,
} from "../../engine/estimators/learning-rate/find-learning-rate.ts";
import { placerOf, placingRows } from "../../engine/estimators/row-placer.ts";
import { SGDClassifier, type SGDClassifierOptions } from "../../engine/estimators/sgd-classifier.ts";
import type { ClassOptions, SGDOptions } from "../../engine/estimators/sgd-options.ts";
import { SGDRegressor, type SGDRegressorOptions } from "../../engine/estimators/sgd-regressor.ts";
import { DenseMatrix } from "../../engine/matrix/dense-matrix.ts";
import type { RowSource } from "../../engine/matrix/row-source.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import type { ClassifierLoss, RegressorLoss } from "../../engine/objective/losses.ts";
import type { EpochEvent, ProgressEvent } from "../../engine/training/events.ts";
import type { LinearWeights } from "../../engine/training/weights.ts";
import { checkTableLoss, type TableLoss } from "./table-losses.ts";
import type { Task } from "./table-schema.ts";
import { weightsByPosition } from "./table-training-options.ts";
import { keptState, resumedState, type TableTrainingState } from "./table-training-state.ts";
import type { TargetScale } from "./target-scale.ts";
import { type ScaledTargets, scaleTargets } from "./target-scales.ts";

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
  /** Number, or position of the class, of each training row, [rows]; of several targets [rows, targets], row after row. */
  readonly targets: Float64Array;
  /**
   * How many targets a row has, where there are several: numbers, or labels, of which a row has any: 1 where it has one, else 0.
   * Left out, there is one.
   */
  readonly outputs?: number | undefined;
}

/** Where a training goes on from. */
export interface StartingPoint {
  /** Weights of a model of the same features and outputs, in the units of the target. */
  readonly weights: LinearWeights;
  /** The scale of its numbers, one for each target; left out, that of the rows. */
  readonly scales?: readonly TargetScale[] | undefined;
  /** Where its training stood; left out, optimiser and schedule begin anew. */
  readonly training?: TableTrainingState | undefined;
}

/** A trained estimator and how it got there. */
export interface FittedEstimator {
  /** A classifier of the target's classes, or a regressor in the target's units. */
  readonly estimator: SGDClassifier | SGDRegressor;
  /** The finished epochs, counted from 1. A regressor's loss is that of the scaled target. */
  readonly history: readonly EpochEvent[];
  /** The epoch whose weights the estimator has, where rows held out chose it. */
  readonly bestEpoch?: number;
  /** The learning rate that was found, where `learningRate` is `"auto"`. */
  readonly foundLearningRate?: number;
  /** Whether the signal `stop` ended the training. */
  readonly stopped: boolean;
  /** What the training threw that diverged after its first epoch; the estimator is that of the last good epoch. */
  readonly diverged?: MinibatchError;
  /** The scale that a regressor was trained on, one for each target. */
  readonly scales?: readonly TargetScale[];
  /** Where the training stands, for going on. */
  readonly training?: TableTrainingState;
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
 * @param start - where to go on from; left out, the training begins anew. Epochs are counted from 1 either way
 * @throws {MinibatchError} `INVALID_OPTION` for a loss that is not the task's; as the estimators' `fit`
 */
export async function fitEstimator(
  X: DenseMatrix | RowSource,
  target: TrainingTarget,
  options: FitEstimatorOptions,
  listeners: FitOptions<Float64Array>,
  start?: StartingPoint,
): Promise<FittedEstimator> {
  const { task, targets, outputs } = target;
  if (options.loss !== undefined) checkTableLoss(options.loss, task);
  const before = start?.training?.trainer.epoch ?? 0;
  const own = countedFrom(before, listeners);
  if (task === "classification") {
    const as = (values: Float64Array) => (outputs === undefined ? values : labelMatrix(values, outputs));
    const classifier = startingClassifier(target, options, start);
    const end = await endOf(classifier, classifier.fit(X, as(targets), withTargets(own, as)), before, listeners.stop);
    const state = classifier.toState();
    const named = { ...asGiven(state.options, options), classWeight: options.classWeight ?? null };
    // It was trained on positions: from here on it answers with the classes they stand for. Labels stay numbers.
    const classes = outputs === undefined ? state.classes.map((code) => target.classes[Number(code)]!) : state.classes;
    const estimator = SGDClassifier.fromState({ ...state, options: named, classes });
    return { estimator, ...outcomeOf(classifier, before), ...end };
  }
  const scaled = scaleTargets(targets, outputs, options.loss, options.fitIntercept, start?.scales);
  const regressor = startingRegressor(scaled, options, start);
  const end = await endOf(
    regressor,
    regressor.fit(X, scaled.y, withTargets(own, scaled.scale)),
    before,
    listeners.stop,
  );
  const state = scaled.unscale(regressor, "f64").toState();
  const estimator = SGDRegressor.fromState({ ...state, options: asGiven(state.options, options) });
  return { estimator, scales: scaled.own, ...outcomeOf(regressor, before), ...end };
}

/** Labels of rows as a classifier takes them. */
function labelMatrix(labels: Float64Array, outputs: number): DenseMatrix {
  return new DenseMatrix(labels, labels.length / outputs, outputs);
}

/** How a trained estimator got there; its epochs are counted from that of the start. */
function outcomeOf(
  estimator: SGDClassifier | SGDRegressor,
  before: number,
): Omit<FittedEstimator, "estimator" | "stopped"> {
  const { history, trainingState } = estimator;
  return {
    history: history.map((event) => countedEvent(before, event)),
    ...bestEpochOf(estimator, before),
    ...foundRateOf(estimator),
    ...(trainingState && { training: keptState(trainingState) }),
  };
}

function countedEvent<Event extends ProgressEvent | EpochEvent>(before: number, event: Event): Event {
  return before === 0 ? event : { ...event, epoch: event.epoch - before, epochs: event.epochs - before };
}

/** Listeners that count epochs from that of the start. */
function countedFrom(before: number, listeners: FitOptions<Float64Array>): FitOptions<Float64Array> {
  if (before === 0) return listeners;
  const { onEpoch, onProgress } = listeners;
  const own = {
    ...listeners,
    onEpoch: onEpoch && ((event: EpochEvent) => onEpoch(countedEvent(before, event))),
    onProgress: onProgress && ((event: ProgressEvent) => onProgress(countedEvent(before, event))),
  };
  const placer = placerOf(listeners);
  return placer ? placingRows(own, placer) : own;
}

/** Options of an estimator without what only its going on needed. */
function asGiven<Options extends SGDOptions>(options: Options, given: FitEstimatorOptions): Options {
  return { ...options, warmStart: false, scheduleEpochs: given.scheduleEpochs ?? null };
}

/**
 * The options and the training state of an estimator that goes on: a schedule that ends with the epochs of one training begins
 * anew, every other one goes on.
 */
function resumed(options: FitEstimatorOptions, training: TableTrainingState | undefined) {
  const { schedule, scheduleEpochs, epochs = 0, warmup = 0 } = options;
  const ends = (schedule === "linear" || schedule === "cosine") && (scheduleEpochs ?? null) === null;
  return {
    options: { ...options, warmStart: true, ...(ends && { scheduleEpochs: epochs - warmup }) },
    ...(training && { training: resumedState(training, ends ? "anew" : "goes on") }),
  };
}

function startingClassifier(
  target: TrainingTarget,
  options: FitEstimatorOptions,
  start: StartingPoint | undefined,
): SGDClassifier {
  if (!start) return classifierOf(target, options);
  const { options: own, ...training } = resumed(options, start.training);
  const { coef, intercept } = start.weights;
  const { outputs } = target;
  const classes = Array.from({ length: outputs ?? target.classes.length }, (_, code) => code);
  const what = { classes, multiLabel: outputs !== undefined };
  return SGDClassifier.fromState({ options: classifierOptions(target, own), ...what, coef, intercept, ...training });
}

function startingRegressor(
  scaled: ScaledTargets,
  options: FitEstimatorOptions,
  start: StartingPoint | undefined,
): SGDRegressor {
  if (!start) return regressorOf(options);
  const { options: own, ...training } = resumed(options, start.training);
  return SGDRegressor.fromState({ options: regressorOptions(own), ...scaled.rescale(start.weights), ...training });
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
  const { task, targets, outputs } = target;
  if (task === "classification") {
    const y = outputs === undefined ? targets : labelMatrix(targets, outputs);
    return findLearningRate(classifierOf(target, options), X, y, search);
  }
  const { y } = scaleTargets(targets, outputs, options.loss, options.fitIntercept);
  return findLearningRate(regressorOf(options), X, y, search);
}

/** The classifier that learns the positions of the classes. */
function classifierOf(target: TrainingTarget, options: FitEstimatorOptions): SGDClassifier {
  return new SGDClassifier(classifierOptions(target, options));
}

function classifierOptions({ classes }: TrainingTarget, options: FitEstimatorOptions): SGDClassifierOptions {
  const { classWeight } = options;
  return {
    ...(options as FitEstimatorOptions & { readonly loss?: ClassifierLoss }),
    ...(classWeight && { classWeight: weightsByPosition(classWeight, classes) }),
  };
}

function regressorOf(options: FitEstimatorOptions): SGDRegressor {
  return new SGDRegressor(regressorOptions(options));
}

function regressorOptions(options: FitEstimatorOptions): SGDRegressorOptions {
  return options as FitEstimatorOptions & { readonly loss?: RegressorLoss };
}

/** The same, with the targets of the validation rows as the training has them. */
function withTargets<Target>(
  listeners: FitOptions<Float64Array>,
  as: (targets: Float64Array) => Target,
): FitOptions<Target> {
  const { validation, ...others } = listeners;
  const own = { ...others, ...(validation && { validation: { ...validation, y: as(validation.y) } }) };
  const placer = placerOf(listeners);
  return placer ? placingRows(own, placer) : own;
}

/** The epoch whose weights a trained estimator has, where early stopping chose it. */
function bestEpochOf(
  { options, trainingState }: SGDClassifier | SGDRegressor,
  before: number,
): Pick<FittedEstimator, "bestEpoch"> {
  const bestEpoch = trainingState?.control.heldOut.bestEpoch ?? 0;
  return options.earlyStopping && bestEpoch > 0 ? { bestEpoch: bestEpoch - before } : {};
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
  before: number,
  stop: AbortSignal | undefined,
): Promise<Pick<FittedEstimator, "stopped" | "diverged">> {
  try {
    await training;
    return { stopped: stop?.aborted === true && estimator.history.length < estimator.options.epochs };
  } catch (error) {
    if (!(error instanceof MinibatchError) || error.code !== "DIVERGED") throw error;
    const diverged = countedDivergence(before, error);
    if (estimator.history.length > 0) return { stopped: false, diverged };
    throw diverged;
  }
}

/** A divergence whose epoch is counted from that of the start. */
function countedDivergence(before: number, error: MinibatchError): MinibatchError {
  const { message, details } = error;
  if (before === 0 || details.epoch === undefined) return error;
  const epoch = details.epoch - before;
  const counted = message.replace(`in epoch ${details.epoch}:`, `in epoch ${epoch}:`);
  return new MinibatchError(error.code, counted, { ...details, epoch }, error);
}
