import type { SparseModel } from "../../data/sparse/sparse-model.ts";
import type { SGDClassifier } from "../../engine/estimators/sgd-classifier.ts";
import type { SGDRegressor } from "../../engine/estimators/sgd-regressor.ts";
import type { CsrMatrix } from "../../engine/matrix/csr-matrix.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import { ClassValues } from "../evaluation/class-values.ts";
import { evaluateClasses } from "../evaluation/evaluate-classes.ts";
import { evaluateNumbers } from "../evaluation/evaluate-numbers.ts";
import type { Evaluation } from "../evaluation/types.ts";

/** Rows with what they should be answered with. */
export interface LabelledBlock {
  /** The rows. */
  readonly X: CsrMatrix;
  /** The number of each row; of classes what `labelOf` makes labels of. */
  readonly y: Float64Array;
}

/**
 * Scores of a model on rows whose labels are known. A label that the model has no class for counts as a wrong answer.
 *
 * @param labelOf - the label that a number of `y` stands for; default: the number
 */
export function evaluateBlocks(
  model: SparseModel,
  blocks: readonly LabelledBlock[],
  labelOf: (y: number) => Label = (y) => y + 0,
): Evaluation {
  const rows = blocks.reduce((sum, { X }) => sum + X.rows, 0);
  if (model.task === "classification") return evaluateLabels(model, blocks, rows, labelOf);
  return evaluateValues(model, blocks, rows);
}

function evaluateLabels(
  model: SparseModel,
  blocks: readonly LabelledBlock[],
  rows: number,
  labelOf: (y: number) => Label,
): Evaluation {
  const codeOf = new Map<Label, number>(model.classes.map((label, code) => [label, code]));
  for (const { y } of blocks) {
    for (const value of y) if (!codeOf.has(labelOf(value))) codeOf.set(labelOf(value), codeOf.size);
  }
  const classes = [...codeOf.keys()];
  const codes = new Int32Array(rows);
  const predicted = new Int32Array(rows);
  const values = new ClassValues(model.estimator as SGDClassifier, rows, classes.length, "f64");
  let first = 0;
  for (const { X, y } of blocks) {
    const answers = model.predict(X);
    values.add(X, first);
    for (let r = 0; r < X.rows; r++) {
      codes[first + r] = codeOf.get(labelOf(y[r]!))!;
      predicted[first + r] = codeOf.get(answers[r]!)!;
    }
    first += X.rows;
  }
  const counts = model.data.trainCounts ?? [];
  const trainCounts = classes.map((_, code) => counts[code] ?? 0);
  return evaluateClasses({ classes, codes, predicted, ...values.all, trainCounts });
}

function evaluateValues(model: SparseModel, blocks: readonly LabelledBlock[], rows: number): Evaluation {
  const values = new Float64Array(rows);
  const predicted = new Float64Array(rows);
  let first = 0;
  for (const { X, y } of blocks) {
    values.set(y, first);
    predicted.set(model.predict(X).map(Number), first);
    first += X.rows;
  }
  const { options } = model.estimator as SGDRegressor;
  return evaluateNumbers({ values, predicted, trainMean: model.data.trainMean ?? 0, options });
}
