import { MinibatchError } from "../errors.ts";
import type { DenseMatrix } from "../matrix/dense-matrix.ts";
import { checkColumns, type Scores, toScores, toScoreVector } from "./inputs.ts";
import { type EncodedLabels, encodeLabels, type Label, show, toColumns } from "./labels.ts";
import { pairwiseMean, pairwiseSum } from "./pairwise-sum.ts";
import { positiveCode } from "./positive-class.ts";
import { type SampleWeightOption, toWeights } from "./sample-weight.ts";
import { countAtThresholds, type ThresholdCounts } from "./threshold-counts.ts";

/** Options of {@link rocAucScore}. */
export interface RocAucOptions extends SampleWeightOption {
  /** Mean over the classes against the rest: plain, or weighted by rows. Used for scores [rows, classes]. Default `"macro"`. */
  readonly average?: "macro" | "weighted" | undefined;
  /** The class of each column of the scores, in ascending order. Default: the labels in `yTrue`, sorted. */
  readonly labels?: readonly Label[] | undefined;
}

/** Options of {@link averagePrecisionScore}. */
export interface AveragePrecisionOptions extends SampleWeightOption {
  /** Mean over the classes against the rest: plain, or weighted by rows. Used for scores [rows, classes]. Default `"macro"`. */
  readonly average?: "macro" | "weighted" | undefined;
  /** The positive class of two. Default 1. */
  readonly posLabel?: Label | undefined;
}

/**
 * Area under the ROC curve, 0 to 1, by the trapezoidal rule; for more than two classes the mean of each class against
 * the rest. Equals scikit-learn's `roc_auc_score` (with `multi_class="ovr"`), which gives NaN where this throws
 * because a class has no rows or all.
 *
 * @param yTrue - true labels, [rows]; of two classes the greater is the positive one
 * @param yScore - score of the positive class, [rows] or [rows, 1]; for more classes probabilities, [rows, classes],
 * whose rows sum to 1 (to 1e-5)
 * @throws {MinibatchError} `INVALID_SHAPE` when the arrays are empty or do not fit, or there is not one column per
 * class; `INVALID_DATA` when a score is not finite, a row of probabilities does not sum to 1, a label is not in
 * `labels` (all with the row) or a class has no rows or all (a class with no rows is left out of the `"weighted"`
 * mean); `INVALID_OPTION` when `labels` is not in ascending order or `average` is unknown
 */
export function rocAucScore(yTrue: ArrayLike<Label>, yScore: Scores, options: RocAucOptions = {}): number {
  const where = "rocAucScore";
  const scores = toScores(where, "yScore", yScore, yTrue.length);
  const weights = toWeights(where, options.sampleWeight, yTrue.length);
  const encoded = encodeLabels(where, yTrue);
  if (encoded.classes.length <= 2 && scores.columns <= 2) {
    const column = toScoreVector(where, scores, yTrue.length);
    const positive = encoded.classes.length - 1;
    return rocAreaOf(where, encoded.classes[positive], countAtThresholds(encoded.codes, positive, column, { weights }));
  }
  const columns = toColumns(where, encoded, options.labels);
  checkColumns(where, "yScore", scores, columns.classes.length);
  checkRowSums(where, scores);
  return averageOverClasses(where, columns, { scores, weights }, options.average, rocAreaOf);
}

/**
 * Average precision, 0 to 1: precision at each threshold, weighted by the recall it adds; for more than two classes
 * the mean of each class against the rest. Equals scikit-learn's `average_precision_score`: 0 when no row is positive.
 *
 * @param yTrue - true labels, [rows]
 * @param yScore - score of the positive class, [rows] or [rows, 1]; for more classes [rows, classes], a column per
 * label in ascending order
 * @throws {MinibatchError} `INVALID_SHAPE` when the arrays are empty or do not fit, or there is not one column per
 * class; `INVALID_DATA` when a score is not finite (with the row) or a label is not a whole number, string or boolean;
 * `INVALID_OPTION` when `posLabel` is none of two classes, or is given for more, or `average` is unknown
 */
export function averagePrecisionScore(
  yTrue: ArrayLike<Label>,
  yScore: Scores,
  options: AveragePrecisionOptions = {},
): number {
  const where = "averagePrecisionScore";
  const scores = toScores(where, "yScore", yScore, yTrue.length);
  const weights = toWeights(where, options.sampleWeight, yTrue.length);
  const encoded = encodeLabels(where, yTrue);
  if (encoded.classes.length <= 2) {
    const column = toScoreVector(where, scores, yTrue.length);
    const positive = positiveCode(where, encoded.classes, options.posLabel ?? 1);
    return countAtThresholds(encoded.codes, positive, column, { weights }).averagePrecision();
  }
  if (options.posLabel !== undefined) {
    const message = `${where}: posLabel: got ${show(options.posLabel)} for ${encoded.classes.length} classes, expected none`;
    throw new MinibatchError("INVALID_OPTION", message, { option: "posLabel" });
  }
  checkColumns(where, "yScore", scores, encoded.classes.length);
  return averageOverClasses(where, encoded, { scores, weights }, options.average, (_where, _label, counts) =>
    counts.averagePrecision(),
  );
}

/**
 * Area under the ROC curve of counts.
 *
 * @throws {MinibatchError} `INVALID_DATA` when a class has no rows
 */
export function rocAreaOf(where: string, label: Label, counts: ThresholdCounts): number {
  if (counts.positives === 0 || counts.negatives === 0) {
    const which = counts.positives === 0 ? "no row of yTrue has" : "every row of yTrue has";
    throw new MinibatchError("INVALID_DATA", `${where}: ${which} the class ${show(label)}, expected some but not all`);
  }
  return counts.rocArea();
}

/** Mean of a two-class metric over the columns, each class against the rest; weighted, a class without rows counts 0. */
function averageOverClasses(
  where: string,
  { classes, codes }: EncodedLabels,
  { scores, weights }: { readonly scores: DenseMatrix; readonly weights: Float64Array | undefined },
  average: "macro" | "weighted" = "macro",
  metric: (where: string, label: Label, counts: ThresholdCounts) => number,
): number {
  if (average !== "macro" && average !== "weighted") {
    const message = `${where}: average: got ${show(average)}, expected "macro" or "weighted"`;
    throw new MinibatchError("INVALID_OPTION", message, { option: "average" });
  }
  const sizes = new Float64Array(classes.length);
  for (const [row, code] of codes.entries()) sizes[code] += weights ? weights[row] : 1;
  const values = Float64Array.from(classes, (label, column) => {
    if (average === "weighted" && sizes[column] === 0) return 0;
    const layout = { offset: column, stride: scores.columns, weights };
    return metric(where, label, countAtThresholds(codes, column, scores.data, layout));
  });
  if (average === "macro") return pairwiseMean(values);
  return pairwiseSum(values.map((value, i) => value * sizes[i])) / pairwiseSum(sizes);
}

function checkRowSums(where: string, scores: DenseMatrix): void {
  for (let row = 0, i = 0; row < scores.rows; row++) {
    let sum = 0;
    for (let column = 0; column < scores.columns; column++) sum += scores.data[i++];
    if (Math.abs(1 - sum) > 1e-8 + 1e-5 * Math.abs(sum)) {
      const message = `${where}: yScore row ${row} sums to ${sum}, expected probabilities that sum to 1`;
      throw new MinibatchError("INVALID_DATA", message, { row });
    }
  }
}
