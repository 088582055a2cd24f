/** Terms that are added with eight running sums before a range is split in two. */
const BLOCK: i32 = 128;

/** Sum of f64 terms in the order of NumPy's `np.sum`, as src/engine/metrics/pairwise-sum.ts takes it. */
export function pairwiseSum(terms: usize, count: i32): f64 {
  if (count > BLOCK) {
    const half = count >> 1;
    const middle = half - (half & 7);
    return pairwiseSum(terms, middle) + pairwiseSum(terms + (<usize>middle << 3), count - middle);
  }
  let i = 0;
  let sum: f64 = 0;
  if (count >= 8) {
    let ab = f64x2.splat(0);
    let cd = f64x2.splat(0);
    let ef = f64x2.splat(0);
    let gh = f64x2.splat(0);
    for (; i + 8 <= count; i += 8, terms += 64) {
      ab = f64x2.add(ab, v128.load(terms));
      cd = f64x2.add(cd, v128.load(terms, 16));
      ef = f64x2.add(ef, v128.load(terms, 32));
      gh = f64x2.add(gh, v128.load(terms, 48));
    }
    sum = both(ab) + both(cd) + (both(ef) + both(gh));
  }
  for (; i < count; i++, terms += 8) sum += load<f64>(terms);
  return sum;
}

// @ts-ignore: decorator
@inline
function both(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}
