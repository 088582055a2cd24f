import { MinibatchError } from "../errors.ts";
import { DenseMatrix, type MatrixLike } from "../matrix/dense-matrix.ts";
import type { RowSource } from "../matrix/row-source.ts";
import { r2Score } from "../metrics/regression.ts";
import { REGRESSOR_LOSSES, type RegressorLoss } from "../objective/losses.ts";
import type { EpochEvent, TrainingListeners } from "../training/events.ts";
import { startingWeights } from "./initial-weights.ts";
import { LinearModel, trainingRows } from "./linear-model.ts";
import { knownOptions, type ResolvedOptions, resolveOptions, type SGDOptions } from "./sgd-options.ts";

/** Options of {@link SGDRegressor}. */
export interface SGDRegressorOptions extends SGDOptions {
  /** Loss of a row. Default `"squared_error"`. */
  readonly loss?: RegressorLoss;
}

/** A trained regressor as plain values, from which {@link SGDRegressor.fromState} makes the regressor again. */
export interface SGDRegressorState {
  /** The options it was made with; the initial weights are not among them. */
  readonly options: SGDRegressorOptions;
  /** Weights, [1][columns]. */
  readonly coef: readonly ArrayLike<number>[];
  /** Bias, [1]. */
  readonly intercept: ArrayLike<number>;
}

/**
 * A linear regressor trained by mini-batch stochastic gradient descent.
 *
 * For each batch the weights take the step w -= learningRate * (gradient + l2 w), the gradient being the mean (or sum)
 * over the batch's rows. Columns and target should be standardised, else a small learning rate is needed.
 *
 * @example
 * const model = new SGDRegressor({ epochs: 50 });
 * await model.fit([[0], [1], [2], [3]], [1, 3, 5, 7]);
 * model.predict([[4]]);
 */
export class SGDRegressor {
  readonly #model: LinearModel<RegressorLoss>;

  /** @throws {MinibatchError} `INVALID_OPTION` when an option's value is not allowed */
  constructor(options: SGDRegressorOptions = {}) {
    this.#model = new LinearModel(resolveOptions(options, REGRESSOR_LOSSES), options.initialWeights);
  }

  /**
   * The regressor of a state.
   *
   * @throws {MinibatchError} `INVALID_OPTION` or `INVALID_SHAPE` when the state does not hang together
   */
  static fromState(state: SGDRegressorState): SGDRegressor {
    const regressor = new SGDRegressor(knownOptions(state.options));
    regressor.#model.weights = startingWeights(state, 1, state.coef[0]?.length ?? 0);
    return regressor;
  }

  /**
   * The trained regressor as plain values.
   *
   * @throws {MinibatchError} `NOT_FITTED` before there are weights
   */
  toState(): SGDRegressorState {
    const { coef, intercept } = this.#model.weights;
    return { options: this.options, coef: coef.map((row) => row.slice()), intercept: intercept.slice() };
  }

  /** The options with the defaults filled in. */
  get options(): ResolvedOptions<RegressorLoss> {
    return this.#model.options;
  }

  /**
   * Weights, [1][columns]. During training those after the last finished batch. The model's own array, not a copy.
   *
   * @throws {MinibatchError} `NOT_FITTED` before there are weights
   */
  get coef(): readonly Float64Array[] {
    return this.#model.weights.coef;
  }

  /**
   * Bias, [1]. The model's own array, not a copy.
   *
   * @throws {MinibatchError} `NOT_FITTED` before there are weights
   */
  get intercept(): Float64Array {
    return this.#model.weights.intercept;
  }

  /** The finished epochs of the last training, in order. */
  get history(): readonly EpochEvent[] {
    return this.#model.history;
  }

  /**
   * Trains from the initial weights. The rows are copied into the engine, in its precision; X is not changed.
   *
   * @param X - rows, [rows, columns]
   * @param y - number of each row, [rows]
   * @param listeners - `onEpoch`, `onBatch`, `signal`
   * @returns the regressor itself
   * @throws {MinibatchError} `INVALID_SHAPE` when sizes do not fit; `INVALID_DATA` when a number is NaN or infinite, or
   * negative for `poisson`;
   * `INVALID_OPTION` when the initial weights cannot be used; `DIVERGED` when loss or weights stop being finite (the
   * model then keeps the weights from before that epoch)
   * @throws the signal's reason, when it is aborted (the model then keeps the weights of the last finished batch)
   */
  async fit(X: MatrixLike | RowSource, y: ArrayLike<number>, listeners: TrainingListeners = {}): Promise<this> {
    const source = trainingRows(X, y.length);
    const targets = this.options.precision === "f32" ? new Float32Array(y) : new Float64Array(y);
    checkTargets(targets, y);
    if (this.options.loss === "poisson") checkCounts(y);
    await this.#model.fit(source, targets, 1, listeners);
    return this;
  }

  /**
   * The prediction of each row, [rows]: x . w + b, or its exponential with the loss `poisson`.
   *
   * @param X - rows, [rows, columns]
   * @param out - receives the predictions, [rows], and is returned; a new array by default
   * @throws {MinibatchError} `NOT_FITTED`; `INVALID_SHAPE` for another number of columns than in training;
   * `INVALID_DATA` when a number is NaN or infinite
   */
  predict(X: MatrixLike, out?: Float64Array): Float64Array {
    const rows = this.#model.source(X).rows;
    const all = new DenseMatrix(out ?? new Float64Array(rows), out?.length ?? rows, 1);
    this.#model.outputs(X, this.options.loss === "poisson" ? "exp" : "identity", all);
    return all.data as Float64Array;
  }

  /**
   * The outputs x . w + b, [rows, 1].
   *
   * @param X - rows, [rows, columns]
   * @param out - receives the outputs and is returned; a new matrix in the model's precision by default
   * @throws {MinibatchError} as {@link predict}
   */
  decisionFunction(X: MatrixLike, out?: DenseMatrix): DenseMatrix {
    return this.#model.outputs(X, "identity", out);
  }

  /**
   * The coefficient of determination R² of the predictions.
   *
   * @throws {MinibatchError} as {@link predict}, and when there are not as many numbers as rows
   */
  score(X: MatrixLike, y: ArrayLike<number>): number {
    return r2Score(y, this.predict(X));
  }
}

function checkCounts(y: ArrayLike<number>): void {
  for (let row = 0; row < y.length; row++) {
    if (y[row] >= 0) continue;
    throw new MinibatchError(
      "INVALID_DATA",
      `y: row ${row}: got ${y[row]}, expected a number >= 0 for the loss "poisson"`,
      {
        row,
      },
    );
  }
}

function checkTargets(targets: Float32Array | Float64Array, y: ArrayLike<number>): void {
  const row = targets.findIndex((target, r) => !Number.isFinite(target) || typeof y[r] !== "number");
  if (row < 0) return;
  if (typeof y[row] !== "number") {
    throw new MinibatchError("INVALID_DATA", `y: row ${row}: got ${String(y[row])}, expected a number`, { row });
  }
  const hint = Number.isFinite(y[row]) ? ' in 32-bit floats: scale y or use precision "f64"' : "";
  throw new MinibatchError("INVALID_DATA", `y: row ${row}: got ${y[row]}, expected a finite number${hint}`, { row });
}
