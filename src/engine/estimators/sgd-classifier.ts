import { MinibatchError } from "../errors.ts";
import type { DenseMatrix, MatrixLike } from "../matrix/dense-matrix.ts";
import type { RowSource } from "../matrix/row-source.ts";
import { accuracyScore } from "../metrics/accuracy.ts";
import { encodeLabels, type Label, uniqueLabels } from "../metrics/labels.ts";
import { CLASSIFIER_LOSSES, type ClassifierLoss, comparesNumbers } from "../objective/losses.ts";
import type { EpochEvent, TrainingListeners } from "../training/events.ts";
import type { Link } from "./forward.ts";
import { startingWeights } from "./initial-weights.ts";
import { LinearModel, trainingRows } from "./linear-model.ts";
import { knownOptions, type ResolvedOptions, resolveOptions, type SGDOptions } from "./sgd-options.ts";

/** Options of {@link SGDClassifier}. */
export interface SGDClassifierOptions extends SGDOptions {
  /** Loss of a row. Default `"log_loss"`. */
  readonly loss?: ClassifierLoss;
}

/** What {@link SGDClassifier.predict} can write classes to. */
export type LabelArray =
  | Label[]
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

type OutputValues = Float32Array | Float64Array;

/** A trained classifier as plain values, from which {@link SGDClassifier.fromState} makes the classifier again. */
export interface SGDClassifierState {
  /** The options it was made with; the initial weights are not among them. */
  readonly options: SGDClassifierOptions;
  /** The classes, sorted. */
  readonly classes: readonly Label[];
  /** Weights, [outputs][columns]: one output for two classes, else one per class. */
  readonly coef: readonly ArrayLike<number>[];
  /** Biases, [outputs]. */
  readonly intercept: ArrayLike<number>;
}

/**
 * A linear classifier trained by mini-batch stochastic gradient descent.
 *
 * For each batch the weights take the step w -= learningRate * (gradient + l2 w), the gradient being the mean (or sum)
 * over the batch's rows. With two classes there is one output, above 0 for the second class. With more there is an output
 * per class, the highest wins, and each is trained against the rest; with `softmax` there is one per class in any case,
 * and they are trained together.
 *
 * @example
 * const model = new SGDClassifier({ learningRate: 0.1, epochs: 20 });
 * await model.fit([[0, 1], [1, 0], [2, 2], [3, 1]], ["no", "no", "yes", "yes"]);
 * model.predict([[2, 1]]);
 */
export class SGDClassifier {
  readonly #model: LinearModel<ClassifierLoss>;
  #classes: readonly Label[] = [];

  /** @throws {MinibatchError} `INVALID_OPTION` when an option's value is not allowed */
  constructor(options: SGDClassifierOptions = {}) {
    this.#model = new LinearModel(resolveOptions(options, CLASSIFIER_LOSSES), options.initialWeights);
  }

  /**
   * The classifier of a state.
   *
   * @throws {MinibatchError} `INVALID_OPTION` or `INVALID_SHAPE` when the state does not hang together
   */
  static fromState(state: SGDClassifierState): SGDClassifier {
    const classifier = new SGDClassifier(knownOptions(state.options));
    checkClasses(state.classes);
    const outputs = outputsOf(classifier.options.loss, state.classes.length);
    classifier.#classes = [...state.classes];
    classifier.#model.weights = startingWeights(state, outputs, state.coef[0]?.length ?? 0);
    return classifier;
  }

