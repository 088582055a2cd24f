import type { DenseMatrix } from "../matrix/dense-matrix.ts";
import type { Rows } from "../matrix/row-source.ts";
import type { LossName } from "../objective/losses.ts";
import type { EpochEvent } from "../training/events.ts";
import type { InitialWeights } from "./initial-weights.ts";
import { LinearModel } from "./linear-model.ts";
import type { ResolvedOptions } from "./sgd-options.ts";
import type { ModelTrainingState } from "./training-job.ts";

/** The linear model of an estimator, for the estimators of this folder. */
export let modelOf: <Loss extends LossName>(estimator: LinearEstimator<Loss>) => LinearModel<Loss>;

/** What {@link SGDClassifier} and {@link SGDRegressor} share. */
export abstract class LinearEstimator<Loss extends LossName> {
  readonly #model: LinearModel<Loss>;

  static {
    modelOf = (estimator) => estimator.#model;
  }

  /**
   * @param options - with the defaults filled in
   * @param initialWeights - weights to start from; undefined: zeros
   */
  constructor(options: ResolvedOptions<Loss>, initialWeights: InitialWeights | undefined) {
    this.#model = new LinearModel(options, initialWeights);
  }

  /** The options with the defaults filled in. */
  get options(): ResolvedOptions<Loss> {
    return this.#model.options;
  }

  /**
   * Weights, [outputs][columns]. During training those after the last finished batch. The model's own arrays, not copies.
   *
   * @throws {MinibatchError} `NOT_FITTED` before there are weights
   */
  get coef(): readonly Float64Array[] {
    return this.#model.weights.coef;
  }

  /**
   * Biases, [outputs]. The model's own array, not a copy.
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
   * Where the training stands, as plain values and typed arrays, from which it goes on with the same bytes: with
   * `warmStart`, and with `partialFit`. It is a part of the state that `toState({ training: true })` gives. After a
   * training that failed it is that of its last finished epoch, if there was one, else that from before it. Undefined before
   * training, and with `compat: "scikit-learn"` after a `fit` that failed.
   */
  get trainingState(): ModelTrainingState | undefined {
    return this.#model.trainingState;
  }

  /**
   * The outputs x . w + b, [rows, outputs]: of a classifier the higher, the more the row looks like the class.
   *
   * @param X - rows, [rows, columns]
   * @param out - receives the outputs and is returned; a new matrix in the model's precision by default
   * @throws {MinibatchError} `NOT_FITTED`; `INVALID_SHAPE` for another number of columns than in training;
   * `INVALID_DATA` when a number is NaN or infinite
   */
  decisionFunction(X: Rows, out?: DenseMatrix): DenseMatrix {
    return this.#model.outputs(X, "identity", out);
  }
}
