import type { TableModel } from "../../data/table/table-model.ts";
import type { ColumnPlan, TableWarning, TargetOutput, Task } from "../../data/table/table-schema.ts";
import type { TableTarget } from "../../data/table/table-target.ts";
import type { DenseMatrix, Precision } from "../../engine/matrix/dense-matrix.ts";
import type { TrainFileOptions, TrainingResult, TrainingSeconds, TrainingStart } from "../training/types.ts";
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
    TrainFileOptions {
  /**
   * Name of the column to predict, or of several: a number from each, where all hold numbers, or a label from each, where each has
   * two values. Rows that lack one of them are left out.
   */
  readonly target: string | readonly string[];
  /**
   * What to learn. Default: `regression` for a numeric target, unless it holds at most 20 different values, all whole
   * numbers, and `loss` is none for numbers; `classification` for everything else.
   */
  readonly task?: Task;
  /** How numeric columns are scaled. Default `"standard"`. */
  readonly scale?: ScaleMode;
  /** Passes over the training rows. Default 1,000,000 / rows, at least 3 and at most 1,000. */
  readonly epochs?: number;
  /** Strength of the L2 penalty. Default 0.5 / training rows; more where there are few rows for each column. */
  readonly l2?: number;
  /**
   * Whether the model keeps where its training stands, so that a further one ({@link GoingOnOptions}) goes on with it: with the same
   * rows N epochs and M more are then N + M epochs to the bit. The model file grows by the weights and what the optimiser keeps for
   * each. Default false.
   */
  readonly keepState?: boolean;
  /** Called once, after reading and splitting and before training. */
  readonly onStart?: (event: TrainTableStart) => void;
}

/** Options of a training that goes on from a model, whose target it has. */
export interface GoingOnOptions extends Omit<TrainTableOptions, "target"> {
  /**
   * A model, or the path of its file, whose training goes on with these rows: its columns, classes and statistics stay as they are,
   * its settings count where none is given, but for `epochs` and how the training ends, and the weights go on from where they are;
   * so do optimiser and schedule where the model has its training's state (`keepState`), optimiser and precision are the same, and
   * no rate is to be looked for.
   * `linear` and `cosine` without `scheduleEpochs` begin anew. The first epoch's loss is that of rows before they were learned from.
   */
  readonly warmStart: TableModel | string;
  /** Name of the column to predict, or of several: those of the model. */
  readonly target?: string | readonly string[];
}

/** What is known before training starts. */
export interface TrainTableStart extends TrainingStart {
  /** Name of the column that is predicted; of several their names, joined by commas. */
  readonly target: string;
  /** The targets, where there are several. */
  readonly targets?: readonly TargetOutput[];
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
}

/** Seconds by stage. */
export interface TrainTableSeconds extends TrainingSeconds {
  /** Reading the files, or the cache. */
  readonly read: number;
  /** Splitting the rows. */
  readonly split: number;
  /** Statistics of the training rows' columns. */
  readonly statistics: number;
  /** From values to features, and writing these. */
  readonly encode: number;
}

/** What {@link trainTable} gives back. */
export interface TrainTableResult extends TrainTableStart, TrainingResult {
  /** The trained model, ready to predict and to save. */
  readonly model: TableModel;
  /** Where the time went. */
  readonly seconds: TrainTableSeconds;
}
