import { sortFloats } from "./sort-floats.ts";

/** What predicting "positive" from a threshold on would get, for each distinct score, from the highest down. */
export interface ThresholdCounts {
  /** The distinct scores, descending, [thresholds]. */
  readonly thresholds: Float64Array;
  /** Positive rows with a score at or above the threshold, [thresholds]. */
  readonly truePositives: Float64Array;
  /** Negative rows with a score at or above the threshold, [thresholds]. */
  readonly falsePositives: Float64Array;
}

/** Where a row's score stands, and how often the row counts. */
export interface ScoreLayout {
  /** Place of the first row's score. */
  readonly offset?: number;
  /** Places from one row's score to the next row's. */
  readonly stride?: number;
  /** How often each row counts, [rows]; undefined: once. */
  readonly weights?: Float64Array | undefined;
}

/**
 * Counts at each distinct score, in O(n log n): the scores of the two classes are sorted apart as plain numbers and
 * then merged, so that no row index is sorted.
 *
 * @param codes - class of each row, [rows]
 * @param positive - code of the positive class
 * @param scores - row-major scores, of which every `stride`-th from `offset` on is taken, [rows * stride]
 * @param layout - offset 0 and stride 1 by default; with weights, [rows], rows count as often as they weigh and those of
 * weight 0 have no threshold
 */
export function countAtThresholds(
  codes: Int32Array,
  positive: number,
  scores: Float32Array | Float64Array,
  layout: ScoreLayout = {},
): ThresholdCounts {
  const { offset = 0, stride = 1, weights } = layout;
  if (weights) return countWeights(codes, positive, (row) => scores[offset + row * stride], weights);
  const { positives, negatives } = splitSorted(codes, positive, scores, offset, stride);
  const thresholds = new Float64Array(codes.length);
  const truePositives = new Float64Array(codes.length);
  const falsePositives = new Float64Array(codes.length);
  let p = positives.length;
  let n = negatives.length;
  let count = 0;
  while (p > 0 || n > 0) {
    const threshold = Math.max(p > 0 ? positives[p - 1] : -Infinity, n > 0 ? negatives[n - 1] : -Infinity);
    while (p > 0 && positives[p - 1] === threshold) p--;
    while (n > 0 && negatives[n - 1] === threshold) n--;
    thresholds[count] = threshold;
    truePositives[count] = positives.length - p;
    falsePositives[count] = negatives.length - n;
    count++;
  }
  return {
    thresholds: thresholds.subarray(0, count),
    truePositives: truePositives.subarray(0, count),
    falsePositives: falsePositives.subarray(0, count),
  };
}

/** Weights at each distinct score, through the rows' order. */
function countWeights(
  codes: Int32Array,
  positive: number,
  scoreOf: (row: number) => number,
  weights: Float64Array,
): ThresholdCounts {
  const order = Uint32Array.from(codes, (_, row) => row).filter((row) => weights[row] > 0);
  order.sort((a, b) => scoreOf(b) - scoreOf(a));
  const thresholds: number[] = [];
  const truePositives: number[] = [];
  const falsePositives: number[] = [];
  let hits = 0;
  let others = 0;
  for (const [i, row] of order.entries()) {
    if (codes[row] === positive) hits += weights[row];
    else others += weights[row];
    if (i + 1 < order.length && scoreOf(order[i + 1]) === scoreOf(row)) continue;
    thresholds.push(scoreOf(row));
    truePositives.push(hits);
    falsePositives.push(others);
  }
  return {
    thresholds: Float64Array.from(thresholds),
    truePositives: Float64Array.from(truePositives),
    falsePositives: Float64Array.from(falsePositives),
  };
}

function splitSorted(
  codes: Int32Array,
  positive: number,
  scores: Float32Array | Float64Array,
  offset: number,
  stride: number,
): { positives: Float32Array | Float64Array; negatives: Float32Array | Float64Array } {
  const split = scores instanceof Float32Array ? new Float32Array(codes.length) : new Float64Array(codes.length);
  let front = 0;
  let back = codes.length;
  for (let row = 0, i = offset; row < codes.length; row++, i += stride) {
    if (codes[row] === positive) split[front++] = scores[i];
    else split[--back] = scores[i];
  }
  return { positives: sorted(split.subarray(0, front)), negatives: sorted(split.subarray(front)) };
}

function sorted(values: Float32Array | Float64Array): Float32Array | Float64Array {
  if (values instanceof Float64Array) return values.sort();
  sortFloats(values);
  return values;
}
