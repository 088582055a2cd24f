import { SGDClassifier } from "../../engine/estimators/sgd-classifier.ts";
import type { SGDRegressor } from "../../engine/estimators/sgd-regressor.ts";
import type { CsrMatrix } from "../../engine/matrix/csr-matrix.ts";
import { DenseMatrix } from "../../engine/matrix/dense-matrix.ts";
import type { RowSource } from "../../engine/matrix/row-source.ts";
import { SparseSource } from "../../engine/matrix/sparse-source.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import type { BlockFile } from "../cache/block-file.ts";
import { SparseBlockFile } from "../cache/sparse-block-file.ts";
import { ClassValues } from "../evaluation/class-values.ts";
import { evaluateClasses } from "../evaluation/evaluate-classes.ts";
import { evaluateNumbers } from "../evaluation/evaluate-numbers.ts";
import type { Evaluation } from "../evaluation/types.ts";
import { codedClassifier } from "./coded-classifier.ts";

/** Rows that are predicted together. */
const STRETCH_ROWS = 8192;

/** A file of encoded rows. */
export type EncodedRows = BlockFile | SparseBlockFile;

/** The rows of a file as training takes them; sparse ones are read into memory. */
export function trainingRows(rows: EncodedRows): RowSource {
  return rows instanceof SparseBlockFile ? new SparseSource(rows.matrices()) : rows;
}

/** A classifier's answers. */
export interface ClassAnswers {
  /** Position of each row's answer among the classes, [rows]. */
  readonly predicted: Int32Array;
  /** Probability of each class, [rows, classes], where the loss gives any; 0 for classes that the classifier does not know. */
  readonly probabilities?: DenseMatrix;
  /** Else the decision value of each class; the lowest number for classes that the classifier does not know. */
  readonly scores?: DenseMatrix;
}

/**
 * A classifier's answers for encoded rows.
 *
 * @param classes - the classifier's classes, then any others
 */
export function predictClasses(classifier: SGDClassifier, rows: EncodedRows, classes: readonly Label[]): ClassAnswers {
  const coded = codedClassifier(classifier);
  const predicted = new Int32Array(rows.rows);
  const values = new ClassValues(classifier, rows.rows, classes.length, rows.index.precision);
  for (const { X, first } of stretches(rows)) {
    coded.predict(X, predicted.subarray(first, first + X.rows));
    values.add(X, first);
  }
  return { predicted, ...values.all };
}

/** A regressor's answers for encoded rows, [rows]. */
export function predictNumbers(regressor: SGDRegressor, rows: EncodedRows): Float64Array {
  const predicted = new Float64Array(rows.rows);
  for (const { X, first } of stretches(rows)) predicted.set(regressor.predict(X), first);
  return predicted;
}

function* stretches(rows: EncodedRows): Generator<{ readonly X: DenseMatrix | CsrMatrix; readonly first: number }> {
  if (rows instanceof SparseBlockFile) {
    let first = 0;
    for (let block = 0; block < rows.index.blocks.length; block++) {
      const X = rows.block(block);
      yield { X, first };
      first += X.rows;
    }
    return;
  }
  const { columns, index } = rows;
  const count = Math.max(1, Math.min(STRETCH_ROWS, Math.floor(1_048_576 / columns)));
  for (let first = 0; first < rows.rows; first += count) {
    const X = DenseMatrix.zeros(Math.min(count, rows.rows - first), columns, index.precision);
    rows.read(first, X.rows, X.data);
    yield { X, first };
  }
}

/** What rows are scored against. */
export interface ScoredRows {
  /** The encoded rows; their targets are numbers, or positions in `classes`. */
  readonly rows: EncodedRows;
  /** The model's classes, then those that only these rows have; empty for numbers. */
  readonly classes: readonly Label[];
  /** Training rows of each of the model's classes; empty for numbers. */
  readonly trainCounts: readonly number[];
  /** Mean of the training rows' numbers; any number for classes. */
  readonly trainMean: number;
}

/** Scores an estimator, and the trivial answer, on encoded rows. */
export function scoreRows(estimator: SGDClassifier | SGDRegressor, scored: ScoredRows): Evaluation {
  const { rows, classes, trainCounts, trainMean } = scored;
  if (!(estimator instanceof SGDClassifier)) {
    return evaluateNumbers({
      values: rows.targets,
      predicted: predictNumbers(estimator, rows),
      trainMean,
      options: estimator.options,
    });
  }
  return evaluateClasses({
    classes,
    codes: new Int32Array(rows.targets),
    ...predictClasses(estimator, rows, classes),
    trainCounts: classes.map((_, code) => trainCounts[code] ?? 0),
  });
}
