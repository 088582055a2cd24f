import { DenseMatrix, type MatrixLike } from "../matrix/dense-matrix.ts";
import type { Rows } from "../matrix/row-source.ts";
import { r2Score } from "../metrics/regression.ts";
import type { RegressorLoss } from "../objective/losses.ts";
import type { FitOptions } from "./fit-options.ts";
import { startingWeights } from "./initial-weights.ts";
import { LinearEstimator, modelOf } from "./linear-estimator.ts";
import type { ProgressiveLoss } from "./linear-model.ts";
import { numberTask, scikitLearnNumbers } from "./number-tasks.ts";
import { checkFitOptions, FIT_OPTIONS, PARTIAL_FIT_OPTIONS } from "./options/fit-option-names.ts";
import { throwIssues } from "./options/issues.ts";
import { knownOptions, resolveOptions } from "./options/resolve-options.ts";
import { streamIssues } from "./options/stream-issues.ts";
import { placerOf } from "./row-placer.ts";
import type { PartialFitOptions } from "./sgd-classifier.ts";
import type { SGDOptions } from "./sgd-options.ts";
import { checkAnyRow } from "./targets/make-task.ts";
import { numberTargets } from "./targets/number-targets.ts";
import type { ModelTrainingState } from "./training-job.ts";
import { nothingLearned } from "./training-job.ts";

/** Options of {@link SGDRegressor}. */
export interface SGDRegressorOptions extends SGDOptions {
  /** Loss of a row. Default `"squared_error"`; `"epsilon_insensitive"` with the schedules `pa1` and `pa2`. */
  readonly loss?: RegressorLoss;
}

/** The targets of a regressor: the number of each row, [rows], or several, [rows, outputs]. */
export type RegressorTargets = ArrayLike<number> | MatrixLike;

/** A trained regressor as plain values, from which {@link SGDRegressor.fromState} makes the regressor again. */
export interface SGDRegressorState {
  /** The options it was made with; the initial weights are not among them. */
  readonly options: SGDRegressorOptions;
  /** Weights, [outputs][columns]. */
  readonly coef: readonly ArrayLike<number>[];
  /** Biases, [outputs]. */
  readonly intercept: ArrayLike<number>;
  /** Where the training stands, for going on with it. */
  readonly training?: ModelTrainingState;
}

/**
 * A linear regressor trained by mini-batch stochastic gradient descent.
 *
 * For each batch the weights take the step w -= learningRate * (gradient + penalty), the gradient being the mean (or sum)
 * over the batch's rows; other optimisers make other steps of it. Columns and target should be standardised, else a small
 * learning rate is needed. With several targets a row's loss is the sum of theirs.
 *
 * @example
 * const model = new SGDRegressor({ epochs: 50 });
 * await model.fit([[0], [1], [2], [3]], [1, 3, 5, 7]);
 * model.predict([[4]]);
 */
export class SGDRegressor extends LinearEstimator<RegressorLoss> {
  /** @throws {MinibatchError} `INVALID_OPTION` with every option that cannot be used in `details.issues` */
  constructor(options: SGDRegressorOptions = {}) {
    super(resolveOptions("regression", options), options.initialWeights);
  }

  /**
   * The regressor of a state.
   *
   * @throws {MinibatchError} `INVALID_OPTION` or `INVALID_SHAPE` when the state does not hang together
   */
  static fromState(state: SGDRegressorState): SGDRegressor {
    const regressor = new SGDRegressor(knownOptions("regression", state.options));
    const weights = startingWeights(state, state.coef.length, state.coef[0]?.length ?? 0);
    modelOf(regressor).restore(weights, state.training);
    return regressor;
  }

  /**
   * The trained regressor as plain values.
   *
   * @param parts - `training`: with all that is needed to go on training to the same bytes. Default false
   * @throws {MinibatchError} `NOT_FITTED` before there are weights
   */
  toState({ training = false }: { readonly training?: boolean } = {}): SGDRegressorState {
    const { coef, intercept } = modelOf(this).weights;
    return {
      options: this.options,
      coef: coef.map((row) => row.slice()),
      intercept: intercept.slice(),
      ...(training && this.trainingState ? { training: this.trainingState } : {}),
    };
  }

