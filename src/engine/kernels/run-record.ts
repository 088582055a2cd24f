/**
 * The slots of a run record: what a training run is, for the kernels. Each slot is 8 bytes holding an f64, pointers
 * and counts too. assembly/run.ts names the same slots in the same order.
 */
const SLOTS = [
  /** Pointer to the first row. */
  "rows",
  /** Bytes from one row to the next, > 0. */
  "stride",
  /** Pointer to T[rows]: the target, or the number of the class where `outputs` > 1. */
  "targets",
  /** Pointer to u32[]: row numbers in the order of training, or 0 for 0, 1, 2 … */
  "order",
  /** Columns of a row. */
  "columns",
  /** Outputs of the model: 1, or one per class. */
  "outputs",
  /** Pointer to T[outputs][width]: a row of weights, then the bias at `columns`. */
  "weights",
  /** Elements from one output's weights to the next; whole vectors. */
  "width",
  /**
   * Pointer to T[levels][outputs][width], with 1 + bits levels, bits being those of the number of leaves of the largest
   * batch less one. The first level is zero before the first batch.
   */
  "gradient",
  /** Pointer to f64[levels]. */
  "lossTree",
  /** Pointer to the scratch of the training kernel. */
  "scratch",
  /** Code of the loss. */
  "loss",
  /** The loss's own parameter: threshold, epsilon or quantile. */
  "lossParameter",
  /** Rows of a batch. */
  "batchSize",
  /** 1: a batch's gradient is the sum over its rows, 0: their mean. */
  "sum",
  /** Strength of the L2 penalty. */
  "l2",
  /** 1: the bias is trained. */
  "intercept",
  /** Pointer to f64[]: the learning rate of each batch that the call may finish. */
  "rates",
  /** Pointer to f64[]: receives the sum of the losses of each batch finished. */
  "batchLosses",
  /** Rows in the open batch, 0 before the first. */
  "filled",
  /** Closed leaves of the open batch, 0 before the first. */
  "leaves",
] as const;

/** Name of a slot. */
export type RunSlot = (typeof SLOTS)[number];

/** Index of each slot in the record. */
export const RUN_SLOT: Readonly<Record<RunSlot, number>> = Object.fromEntries(
  SLOTS.map((name, index) => [name, index]),
) as Record<RunSlot, number>;

/** Bytes of a run record. */
export const RUN_RECORD_BYTES: number = SLOTS.length * 8;
