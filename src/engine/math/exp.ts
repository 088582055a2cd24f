import { productError, sumError } from "./rounding-errors.ts";

const ln2High = 0.6931471805598903;
const ln2Low = 5.497923018708371e-14;
const overflow = 709.782712893384;
const underflow = -745.2;
const terms = 12;
const doublings = 8;

// The running value as an unevaluated sum of two numbers: module variables, because a pair per step would be garbage.
let high = 0;
let low = 0;

/**
 * e**x, correctly rounded for all but about one argument in 10**10 (where it is subnormal, to one unit in the last place),
 * and the same bits in every JavaScript engine, where `Math.exp` may differ in the last one.
 *
 * Method: x = k log 2 + 256 s; e**s - 1 by its Taylor series, doubled 8 times by (1 + p)**2 - 1 = p (2 + p), all as sums of
 * two 64-bit floats with a relative error below 2**-85 before the one final rounding; times 2**k.
 *
 * @param x - any number
 * @returns e**x; 0 and Infinity where it is too small or too large
 */
export function exp(x: number): number {
  if (!(x <= overflow)) return Number.isNaN(x) ? x : Number.POSITIVE_INFINITY;
  if (x < underflow) return 0;
  const k = Math.round(x / Math.LN2);
  const rest = x - k * ln2High;
  const sHigh = rest / 2 ** doublings;
  const sLow = (-k * ln2Low) / 2 ** doublings;
  high = 1;
  low = 0;
  for (let n = terms; n > 1; n--) {
    multiply(sHigh, sLow);
    divideBy(n);
    addTo(1);
  }
  multiply(sHigh, sLow);
  for (let i = 0; i < doublings; i++) {
    const p = high;
    const pLow = low;
    addTo(2);
    multiply(p, pLow);
  }
  addTo(1);
  // In two steps: 2**k alone can be out of range where the product is not.
  const half = Math.trunc(k / 2);
  return high * 2 ** half * 2 ** (k - half);
}

function set(a: number, b: number): void {
  high = a + b;
  low = sumError(a, b, high);
}

function multiply(a: number, aLow: number): void {
  const product = high * a;
  set(product, productError(high, a, product) + (high * aLow + low * a));
}

function divideBy(n: number): void {
  const quotient = high / n;
  const product = quotient * n;
  set(quotient, (high - product - productError(quotient, n, product) + low) / n);
}

function addTo(whole: number): void {
  const sum = whole + high;
  set(sum, sumError(whole, high, sum) + low);
}
