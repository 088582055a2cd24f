/**
 * Share of the target's variance that one column explains by itself, 0 to 1: of numbers by a straight line, of words
 * by the mean of each. Rows where the column is missing are passed over.
 *
 * @param raw - the column's numbers, or positions of its words, NaN where missing, [rows]
 * @param isWords - which of them
 * @param values - the target, [rows]
 */
export function explainedShare(raw: Float64Array, isWords: boolean, values: Float64Array): number {
  const y = values.filter((_, row) => !Number.isNaN(raw[row]));
  if (y.length < 3) return 0;
  const x = raw.filter((value) => !Number.isNaN(value));
  return isWords ? shareOfGroups(x, y) : squaredCorrelation(x, y);
}

function squaredCorrelation(x: Float64Array, y: Float64Array): number {
  const [meanX, meanY] = [mean(x), mean(y)];
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const dx = x[i]! - meanX;
    const dy = y[i]! - meanY;
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  // Constant columns, and numbers like 1e200 that have no square, explain nothing here.
  const share = (xy / xx) * (xy / yy);
  return Number.isFinite(share) ? share : 0;
}

function shareOfGroups(groups: Float64Array, y: Float64Array): number {
  const size = 1 + groups.reduce((most, group) => Math.max(most, group), 0);
  // With a word a row, the words' means are the rows themselves.
  if (size > y.length / 20) return 0;
  const [sums, counts] = [new Float64Array(size), new Float64Array(size)];
  const overall = mean(y);
  let total = 0;
  for (let i = 0; i < y.length; i++) {
    const deviation = y[i]! - overall;
    sums[groups[i]!]! += deviation;
    counts[groups[i]!]!++;
    total += deviation * deviation;
  }
  const between = counts.reduce((sum, count, group) => sum + (count === 0 ? 0 : sums[group]! ** 2 / count), 0);
  return total > 0 && Number.isFinite(between) ? between / total : 0;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
