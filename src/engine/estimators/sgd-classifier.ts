import { MinibatchError } from "../errors.ts";
import type { DenseMatrix, MatrixLike } from "../matrix/dense-matrix.ts";
import { type Rows, rowSource } from "../matrix/row-source.ts";
import { accuracyScore } from "../metrics/accuracy.ts";
import { type Label, uniqueLabels } from "../metrics/labels.ts";
import type { ClassifierLoss } from "../objective/losses.ts";
import type { TrainingListeners } from "../training/events.ts";
import {
  predictClasses,
  predictLabelMatrix,
  predictLabelProbabilities,
  predictProbabilities,
} from "./class-predictions.ts";
import { classTask, labelTask, scikitLearnClasses } from "./class-tasks.ts";
import type { FitOptions } from "./fit-options.ts";
import { startingWeights } from "./initial-weights.ts";
import { LinearEstimator, modelOf } from "./linear-estimator.ts";
import type { ProgressiveLoss } from "./linear-model.ts";
import { PROBABILITY_LOSSES } from "./options/combinations.ts";
import { CLASS_PARTIAL_FIT_OPTIONS, checkFitOptions, FIT_OPTIONS } from "./options/fit-option-names.ts";
import { throwIssues } from "./options/issues.ts";
import { knownOptions, resolveOptions } from "./options/resolve-options.ts";
import { streamIssues } from "./options/stream-issues.ts";
import { placerOf } from "./row-placer.ts";
import type { ClassOptions, SGDOptions } from "./sgd-options.ts";
import type { LabelArray } from "./targets/class-outputs.ts";
import { isMatrix, outputsOf } from "./targets/class-targets.ts";
import { checkAnyRow } from "./targets/make-task.ts";
import type { ModelTrainingState, TrainingTask } from "./training-job.ts";
import { nothingLearned } from "./training-job.ts";

/** Options of {@link SGDClassifier}. */
export interface SGDClassifierOptions extends SGDOptions, ClassOptions {
  /** Loss of a row. Default `"log_loss"`; `"hinge"` with the schedules `pa1` and `pa2`. */
  readonly loss?: ClassifierLoss;
}

/** The targets of a classifier: the class of each row, or a matrix of 0 and 1 where a row can have several labels. */
export type ClassifierTargets = ArrayLike<Label> | MatrixLike;

/** What {@link SGDClassifier.partialFit} takes beside rows and classes. */
export interface PartialFitOptions extends Pick<TrainingListeners, "onBatch" | "signal"> {
  /** How often each row counts, >= 0, [rows]. Default: once. */
  readonly sampleWeight?: ArrayLike<number>;
}

/** What {@link SGDClassifier.partialFit} takes beside rows and classes. */
export interface ClassPartialFitOptions extends PartialFitOptions {
  /** Every class that the stream will bring. Needed by the first call, unless the model was fitted before. */
  readonly classes?: readonly Label[];
}

/** A trained classifier as plain values, from which {@link SGDClassifier.fromState} makes the classifier again. */
export interface SGDClassifierState {
  /** The options it was made with; the initial weights are not among them. */
  readonly options: SGDClassifierOptions;
  /** The classes, sorted; the numbers of the labels with `multiLabel`. */
  readonly classes: readonly Label[];
  /** Whether a row can have several labels. Default false. */
  readonly multiLabel?: boolean;
  /** Weights, [outputs][columns]: one output for two classes, else one per class. */
  readonly coef: readonly ArrayLike<number>[];
  /** Biases, [outputs]. */
  readonly intercept: ArrayLike<number>;
  /** Where the training stands, for going on with it. */
  readonly training?: ModelTrainingState;
}