  /**
   * The trained classifier as plain values.
   *
   * @throws {MinibatchError} `NOT_FITTED` before there are weights
   */
  toState(): SGDClassifierState {
    const { coef, intercept } = this.#model.weights;
    const copies = coef.map((row) => row.slice());
    return { options: this.options, classes: [...this.#classes], coef: copies, intercept: intercept.slice() };
  }

  /** The options with the defaults filled in. */
  get options(): ResolvedOptions<ClassifierLoss> {
    return this.#model.options;
  }

  /** The classes, sorted: numbers by value, strings by code point, false before true. Empty before training. */
  get classes(): readonly Label[] {
    return this.#classes;
  }

  /**
   * Weights, [outputs][columns]: one row for two classes (two with `softmax`), else a row per class. During training those
   * after the last finished batch. The model's own arrays, not copies.
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
   * Trains from the initial weights. The rows are copied into the engine, in its precision; X is not changed.
   *
   * @param X - rows, [rows, columns]
   * @param y - class of each row, [rows]: whole numbers, strings or booleans, at least two different ones
   * @param listeners - `onEpoch`, `onBatch`, `signal`
   * @returns the classifier itself
   * @throws {MinibatchError} `INVALID_SHAPE` when sizes do not fit; `INVALID_DATA` when a number is NaN or infinite, a
   * label cannot be used, or there is one class only; `INVALID_OPTION` when the initial weights cannot be used;
   * `DIVERGED` when loss or weights stop being finite (the model then keeps the weights from before that epoch)
   * @throws the signal's reason, when it is aborted (the model then keeps the weights of the last finished batch)
   */
  async fit(X: MatrixLike | RowSource, y: ArrayLike<Label>, listeners: TrainingListeners = {}): Promise<this> {
    const source = trainingRows(X, y.length);
    const { classes, targets, outputs } = encodeTargets(y, this.options);
    await this.#model.fit(source, targets, outputs, listeners, () => {
      this.#classes = classes;
    });
    return this;
  }

  /**
   * The outputs x . w + b, [rows, outputs]: the higher, the more the row looks like the class.
   *
   * @param X - rows, [rows, columns]
   * @param out - receives the outputs and is returned; a new matrix in the model's precision by default
   * @throws {MinibatchError} `NOT_FITTED`; `INVALID_SHAPE` for another number of columns than in training;
   * `INVALID_DATA` when a number is NaN or infinite
   */
  decisionFunction(X: MatrixLike, out?: DenseMatrix): DenseMatrix {
    return this.#model.outputs(X, "identity", out);
  }

  /**
   * The probability of each class, [rows, classes].
   *
   * - `log_loss`, `sigmoid_squared_error`: the sigmoid of the outputs
   * - `softmax`: each output's share of the exponentials
   * - `modified_huber`: (z + 1) / 2, z kept from -1 to 1 (Zhang and Elkan 2002)
   *
   * With more than two classes and a loss other than `softmax` a row's probabilities are divided by their sum, or all
   * equal where it is 0, as scikit-learn does for one-vs-rest.
   *
   * @param X - rows, [rows, columns]
   * @param out - receives the probabilities and is returned; a new matrix in the model's precision by default
   * @throws {MinibatchError} as {@link decisionFunction}; `INVALID_OPTION` when the loss gives no probabilities
   */
  predictProba(X: MatrixLike, out?: DenseMatrix): DenseMatrix {
    const { loss } = this.options;
    const probability = probabilityOf(loss);
    if (!probability) {
      throw new MinibatchError(
        "INVALID_OPTION",
        `predictProba: the loss "${loss}" gives no probabilities: train with "log_loss", "softmax" or "modified_huber"`,
        { option: "loss" },
      );
    }
    const { link, after } = probability;
    const source = this.#model.source(X);
    const classes = this.#classes.length;
    const outputs = outputsOf(loss, classes);
    const all = this.#model.room(source.rows, classes, out);
    this.#model.eachOutput(source, link, (values, first) => {
      if (outputs === 1) writeBoth(values, all.data, first, after);
      else if (loss === "softmax") all.data.set(values, first * classes);
      else writeShares(values, all.data, first, classes, after);
    });
    return all;
  }

  /**
   * The class of each row, [rows].
   *
   * @param X - rows, [rows, columns]
   * @param out - receives the classes and is returned: an array, or a typed array where the classes are numbers; with
   * it, predicting many times makes no garbage. A new array by default
   * @throws {MinibatchError} as {@link decisionFunction}, and when `out` has another length or cannot hold the classes
   */
  predict(X: MatrixLike): Label[];
  predict<Out extends LabelArray>(X: MatrixLike, out: Out): Out;
  predict(X: MatrixLike, out?: LabelArray): LabelArray {
    const source = this.#model.source(X);
    const classes = this.#classes;
    const predicted = out ?? new Array<Label>(source.rows);
    checkOut(predicted, source.rows, classes);
    if (outputsOf(this.options.loss, classes.length) === 1) {
      this.#model.eachSign(source, (signs, first) => writeEither(signs, classes, predicted, first));
    } else {
      this.#model.eachOutput(source, "identity", (values, first) => writeHighest(values, classes, predicted, first));
    }
    return predicted;
  }

  /**
   * Share of the rows whose class is predicted right.
   *
   * @throws {MinibatchError} as {@link decisionFunction}, and when there are not as many labels as rows
   */
  score(X: MatrixLike, y: ArrayLike<Label>): number {
    return accuracyScore(y, this.predict(X));
  }
}

