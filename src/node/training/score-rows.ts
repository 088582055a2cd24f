import type { TargetShare } from "../../data/table/table-model.ts";
import type { TableSchema } from "../../data/table/table-schema.ts";
import { SGDClassifier } from "../../engine/estimators/sgd-classifier.ts";
import type { SGDRegressor } from "../../engine/estimators/sgd-regressor.ts";
import { DenseMatrix, type Precision } from "../../engine/matrix/dense-matrix.ts";
import type { RowSource } from "../../engine/matrix/row-source.ts";
import { SparseSource } from "../../engine/matrix/sparse-source.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import type { BlockFile } from "../cache/block-file.ts";
import { SparseBlockFile } from "../cache/sparse-block-file.ts";
import { ClassValues } from "../evaluation/class-values.ts";
import { evaluateClasses } from "../evaluation/evaluate-classes.ts";
import { evaluateNumbers } from "../evaluation/evaluate-numbers.ts";
import { evaluateSeveral, type ScoredTarget, type SeveralAnswers } from "../evaluation/evaluate-several.ts";
import type { Evaluation } from "../evaluation/types.ts";
import { codedClassifier } from "./coded-classifier.ts";

/** Rows that are predicted together, and blocks of sparse rows: a forward pass begins with a copy of all weights. */
const STRETCH_ROWS = 8192;
const STRETCH_BLOCKS = 128;

/** A file of encoded rows. */
export type EncodedRows = BlockFile | SparseBlockFile;

/** The rows of a file, which are read when they are needed. */
export function rowsOf(rows: EncodedRows): RowSource {
  return rows instanceof SparseBlockFile ? rows.source() : rows;
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
 * A classifier's answers for rows.
 *
 * @param classes - the classifier's classes, then any others
 * @param precision - width of the probabilities
 */
export function predictClasses(
  classifier: SGDClassifier,
  rows: RowSource,
  classes: readonly Label[],
  precision: Precision,
): ClassAnswers {
  const coded = codedClassifier(classifier);
  const predicted = new Int32Array(rows.rows);
  const values = new ClassValues(classifier, rows.rows, classes.length, precision);
  for (const { X, first } of stretches(rows, precision)) {
    coded.predict(X, predicted.subarray(first, first + X.rows));
    values.add(X, first);
  }
  return { predicted, ...values.all };
}

/** A regressor's answers for rows, [rows]. */
export function predictNumbers(regressor: SGDRegressor, rows: RowSource, precision: Precision): Float64Array {
  const predicted = new Float64Array(rows.rows);
  for (const { X, first } of stretches(rows, precision)) predicted.set(regressor.predict(X), first);
  return predicted;
}

/** What an estimator says of several targets of rows: [rows, targets] each, row after row. */
function predictSeveral(
  estimator: SGDClassifier | SGDRegressor,
  rows: RowSource,
  outputs: number,
  precision: Precision,
): SeveralAnswers {
  const predicted = new Float64Array(rows.rows * outputs);
  const isClassifier = estimator instanceof SGDClassifier;
  const values = isClassifier ? new Float64Array(rows.rows * outputs) : undefined;
  for (const { X, first } of stretches(rows, precision)) {
    if (!isClassifier) {
      predicted.set(estimator.predict(X), first * outputs);
      continue;
    }
    predicted.set(estimator.predictLabels(X).data, first * outputs);
    const known = estimator.givesProbabilities ? estimator.predictProba(X) : estimator.decisionFunction(X);
    values?.set(known.data, first * outputs);
  }
  if (!isClassifier) return { predicted, options: estimator.options };
  return { predicted, ...(estimator.givesProbabilities ? { probabilities: values } : { scores: values }) };
}

/** The rows in stretches, each good until the next. */
function* stretches(
  rows: RowSource,
  precision: Precision,
): Generator<{ readonly X: DenseMatrix | SparseSource; readonly first: number }> {
  if (rows instanceof SparseSource) {
    const count = rows.blocks.length;
    for (let block = 0; block < count; block += STRETCH_BLOCKS) {
      const numbers = Uint32Array.from({ length: Math.min(STRETCH_BLOCKS, count - block) }, (_, i) => block + i);
      // In memory, as they are gone through twice.
      yield { X: new SparseSource([...rows.takeBlocks(numbers).matrices()]), first: rows.firsts[block]! };
    }
    return;
  }
  const { columns } = rows;
  const count = Math.max(1, Math.min(STRETCH_ROWS, Math.floor(1_048_576 / columns)));
  // One room for every stretch: fresh memory costs more than the reading.
  const room = DenseMatrix.zeros(Math.min(count, rows.rows), columns, precision).data;
  for (let first = 0; first < rows.rows; first += count) {
    const length = Math.min(count, rows.rows - first);
    const X = new DenseMatrix(room.subarray(0, length * columns), length, columns);
    rows.read(first, length, X.data);
    yield { X, first };
  }
}

/** What rows are scored against. */
export interface ScoredRows {
  /** The rows. */
  readonly rows: RowSource;
  /** Of each row the number, or the position in `classes`, [rows]; of several targets [rows, targets], row after row. */
  readonly targets: ArrayLike<number>;
  /** Width of the rows' numbers. */
  readonly precision: Precision;
  /** The model's classes, then those that only these rows have; empty for numbers. */
  readonly classes: readonly Label[];
  /** Training rows of each of the model's classes; empty for numbers. */
  readonly trainCounts: readonly number[];
  /** Mean of the training rows' numbers; any number for classes. */
  readonly trainMean: number;
  /** The targets, where there are several; `classes`, `trainCounts` and `trainMean` are then not used. */
  readonly several?: readonly ScoredTarget[] | undefined;
}

/** The targets of a schema with what is known of each among the training rows; undefined where there is one. */
export function severalOf(
  { targets }: Pick<TableSchema, "targets">,
  shares: readonly TargetShare[] = [],
): readonly ScoredTarget[] | undefined {
  return targets?.map(({ name, classes }, k) => {
    const { trainCounts = [], trainMean = 0 } = shares[k] ?? {};
    return { name, classes, trainCounts, trainMean };
  });
}

/** Scores an estimator, and the trivial answer, on rows. */
export function scoreRows(estimator: SGDClassifier | SGDRegressor, scored: ScoredRows): Evaluation {
  const { rows, targets, precision, classes, trainCounts, trainMean, several } = scored;
  if (several !== undefined) {
    const truth = Float64Array.from(targets);
    return evaluateSeveral({ targets: several, truth, ...predictSeveral(estimator, rows, several.length, precision) });
  }
  if (!(estimator instanceof SGDClassifier)) {
    return evaluateNumbers({
      values: new Float64Array(targets),
      predicted: predictNumbers(estimator, rows, precision),
      trainMean,
      options: estimator.options,
    });
  }
  return evaluateClasses({
    classes,
    codes: new Int32Array(targets),
    ...predictClasses(estimator, rows, classes, precision),
    trainCounts: classes.map((_, code) => trainCounts[code] ?? 0),
  });
}
