import type { ReadCounts } from "../../data/readers/row-parser.ts";
import type { SparseModel } from "../../data/sparse/sparse-model.ts";
import type { SplitOptions } from "../tables/split-rows.ts";
import type { TrainFileOptions, TrainingResult, TrainingSeconds, TrainingStart } from "../training/types.ts";
import type { SparseFormat } from "./sparse-file.ts";

/** Options of `trainSparse`. */
export interface TrainSparseOptions extends TrainFileOptions, SplitOptions {
  /** Format of the files; default: by the file's ending or its first row. */
  readonly format?: SparseFormat;
  /** libsvm: index of the first column. Default: 0 where an index 0 comes, else 1. */
  readonly indexBase?: 0 | 1;
  /** Vowpal Wabbit: there are 2 to this power columns. Default 18. */
  readonly bits?: number;
  /** Vowpal Wabbit: most names of columns to keep. Default 1,048,576. */
  readonly names?: number;
  /** Passes over the training rows. Default 200,000 / rows, at least 5 and at most 100. */
  readonly epochs?: number;
  /** Strength of the L2 penalty. Default 0. */
  readonly l2?: number;
  /**
   * A model, or the path of its file, whose training goes on with these rows: its columns and classes stay as they are, and values of
   * other columns are passed over; its settings count where none is given, but for `epochs` and how the training ends. Weights,
   * optimiser and schedule go on as with `trainTable`.
   */
  readonly warmStart?: SparseModel | string;
  /**
   * Whether the model keeps where its training stands, so that a further one (`warmStart`) goes on with it: with the same rows N
   * epochs and M more are then N + M epochs to the bit. The model file grows by the weights of all columns and what the optimiser
   * keeps for each. Default false.
   */
  readonly keepState?: boolean;
  /** Called once, after reading and splitting and before training. */
  readonly onStart?: (start: TrainSparseStart) => void;
}

/** What the owner of a file of sparse rows should know. */
export interface SparseWarning {
  /** What it is about: rows without a feature, or values of features that the model does not have. */
  readonly code: "empty-rows" | "unseen-features";
  /** Path of the file. */
  readonly file: string;
  /** How many rows, or values. */
  readonly count: number;
  /** Of how many rows. */
  readonly of?: number;
}

/** What is known before training starts. */
export interface TrainSparseStart extends TrainingStart {
  /** Path of the file. */
  readonly file: string;
  /** Its format. */
  readonly format: SparseFormat;
  /** What was counted in it. */
  readonly counts: ReadCounts;
  /** What the file's owner should know. */
  readonly warnings: readonly SparseWarning[];
  /** Values other than 0 in the rows to train with. */
  readonly values: number;
}

/** Seconds by stage. */
export interface TrainSparseSeconds extends TrainingSeconds {
  /** Reading the files, or the cache. */
  readonly read: number;
  /** Holding rows out. */
  readonly split: number;
}

/** What `trainSparse` gives back. */
export interface TrainSparseResult extends TrainSparseStart, TrainingResult {
  /** The trained model. */
  readonly model: SparseModel;
  /** Where the time went. */
  readonly seconds: TrainSparseSeconds;
}
