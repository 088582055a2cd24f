import { type Scores, toScoreVector } from "./inputs.ts";
import { encodeLabels, type Label } from "./labels.ts";
import { positiveCode } from "./positive-class.ts";
import { countAtThresholds, keepThresholds, type ThresholdCounts } from "./threshold-counts.ts";

/** Options of {@link rocCurve} and {@link precisionRecallCurve}. */
export interface CurveOptions {
  /** The positive class. Default 1, which needs labels 0 and 1, or -1 and 1. */
  readonly posLabel?: Label | undefined;
  /**
   * Leave out points that the drawn line does not need. Default true for {@link rocCurve} (points on a straight
   * line), false for {@link precisionRecallCurve} (points of the same recall).
   */
  readonly dropIntermediate?: boolean | undefined;
}

/** Points of a ROC curve, from (0, 0) to (1, 1). */
export interface RocCurve {
  /** False positive rate, ascending, [points]; NaN when no row is negative. */
  readonly fpr: Float64Array;
  /** True positive rate, ascending, [points]; NaN when no row is positive. */
  readonly tpr: Float64Array;
  /** Rows with a score at or above it are predicted positive, descending from Infinity, [points]. */
  readonly thresholds: Float64Array;
}

/** Points of a precision-recall curve, from the lowest threshold up; the last, (1, 0), has no threshold. */
export interface PrecisionRecallCurve {
  /** Precision at or above the threshold, [points]. */
  readonly precision: Float64Array;
  /** Recall at or above the threshold, descending, [points]; 1 at all thresholds when no row is positive. */
  readonly recall: Float64Array;
  /** The distinct scores, ascending, [points - 1]. */
  readonly thresholds: Float64Array;
}

/**
 * The receiver operating characteristic of two classes. Equals scikit-learn's `roc_curve`.
 *
 * @param yTrue - true labels, [rows]
 * @param yScore - score of the positive class, [rows] or [rows, 1]; higher is more positive
 * @throws {MinibatchError} `INVALID_SHAPE` when the arrays are empty or do not fit; `INVALID_DATA` when a score is not
 * finite (with the row) or a label is not a whole number, string or boolean; `INVALID_OPTION` when the positive class
 * is unknown
 */
export function rocCurve(yTrue: ArrayLike<Label>, yScore: Scores, options: CurveOptions = {}): RocCurve {
  const counts = countScores("rocCurve", yTrue, yScore, options.posLabel);
  return rocPoints(counts, options.dropIntermediate ?? true);
}

/**
 * Precision against recall of two classes. Equals scikit-learn's `precision_recall_curve`.
 *
 * @param yTrue - true labels, [rows]
 * @param yScore - score of the positive class, [rows] or [rows, 1]; higher is more positive
 * @throws {MinibatchError} as {@link rocCurve}
 */
export function precisionRecallCurve(
  yTrue: ArrayLike<Label>,
  yScore: Scores,
  options: CurveOptions = {},
): PrecisionRecallCurve {
  const counts = countScores("precisionRecallCurve", yTrue, yScore, options.posLabel);
  return precisionRecallPoints(counts, options.dropIntermediate ?? false);
}

/** The ROC curve of counts. */
export function rocPoints(all: ThresholdCounts, dropIntermediate: boolean): RocCurve {
  const { truePositives: tps, falsePositives: fps } = all;
  const bends = (values: Float64Array, i: number): boolean =>
    values[i + 1] - values[i] - (values[i] - values[i - 1]) !== 0;
  const isKept = (i: number): boolean => i === 0 || i === tps.length - 1 || bends(fps, i) || bends(tps, i);
  const counts = dropIntermediate ? keepThresholds(all, isKept) : all;
  return {
    fpr: ratesFromZero(counts.falsePositives),
    tpr: ratesFromZero(counts.truePositives),
    thresholds: prepend(Infinity, counts.thresholds),
  };
}

/** The precision-recall curve of counts. */
export function precisionRecallPoints(all: ThresholdCounts, dropIntermediate: boolean): PrecisionRecallCurve {
  const tps = all.truePositives;
  const isKept = (i: number): boolean =>
    i === 0 || i === tps.length - 1 || tps[i] !== tps[i - 1] || tps[i + 1] !== tps[i];
  const { thresholds, truePositives, falsePositives } = dropIntermediate ? keepThresholds(all, isKept) : all;
  const last = truePositives.length - 1;
  const positives = truePositives[last];
  const precision = new Float64Array(last + 2);
  const recall = new Float64Array(last + 2);
  for (let i = 0; i <= last; i++) {
    const tp = truePositives[last - i];
    precision[i] = tp / (tp + falsePositives[last - i]);
    recall[i] = positives === 0 ? 1 : tp / positives;
  }
  precision[last + 1] = 1;
  return { precision, recall, thresholds: thresholds.slice().reverse() };
}

function countScores(
  where: string,
  yTrue: ArrayLike<Label>,
  yScore: Scores,
  posLabel: Label | undefined,
): ThresholdCounts {
  const scores = toScoreVector(where, yScore, yTrue.length);
  const { classes, codes } = encodeLabels(where, yTrue);
  return countAtThresholds(codes, positiveCode(where, classes, posLabel), scores);
}

/** Counts over the last of them, after a first point 0; NaN when the last is 0. */
function ratesFromZero(counts: Float64Array): Float64Array {
  const last = counts[counts.length - 1];
  const rates = prepend(0, counts);
  for (let i = 0; i < rates.length; i++) rates[i] = last === 0 ? Number.NaN : rates[i] / last;
  return rates;
}

function prepend(first: number, rest: Float64Array): Float64Array {
  const all = new Float64Array(rest.length + 1);
  all[0] = first;
  all.set(rest, 1);
  return all;
}
