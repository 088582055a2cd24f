/**
 * Adds rows to bins of their probability: the sum of the probabilities, how many rows are positive, how many there are, f64 each for
 * each bin.
 *
 * @param codes - i32 of each row
 * @param edges - f64 between the bins, ascending; a probability is of the first bin whose upper edge is not below it
 * @param bins - one more than edges
 */
export function binRows<T>(probabilities: usize, codes: usize, rows: i32, positive: i32, edges: usize, bins: i32, sums: usize): void {
  const positives = sums + (<usize>bins << 3);
  const counts = positives + (<usize>bins << 3);
  for (let row = 0; row < rows; row++, probabilities += sizeof<T>(), codes += 4) {
    const p = <f64>load<T>(probabilities);
    let low = 0;
    let high = bins - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (load<f64>(edges + (<usize>middle << 3)) < p) low = middle + 1;
      else high = middle;
    }
    const bin = <usize>low << 3;
    store<f64>(sums + bin, load<f64>(sums + bin) + p);
    store<f64>(positives + bin, load<f64>(positives + bin) + (load<i32>(codes) == positive ? 1 : 0));
    store<f64>(counts + bin, load<f64>(counts + bin) + 1);
  }
}