  /**
   * Trains from the initial weights. The rows are copied into the engine, in its precision; X is not changed.
   *
   * @param X - rows, [rows, columns]
   * @param y - number of each row, [rows], or several numbers of each, [rows, outputs]
   * @param options - `sampleWeight`, `validation`, `onEpoch`, `onBatch`, `signal`
   * @returns the regressor itself
   * @throws {MinibatchError} `INVALID_SHAPE` when sizes do not fit; `INVALID_DATA` when a number is NaN or infinite, or
   * negative for `poisson`, or a weight cannot be used; `INVALID_OPTION` when the initial weights cannot be used;
   * `DIVERGED` when loss or weights stop being finite (the model then keeps the weights from before that epoch)
   * @throws the signal's reason, when it is aborted (the model then keeps the weights of the last finished batch)
   */
  async fit(X: Rows, y: RegressorTargets, options: FitOptions<RegressorTargets> = {}): Promise<this> {
    checkFitOptions(options, FIT_OPTIONS, this.options.earlyStopping);
    if (this.options.compat === "scikit-learn") {
      await modelOf(this).fitAsScikitLearn(scikitLearnNumbers(X, y, this.options, options), options);
    } else {
      const task = numberTask(X, y, this.options, options);
      checkAnyRow(task, options.sampleWeight);
      await modelOf(this).fit({ ...task, placer: placerOf(options) }, options);
    }
    return this;
  }

  /**
   * Learns from some more rows: one pass over them, in their order, from where training stands. For streams without end: the
   * losses that come back are those of each row before it was learned from, an honest validation without rows held out.
   *
   * @param X - rows, [rows, columns]
   * @param y - targets, as for {@link fit}
   * @param options - `sampleWeight`, `onBatch`, `signal`
   * @returns mean losses of these rows and of all so far
   * @throws {MinibatchError} `INVALID_OPTION` when an option needs to know all rows (`earlyStopping`, `tol`, a schedule that
   * ends …); else as {@link fit}
   */
  async partialFit(X: Rows, y: RegressorTargets, options: PartialFitOptions = {}): Promise<ProgressiveLoss> {
    checkFitOptions(options, PARTIAL_FIT_OPTIONS);
    throwIssues(streamIssues(this.options));
    if (this.options.compat === "scikit-learn") {
      return modelOf(this).partialFitAsScikitLearn(scikitLearnNumbers(X, y, this.options, options), options);
    }
    const task = numberTask(X, y, this.options, options);
    if (task.source.rows === 0) return nothingLearned(modelOf(this).trainingState);
    return modelOf(this).partialFit(task, options);
  }

  /**
   * The prediction of each row, [rows], or of each row's targets, [rows, outputs] one row behind the other: x . w + b, or its
   * exponential with the loss `poisson`.
   *
   * @param X - rows, [rows, columns]
   * @param out - receives the predictions and is returned; a new array by default
   * @throws {MinibatchError} `NOT_FITTED`; `INVALID_SHAPE` for another number of columns than in training;
   * `INVALID_DATA` when a number is NaN or infinite
   */
  predict(X: Rows, out?: Float64Array): Float64Array {
    const model = modelOf(this);
    const { rows } = model.source(X);
    const outputs = model.weights.coef.length;
    const room = out ?? new Float64Array(rows * outputs);
    const all = new DenseMatrix(room, room.length / outputs, outputs);
    model.outputs(X, this.options.loss === "poisson" ? "exp" : "identity", all);
    return all.data as Float64Array;
  }

  /**
   * The coefficient of determination R² of the predictions; of several targets the mean.
   *
   * @throws {MinibatchError} as {@link predict}, and when there are not as many numbers as predictions
   */
  score(X: Rows, y: RegressorTargets): number {
    const { values, width } = numberTargets("y", y, { loss: "squared_error", precision: "f64" });
    const predicted = this.predict(X);
    if (width === 1) return r2Score(values, predicted);
    const truth = new DenseMatrix(values, values.length / width, width);
    const all = new DenseMatrix(predicted, predicted.length / width, width);
    let sum = 0;
    for (let k = 0; k < width; k++) sum += r2Score(truth.column(k), all.column(k));
    return sum / width;
  }
}
