import type { Label } from "../../engine/metrics/labels.ts";

/** A column of a {@link TableSample}. */
export interface SampleColumn {
  /** Its name, as in the file. */
  readonly name: string;
  /** The distinct words of a column of words. */
  readonly levels?: readonly string[] | undefined;
  /** Its numbers, or the positions of its words in `levels`; NaN where it is missing, [rows]. */
  readonly raw: Float64Array;
}

/** The target of a {@link TableSample}. */
export type SampleTarget =
  | {
      readonly name: string;
      /** The classes, sorted. */
      readonly classes: readonly Label[];
      /** Position of each row's class in `classes`, [rows]. */
      readonly codes: Int32Array;
      /** Rows of each class in all of the training rows, [classes]. */
      readonly trainCounts: ArrayLike<number>;
    }
  | {
      readonly name: string;
      /** The number of each row, [rows]. */
      readonly values: Float64Array;
    };

/** Rows of a table to look for faults in: in the file's order and evenly spread over it. */
export interface TableSample {
  readonly rows: number;
  /** The feature columns. */
  readonly columns: readonly SampleColumn[];
  readonly target: SampleTarget;
}
