import type { TableLoss } from "../../data/table/table-losses.ts";
import type { Task } from "../../data/table/table-schema.ts";
import type { TableEstimatorOptions } from "../../data/table/table-training-options.ts";
import type { MinibatchError } from "../../engine/errors.ts";
import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import type { ShuffleMode } from "../../engine/sampling/windows.ts";
import type { ProgressEvent } from "../../engine/training/events.ts";
import type { CacheOptions } from "../cache/cache-options.ts";
import type { Evaluation } from "../evaluation/types.ts";

/** Options of every training on files. */
export interface TrainFileOptions extends CacheOptions, TableEstimatorOptions {
  /** What to learn; by default the values of the target decide. */
  readonly task?: Task;
  /** Seed of the split and of the order of the rows. Default 0. */
  readonly seed?: number;
  /**
   * Loss: of a classifier, by default `log_loss`, or of a regressor, by default `squared_error`; see docs/training.md. Of
   * classes only `log_loss`, `softmax`, `modified_huber` and `sigmoid_squared_error` give probabilities. A number is trained
   * on its standardised values, of which `epsilon` is a share; with `poisson` on its values divided by their mean.
   */
  readonly loss?: TableLoss;
  /** Passes over the training rows. Default by their number. */
  readonly epochs?: number;
  /**
   * Step size; `"auto"` looks for one first. Default 0.2 with AdaGrad, the default of `optimizer`, and `"auto"` with another; the
   * default of `schedule` is `"linear"`.
   */
  readonly learningRate?: number | "auto";
  /** Rows per update; `"auto"`: as many as fit in the cache. Default 32. */
  readonly batchSize?: number | "auto";
  /** Strength of the L2 penalty. Default by the rows. */
  readonly l2?: number;
  /** Order of the rows in each epoch. Default `"block"`. */
  readonly shuffle?: ShuffleMode;
  /** Width of the numbers the training runs on. Default `"f32"`. */
  readonly precision?: Precision;
  /** Called now and then while the file is read for the first time; not where the rows come from the cache. */
  readonly onRead?: (progress: ReadProgress) => void;
  /** Called after each epoch. */
  readonly onEpoch?: (event: TrainingEpoch) => void;
  /** Called within an epoch, at most every 100 ms. */
  readonly onProgress?: (event: ProgressEvent) => void;
  /** Stops the training at the end of the batch; the model of that moment is tested and returned. */
  readonly signal?: AbortSignal;
}

/** How far the reading of a file is; one of the two is known, or both. */
export interface ReadProgress {
  /** Rows read; not known while a table with words is copied, before they are counted. */
  readonly rows?: number;
  /** Share that is read, 0 to 1, by an estimate; a compressed CSV file does not tell. */
  readonly share?: number;
}

/** The settings of a training, with the defaults filled in. */
export interface TrainingSettings extends TableEstimatorOptions {
  /** Loss. */
  readonly loss: TableLoss;
  /** Passes over the training rows. */
  readonly epochs: number;
  /** Step size, or `"auto"`; left out where the schedule makes its own. */
  readonly learningRate?: number | "auto";
  /** Rows per update. */
  readonly batchSize: number | "auto";
  /** Strength of the L2 penalty. */
  readonly l2: number;
  /** Order of the rows in each epoch. */
  readonly shuffle: ShuffleMode;
  /** Width of the numbers. */
  readonly precision: Precision;
  /** Seed of the orders. */
  readonly seed: number;
}

/** What is known of every training before it starts. */
export interface TrainingStart {
  /** Where the training goes on from a model: from its weights alone, or with the state of its training. */
  readonly goesOn?: "weights" | "state";
  /** The settings of the training. */
  readonly settings: TrainingSettings;
  /** Rows to train with. */
  readonly trainRows: number;
  /** Rows that are learned from: all to train with, or all but those that early stopping holds out of them. */
  readonly learnedRows: number;
  /** Rows to stop by, where early stopping is used: those held out, or those of the validation file. */
  readonly validationRows: number;
  /** Rows held out for the test, or of the test file. */
  readonly testRows: number;
  /** Number of features of a row. */
  readonly features: number;
  /** What is learned. */
  readonly task: Task;
  /** The classes, sorted; empty for regression. */
  readonly classes: readonly Label[];
  /** Training rows of each class; empty for regression. */
  readonly classCounts: readonly number[];
  /** Whether the encoded rows came from the cache, or were put there. */
  readonly cache: "off" | "written" | "reused";
}

/** One epoch of training. */
export interface TrainingEpoch {
  /** Epoch, from 1. */
  readonly epoch: number;
  /** Epochs asked for. */
  readonly epochs: number;
  /** Mean loss per row, each batch before its update. In the units of the scaled target for regression. */
  readonly loss: number;
  /** The metric of early stopping on the validation rows, where there are any: by default their mean loss. */
  readonly validation?: number;
  /** Training time so far, in milliseconds. */
  readonly elapsedMs: number;
}

/** Seconds of the stages that every training ends with. */
export interface TrainingSeconds {
  /** Training. */
  readonly train: number;
  /** Predicting and scoring the held-out rows. */
  readonly test: number;
}

/** What every training gives back beside its model. */
export interface TrainingResult extends Omit<Evaluation, "rows"> {
  /** Every epoch. */
  readonly history: readonly TrainingEpoch[];
  /** The epoch whose weights the model has, where validation rows chose it. */
  readonly bestEpoch?: number;
  /** The learning rate that was found, where it was looked for. */
  readonly foundLearningRate?: number;
  /** Whether the signal stopped the training before its last epoch. */
  readonly stopped: boolean;
  /**
   * Why the training ended before its last epoch, where it diverged after the first: with the likely cause and what to
   * change. The model is that of the last good epoch.
   */
  readonly diverged?: MinibatchError;
  /** Most memory that the process has had so far, in bytes. */
  readonly peakMemory: number;
}
