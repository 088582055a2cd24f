import type { SGDClassifier } from "../../engine/estimators/sgd-classifier.ts";
import { DenseMatrix, type Precision } from "../../engine/matrix/dense-matrix.ts";
import type { Rows } from "../../engine/matrix/row-source.ts";

/** What a class that a classifier does not know is given as a decision value: less than any that it does. */
const LOWEST = -Number.MAX_VALUE;

/** What a classifier says of each class of rows, gathered stretch by stretch: probabilities, or decision values. */
export class ClassValues {
  readonly #classifier: SGDClassifier;
  readonly #values: DenseMatrix;

  /**
   * @param rows - rows in all
   * @param classes - the classifier's classes and those behind them that it does not know
   * @param precision - width of the probabilities
   */
  constructor(classifier: SGDClassifier, rows: number, classes: number, precision: Precision) {
    this.#classifier = classifier;
    this.#values = DenseMatrix.zeros(rows, classes, classifier.givesProbabilities ? precision : "f64");
    if (!classifier.givesProbabilities) this.#values.data.fill(LOWEST);
  }

  /** Adds what it says of some rows, the first of which is the row `first` of all. */
  add(X: Rows, first: number): void {
    const all = this.#values;
    const known = this.#classifier.givesProbabilities
      ? this.#classifier.predictProba(X)
      : this.#classifier.decisionFunction(X);
    if (known.columns === all.columns) {
      all.data.set(known.data, first * all.columns);
      return;
    }
    for (let r = 0; r < known.rows; r++) {
      const row = known.row(r);
      // One output speaks for the second of two classes, and against the first.
      all.row(first + r).set(known.columns === 1 ? [-row[0]!, row[0]!] : row);
    }
  }

  /** All of it, by what it is. */
  get all(): { readonly probabilities: DenseMatrix } | { readonly scores: DenseMatrix } {
    return this.#classifier.givesProbabilities ? { probabilities: this.#values } : { scores: this.#values };
  }
}
