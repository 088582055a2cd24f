// Sums over the numbers of a column. A row counts where its mask, 64 bits wide, is all ones, and its number is not NaN.
// There are four running sums, of every fourth row each; the one of row r has the index r mod 4. They are added as
// (s0 + s2) + (s1 + s3). `rows` is a multiple of 4, to which masks of zeros fill up.

/**
 * Writes to `out`, as 64-bit floats: how many numbers count, their sum, the least and the greatest; then the
 * greatest magnitude of all rows' numbers, whether they count or not; then how many rows would count but for NaN.
 */
export function sumNumbers(values: usize, masks: usize, rows: i32, out: usize): void {
  const one = f64x2.splat(1);
  let sum0 = f64x2.splat(0);
  let sum1 = f64x2.splat(0);
  let count = f64x2.splat(0);
  let missing = f64x2.splat(0);
  let least = f64x2.splat(Infinity);
  let greatest = f64x2.splat(-Infinity);
  let largest = f64x2.splat(0);
  for (const end = values + (<usize>rows << 3); values < end; values += 32, masks += 32) {
    const a = v128.load(values);
    const b = v128.load(values, 16);
    const maskA = v128.load(masks);
    const maskB = v128.load(masks, 16);
    const thereA = v128.and(maskA, f64x2.eq(a, a));
    const thereB = v128.and(maskB, f64x2.eq(b, b));
    largest = f64x2.pmax(largest, f64x2.abs(a));
    largest = f64x2.pmax(largest, f64x2.abs(b));
    count = f64x2.add(count, f64x2.add(v128.and(thereA, one), v128.and(thereB, one)));
    missing = f64x2.add(missing, v128.and(v128.andnot(maskA, thereA), one));
    missing = f64x2.add(missing, v128.and(v128.andnot(maskB, thereB), one));
    sum0 = f64x2.add(sum0, v128.and(a, thereA));
    sum1 = f64x2.add(sum1, v128.and(b, thereB));
    least = f64x2.pmin(least, v128.bitselect(a, least, thereA));
    least = f64x2.pmin(least, v128.bitselect(b, least, thereB));
    greatest = f64x2.pmax(greatest, v128.bitselect(a, greatest, thereA));
    greatest = f64x2.pmax(greatest, v128.bitselect(b, greatest, thereB));
  }
  const sum = f64x2.add(sum0, sum1);
  store<f64>(out, both(count));
  store<f64>(out, both(sum), 8);
  store<f64>(out, min(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1)), 16);
  store<f64>(out, max(f64x2.extract_lane(greatest, 0), f64x2.extract_lane(greatest, 1)), 24);
  store<f64>(out, max(f64x2.extract_lane(largest, 0), f64x2.extract_lane(largest, 1)), 32);
  store<f64>(out, both(missing), 40);
}

/** Writes to `out`, as 64-bit floats, the sum of the numbers' distances from `mean`, and that of their squares. */
export function sumDistances(values: usize, masks: usize, rows: i32, mean: f64, out: usize): void {
  const means = f64x2.splat(mean);
  let sum0 = f64x2.splat(0);
  let sum1 = f64x2.splat(0);
  let squares0 = f64x2.splat(0);
  let squares1 = f64x2.splat(0);
  for (const end = values + (<usize>rows << 3); values < end; values += 32, masks += 32) {
    const a = v128.load(values);
    const b = v128.load(values, 16);
    const distanceA = v128.and(f64x2.sub(a, means), v128.and(v128.load(masks), f64x2.eq(a, a)));
    const distanceB = v128.and(f64x2.sub(b, means), v128.and(v128.load(masks, 16), f64x2.eq(b, b)));
    sum0 = f64x2.add(sum0, distanceA);
    sum1 = f64x2.add(sum1, distanceB);
    squares0 = f64x2.add(squares0, f64x2.mul(distanceA, distanceA));
    squares1 = f64x2.add(squares1, f64x2.mul(distanceB, distanceB));
  }
  store<f64>(out, both(f64x2.add(sum0, sum1)));
  store<f64>(out, both(f64x2.add(squares0, squares1)), 8);
}

// @ts-ignore: decorator
@inline
function both(sums: v128): f64 {
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}
