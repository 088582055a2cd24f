import type { TableModel } from "../../data/table/table-model.ts";
import type { LearningTarget } from "../../data/table/table-target.ts";
import type { DenseMatrix } from "../../engine/matrix/dense-matrix.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import { evaluateClasses } from "../evaluation/evaluate-classes.ts";
import { evaluateNumbers } from "../evaluation/evaluate-numbers.ts";
import type { Evaluation } from "../evaluation/types.ts";

/** Which rows were trained on and which are tested. */
export interface SplitRows {
  /** Indices of the rows trained on. */
  readonly trainIndices: Int32Array;
  /** Indices of the rows tested. */
  readonly testIndices: Int32Array;
}

/**
 * Scores a model on held-out rows.
 *
 * @param model - the model; its task is the target's
 * @param X - the rows to test on, as in the file, [test rows, features], in the order of `testIndices`
 * @param target - the target of the whole table
 * @param split - which rows were trained on and which are tested
 */
export function scoreTable(model: TableModel, X: DenseMatrix, target: LearningTarget, split: SplitRows): Evaluation {
  const { trainIndices, testIndices } = split;
  const answers = model.predict(X);
  if (target.task === "regression") {
    const { values } = target;
    return evaluateNumbers({
      values: Float64Array.from(testIndices, (row) => values[row]!),
      predicted: Float64Array.from(answers, Number),
      trainMean: trainIndices.reduce((sum, row) => sum + values[row]!, 0) / trainIndices.length,
    });
  }
  const { classes, codes } = target;
  const codeOf = new Map<Label, number>(classes.map((label, code) => [label, code]));
  const trainCounts = new Float64Array(classes.length);
  for (const row of trainIndices) trainCounts[codes[row]!]!++;
  return evaluateClasses({
    classes,
    codes: testIndices.map((row) => codes[row]!),
    predicted: Int32Array.from(answers, (label) => codeOf.get(label)!),
    probabilities: model.predictProba(X),
    trainCounts,
  });
}
