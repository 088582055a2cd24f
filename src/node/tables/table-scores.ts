import type { TableModel } from "../../data/table/table-model.ts";
import type { LearningTarget } from "../../data/table/table-target.ts";
import type { DenseMatrix } from "../../engine/matrix/dense-matrix.ts";
import { accuracyScore } from "../../engine/metrics/accuracy.ts";
import { classificationReport } from "../../engine/metrics/classification-report.ts";
import { confusionMatrix } from "../../engine/metrics/confusion-matrix.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import { logLoss } from "../../engine/metrics/probability.ts";
import { meanAbsoluteError, r2Score, rootMeanSquaredError } from "../../engine/metrics/regression.ts";
import type { Baseline, ClassificationScores, RegressionScores } from "./types.ts";

/** A model's scores and those of the trivial answer, on the same rows. */
export interface TableScores {
  /** The model's. */
  readonly test: ClassificationScores | RegressionScores;
  /** Those of the training rows' most frequent class, or mean. */
  readonly baseline: Baseline;
}

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
export function scoreTable(model: TableModel, X: DenseMatrix, target: LearningTarget, split: SplitRows): TableScores {
  return target.task === "classification"
    ? classificationScores(model, X, target.classes, target.codes, split)
    : regressionScores(model, X, target.values, split);
}

function classificationScores(
  model: TableModel,
  X: DenseMatrix,
  classes: readonly Label[],
  codes: Int32Array,
  { trainIndices, testIndices }: SplitRows,
): TableScores {
  const yTrue = Array.from(testIndices, (row) => classes[codes[row]!]!);
  const yPred = model.predict(X);
  const counts = new Float64Array(classes.length);
  for (const row of trainIndices) counts[codes[row]!]!++;
  const most = counts.reduce((most, count) => Math.max(most, count));
  const label = classes[counts.indexOf(most)]!;
  return {
    test: {
      task: "classification",
      accuracy: accuracyScore(yTrue, yPred),
      logLoss: logLoss(yTrue, model.predictProba(X), { labels: classes }),
      report: classificationReport(yTrue, yPred),
      confusion: confusionMatrix(yTrue, yPred, { labels: classes }),
    },
    baseline: { task: "classification", label, accuracy: yTrue.filter((y) => y === label).length / yTrue.length },
  };
}

function regressionScores(
  model: TableModel,
  X: DenseMatrix,
  values: Float64Array,
  { trainIndices, testIndices }: SplitRows,
): TableScores {
  const yTrue = Float64Array.from(testIndices, (row) => values[row]!);
  const mean = trainIndices.reduce((sum, row) => sum + values[row]!, 0) / trainIndices.length;
  return {
    test: { task: "regression", ...errors(yTrue, model.predict(X) as number[]) },
    baseline: { task: "regression", mean, ...errors(yTrue, new Float64Array(yTrue.length).fill(mean)) },
  };
}

function errors(yTrue: Float64Array, yPred: ArrayLike<number>): { r2: number; rmse: number; mae: number } {
  return {
    r2: r2Score(yTrue, yPred),
    rmse: rootMeanSquaredError(yTrue, yPred),
    mae: meanAbsoluteError(yTrue, yPred),
  };
}
