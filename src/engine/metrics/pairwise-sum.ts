/** Terms that are added with eight running sums before a range is split in two. */
const BLOCK = 128;

/**
 * Sum of the terms from `start` up to `end`, in the order of NumPy's `np.sum` on one contiguous axis (pairwise
 * summation): equal to it bit for bit, and with a rounding error that grows with log n instead of n.
 */
export function pairwiseSum(terms: Float64Array, start = 0, end: number = terms.length): number {
  const n = end - start;
  if (n > BLOCK) {
    const half = Math.floor(n / 2);
    const middle = start + half - (half % 8);
    return pairwiseSum(terms, start, middle) + pairwiseSum(terms, middle, end);
  }
  let i = start;
  let sum = 0;
  if (n >= 8) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let e = 0;
    let f = 0;
    let g = 0;
    let h = 0;
    for (; i + 8 <= end; i += 8) {
      a += terms[i];
      b += terms[i + 1];
      c += terms[i + 2];
      d += terms[i + 3];
      e += terms[i + 4];
      f += terms[i + 5];
      g += terms[i + 6];
      h += terms[i + 7];
    }
    sum = a + b + (c + d) + (e + f + (g + h));
  }
  for (; i < end; i++) sum += terms[i];
  return sum;
}

/** Mean of the terms: {@link pairwiseSum} over their number, as `np.mean`; NaN when there are none. */
export function pairwiseMean(terms: Float64Array): number {
  return pairwiseSum(terms) / terms.length;
}
