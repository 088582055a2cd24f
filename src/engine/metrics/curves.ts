import { type Scores, toScoreVector } from "./inputs.ts";
import { encodeLabels, type Label } from "./labels.ts";
import { positiveCode } from "./positive-class.ts";
import { countAtThresholds, type ThresholdCounts } from "./threshold-counts.ts";

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
  const { x, y, places } = counts.roc({ dropIntermediate: options.dropIntermediate ?? true });
  const thresholds = new Float64Array(places.length + 1);
  thresholds[0] = Infinity;
  for (let i = 0; i < places.length; i++) thresholds[i + 1] = counts.thresholds[places[i]];
  return { fpr: x.slice(), tpr: y.slice(), thresholds };
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
  const { x, y, places } = counts.precisionRecall({ dropIntermediate: options.dropIntermediate ?? false });
  const thresholds = Float64Array.from(places, (place) => counts.thresholds[place]).reverse();
  return { precision: y.slice(), recall: x.slice(), thresholds };
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
