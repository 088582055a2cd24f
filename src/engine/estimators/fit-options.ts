import type { Rows } from "../matrix/row-source.ts";
import type { TrainingListeners } from "../training/events.ts";

/** Rows beside the training rows, to watch or to stop by. */
export interface ValidationRows<Target> {
  /** Rows, [rows, columns]. */
  readonly X: Rows;
  /** Their targets, as those of `fit`. */
  readonly y: Target;
  /** How often each row counts in the loss or metric, >= 0. Default: once. */
  readonly sampleWeight?: ArrayLike<number>;
}

/** What `fit` takes beside rows and targets. */
export interface FitOptions<Target> extends TrainingListeners {
  /**
   * How often each row counts, >= 0, [rows]: in training, in the loss reported and in stopping. A row of weight 2 has
   * the share of two rows in the step of its batch; one of weight 0 is as none. Default: once.
   */
  readonly sampleWeight?: ArrayLike<number>;
  /** Rows whose loss (or the metric of `earlyStopping`) is reported after every epoch; `earlyStopping` goes by them, and holds none out. */
  readonly validation?: ValidationRows<Target>;
}
