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
  const places = (options.dropIntermediate ?? true) ? rocBends(counts) : allPlaces(counts);
  const thresholds = new Float64Array(places.length + 1);
  thresholds[0] = Infinity;
  for (let i = 0; i < places.length; i++) thresholds[i + 1] = counts.thresholds[places[i]];
  return { ...rocRates(counts, places), thresholds };
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
  const places = (options.dropIntermediate ?? false) ? precisionRecallBends(counts) : allPlaces(counts);
  const thresholds = Float64Array.from(places, (place) => counts.thresholds[place]).reverse();
  return { ...precisionRecallRates(counts, places), thresholds };
}

/** Rates of a ROC curve, as in {@link RocCurve}. */
export type RocRates = Pick<RocCurve, "fpr" | "tpr">;

/** Rates of a precision-recall curve, as in {@link PrecisionRecallCurve}. */
export type PrecisionRecallRates = Pick<PrecisionRecallCurve, "precision" | "recall">;

/** The ROC curve of the counts at the given places; NaN where a class has no rows. */
export function rocRates({ truePositives, falsePositives }: ThresholdCounts, places: Uint32Array): RocRates {
  const last = truePositives.length - 1;
  const [positives, negatives] = [truePositives[last], falsePositives[last]];
  const fpr = new Float64Array(places.length + 1);
  const tpr = new Float64Array(places.length + 1);
  if (negatives === 0) fpr.fill(Number.NaN);
  if (positives === 0) tpr.fill(Number.NaN);
  for (let i = 0; i < places.length; i++) {
    if (negatives !== 0) fpr[i + 1] = falsePositives[places[i]] / negatives;
    if (positives !== 0) tpr[i + 1] = truePositives[places[i]] / positives;
  }
  return { fpr, tpr };
}

/** Places of the counts where the ROC curve bends, and of its ends. */
export function rocBends({ truePositives: tps, falsePositives: fps }: ThresholdCounts): Uint32Array {
  const places = new Uint32Array(tps.length);
  const last = tps.length - 1;
  let count = 0;
  for (let i = 0; i <= last; i++) {
    const isStraight =
      i !== 0 &&
      i !== last &&
      fps[i + 1] - fps[i] - (fps[i] - fps[i - 1]) === 0 &&
      tps[i + 1] - tps[i] - (tps[i] - tps[i - 1]) === 0;
    if (!isStraight) places[count++] = i;
  }
  return places.subarray(0, count);
}

/** The precision-recall curve of the counts at the given places, the last of which is the lowest threshold. */
export function precisionRecallRates(
  { truePositives, falsePositives }: ThresholdCounts,
  places: Uint32Array,
): PrecisionRecallRates {
  const last = places.length - 1;
  const positives = truePositives[truePositives.length - 1];
  const precision = new Float64Array(last + 2);
  const recall = new Float64Array(last + 2);
  for (let i = 0; i <= last; i++) {
    const place = places[last - i];
    const tp = truePositives[place];
    precision[i] = tp / (tp + falsePositives[place]);
    recall[i] = positives === 0 ? 1 : tp / positives;
  }
  precision[last + 1] = 1;
  return { precision, recall };
}

/** Places of the counts where the true positives change on either side, and of the curve's ends. */
export function precisionRecallBends({ truePositives: tps }: ThresholdCounts): Uint32Array {
  const places = new Uint32Array(tps.length);
  const last = tps.length - 1;
  let count = 0;
  for (let i = 0; i <= last; i++) {
    const isStraight = i !== 0 && i !== last && tps[i] === tps[i - 1] && tps[i + 1] === tps[i];
    if (!isStraight) places[count++] = i;
  }
  return places.subarray(0, count);
}

function allPlaces({ thresholds }: ThresholdCounts): Uint32Array {
  return Uint32Array.from(thresholds, (_, i) => i);
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