/**
 * A linear classifier trained by mini-batch stochastic gradient descent.
 *
 * For each batch the weights take the step w -= learningRate * (gradient + penalty), the gradient being the mean (or sum)
 * over the batch's rows; other optimisers make other steps of it. With two classes there is one output, above 0 for the
 * second class. With more there is an output per class and the highest wins: they are trained together with `softmax`, and
 * with `log_loss` unless `multiclass` is `"one-vs-rest"`, each against the rest with every other loss. With a matrix of
 * labels there is an output for each, above 0 where a row has it.
 *
 * @example
 * const model = new SGDClassifier({ learningRate: 0.1, epochs: 20 });
 * await model.fit([[0, 1], [1, 0], [2, 2], [3, 1]], ["no", "no", "yes", "yes"]);
 * model.predict([[2, 1]]);
 */
export class SGDClassifier extends LinearEstimator<ClassifierLoss> {
  #classes: readonly Label[] = [];
  #multiLabel = false;

  /** @throws {MinibatchError} `INVALID_OPTION` with every option that cannot be used in `details.issues` */
  constructor(options: SGDClassifierOptions = {}) {
    super(resolveOptions("classification", options), options.initialWeights);
  }

  /**
   * The classifier of a state.
   *
   * @throws {MinibatchError} `INVALID_OPTION` or `INVALID_SHAPE` when the state does not hang together
   */
  static fromState(state: SGDClassifierState): SGDClassifier {
    const classifier = new SGDClassifier(knownOptions("classification", state.options));
    const multiLabel = state.multiLabel ?? false;
    if (!multiLabel) checkClasses(state.classes);
    const outputs = multiLabel ? state.classes.length : outputsOf(classifier.options, state.classes.length);
    classifier.#learns(state.classes, multiLabel);
    modelOf(classifier).restore(startingWeights(state, outputs, state.coef[0]?.length ?? 0), state.training);
    return classifier;
  }

