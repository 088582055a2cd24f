import type { ReadCounts } from "../../data/readers/row-parser.ts";
import type { SparseModel } from "../../data/sparse/sparse-model.ts";
import type { TableLoss } from "../../data/table/table-losses.ts";
import type { Task } from "../../data/table/table-schema.ts";
import type { TableEstimatorOptions } from "../../data/table/table-training-options.ts";
import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import type { OptimizerName } from "../../engine/optimizer/optimizers.ts";
import type { ScheduleName } from "../../engine/optimizer/schedule-names.ts";
import type { ShuffleMode } from "../../engine/sampling/windows.ts";
import type { EpochEvent } from "../../engine/training/events.ts";
import type { Evaluation } from "../evaluation/types.ts";
import type { SparseFormat } from "./sparse-file.ts";

/** Options of `trainSparse`. */
export interface TrainSparseOptions extends TableEstimatorOptions {
  /** Format of the files; default: by the file's ending or its first row. */
  readonly format?: SparseFormat;
  /** libsvm: index of the first column. Default: 0 where an index 0 comes, else 1. */
  readonly indexBase?: 0 | 1;
  /** Vowpal Wabbit: there are 2 to this power columns. Default 18. */
  readonly bits?: number;
  /** Vowpal Wabbit: most names of columns to keep. Default 1,048,576. */
  readonly names?: number;
  /** What to learn. Default: classes where the labels are at most 20 different whole numbers, else a number. */
  readonly task?: Task;
  /** A file with the rows to test on; without it, some are held out. */
  readonly test?: string;
  /** Share of the rows held out, between 0 and 1. Default 0.2. */
  readonly testSize?: number;
  /** Seed of the split and of the order of the rows. Default 0. */
  readonly seed?: number;
  /** Loss; default `log_loss` for classes, `squared_error` for a number. */
  readonly loss?: TableLoss;
  /** Passes over the training rows. Default as `sparseDefaults`. */
  readonly epochs?: number;
  /** Learning rate, or `"auto"` to look for one. Default 0.2 with AdaGrad, `"auto"` with another optimiser. */
  readonly learningRate?: number | "auto";
  /** Rows per update, or `"auto"`. Default 32. */
  readonly batchSize?: number | "auto";
  /** Strength of the L2 penalty. Default 0. */
  readonly l2?: number;
  /** Order of the rows in each epoch. Default `"block"`. */
  readonly shuffle?: ShuffleMode;
  /** Width of the numbers. Default `"f32"`. */
  readonly precision?: Precision;
  /** Called once, after reading and splitting and before training. */
  readonly onStart?: (start: TrainSparseStart) => void;
  /** Called after each epoch. */
  readonly onEpoch?: (event: EpochEvent) => void;
  /** Stops the training at the end of the batch; the model of that moment is tested and returned. */
  readonly signal?: AbortSignal;
}

/** What is known before training starts. */
export interface TrainSparseStart {
  /** Path of the file. */
  readonly file: string;
  /** Its format. */
  readonly format: SparseFormat;
  /** What was counted in it. */
  readonly counts: ReadCounts;
  /** Columns of the model. */
  readonly columns: number;
  /** Values other than 0 in the rows trained on. */
  readonly values: number;
  /** Rows trained on. */
  readonly trainRows: number;
  /** Rows tested on. */
  readonly testRows: number;
  /** Features of the test file that the model has no column for. */
  readonly unseenFeatures: number;
  /** What is learned. */
  readonly task: Task;
  /** The classes, sorted; empty for a number. */
  readonly classes: readonly Label[];
  /** The settings of the training, with all defaults. */
  readonly settings: SparseSettings;
}

/** The settings of a training on sparse rows. */
export interface SparseSettings {
  /** Loss. */
  readonly loss: TableLoss;
  /** Passes over the training rows. */
  readonly epochs: number;
  /** Optimiser; default AdaGrad. */
  readonly optimizer: OptimizerName;
  /** How the learning rate goes; by default it falls in a line to 0. */
  readonly schedule: ScheduleName;
  /** Learning rate at the start; not there where the schedule makes its own. */
  readonly learningRate?: number | "auto";
  /** Rows per update. */
  readonly batchSize: number | "auto";
  /** Strength of the L2 penalty. */
  readonly l2: number;
  /** Order of the rows in each epoch. */
  readonly shuffle: ShuffleMode;
  /** Width of the numbers. */
  readonly precision: Precision;
  /** Seed of the split and of the order of the rows. */
  readonly seed: number;
}

/** Seconds by stage. */
export interface TrainSparseSeconds {
  /** Reading the files. */
  readonly read: number;
  /** Holding rows out. */
  readonly split: number;
  /** Training. */
  readonly train: number;
  /** Predicting and scoring the test rows. */
  readonly test: number;
}

/** What `trainSparse` gives back. */
export interface TrainSparseResult extends TrainSparseStart, Omit<Evaluation, "rows"> {
  /** The trained model. */
  readonly model: SparseModel;
  /** Every epoch. */
  readonly history: readonly EpochEvent[];
  /** The learning rate that was found, where it was looked for; `settings` has it too. */
  readonly foundLearningRate?: number;
  /** Whether the signal stopped the training before its last epoch. */
  readonly stopped: boolean;
  /** Where the time went. */
  readonly seconds: TrainSparseSeconds;
}
