// Natural logarithms, correctly rounded for all but about one in 10**10; the same operations as src/engine/math/log.ts, which says how
// they come about and what the table is.

const LN2_HIGH: f64 = 0.6931471805598903;
const LN2_LOW: f64 = 5.497923018708371e-14;
const SQRT2: f64 = 1.4142135623730951;
const STEPS: f64 = 256;
const FIRST_STEP: i32 = 181;
const TABLE_BYTES: usize = 182 << 3;
const SPLITTER: f64 = 134217729;
const SMALLEST_NORMAL: f64 = 2.2250738585072014e-308;
const TWO_TO_54: f64 = 18014398509481984;

// @ts-ignore: decorator
@inline
function sumError(a: f64, b: f64, sum: f64): f64 {
  const rounded = sum - a;
  return a - (sum - rounded) + (b - rounded);
}

// @ts-ignore: decorator
@inline
function productError(a: f64, b: f64, product: f64): f64 {
  const aHigh = SPLITTER * a - (SPLITTER * a - a);
  const bHigh = SPLITTER * b - (SPLITTER * b - b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/**
 * Turns f64[count] into their logarithms.
 *
 * @param table - f64[182] of the high parts of log(j / 256) for j = 181 … 362, then as many of the low ones
 */
export function logs(values: usize, count: u32, table: usize): void {
  for (const end = values + (<usize>count << 3); values < end; values += 8) store<f64>(values, log(load<f64>(values), table));
}

function log(x: f64, table: usize): f64 {
  if (!(x > 0)) return x == 0 ? -Infinity : NaN;
  if (x == Infinity) return x;
  const isSubnormal = x < SMALLEST_NORMAL;
  const bits = reinterpret<u64>(isSubnormal ? x * TWO_TO_54 : x);
  const significand = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  const halve = significand > SQRT2;
  const exponent = <f64>(<i32>(bits >> 52) - (isSubnormal ? 1023 + 54 : 1023) + i32(halve));
  const m = halve ? significand / 2 : significand;
  const step = floor(m * STEPS + 0.5);

  // log(m / c) = 2 atanh(s) by its series.
  const c = step / STEPS;
  const n = m - c;
  const d = 2 * c + n;
  const s = n / d;
  const product = s * d;
  const sLow = (n - product - productError(s, d, product) - s * (n - (d - 2 * c))) / d;
  const square = s * s;
  const squareLow = productError(s, s, square) + 2 * s * sLow;
  const third = square / 3;
  const thirdLow = (square - 2 * third - third + squareLow) / 3;
  const cubic = s * third;
  const cubicLow = productError(s, third, cubic) + s * thirdLow + sLow * third;
  const tail = s * square * square * (1.0 / 5.0 + square * (1.0 / 7.0 + square * (1.0 / 9.0 + square / 11.0)));
  const series = s + cubic;
  const ratioHigh = 2 * series;
  const ratioLow = 2 * (sumError(s, cubic, series) + (sLow + cubicLow + tail));

  const known = table + (<usize>(<i32>step - FIRST_STEP) << 3);
  const a = exponent * LN2_HIGH;
  const b = load<f64>(known);
  const sum = a + b;
  const total = sum + ratioHigh;
  const low = sumError(a, b, sum) + (load<f64>(known + TABLE_BYTES) + exponent * LN2_LOW);
  return total + (sumError(sum, ratioHigh, total) + (low + ratioLow));
}
