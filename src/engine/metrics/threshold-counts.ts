/** What predicting "positive" from a threshold on would get, for each distinct score, from the highest down. */
export interface ThresholdCounts {
  /** The distinct scores, descending, [thresholds]. */
  readonly thresholds: Float64Array;
  /** Positive rows with a score at or above the threshold, [thresholds]. */
  readonly truePositives: Float64Array;
  /** Negative rows with a score at or above the threshold, [thresholds]. */
  readonly falsePositives: Float64Array;
}

/**
 * Counts at each distinct score, in O(n log n): the scores of the two classes are sorted apart as plain numbers and
 * then merged, so that no row index is sorted.
 *
 * @param codes - class of each row, [rows]
 * @param positive - code of the positive class
 * @param scores - row-major scores, of which every `stride`-th from `offset` on is taken, [rows * stride]
 */
export function countAtThresholds(
  codes: Int32Array,
  positive: number,
  scores: Float32Array | Float64Array,
  offset = 0,
  stride = 1,
): ThresholdCounts {
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
    thresholds: thresholds.slice(0, count),
    truePositives: truePositives.slice(0, count),
    falsePositives: falsePositives.slice(0, count),
  };
}

/** The counts at the given places of the list. */
export function keepThresholds(counts: ThresholdCounts, isKept: (i: number) => boolean): ThresholdCounts {
  const keep = (_: number, i: number): boolean => isKept(i);
  return {
    thresholds: counts.thresholds.filter(keep),
    truePositives: counts.truePositives.filter(keep),
    falsePositives: counts.falsePositives.filter(keep),
  };
}

function splitSorted(
  codes: Int32Array,
  positive: number,
  scores: Float32Array | Float64Array,
  offset: number,
  stride: number,
): { positives: Float64Array; negatives: Float64Array } {
  const split = new Float64Array(codes.length);
  let front = 0;
  let back = codes.length;
  for (let row = 0, i = offset; row < codes.length; row++, i += stride) {
    if (codes[row] === positive) split[front++] = scores[i];
    else split[--back] = scores[i];
  }
  return { positives: split.subarray(0, front).sort(), negatives: split.subarray(front).sort() };
}
