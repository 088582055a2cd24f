import {
  type FitEstimatorOptions,
  type FittedEstimator,
  fitEstimator,
  type StartingPoint,
} from "../../data/table/fit-estimator.ts";
import type { Task } from "../../data/table/table-schema.ts";
import type { MinibatchError } from "../../engine/errors.ts";
import { EARLY_STOPPING_DEFAULTS } from "../../engine/estimators/options/option-defaults.ts";
import type { SGDClassifier } from "../../engine/estimators/sgd-classifier.ts";
import type { SGDRegressor } from "../../engine/estimators/sgd-regressor.ts";
import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import { explainDivergence } from "../diagnosis/divergence.ts";
import { peakMemory } from "../files/peak-memory.ts";
import { placedRows } from "./place-rows.ts";
import { type ScoredRows, scoreRows } from "./score-rows.ts";
import type { TrainFileOptions, TrainingResult, TrainingSeconds, TrainingSettings, TrainingStart } from "./types.ts";
import { someRows, type TargetRows, type TrainingParts, validationPart } from "./validation-part.ts";

/** Rows to learn from and to test on, encoded, with what they are to teach. */
export interface TrainingData {
  /** What is learned. */
  readonly task: Task;
  /** The classes; empty for a number. */
  readonly classes: readonly Label[];
  /** The rows to learn from; their targets are numbers, or positions in `classes`. */
  readonly train: TargetRows;
  /** Training rows of each class; empty for a number. */
  readonly classCounts: readonly number[];
  /** Mean of the training rows' numbers; 0 for classes. */
  readonly trainMean: number;
  /** Rows to stop by; without them some of those to learn from are held out, where early stopping is used. */
  readonly validation: TargetRows | undefined;
  /** The rows to test on, and the classes of both parts. */
  readonly test: Pick<ScoredRows, "rows" | "targets" | "classes" | "several">;
  /** Width of the rows' numbers. */
  readonly precision: Precision;
  /** Name of a feature, for messages. */
  nameOf(feature: number): string;
  /** What to do about a feature of another scale, where it is not to standardise the columns. */
  readonly rescale?: string;
  /** A feature's value before it was encoded, where it has one. */
  rawValue?(feature: number, value: number): number | undefined;
}

/** How rows are trained on. */
export interface TrainingRun {
  /** The estimator's options. */
  readonly settings: TrainingSettings;
  /** Where it goes on from; left out, it begins anew. */
  readonly from?: StartingPoint | undefined;
  /** What was asked for; its listeners are called. */
  readonly options: TrainFileOptions;
  /** Called before training, when it is known which rows are held out to stop by. */
  begin(counts: Pick<TrainingStart, "learnedRows" | "validationRows">): void;
}

/** A training on rows. */
export interface TrainedRows extends Pick<FittedEstimator, "scales" | "training"> {
  /** The estimator. */
  readonly estimator: SGDClassifier | SGDRegressor;
  /** Its options as a model keeps them: with the rate that was found, and the share of rows held out to stop by. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What the caller gives back of it. */
  readonly result: TrainingResult;
  /** Seconds of its stages. */
  readonly seconds: TrainingSeconds;
}

/**
 * Trains an estimator on rows and scores it on others.
 *
 * @throws {MinibatchError} as `fitEstimator`; `DIVERGED`, with the likely cause, when the loss explodes in the first epoch
 */
