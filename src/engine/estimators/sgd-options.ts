import type { Precision } from "../matrix/dense-matrix.ts";
import type { LossName, LossOptions } from "../objective/losses.ts";
import type { OptimizerName, OptimizerParameters } from "../optimizer/optimizers.ts";
import type { ScheduleName } from "../optimizer/schedule-names.ts";
import type { ShuffleMode } from "../sampling/windows.ts";
import type { MetricName } from "./early-stopping/metric-names.ts";
import type { InitialWeights } from "./initial-weights.ts";

/** When training stops because rows held out of it are no longer predicted better. */
export interface EarlyStoppingOptions {
  /** What is watched; see {@link MetricName}. Default `"loss"`. */
  readonly metric?: MetricName;
  /** Epochs without improvement, one after the other, after which training stops, >= 1. Default 5. */
  readonly patience?: number;
  /** How much better than the best so far an epoch has to be to count as an improvement, >= 0. Default 0.0001. */
  readonly minDelta?: number;
  /**
   * Share of the rows that is held out, above 0 and below 1; for classes an equal share of each. Validation rows that `fit`
   * is given take its place; another than the default is refused beside them. Default 0.1.
   */
  readonly validation?: number;
}

/** Options of the learning rate and how it goes over the updates. */
export interface RateOptions {
  /**
   * Step size of an update, > 0; the C of `pa1` and `pa2`. `"auto"` finds one before training, as
   * {@link findLearningRate} does. Default 0.1.
   */
  readonly learningRate?: number | "auto";
  /**
   * The batch size that `learningRate` is meant for: it is multiplied by the rows of a batch / `rateBatchSize`, the linear
   * scaling rule (Goyal et al. 2017); a batch has `batchSize` rows, or all where there are fewer. Default null: the rate is taken as it is.
   */
  readonly rateBatchSize?: number | null;
  /** How the learning rate goes over the updates. Default `"constant"`. */
  readonly schedule?: ScheduleName;
  /** Exponent of the schedule `invscaling`, >= 0. Default 0.5. */
  readonly power?: number;
  /** Factor of the schedules `step` and `exponential`, above 0 and at most 1. Default 0.5. */
  readonly decay?: number;
  /** Epochs after which the schedules `step` and `exponential` have taken the factor once, > 0. Default 1. */
  readonly decayEpochs?: number;
  /** Epochs until the schedules `cosine` and `linear` reach the final rate, > 0. Default null: `epochs` less `warmup`. */
  readonly scheduleEpochs?: number | null;
  /** The rate at which the schedules `cosine` and `linear` end, >= 0. Default 0. */
  readonly finalLearningRate?: number;
  /**
   * Epochs, also parts of one, during which the rate rises in equal steps to the schedule's first, >= 0; the schedule
   * begins after them (Goyal et al. 2017). Fewer than `epochs` without `warmStart`. Default 0.
   */
  readonly warmup?: number;
}

/** Options of the update rule. */
export interface UpdateOptions extends OptimizerParameters {
  /** How a gradient becomes a step. Default `"sgd"`. */
  readonly optimizer?: OptimizerName;
  /**
   * Whether the model's weights are the mean of those after each update (Polyak and Juditsky 1992), over any optimiser:
   * true from the first one on, a number from the update on that reaches so many rows. Default false.
   */
  readonly average?: boolean | number;
  /** Largest Euclidean norm of a batch's gradient, > 0: longer ones are shortened to it. Default null: none. */
  readonly clipNorm?: number | null;
  /** Largest size of an element of a batch's gradient, > 0: larger ones are cut to it. Default null: none. */
  readonly clipValue?: number | null;
}

