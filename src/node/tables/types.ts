import type { TableLoss } from "../../data/table/table-losses.ts";
import type { TableModel } from "../../data/table/table-model.ts";
import type { Task } from "../../data/table/table-schema.ts";
import type { TableTarget } from "../../data/table/table-target.ts";
import type { DenseMatrix, Precision } from "../../engine/matrix/dense-matrix.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import type { ShuffleMode } from "../../engine/sampling/windows.ts";
import type { Evaluation } from "../evaluation/types.ts";

/** What a column holds. Whole and fractional numbers are both `numeric`; dates and everything else are `text`. */
export type ColumnKind = "numeric" | "text" | "boolean";

/** A column of a table file. */
export interface TableColumn {
  /** Its name, as in the file. */
  readonly name: string;
  /** What it holds. */
  readonly kind: ColumnKind;
}

/** How a table file is read. */
export interface TableFileOptions {
  /**
   * Whether the first line of a CSV file holds the column names; left out, it is guessed from the file. Without
   * one the columns are `column0`, `column1` … (from two digits on with leading zeros: `column00`).
   */
  readonly header?: boolean;
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
export interface TrainTableOptions extends TableFileOptions {
  /** Name of the column to predict. */
  readonly target: string;
  /**
   * What to learn. Default: `regression` for a numeric target, unless it holds at most 20 different values, all whole
   * numbers; `classification` for everything else.
   */
  readonly task?: Task;
  /** Share of the rows held out for the test, between 0 and 1. Default 0.2. */
  readonly testSize?: number;
  /** Seed of the split and of the order of the rows. Default 0. */
  readonly seed?: number;
  /** Whether the split keeps the classes' shares (classification only). Default true. */
  readonly stratify?: boolean;
  /**
   * Loss: for classification `log_loss` (the default), `softmax`, `modified_huber` or `sigmoid_squared_error`; for
   * regression `squared_error` (the default), `huber`, `epsilon_insensitive` or `squared_epsilon_insensitive`, whose
   * epsilon is 0.1 of the target's standard deviation.
   */
  readonly loss?: TableLoss;
  /** Passes over the training rows. Default 1,000,000 / rows, at least 5 and at most 5,000. */
  readonly epochs?: number;
  /** Step size. Default 0.05 for classes, 0.003 for a number; less from 100 features on, as `trainingDefaults` says. */
  readonly learningRate?: number;
  /** Rows per update. Default 32. */
  readonly batchSize?: number;
  /** Strength of the L2 penalty. Default 1 / training rows, at most 0.002. */
  readonly l2?: number;
  /** Order of the rows in each epoch. Default `"block"`. */
  readonly shuffle?: ShuffleMode;
  /** Width of the numbers the training runs on. Default `"f32"`. */
  readonly precision?: Precision;
  /** Called once, after reading and splitting and before training. */
  readonly onStart?: (event: TrainTableStart) => void;
  /** Called after each epoch. */
  readonly onEpoch?: (event: TrainTableEpoch) => void;
  /** Stops the training at the end of the batch; the model of that moment is tested and returned. */
  readonly signal?: AbortSignal;
}

/** What is known before training starts. */
export interface TrainTableStart {
  /** The file's columns, in its order. */
  readonly columns: readonly TableColumn[];
  /** Rows of the file. */
  readonly rows: number;
  /** Rows trained on. */
  readonly trainRows: number;
  /** Rows held out. */
  readonly testRows: number;
  /** Number of feature columns. */
  readonly features: number;
  /** What is learned. */
  readonly task: Task;
  /** The classes, sorted; empty for regression. */
  readonly classes: readonly Label[];
}

/** One epoch of training. */
export interface TrainTableEpoch {
  /** Epoch, from 1. */
  readonly epoch: number;
  /** Epochs asked for. */
  readonly epochs: number;
  /** Mean loss per row, each batch before its update. In the units of the standardised target for regression. */
  readonly loss: number;
  /** Training time so far, in milliseconds. */
  readonly elapsedMs: number;
}

/** Seconds by stage. */
export interface TrainTableSeconds {
  /** Reading the file. */
  readonly read: number;
  /** Splitting and standardising. */
  readonly prepare: number;
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
  /** Whether the signal stopped the training before its last epoch. */
  readonly stopped: boolean;
  /** Where the time went. */
  readonly seconds: TrainTableSeconds;
}

/** Predictions for the rows of a file, in the file's order. */
export type TablePredictions =
  | {
      /** What was learned: a class. */
      readonly task: "classification";
      /** Rows of the file. */
      readonly rows: number;
      /** The classes, sorted: the columns of `probabilities`. */
      readonly classes: readonly Label[];
      /** The predicted class of each row. */
      readonly labels: readonly Label[];
      /** Probability of each class, [rows, classes]. */
      readonly probabilities: DenseMatrix;
    }
  | {
      /** What was learned: a number. */
      readonly task: "regression";
      /** Rows of the file. */
      readonly rows: number;
      /** The predicted number of each row, in the target's units. */
      readonly values: Float64Array;
    };
