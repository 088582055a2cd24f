import type { OptimizerName } from "../optimizer/optimizers.ts";
import { RecordSlots } from "./record-slots.ts";

/**
 * The slots of a sparse record: what a training run on sparse rows needs beside the run record (run-record.ts).
 * assembly/sparse-record.ts names the same slots in the same order.
 *
 * The run record's slots have these meanings for sparse rows: `rows` points to u32[], where each row of entries starts,
 * and the next one after the last; `stride` is not used; `gradient` points to T[outputs][touchedRoom], zero before the first
 * batch; `lossTree` points to one f64; `leaves` is not used.
 */
const SLOTS = [
  /** Pointer to u32[columns], zeros before the first batch: a column's position in `touched`, from 1. */
  "positions",
  /** Pointer to u32[touchedRoom]: the columns that the open batch touches. */
  "touched",
  /** Columns that a batch touches at most. */
  "touchedRoom",
  /** Columns in `touched`. */
  "touchedCount",
  /** Pointer to f64[outputs], zeros before the first batch: the summed derivatives of the open batch. */
  "biasSums",
  /** Pointer to u32[columns], zeros when settled: the update up to which a column is up to date; 0 where none is kept. */
  "last",
  /** Pointer to f64[historyRoom][8], an entry for each update since settling; used with `last`. */
  "history",
  /** Entries of the history, 2 to 131,072; infinite without one. */
  "historyRoom",
  /** Pointer to f64[2][768]: powers of `momentDecay` and `squareDecay`; used with `last`. */
  "powers",
  /** Updates since the weights were settled, 0 before the first. */
  "age",
  /** What weights of SGD are divided by, 1 before the first batch. */
  "scale",
  /** Sum of `scale` over the updates that are averaged. */
  "scaleSum",
  /**
   * Rows of a batch whose steps are taken one after another, without a gradient being summed: the batch's size, or 0 where the
   * gradient is summed. Their steps are those of plain SGD: no L1 penalty, no clipping.
   */
  "keptRows",
  /** Pointer to u32[keptRows]: where in `rows` the start of each row of the open batch stands. */
  "keptPointers",
  /** Pointer to T[outputs][keptRows + 1 vector]: the derivatives of the open batch's rows. */
  "keptDerivatives",
  /**
   * 1: every update goes over all columns, as with dense rows, which it must where {@link needsWhole} says so. `gradient` then
   * points to T[outputs][width], and neither `positions` and `touched` nor `last` and `history` are used.
   */
  "whole",
] as const;

/** Name of a slot. */
export type SparseSlot = (typeof SLOTS)[number];

/** Where the slots lie. */
export const SPARSE_SLOTS: RecordSlots<SparseSlot> = new RecordSlots(SLOTS, [
  "historyRoom",
  "age",
  "scale",
  "scaleSum",
]);

/** Bytes of an entry of the history. */
export const HISTORY_ENTRY_BYTES = 64;

/** Bytes of the powers. */
export const POWERS_BYTES: number = 2 * (256 + 512) * 8;

/** The longest history: its powers are in the table. */
export const LONGEST_HISTORY = 131072;

/** What decides whether weights move between the batches that touch them, other than all by one factor. */
export interface LazyOptions {
  /** The optimiser. */
  readonly optimizer: OptimizerName;
  /** Strength of the L1 penalty. */
  readonly l1: number;
  /** Strength of the L2 penalty. */
  readonly l2: number;
  /** Not 0 where the weights are averaged. */
  readonly average: number;
  /** Bound of the norm of the weights; 0 for none. */
  readonly maxNorm: number;
}

/** What an update has to do with columns that its batch does not touch. */
export interface WholeOptions extends LazyOptions {
  /** Columns that are in use. */
  readonly columns: number;
  /** Entries of a batch, on average. */
  readonly batchEntries: number;
}

/**
 * Columns in use for each entry of a batch, from which on it is dearer to go over all of them than to follow fading moments in
 * those that the batch touches: measured on clicks. Adam's step takes two divisions and a root.
 */
const MANY_COLUMNS = { momentum: 1000, nesterov: 1000, adam: 120, adamw: 120 };

/**
 * Whether updates must go over all columns: where every missed update of a weight would have to be taken by itself, which is
 * several times as dear as going over all weights side by side, or where the norm of all weights is looked at.
 */
export function needsWhole({ optimizer, l1, l2, average, maxNorm }: LazyOptions): boolean {
  if (maxNorm > 0) return true;
  if (optimizer === "sgd") return false;
  if (optimizer === "ftrl") return average > 0 && l1 === 0;
  if (optimizer === "adagrad") return (l1 > 0 && l2 > 0) || (average > 0 && l1 + l2 > 0);
  return l1 + l2 > 0;
}

/** Whether updates go over all columns: where they must, and where moments fade in so few columns that it is quicker. */
export function takesWhole(options: WholeOptions): boolean {
  const { optimizer, columns, batchEntries } = options;
  if (needsWhole(options)) return true;
  return optimizer in MANY_COLUMNS && columns <= MANY_COLUMNS[optimizer as keyof typeof MANY_COLUMNS] * batchEntries;
}

/** Whether a run needs the history, by which untouched weights catch up. */
export function needsHistory({ optimizer, l1, l2, average }: LazyOptions): boolean {
  if (optimizer === "sgd") return l1 > 0;
  return optimizer !== "adagrad" || l1 > 0 || l2 > 0 || average > 0;
}

/** Rows of the largest batch whose derivatives are kept; the gradient of a larger one is summed. */
const MOST_KEPT_ROWS = 4096;

/** What decides whether the rows of a batch can step one after another. */
export interface KeepingOptions {
  /** The optimiser. */
  readonly optimizer: OptimizerName;
  /** Strength of the L1 penalty. */
  readonly l1: number;
  /** Bounds of the gradient; 0 for none. */
  readonly clipNorm: number;
  readonly clipValue: number;
  /** Rows of a batch. */
  readonly batchSize: number;
}

/** The slot `keptRows` of a run. */
export function keptRows({ optimizer, l1, clipNorm, clipValue, batchSize }: KeepingOptions): number {
  const plain = optimizer === "sgd" && l1 === 0 && clipNorm === 0 && clipValue === 0;
  return plain && batchSize <= MOST_KEPT_ROWS ? batchSize : 0;
}

/** Bytes of the derivatives that are kept. */
export function keptDerivativeBytes(rows: number, outputs: number, numberBytes: number): number {
  return outputs * (rows * numberBytes + 16);
}