export async function trainRows(data: TrainingData, run: TrainingRun): Promise<TrainedRows> {
  const { settings, begin } = run;
  const parts = trainingParts(data, settings);
  begin({
    learnedRows: parts?.train.length ?? data.train.X.rows,
    validationRows: parts?.validation.length ?? data.validation?.X.rows ?? 0,
  });
  const start = performance.now();
  const fitted = await fitRows(data, parts, run).catch((error: unknown) => {
    throw explained(error, data, settings);
  });
  const trained = performance.now();
  const { test, baseline, curves } = scoreRows(fitted.estimator, {
    ...data.test,
    precision: data.precision,
    trainCounts: data.classCounts,
    trainMean: data.trainMean,
  });
  const seconds = { train: (trained - start) / 1000, test: (performance.now() - trained) / 1000 };
  const { history, bestEpoch, foundLearningRate, stopped, diverged } = fitted;
  const result = {
    ...{ history, stopped, test, baseline, curves, peakMemory: peakMemory() },
    ...(bestEpoch !== undefined && { bestEpoch }),
    ...(foundLearningRate !== undefined && { foundLearningRate }),
    // An error in, an error out.
    ...(diverged && { diverged: explained(diverged, data, settings) as MinibatchError }),
  };
  const { estimator, scales, training } = fitted;
  return {
    ...{ estimator, options: optionsOf(fitted, heldOutShare(data, settings)), result, seconds },
    ...(scales && { scales }),
    ...(training && { training }),
  };
}

/** The share of the training rows that is held out to stop by; undefined: none. */
function heldOutShare({ validation: given }: TrainingData, { earlyStopping }: FitEstimatorOptions): number | undefined {
  if (!earlyStopping || given) return undefined;
  const { validation = EARLY_STOPPING_DEFAULTS.validation } = earlyStopping === true ? {} : earlyStopping;
  return validation;
}

/** Which training rows are held out to stop by; undefined: none. */
function trainingParts(data: TrainingData, settings: FitEstimatorOptions): TrainingParts | undefined {
  const share = heldOutShare(data, settings);
  if (share === undefined) return undefined;
  const {
    task,
    classes,
    train: { X, y, outputs },
  } = data;
  // Of several targets none has classes to keep the shares of.
  const isClasses = task === "classification" && outputs === undefined;
  const codes = isClasses ? y : new Uint8Array(X.rows);
  return validationPart(codes, isClasses ? classes.length : 1, share, settings.seed ?? 0);
}

/** Settings without the share of rows that an estimator would hold out: it is given the rows. */
function withoutShare<Settings extends Pick<FitEstimatorOptions, "earlyStopping">>(settings: Settings): Settings {
  const { earlyStopping } = settings;
  if (typeof earlyStopping !== "object") return settings;
  const { validation, ...others } = earlyStopping;
  return { ...settings, earlyStopping: others };
}

/** The options of a trained estimator as a model keeps them: with what was found, and which rows were held out. */
function optionsOf(
  { estimator: { options }, foundLearningRate }: FittedEstimator,
  validation: number | undefined,
): Record<string, unknown> {
  const { earlyStopping } = withoutShare(options);
  return {
    ...options,
    ...(earlyStopping && { earlyStopping: { ...earlyStopping, ...(validation !== undefined && { validation }) } }),
    ...(foundLearningRate !== undefined && { learningRate: foundLearningRate }),
  };
}

function fitRows(
  { task, classes, train, validation: given, precision }: TrainingData,
  parts: TrainingParts | undefined,
  { settings, options, from }: TrainingRun,
): Promise<FittedEstimator> {
  const { onEpoch, onProgress, signal } = options;
  const { X, y, sampleWeight } = parts ? someRows(train, parts.train) : train;
  const validation = parts ? someRows(train, parts.validation) : given;
  const held = validation && { X: validation.X, y: validation.y, ...weightOf(validation) };
  const listeners = {
    onEpoch,
    onProgress,
    stop: signal,
    ...(sampleWeight && { sampleWeight }),
    ...(held && { validation: held }),
  };
  const fit = placedRows(listeners, X, { shuffle: settings.shuffle, precision });
  return fitEstimator(X, { task, classes, targets: y, outputs: train.outputs }, withoutShare(settings), fit, from);
}

function weightOf({ sampleWeight }: TargetRows): Pick<TargetRows, "sampleWeight"> {
  return sampleWeight ? { sampleWeight } : {};
}

/** A training's error with its likely cause, where it diverged. */
function explained(error: unknown, data: TrainingData, { learningRate }: FitEstimatorOptions): unknown {
  const { train, nameOf, rawValue, rescale } = data;
  return explainDivergence(error, { rows: train.X, nameOf, rawValue, rescale, learningRate });
}
