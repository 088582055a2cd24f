import { RecordSlots } from "./record-slots.ts";

/** The slots of a run record: what a training run is, for the kernels. assembly/run.ts names the same slots in the same order. */
const SLOTS = [
  /** Pointer to the first row. */
  "rows",
  /** Bytes from one row to the next, > 0. */
  "stride",
  /** Pointer to T[rows][targetWidth]: the target record of each row: its targets, then its weight where `weighted`. */
  "targets",
  /** Numbers of a target record. */
  "targetWidth",
  /** 1: each output has a target. 0: there is one target, the number of the class where `outputs` > 1. */
  "ownTargets",
  /** 1: the last number of a target record is the row's weight, >= 0. */
  "weighted",
  /** Pointer to u32[]: row numbers in the order of training, or 0 for 0, 1, 2 … */
  "order",
  /** Columns of a row. */
  "columns",
  /** Outputs of the model: 1, or one per class or target. */
  "outputs",
  /** Pointer to T[outputs][width]: a row of weights, then the bias at `columns`, then zeros. */
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
  /** 1 or 2: the step of each row is that of PA-I or PA-II; else 0. */
  "passiveAggressive",
  /** Rows of a batch. */
  "batchSize",
  /** 1: a batch's gradient is the sum over its rows, 0: their mean. */
  "sum",
  /** The weight that counts as one row where `sum` is 0: 1 without weights. */
  "weightUnit",
  /** 1: the bias is trained. */
  "intercept",
  /** Code of the optimiser. */
  "optimizer",
  /** Decay of the optimiser's mean of gradients: momentum, or beta1. */
  "momentDecay",
  /** Decay of the optimiser's mean of squared gradients: rho, or beta2. */
  "squareDecay",
  /** What the optimiser adds to a root: eps, or beta of FTRL. */
  "stabilizer",
  /** Pointer to T[slots][outputs][width], the optimiser's state. */
  "state",
  /** Strength of the L1 penalty. */
  "l1",
  /** Strength of the L2 penalty. */
  "l2",
  /** Pointer to T[outputs][width]: what each weight has paid of the cumulative L1 penalty; 0 where it is none. */
  "l1Paid",
  /** Largest Euclidean norm of an output's weights; 0 for no bound. */
  "maxNorm",
  /** Largest Euclidean norm of a batch's gradient; 0 for no bound. */
  "clipNorm",
  /** Largest size of an element of a batch's gradient; 0 for no bound. */
  "clipValue",
  /** Pointer to f64[outputs][width], the mean of the weights over the updates; 0 for none. */
  "average",
  /** The mean begins with the batch that reaches this number of samples. */
  "averageFrom",
  /** Pointer to the registers, see {@link REGISTER}. */
  "registers",
  /** Pointer to f64[]: the learning rate of each batch that the call may finish. */
  "rates",
  /** Pointer to f64[]: receives the sum of the losses of each batch finished. */
  "batchLosses",
  /** Pointer to f64[]: receives the sum of the weights of each batch's rows; used where `weighted`. */
  "batchWeights",
  /** Pointer to f64[]: receives each batch's penalty, before its update; 0 where nobody asks. */
  "batchPenalties",
  /** Rows in the open batch, 0 before the first. */
  "filled",
  /** Closed leaves of the open batch, 0 before the first. */
  "leaves",
  /** Weights of the rows of the open batch, 0 before the first. */
  "batchWeight",
  /** C of the passive-aggressive steps. */
  "aggressiveness",
  /** Pointer to the sparse record (sparse-record.ts) of a run on sparse rows; 0 for dense rows. */
  "sparse",
  /**
   * Sparse rows: pointer to u32[windows + 1][3], where the kernels find which memory to read from end to end before they come
   * to a position: the position, where the memory begins, its bytes. Positions grow, the last is 2^32 - 1. The slot moves on
   * with the rows. 0: there is none.
   */
  "windows",
] as const;

/** Name of a slot. */
export type RunSlot = (typeof SLOTS)[number];

/** Where the slots lie. */
export const RUN_SLOTS: RecordSlots<RunSlot> = new RecordSlots(SLOTS, [
  "lossParameter",
  "weightUnit",
  "momentDecay",
  "squareDecay",
  "stabilizer",
  "l1",
  "l2",
  "maxNorm",
  "clipNorm",
  "clipValue",
  "averageFrom",
  "batchWeight",
  "aggressiveness",
]);

/**
 * The registers, an f64 each: numbers that go on from one batch to the next and belong to the training state.
 *
 * - `samples`: rows trained on so far
 * - `averaged`: updates in the mean of the weights
 * - `l1Due`: sum of rate times `l1` over the updates, which each weight has to pay (Tsuruoka et al. 2009)
 * - `momentPower`, `squarePower`: `momentDecay` and `squareDecay` to the number of updates; 1 before the first
 */
export const REGISTERS = ["samples", "averaged", "l1Due", "momentPower", "squarePower"] as const;

/** Name of a register. */
export type RegisterName = (typeof REGISTERS)[number];
