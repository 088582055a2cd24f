import type { TableLoss } from "../../data/table/table-losses.ts";
import type { TableModel } from "../../data/table/table-model.ts";
import type { ColumnPlan, TableWarning, Task } from "../../data/table/table-schema.ts";
import type { TableTarget } from "../../data/table/table-target.ts";
import type { TableEstimatorOptions } from "../../data/table/table-training-options.ts";
import type { MinibatchError } from "../../engine/errors.ts";
import type { DenseMatrix, Precision } from "../../engine/matrix/dense-matrix.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import type { ShuffleMode } from "../../engine/sampling/windows.ts";
import type { ProgressEvent } from "../../engine/training/events.ts";
import type { CacheOptions } from "../cache/cache-options.ts";
import type { Evaluation } from "../evaluation/types.ts";
import type { ColumnOptions } from "./choose-columns.ts";
import type { LayoutOptions } from "./feature-layout.ts";
import type { ScaleMode } from "./fit-encoders.ts";
import type { SplitOptions } from "./split-rows.ts";

/**
 * What a column of a file holds, as its reader sees it. Whole and fractional numbers are both `numeric`; lists and
 * structures are `nested`; everything else is `text`.
 */
export type StoredKind = "numeric" | "boolean" | "datetime" | "text" | "nested";

/** A column of a table file. */
export interface TableColumn {
  /** Its name, as in the file. */
  readonly name: string;
  /** DuckDB's name of its type. */
  readonly type: string;
  /** What it holds. */
  readonly kind: StoredKind;
}

/** How a table file is read. */
export interface TableFileOptions {
  /**
   * Whether the first line of a CSV file holds the column names; left out, it is guessed from the file. Without
   * one the columns are `column0`, `column1` … (from two digits on with leading zeros: `column00`).
   */
  readonly header?: boolean;
  /** What separates the values of a CSV file; left out, it is found out. */
  readonly delimiter?: string;
  /** Texts that stand for a missing value, beside the empty one. `readTable` has none by default. */
  readonly nullStrings?: readonly string[];
}

/** Options of `readTable`. */
export interface ReadTableOptions extends TableFileOptions {
  /** Name of the target column; left out, the table has none. */
  readonly target?: string;
  /** Names of the feature columns, in the order wanted. Default: all columns but the target, in the file's order. */
  readonly features?: readonly string[];
  /** Width of the features' numbers. Default `"f64"`. */
  readonly precision?: Precision;
}

/** A table in memory. */
export interface Table {
  /** Path of its file, as given. */
  readonly file: string;
  /** All columns of the file, in its order. */
  readonly columns: readonly TableColumn[];
  /** Number of rows, 1 or more. */
  readonly rows: number;
  /** Names of the columns of `X`. */
  readonly features: readonly string[];
  /** The features, [rows, features], row-major, all finite. */
  readonly X: DenseMatrix;
  /** The target, where one was asked for. */
  readonly target: TableTarget | undefined;
}

/** Options of {@link trainTable}. */
export interface TrainTableOptions
  extends TableFileOptions,
    ColumnOptions,
    LayoutOptions,
    SplitOptions,
    CacheOptions,
    TableEstimatorOptions {
  /** Name of the column to predict. */
  readonly target: string;
  /**
   * What to learn. Default: `regression` for a numeric target, unless it holds at most 20 different values, all whole
   * numbers, and `loss` is none for numbers; `classification` for everything else.
   */
  readonly task?: Task;
  /** How numeric columns are scaled. Default `"standard"`. */
  readonly scale?: ScaleMode;
  /**
   * Loss: of a classifier, by default `log_loss`, or of a regressor, by default `squared_error`; see docs/training.md. Of
   * classes only `log_loss`, `softmax`, `modified_huber` and `sigmoid_squared_error` give probabilities. A number is trained
   * on its standardised values, of which `epsilon` is a share; with `poisson` on its values divided by their mean.
   */
  readonly loss?: TableLoss;
  /** Passes over the training rows. Default 1,000,000 / rows, at least 3 and at most 1,000. */
  readonly epochs?: number;
  /**
   * Step size; `"auto"` looks for one first. Default 0.2 with AdaGrad, the default of `optimizer`, and `"auto"` with another; the
   * default of `schedule` is `"linear"`.
   */
  readonly learningRate?: number | "auto";
  /** Rows per update; `"auto"`: as many as fit in the cache. Default 32. */
  readonly batchSize?: number | "auto";
  /** Strength of the L2 penalty. Default 0.5 / training rows; more where there are few rows for each column. */
  readonly l2?: number;
  /** Order of the rows in each epoch. Default `"block"`. */
  readonly shuffle?: ShuffleMode;
  /** Width of the numbers the training runs on. Default `"f32"`. */
  readonly precision?: Precision;
  /** Called once, after reading and splitting and before training. */
  readonly onStart?: (event: TrainTableStart) => void;
  /** Called after each epoch. */
  readonly onEpoch?: (event: TrainTableEpoch) => void;
  /** Called within an epoch, at most every 100 ms. */
  readonly onProgress?: (event: ProgressEvent) => void;
  /** Stops the training at the end of the batch; the model of that moment is tested and returned. */
  readonly signal?: AbortSignal;
}

/** What is known before training starts. */
export interface TrainTableStart {
  /** The files, as given. */
  readonly files: readonly string[];
  /** The files' columns, in their order, and what became of each. */
  readonly columns: readonly ColumnPlan[];
  /** What the table's owner should know. */
  readonly warnings: readonly TableWarning[];
  /** Rows read, of the test file not. */
  readonly rows: number;
  /** Rows left out, because their target is missing. */
  readonly droppedRows: number;
  /** Rows to train with. */
  readonly trainRows: number;
  /** Rows that are learned from: all to train with, or all but those that early stopping holds out of them. */
  readonly learnedRows: number;
  /** Rows to stop by, where early stopping is used: those held out, or those of the validation file. */
  readonly validationRows: number;
  /** Rows held out for the test. */
  readonly testRows: number;
  /** Number of features that the columns became. */
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
export interface TrainTableEpoch {
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

/** Seconds by stage. */
export interface TrainTableSeconds {
  /** Reading the files, or the cache. */
  readonly read: number;
  /** Splitting the rows. */
  readonly split: number;
  /** Statistics of the training rows' columns. */
  readonly statistics: number;
  /** From values to features, and writing these. */
  readonly encode: number;
  /** Training. */
  readonly train: number;
  /** Predicting and scoring the held-out rows. */
  readonly test: number;
}

/** What {@link trainTable} gives back. */
export interface TrainTableResult extends TrainTableStart, Omit<Evaluation, "rows"> {
  /** The trained model, ready to predict and to save. */
  readonly model: TableModel;
  /** Every epoch. */
  readonly history: readonly TrainTableEpoch[];
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
  /** Where the time went. */
  readonly seconds: TrainTableSeconds;
  /** Most memory that the process has had so far, in bytes. */
  readonly peakMemory: number;
}
