import type { RunSlot } from "../kernels/run-record.ts";

/**
 * A stretch of rows in the kernels' memory, in the order in which to train on them. Its other properties are slots of the
 * run record that the rows need set.
 */
export interface Visit extends Partial<Record<RunSlot, number>> {
  /** Pointer to the row of number 0. */
  readonly rows: number;
  /** Pointer to the target record of the row of number 0: its targets, then its weight where rows have weights. */
  readonly targets: number;
  /** Pointer to u32[count]: row numbers, or 0 for 0, 1, 2 … */
  readonly order: number;
  /** How many rows to train on. */
  readonly count: number;
}

/** Rows to train on or to evaluate with, in the memory of the trainer's kernels at the time of each visit. */
export interface TrainingRows {
  /** Rows of an epoch. */
  readonly rows: number;
  /** Bytes from one row to the next. */
  readonly stride: number;
  /**
   * The visits of an epoch (from 1). A visit's memory may hold something else when the next one is asked for. The order
   * depends on nothing but the epoch and on what the rows were made from.
   */
  visits(epoch: number): Iterable<Visit> | AsyncIterable<Visit>;
}