/** Options common to {@link SGDClassifier} and {@link SGDRegressor}. */
export interface SGDOptions extends LossOptions, RateOptions, UpdateOptions {
  /**
   * Rows of a batch, >= 1; as many as there are rows, or more (`Infinity`), is vanilla gradient descent. `"auto"` is the
   * largest power of two whose rows fit in 256 KiB, the least L2 cache of today's processors. Default 32.
   */
  readonly batchSize?: number | "auto";
  /** Batches whose gradients are gathered for one update, >= 1: an update takes `batchSize` times as many rows. Default 1. */
  readonly accumulate?: number;
  /** Passes over the data, >= 1. Default 10. */
  readonly epochs?: number;
  /**
   * Strength of the L1 penalty, >= 0: l1 times the sum of the weights' sizes (not the biases') is added to each row's loss.
   * It makes weights exactly 0. scikit-learn's `alpha * l1_ratio`. Default 0.
   */
  readonly l1?: number;
  /**
   * Strength of the L2 penalty, >= 0: l2 / 2 times the sum of squared weights (not the biases) is added to each row's
   * loss. scikit-learn's `alpha * (1 - l1_ratio)`; together with `l1` it is the elastic net. Default 0.0001.
   */
  readonly l2?: number;
  /** Largest Euclidean norm of an output's weights, > 0: longer ones are scaled to it after each update. Default null: none. */
  readonly maxNorm?: number | null;
  /** Whether a batch's step goes along the mean of its rows' gradients or, as in `sgd.py`, their sum. Default `"mean"`. */
  readonly reduction?: "mean" | "sum";
  /** In which order an epoch visits the rows. Default `"block"`. */
  readonly shuffle?: ShuffleMode;
  /** Seed of the orders and of the rows held out, a whole number from 0 to 2^32 - 1. Default 0. */
  readonly seed?: number;
  /** Weights to start from. Default zeros. */
  readonly initialWeights?: InitialWeights;
  /** Width of the engine's numbers: data and weights are kept, and arithmetic is done, in it. Default `"f32"`. */
  readonly precision?: Precision;
  /** Whether to train a bias for each output. Default true. */
  readonly fitIntercept?: boolean;
  /**
   * Stops training when rows held out of it are no longer predicted better, and keeps the weights of the best epoch: true
   * for the defaults of {@link EarlyStoppingOptions}. Default false.
   */
  readonly earlyStopping?: boolean | EarlyStoppingOptions;
  /**
   * Stops training when an epoch's mean loss, with the penalty, was for `patience` epochs not lower than the lowest by more
   * than this, >= 0. Default null: it is not watched; with the schedule `adaptive` 0.001.
   */
  readonly tol?: number | null;
  /** The patience of `tol`, in epochs, >= 1. Default 5. */
  readonly patience?: number;
  /**
   * Whether `fit` goes on from where the last one ended (weights, optimiser, schedule, mean of weights, epoch number) instead
   * of starting anew: N + M epochs are then the same as N epochs and M more. Default false.
   */
  readonly warmStart?: boolean;
  /**
   * `"scikit-learn"` gives the weights of scikit-learn's estimators, with their defaults where an option is not given: row by
   * row, in its order of rows, with its stopping rules. What else differs is in docs/scikit-learn.md. Default `"none"`.
   */
  readonly compat?: "none" | "scikit-learn";
}

/** Weights of classes: `"balanced"`, rows / (classes * rows of the class), or a weight for each class that is not 1. */
export type ClassWeight = "balanced" | Readonly<Record<string, number>>;

/** Options of classifiers beside those of {@link SGDOptions}. */
export interface ClassOptions {
  /**
   * How often a row of each class counts, in training, in the loss reported and in stopping. Default null: once.
   */
  readonly classWeight?: ClassWeight | null;
  /**
   * How more than two classes are told apart. `"softmax"`: all outputs are trained together, for the loss `log_loss` (which
   * then is multinomial). `"one-vs-rest"`: each class against all others. Default `"softmax"` for the losses `log_loss` and
   * `softmax`, `"one-vs-rest"` for all others.
   */
  readonly multiclass?: "softmax" | "one-vs-rest";
}

/** Early stopping with every default filled in. */
export type ResolvedEarlyStopping = Required<EarlyStoppingOptions>;

/** Options with every default filled in, apart from the initial weights. */
export type ResolvedOptions<Loss extends LossName> = Required<
  Omit<SGDOptions & ClassOptions, "initialWeights" | "earlyStopping">
> & {
  /** Loss of a row. */
  readonly loss: Loss;
  /** Early stopping, or false. */
  readonly earlyStopping: false | ResolvedEarlyStopping;
};