  /**
   * The trained classifier as plain values.
   *
   * @param parts - `training`: with all that is needed to go on training to the same bytes. Default false
   * @throws {MinibatchError} `NOT_FITTED` before there are weights
   */
  toState({ training = false }: { readonly training?: boolean } = {}): SGDClassifierState {
    const { coef, intercept } = modelOf(this).weights;
    const copies = coef.map((row) => row.slice());
    return {
      options: this.options,
      classes: [...this.#classes],
      ...(this.#multiLabel ? { multiLabel: true } : {}),
      coef: copies,
      intercept: intercept.slice(),
      ...(training && this.trainingState ? { training: this.trainingState } : {}),
    };
  }

  /**
   * The classes, sorted: numbers by value, strings by code point, false before true. With a matrix of labels their numbers.
   * Empty before training.
   */
  get classes(): readonly Label[] {
    return this.#classes;
  }

  /**
   * Whether the loss gives probabilities, so that {@link predictProba} answers: `log_loss`, `softmax`, `modified_huber` and
   * `sigmoid_squared_error` do, the others give outputs of {@link decisionFunction} only.
   */
  get givesProbabilities(): boolean {
    return PROBABILITY_LOSSES.includes(this.options.loss);
  }

  /**
   * Trains from the initial weights. The rows are copied into the engine, in its precision; X is not changed.
   *
   * @param X - rows, [rows, columns]
   * @param y - class of each row, [rows]: whole numbers, strings or booleans, at least two different ones; or 1 where a row
   * has a label and 0 where not, [rows, labels], with any number of labels for a row
   * @param options - `sampleWeight`, `validation`, `onEpoch`, `onBatch`, `signal`
   * @returns the classifier itself
   * @throws {MinibatchError} `INVALID_SHAPE` when sizes do not fit; `INVALID_DATA` when a number is NaN or infinite, a
   * label or a weight cannot be used, or there is one class only; `INVALID_OPTION` when the initial weights cannot be used
   * or `classWeight` names another class; `DIVERGED` when loss or weights stop being finite (the model then keeps the
   * weights from before that epoch)
   * @throws the signal's reason, when it is aborted (the model then keeps the weights of the last finished batch)
   */
  async fit(X: Rows, y: ClassifierTargets, options: FitOptions<ClassifierTargets> = {}): Promise<this> {
    checkFitOptions(options, FIT_OPTIONS, this.options.earlyStopping);
    const model = modelOf(this);
    if (this.options.compat === "scikit-learn" && !isMatrix(y)) {
      const { classes, task } = scikitLearnClasses(X, y, this.options, options);
      await model.fitAsScikitLearn(task, options, () => this.#learns(classes, false));
      return this;
    }
    const goesOn = this.options.warmStart && model.hasWeights;
    if (goesOn) this.#checkSameKind(y);
    const { classes, task } = this.#task(X, y, options, goesOn ? this.#classes : undefined);
    checkAnyRow(task, options.sampleWeight);
    await model.fit({ ...task, placer: placerOf(options) }, options, () => this.#learns(classes, isMatrix(y)));
    return this;
  }

  /**
   * Learns from some more rows: one pass over them, in their order, from where training stands. For streams without end: the
   * losses that come back are those of each row before it was learned from, an honest validation without rows held out.
   *
   * @param X - rows, [rows, columns]
   * @param y - targets, as for {@link fit}; not every class has to be there
   * @param options - `classes` (every class that will come; needed by the first call), `sampleWeight`, `onBatch`, `signal`
   * @returns mean losses of these rows and of all so far, NaN of no rows; rows of weight 0 change nothing
   * @throws {MinibatchError} `INVALID_OPTION` when classes are missing or others than before, or an option needs to know all
   * rows (`earlyStopping`, `tol`, a schedule that ends …); else as {@link fit}
   */
  async partialFit(X: Rows, y: ClassifierTargets, options: ClassPartialFitOptions = {}): Promise<ProgressiveLoss> {
    checkFitOptions(options, CLASS_PARTIAL_FIT_OPTIONS);
    throwIssues(streamIssues(this.options));
    if (this.#classes.length > 0) this.#checkSameKind(y);
    const known = isMatrix(y) ? undefined : this.#streamClasses(options.classes);
    if (this.options.compat === "scikit-learn" && !isMatrix(y)) {
      const { classes, task } = scikitLearnClasses(X, y, this.options, options, known);
      return modelOf(this).partialFitAsScikitLearn(task, options, () => this.#learns(classes, false));
    }
    const { classes, task } = this.#task(X, y, options, known);
    if (task.source.rows === 0) {
      // The classes of a stream are known from its first piece on, also where none of its rows counts.
      this.#learns(classes, isMatrix(y));
      return nothingLearned(modelOf(this).trainingState);
    }
    return modelOf(this).partialFit(task, options, () => this.#learns(classes, isMatrix(y)));
  }

  /**
   * The probability of each class, [rows, classes], or of each label, [rows, labels].
   *
   * - `log_loss`, `sigmoid_squared_error`: the sigmoid of the outputs
   * - `softmax`, and `log_loss` with `multiclass: "softmax"` for more than two classes: each output's share of the
   *   exponentials
   * - `modified_huber`: (z + 1) / 2, z kept from -1 to 1 (Zhang and Elkan 2002)
   *
   * With more than two classes against the rest a row's probabilities are divided by their sum, or all equal where it is 0,
   * as scikit-learn does.
   *
   * @param X - rows, [rows, columns]
   * @param out - receives the probabilities and is returned; a new matrix in the model's precision by default
   * @throws {MinibatchError} as {@link decisionFunction}; `INVALID_OPTION` when the loss gives no probabilities
   */
  predictProba(X: Rows, out?: DenseMatrix): DenseMatrix {
    const model = modelOf(this);
    if (this.#multiLabel) return predictLabelProbabilities(model, X, out);
    return predictProbabilities(model, this.#classes.length, X, out);
  }

  /**
   * The class of each row, [rows].
   *
   * @param X - rows, [rows, columns]
   * @param out - receives the classes and is returned: an array, or a typed array where the classes are numbers; with
   * it, predicting many times makes no garbage. A new array by default
   * @throws {MinibatchError} as {@link decisionFunction}, and when `out` has another length or cannot hold the classes;
   * `INVALID_OPTION` after training with a matrix of labels: {@link predictLabels} then
   */
  predict(X: Rows): Label[];
  predict<Out extends LabelArray>(X: Rows, out: Out): Out;
  predict(X: Rows, out?: LabelArray): LabelArray {
    if (this.#multiLabel) {
      const message =
        "predict: the model was trained on a matrix of labels, of which a row can have several: use predictLabels";
      throw new MinibatchError("INVALID_OPTION", message);
    }
    return predictClasses(modelOf(this), this.#classes, X, out);
  }

  /**
   * The labels of each row after training with a matrix of labels: 1 where it has one, else 0, [rows, labels].
   *
   * @param X - rows, [rows, columns]
   * @param out - receives them and is returned; a new matrix in the model's precision by default
   * @throws {MinibatchError} as {@link decisionFunction}; `INVALID_OPTION` after training with one class for each row
   */
  predictLabels(X: Rows, out?: DenseMatrix): DenseMatrix {
    if (!this.#multiLabel && this.#classes.length > 0) {
      throw new MinibatchError(
        "INVALID_OPTION",
        "predictLabels: the model was trained on one class for each row: use predict",
      );
    }
    return predictLabelMatrix(modelOf(this), X, out);
  }

  /**
   * Share of the rows whose class is predicted right; with a matrix of labels, share of the labels.
   *
   * @throws {MinibatchError} as {@link decisionFunction}, and when there are not as many labels as rows
   */
  score(X: Rows, y: ClassifierTargets): number {
    if (!isMatrix(y)) return accuracyScore(y, this.predict(X));
    const predicted = this.predictLabels(X).data;
    const { rows, columns } = rowSource(y);
    const labels = new Float64Array(rows * columns);
    rowSource(y).read(0, rows, labels);
    return accuracyScore(labels, predicted);
  }

  #task(
    X: Rows,
    y: ClassifierTargets,
    options: Pick<FitOptions<ClassifierTargets>, "sampleWeight" | "validation">,
    known: readonly Label[] | undefined,
  ): { classes: readonly Label[]; task: TrainingTask } {
    return isMatrix(y) ? labelTask(X, y, this.options, options) : classTask(X, y, this.options, options, known);
  }

  /** A training goes on with targets of the kind that it began with. */
  #checkSameKind(y: ClassifierTargets): void {
    if (isMatrix(y) === this.#multiLabel) return;
    const [got, expected] = this.#multiLabel ? ["labels", "a matrix of labels"] : ["a matrix of labels", "labels"];
    throw new MinibatchError("INVALID_SHAPE", `y: got ${got}, expected ${expected} as in the training that goes on`);
  }

  #learns(classes: readonly Label[], multiLabel: boolean): void {
    this.#classes = [...classes];
    this.#multiLabel = multiLabel;
  }

  /** The classes of a stream: those of before, which may be given again, or those given. */
  #streamClasses(given: readonly Label[] | undefined): readonly Label[] {
    const isFirst = this.#classes.length === 0;
    if (given === undefined && isFirst) {
      const message = "classes: got none, expected every class that the stream will bring, in the first partialFit";
      throw new MinibatchError("INVALID_OPTION", message, { option: "classes" });
    }
    if (given === undefined) return this.#classes;
    checkClasses(given);
    const classes = uniqueLabels(given);
    if (
      isFirst ||
      (classes.length === this.#classes.length && classes.every((label, k) => label === this.#classes[k]))
    ) {
      return classes;
    }
    const message = `classes: got ${classes.join(", ")}, expected ${this.#classes.join(", ")} as before`;
    throw new MinibatchError("INVALID_OPTION", message, { option: "classes" });
  }
}

function checkClasses(classes: unknown): void {
  if (Array.isArray(classes) && classes.length > 1 && uniqueLabels(classes).length === classes.length) return;
  throw new MinibatchError("INVALID_OPTION", "classes: expected at least two different classes", { option: "classes" });
}
