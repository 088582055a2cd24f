/** A positive real number to about 200 bits: fixed / 2^200 times 2^exponent. */
export interface Exact {
  readonly fixed: bigint;
  readonly exponent: number;
}

const BITS = 200n;
const ONE = 1n << BITS;

function times(a: bigint, b: bigint): bigint {
  return (a * b) >> BITS;
}

function over(a: bigint, b: bigint): bigint {
  return (a << BITS) / b;
}

/** s + s³/3 + s⁵/5 …, given s and s²: atanh(s). */
function atanh(s: bigint, square: bigint): bigint {
  let sum = 0n;
  let power = s;
  for (let k = 1n; power > 0n; k += 2n) {
    sum += power / k;
    power = times(power, square);
  }
  return sum;
}

const LN2 = 2n * atanh(ONE / 3n, ONE / 9n);

/** A positive double as it is. */
export function exact(x: number): Exact {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const stored = Number(bits >> 52n);
  const mantissa = (bits & ((1n << 52n) - 1n)) | (stored > 0 ? 1n << 52n : 0n);
  return { fixed: mantissa << (BITS - 52n), exponent: Math.max(stored, 1) - 1023 };
}

function shift(value: bigint, bits: number): bigint {
  return bits >= 0 ? value << BigInt(bits) : value >> BigInt(-bits);
}

/** exp(x) for |x| <= 1e6. */
export function exactExp(x: number): Exact {
  const size = exact(Math.abs(x));
  const scaled = shift(size.fixed, size.exponent);
  const exponent = Math.round(x / Math.LN2);
  const rest = (x < 0 ? -scaled : scaled) - BigInt(exponent) * LN2;
  let sum = 0n;
  for (let term = ONE, k = 1n; term !== 0n && term !== -1n; k++) {
    sum += term;
    term = times(term, rest) / k;
  }
  return { fixed: sum, exponent };
}

/** |log(x)| for a positive double x other than 1: x = 2^n m, n ln 2 + 2 atanh((m - 1) / (m + 1)). */
export function exactLogSize(x: number): Exact {
  const { fixed, exponent } = exact(x);
  const s = over(fixed - ONE, fixed + ONE);
  const log = BigInt(exponent) * LN2 + 2n * atanh(s, times(s, s));
  return { fixed: log < 0n ? -log : log, exponent: 0 };
}

/** log(1 + e) for 0 < e <= 1.5: 2 atanh(e / (2 + e)). */
export function exactLog1p({ fixed, exponent }: Exact): Exact {
  const s = over(fixed, 2n * ONE + shift(fixed, exponent));
  const square = shift(times(s, s), 2 * exponent);
  // atanh(s 2^k) = 2^k (s + s q/3 + s q²/5 …) with q = (s 2^k)².
  return { fixed: 2n * atanh(s, square), exponent };
}

/** 1 / (1 + exp(-z)), |z| <= 1e6. */
export function exactSigmoid(z: number): Exact {
  const { fixed, exponent } = exactExp(-Math.abs(z));
  const sum = ONE + shift(fixed, exponent);
  return z >= 0 ? { fixed: over(ONE, sum), exponent: 0 } : { fixed: over(fixed, sum), exponent };
}

/** Distance between a computed number and the exact one, in units of the exact one's last place of `precision` bits. */
export function ulpError(computed: number, wanted: Exact, precision: 24 | 53): number {
  const got = exact(computed);
  const distance = shift(got.fixed, got.exponent - wanted.exponent) - wanted.fixed;
  const ulp = 1n << BigInt(wanted.fixed.toString(2).length - precision);
  return Math.abs(Number((distance << 20n) / ulp)) / 2 ** 20;
}
