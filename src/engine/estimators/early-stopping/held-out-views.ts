import { MinibatchError } from "../../errors.ts";
import type { Precision } from "../../matrix/dense-matrix.ts";
import { DenseMatrix } from "../../matrix/dense-matrix.ts";
import type { RowSource } from "../../matrix/row-source.ts";
import type { LossName } from "../../objective/losses.ts";
import type { LinearWeights } from "../../training/weights.ts";
import { forward, type Link } from "../forward.ts";
import { probabilityOf, writeBoth, writeHighest, writeShares } from "../targets/class-outputs.ts";
import type { TrainingTargets } from "../targets/training-targets.ts";
import type { HeldOutView } from "./metrics.ts";

/** Rows held out of the training, or given beside it. */
export interface HeldOutRows {
  /** The rows. */
  readonly source: RowSource;
  /** What the caller calls them; undefined: they are rows of X. */
  readonly name?: string | undefined;
  /** Their targets. */
  readonly targets: TrainingTargets;
  /** How often each counts; undefined: once. */
  readonly weights?: Float64Array | undefined;
  /** Makes the view of the rows, of these row weights, through a model. */
  view(model: LinearWeights, weights: Float64Array | undefined, loss: () => Promise<number>): HeldOutView;
}

/** Outputs of all rows of a source, [rows, outputs]. */
export function outputsOfRows(
  weights: LinearWeights,
  precision: Precision,
  source: RowSource,
  link: Link,
): DenseMatrix {
  const columns = weights.coef.length;
  const all = DenseMatrix.zeros(source.rows, columns, precision);
  forward(weights, precision, source, link, (values, first) => all.data.set(values, first * columns));
  return all;
}

/** The view of rows of classes. */
export class ClassView implements HeldOutView {
  readonly targets = 1;
  readonly classes: number;
  readonly weights: Float64Array | undefined;
  readonly loss: () => Promise<number>;
  readonly #model: LinearWeights;
  readonly #precision: Precision;
  readonly #source: RowSource;
  readonly #codes: Int32Array;
  readonly #lossName: LossName;

  constructor(parts: {
    readonly model: LinearWeights;
    readonly weights: Float64Array | undefined;
    readonly precision: Precision;
    readonly source: RowSource;
    readonly codes: Int32Array;
    readonly classes: number;
    readonly lossName: LossName;
    readonly loss: () => Promise<number>;
  }) {
    this.classes = parts.classes;
    this.loss = parts.loss;
    this.#model = parts.model;
    this.weights = parts.weights;
    this.#precision = parts.precision;
    this.#source = parts.source;
    this.#codes = parts.codes;
    this.#lossName = parts.lossName;
  }

  truth(): Int32Array {
    return this.#codes;
  }

  predicted(): Int32Array {
    const outputs = this.#outputs("identity");
    const codes = new Int32Array(outputs.rows);
    if (outputs.columns === 1) return codes.map((_, row) => (outputs.data[row] > 0 ? 1 : 0));
    const numbers = Array.from({ length: this.classes }, (_, k) => k);
    writeHighest(outputs.data, numbers, codes, 0);
    return codes;
  }

  scores(): DenseMatrix {
    return this.#model.coef.length === 1 ? this.#outputs("identity") : this.probabilities();
  }

  probabilities(): DenseMatrix {
    const rule = probabilityOf(this.#lossName);
    if (!rule) {
      throw new MinibatchError(
        "INVALID_OPTION",
        `earlyStopping.metric: for more than two classes it needs probabilities, which the loss "${this.#lossName}" does not give`,
        { option: "earlyStopping" },
      );
    }
    const outputs = this.#outputs(rule.link);
    const all = DenseMatrix.zeros(outputs.rows, this.classes, this.#precision);
    if (outputs.columns === 1) writeBoth(outputs.data, all.data, 0, rule);
    else if (rule.link === "softmax") return outputs;
    else writeShares(outputs.data, all.data, 0, this.classes, rule);
    return all;
  }

  #outputs(link: Link): DenseMatrix {
    return outputsOfRows(this.#model, this.#precision, this.#source, link);
  }
}

/** The view of rows of numbers. */
export class NumberView implements HeldOutView {
  readonly classes = 0;
  readonly targets: number;
  readonly weights: Float64Array | undefined;
  readonly loss: () => Promise<number>;
  readonly #truth: TrainingTargets;
  readonly #predictions: () => DenseMatrix;
  #predicted: DenseMatrix | undefined;

  /** @param predictions - what is predicted, [rows, targets]; asked once at most */
  constructor(
    truth: TrainingTargets,
    weights: Float64Array | undefined,
    predictions: () => DenseMatrix,
    loss: () => Promise<number>,
  ) {
    this.weights = weights;
    this.targets = truth.width;
    this.loss = loss;
    this.#truth = truth;
    this.#predictions = predictions;
  }

  truth(target: number): ArrayLike<number> {
    const { values, width } = this.#truth;
    return new DenseMatrix(values, values.length / width, width).column(target);
  }

  predicted(target: number): ArrayLike<number> {
    this.#predicted ??= this.#predictions();
    return this.#predicted.column(target);
  }

  scores(): DenseMatrix {
    return this.#predictions();
  }

  probabilities(): DenseMatrix {
    return this.#predictions();
  }
}