function checkOut(out: LabelArray, rows: number, classes: readonly Label[]): void {
  if (out.length !== rows) {
    throw new MinibatchError("INVALID_SHAPE", `out: got room for ${out.length} classes, expected ${rows}`);
  }
  if (Array.isArray(out) || rows === 0) return;
  const unfit = classes.find((label) => {
    out[0] = Number(label);
    return out[0] !== label;
  });
  if (unfit !== undefined) {
    throw new MinibatchError("INVALID_OPTION", `out: the typed array cannot hold the class ${String(unfit)}`, {
      option: "out",
    });
  }
}

function checkClasses(classes: unknown): void {
  if (Array.isArray(classes) && classes.length > 1 && uniqueLabels(classes).length === classes.length) return;
  throw new MinibatchError("INVALID_OPTION", "classes: expected at least two different classes", { option: "classes" });
}

/** The classes, and the rows' targets as the loss takes them. */
function encodeTargets(y: ArrayLike<Label>, { loss, precision }: ResolvedOptions<ClassifierLoss>) {
  const { classes, codes } = encodeLabels("fit", y, "y");
  if (classes.length < 2) {
    const only = `all ${y.length} rows have the class ${String(classes[0])}`;
    throw new MinibatchError("INVALID_DATA", `y: ${only}, expected at least two classes`);
  }
  const outputs = outputsOf(loss, classes.length);
  const targets = precision === "f32" ? new Float32Array(codes) : new Float64Array(codes);
  if (outputs === 1 && comparesNumbers(loss)) {
    for (let r = 0; r < targets.length; r++) targets[r] = 2 * targets[r] - 1;
  }
  return { classes, targets, outputs };
}

function outputsOf(loss: ClassifierLoss, classes: number): number {
  return classes === 2 && loss !== "softmax" ? 1 : classes;
}

/** How outputs become probabilities: the link, and what is done after it. */
function probabilityOf(loss: ClassifierLoss): { link: Link; after: (value: number) => number } | undefined {
  const same = (value: number): number => value;
  switch (loss) {
    case "log_loss":
    case "sigmoid_squared_error":
      return { link: "sigmoid", after: same };
    case "softmax":
      return { link: "softmax", after: same };
    case "modified_huber":
      return { link: "identity", after: (z) => (Math.min(1, Math.max(-1, z)) + 1) / 2 };
    default:
      return undefined;
  }
}

function writeBoth(values: OutputValues, out: OutputValues, first: number, after: (value: number) => number): void {
  for (let r = 0; r < values.length; r++) {
    const p = after(values[r]);
    out[2 * (first + r)] = 1 - p;
    out[2 * (first + r) + 1] = p;
  }
}

function writeShares(
  values: OutputValues,
  out: OutputValues,
  first: number,
  classes: number,
  after: (value: number) => number,
): void {
  for (let from = 0; from < values.length; from += classes) {
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += after(values[from + k]);
    for (let k = 0; k < classes; k++) {
      out[first * classes + from + k] = sum > 0 ? after(values[from + k]) / sum : 1 / classes;
    }
  }
}

function writeEither(signs: Uint8Array, classes: readonly Label[], out: LabelArray, first: number): void {
  if (Array.isArray(out)) {
    for (let r = 0; r < signs.length; r++) out[first + r] = classes[signs[r]];
  } else if (classes[0] === 0 && classes[1] === 1) {
    out.set(signs, first);
  } else {
    const numbers = Float64Array.from(classes, Number);
    for (let r = 0; r < signs.length; r++) out[first + r] = numbers[signs[r]];
  }
}

function writeHighest(values: OutputValues, classes: readonly Label[], out: LabelArray, first: number): void {
  const count = classes.length;
  for (let from = 0; from < values.length; from += count) {
    let best = 0;
    for (let k = 1; k < count; k++) if (values[from + k] > values[from + best]) best = k;
    if (Array.isArray(out)) out[first + from / count] = classes[best];
    else out[first + from / count] = Number(classes[best]);
  }
}
