import type { Precision } from "../matrix/dense-matrix.ts";
import type { LossName, LossOptions } from "../objective/losses.ts";
import type { OptimizerName, OptimizerParameters } from "../optimizer/optimizers.ts";
import type { Schedule } from "../optimizer/schedule.ts";
import type { TrainingState } from "./training-state.ts";
import type { LinearWeights } from "./weights.ts";

/** What a training run is, apart from its rows. Every option is checked before. */
export interface TrainingSetup {
  /** Columns of a row. */
  readonly columns: number;
  /** Outputs of the model: 1, or one per class or target. */
  readonly outputs: number;
  /** Width of the engine's numbers. */
  readonly precision: Precision;
  /** Weights to start from. */
  readonly weights: LinearWeights;
  /** Where to go on from; the weights are then those of the state. */
  readonly state?: TrainingState | undefined;
  /** Whether each output has a target of its own; else there is one target, of several outputs the number of the class. */
  readonly ownTargets: boolean;
  /** Whether rows have weights. */
  readonly weighted: boolean;
  /**
   * The weight that counts as one row where a batch's gradient is the mean of its rows': with the mean of all weights a
   * row of weight 2 is as good as the row twice, with 1 the weights are factors of the rows' gradients as in scikit-learn.
   */
  readonly weightUnit: number;
  /** What makes the weights that are told of those that the rows have. */
  readonly weightScale: number;
  /** Loss of a row. */
  readonly loss: LossName;
  /** The loss's own options. */
  readonly lossOptions: Required<LossOptions>;
  /** 1 or 2: each row's step is that of PA-I or PA-II (Crammer et al. 2006); needs `sgd`; 0: it is not. */
  readonly passiveAggressive: 0 | 1 | 2;
  /** C of the passive-aggressive steps. */
  readonly aggressiveness: number;
  /** Rows of a batch, finite. Gradient accumulation over n batches is a batch n times as large. */
  readonly batchSize: number;
  /** Whether a batch's gradient is the mean of its rows' or their sum. */
  readonly reduction: "mean" | "sum";
  /** The optimiser and its parameters. */
  readonly optimizer: { readonly name: OptimizerName } & Required<OptimizerParameters>;
  /** The learning rate of each update. */
  readonly schedule: Pick<Schedule, "fill">;
  /** Strength of the L1 penalty. */
  readonly l1: number;
  /** Strength of the L2 penalty. */
  readonly l2: number;
  /** Largest norm of an output's weights; 0 for no bound. */
  readonly maxNorm: number;
  /** Largest norm of a batch's gradient; 0 for no bound. */
  readonly clipNorm: number;
  /** Largest size of an element of a batch's gradient; 0 for no bound. */
  readonly clipValue: number;
  /** The model is the mean of the weights over the updates from this number of samples on; 0: it is the last weights. */
  readonly average: number;
  /** Whether biases are trained. */
  readonly fitIntercept: boolean;
  /** Whether the epochs tell the penalty. */
  readonly penalties: boolean;
  /** The shape of sparse rows; not there for dense ones. */
  readonly sparse?: SparseShape | undefined;
  /** Whether the rows are a piece of a stream, whose loss may be of any size beside that of the first piece. */
  readonly stream?: boolean | undefined;
}

/** How many entries sparse rows have. */
export interface SparseShape {
  /** Those of the longest row. */
  readonly longestRow: number;
  /** Of a row on average. */
  readonly meanRow: number;
}

/** What a setup does not say is none of it: no weights, no penalties, no averaging, plain steps. */
export const PLAIN_SETUP: Pick<
  TrainingSetup,
  | "ownTargets"
  | "weighted"
  | "weightUnit"
  | "weightScale"
  | "passiveAggressive"
  | "aggressiveness"
  | "l1"
  | "l2"
  | "maxNorm"
  | "clipNorm"
  | "clipValue"
  | "average"
  | "penalties"
> = {
  ownTargets: false,
  weighted: false,
  weightUnit: 1,
  weightScale: 1,
  passiveAggressive: 0,
  aggressiveness: 1,
  l1: 0,
  l2: 0,
  maxNorm: 0,
  clipNorm: 0,
  clipValue: 0,
  average: 0,
  penalties: false,
};
