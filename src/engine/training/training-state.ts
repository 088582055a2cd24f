import type { RegisterName } from "../kernels/run-record.ts";
import type { Precision } from "../matrix/dense-matrix.ts";
import type { OptimizerName } from "../optimizer/optimizers.ts";

/**
 * Everything that goes on from one epoch of a training to the next, between two epochs: with it, and the same rows and
 * setup, a training continues to the same bytes as if it had never stopped. Arrays are [outputs][columns + 1], row-major,
 * the bias behind its output's weights, in the engine's precision unless something else is said.
 */
export interface TrainingState {
  /** Width of the engine's numbers. */
  readonly precision: Precision;
  /** Outputs of the model. */
  readonly outputs: number;
  /** Columns of a row. */
  readonly columns: number;
  /** The optimiser, whose arrays these are. */
  readonly optimizer: OptimizerName;
  /** Epochs begun since training started. */
  readonly epoch: number;
  /** Updates since training started. */
  readonly updates: number;
  /** Rows seen since training started. */
  readonly samplesSeen: number;
  /** Mean loss at the starting weights, with which an exploding loss is told from a large one; NaN before the first batch. */
  readonly startLoss: number;
  /** Numbers that go on from batch to batch. */
  readonly registers: Readonly<Record<RegisterName, number>>;
  /** The weights as trained, not averaged. */
  readonly weights: Float32Array | Float64Array;
  /** The optimiser's arrays by their names, see `KERNEL_OPTIMIZER`; none for `sgd`. */
  readonly arrays: Readonly<Record<string, Float32Array | Float64Array>>;
  /** What each weight has paid of the cumulative L1 penalty, where there is one. */
  readonly l1Paid?: Float32Array | Float64Array;
  /** The mean of the weights over the updates, in 64 bits, where it is kept. */
  readonly average?: Float64Array;
}
