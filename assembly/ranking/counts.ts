// Rows of two classes by their scores, and what predicting one of them from a score on would get.

/**
 * Writes the scores of rows of the positive class from `front` on, those of the others before `back`, from behind. Gives how many were
 * positive.
 *
 * @param codes - i32 of each row
 */
export function splitScores<T>(scores: usize, codes: usize, rows: i32, positive: i32, front: usize, back: usize): i32 {
  const start = front;
  for (let row = 0; row < rows; row++, scores += sizeof<T>(), codes += 4) {
    const score = load<T>(scores);
    if (load<i32>(codes) == positive) {
      store<T>(front, score);
      front += sizeof<T>();
    } else {
      back -= sizeof<T>();
      store<T>(back, score);
    }
  }
  return <i32>((front - start) / sizeof<T>());
}

/**
 * Merges the ascending scores of two classes: writes the distinct ones, from the highest down, and how many rows of each class have it
 * or a higher one, f64 each. Gives how many there are; -1 where a score is NaN.
 */
export function countThresholds<T>(positives: usize, p: i32, negatives: usize, n: i32, thresholds: usize, truePositives: usize, falsePositives: usize): i32 {
  const start = thresholds;
  const allPositives = p;
  const allNegatives = n;
  while (p > 0 || n > 0) {
    const before = p + n;
    const ofPositives = p > 0 ? scoreAt<T>(positives, p) : -Infinity;
    const threshold = max(ofPositives, n > 0 ? scoreAt<T>(negatives, n) : -Infinity);
    while (p > 0 && scoreAt<T>(positives, p) == threshold) p--;
    while (n > 0 && scoreAt<T>(negatives, n) == threshold) n--;
    if (p + n == before) return -1;
    store<f64>(thresholds, threshold);
    store<f64>(truePositives, allPositives - p);
    store<f64>(falsePositives, allNegatives - n);
    thresholds += 8;
    truePositives += 8;
    falsePositives += 8;
  }
  return <i32>((thresholds - start) >> 3);
}

/** The last of the first `count` scores. */
// @ts-ignore: decorator
@inline
function scoreAt<T>(scores: usize, count: i32): f64 {
  return <f64>load<T>(scores + (<usize>count - 1) * sizeof<T>());
}
