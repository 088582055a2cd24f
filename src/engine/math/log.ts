import { productError, sumError } from "./rounding-errors.ts";

const ln2High = 0.6931471805598903;
const ln2Low = 5.497923018708371e-14;
const steps = 256;
const firstStep = 181;
const lastStep = 362;
const smallestNormal = 2.2250738585072014e-308;
const twoTo54 = 18014398509481984;

/** Sums of two 64-bit floats: log(j / 256) for j = 181 … 362 is about `high[j - 181] + low[j - 181]`. */
export interface LogTable {
  readonly high: Float64Array;
  readonly low: Float64Array;
}

const bits = new DataView(new ArrayBuffer(8));
let table: LogTable | undefined;
/** The two parts of the last {@link setLogRatio}; an array, as a variable would take a new object for each number. */
const ratio = new Float64Array(2);

/**
 * Natural logarithm, correctly rounded for all but about one argument in 10**10, and the same bits in every
 * JavaScript engine, where `Math.log` may differ in the last one.
 *
 * Method: x = 2**e m with m in [0.707, 1.415); c = j / 256 next to m; log x = e log 2 + log c + log(m / c), each as a
 * sum of two 64-bit floats. The relative error before the one final rounding is below 2**-87.
 *
 * @param x - any number
 * @returns log x; -Infinity for 0, NaN below 0
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : Number.NaN;
  if (x === Infinity) return x;
  const isSubnormal = x < smallestNormal;
  bits.setFloat64(0, isSubnormal ? x * twoTo54 : x);
  const word = bits.getUint32(0);
  bits.setUint32(0, (word & 0x000fffff) | 0x3ff00000);
  const significand = bits.getFloat64(0);
  const halve = significand > Math.SQRT2;
  const exponent = (word >>> 20) - (isSubnormal ? 1023 + 54 : 1023) + (halve ? 1 : 0);
  const m = halve ? significand / 2 : significand;

  const step = Math.round(m * steps);
  const { high, low: tableLow } = logTable();
  setLogRatio(m - step / steps, step / steps);
  const a = exponent * ln2High;
  const b = high[step - firstStep];
  const sum = a + b;
  const ratioHigh = ratio[0];
  const total = sum + ratioHigh;
  const low = sumError(a, b, sum) + (tableLow[step - firstStep] + exponent * ln2Low);
  return total + (sumError(sum, ratioHigh, total) + (low + ratio[1]));
}

/** The table, which is made when it is first needed. */
export function logTable(): LogTable {
  table ??= makeTable();
  return table;
}

/** Sets the sum of `ratio` to log((c + n) / c) = 2 atanh(s) with s = n / (2c + n), for |s| < 2**-9, by its series. */
function setLogRatio(n: number, c: number): void {
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
  const tail = s * square * square * (1 / 5 + square * (1 / 7 + square * (1 / 9 + square / 11)));
  const sum = s + cubic;
  ratio[0] = 2 * sum;
  ratio[1] = 2 * (sumError(s, cubic, sum) + (sLow + cubicLow + tail));
}

function makeTable(): LogTable {
  const high = new Float64Array(lastStep - firstStep + 1);
  const low = new Float64Array(high.length);
  const set = (to: number, from: number): void => {
    const sum = high[from - firstStep] + ratio[0];
    const rest = sumError(high[from - firstStep], ratio[0], sum) + (low[from - firstStep] + ratio[1]);
    high[to - firstStep] = sum + rest;
    low[to - firstStep] = sumError(sum, rest, sum + rest);
  };
  for (let j = steps; j < lastStep; j++) {
    setLogRatio(1, j);
    set(j + 1, j);
  }
  for (let j = steps; j > firstStep; j--) {
    setLogRatio(-1, j);
    set(j - 1, j);
  }
  return { high, low };
}
