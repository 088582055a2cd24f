// Decimal numbers from text, rounded to the nearest f64 (ties to even): exactly by one division or multiplication where
// the digits and the power of ten are exact (Clinger 1990), otherwise by the algorithm of Eisel and Lemire (Lemire 2021,
// "Number parsing at a gigabyte per second"; that it needs no fallback: Mushtak and Lemire 2023). Of more than 19 digits, the
// first 19 decide nearly always; where they do not, the caller is told.

/** Bytes of the two tables, which the caller fills: f64[23] of 10^0 … 10^22, then u64 pairs (high, low) of 5^q. */
export const DECIMAL_TABLE_BYTES: i32 = 192 + 651 * 16;

const SMALLEST_POWER: i32 = -342;
const LARGEST_POWER: i32 = 308;

/** What the last call of {@link readDecimal} read. */
export let decimalValue: f64 = 0;
/** Whether it has so many digits that it may be off by one unit in the last place; the caller may round it better. */
export let decimalIsLong: bool = false;

let powers: usize = 0;

/** Says where the tables are. */
export function useDecimalTables(at: usize): void {
  powers = at;
}

/** Makes {@link decimalValue} NaN: there is no number. */
export function decimalIsNot(): void {
  decimalValue = NaN;
  decimalIsLong = false;
}

/** How many of the 8 bytes at the start of `bytes` are digits before the first that is none. */
// @ts-ignore: decorator
@inline
export function leadingDigits(bytes: u64): u64 {
  const others = ((bytes + 0x4646464646464646) | (bytes - 0x3030303030303030)) & 0x8080808080808080;
  return ctz(others) >> 3;
}

/** The number of 8 digits, the first in the lowest byte; bytes of 0 count as the digit 0. */
// @ts-ignore: decorator
@inline
export function eightDigits(bytes: u64): u64 {
  let v = bytes & 0x0f0f0f0f0f0f0f0f;
  v = ((v * 2561) >> 8) & 0x00ff00ff00ff00ff;
  v = ((v * 6553601) >> 16) & 0x0000ffff0000ffff;
  return (v * 42949672960001) >> 32;
}

// @ts-ignore: decorator
@inline
function smallPower(n: u64): u64 {
  // 10^n for n < 8, exact in the f64 table.
  return <u64>load<f64>(powers + (<usize>n << 3));
}

/**
 * Reads [+-] digits [. digits] [e [+-] digits] at `p` into {@link decimalValue}. Some byte at or behind the number must
 * be none of it, and 8 bytes behind that must be readable.
 *
 * @returns where the number ends; 0 where there is none
 */
export function readDecimal(p: usize): usize {
  const sign = load<u8>(p);
  if (sign == 0x2d || sign == 0x2b) p++;
  const first = p;
  let mantissa: u64 = 0;
  let bytes = load<u64>(p);
  let n = leadingDigits(bytes);
  while (n == 8) {
    mantissa = mantissa * 100000000 + eightDigits(bytes);
    p += 8;
    bytes = load<u64>(p);
    n = leadingDigits(bytes);
  }
  if (n == 1) {
    mantissa = mantissa * 10 + (bytes & 15);
    p++;
  } else if (n != 0) {
    mantissa = mantissa * smallPower(n) + eightDigits(bytes << (64 - (n << 3)));
    p += <usize>n;
  }
  let digits = p - first;
  let exponent: i32 = 0;
  if (load<u8>(p) == 0x2e) {
    p++;
    const point = p;
    bytes = load<u64>(p);
    n = leadingDigits(bytes);
    while (n == 8) {
      mantissa = mantissa * 100000000 + eightDigits(bytes);
      p += 8;
      bytes = load<u64>(p);
      n = leadingDigits(bytes);
    }
    if (n != 0) {
      mantissa = mantissa * smallPower(n) + eightDigits(bytes << (64 - (n << 3)));
      p += <usize>n;
    }
    digits += p - point;
    exponent = -<i32>(p - point);
  }
  if (digits == 0) return 0;
  if ((load<u8>(p) | 0x20) == 0x65) {
    const end = readExponent(p + 1);
    if (end != 0) {
      p = end;
      exponent += exponentValue;
    }
  }
  let value: f64;
  decimalIsLong = false;
  if (digits > 19) value = longDecimal(first, exponent);
  else if (mantissa <= 9007199254740992 && exponent >= -22 && exponent <= 22) {
    const m = <f64>mantissa;
    value = exponent < 0 ? m / load<f64>(powers + (<usize>-exponent << 3)) : m * load<f64>(powers + (<usize>exponent << 3));
  } else value = eiselLemire(mantissa, exponent);
  decimalValue = sign == 0x2d ? -value : value;
  return p;
}

/**
 * A number of more than 19 digits, from its first 19 that count: exact where one unit more in the last of these changes
 * nothing.
 */
function longDecimal(p: usize, exponent: i32): f64 {
  let mantissa: u64 = 0;
  let kept = 0;
  let isCut = false;
  for (; ; p++) {
    const c = load<u8>(p);
    if (c == 0x2e) continue;
    if (<u32>c - 48 > 9) break;
    if (kept == 19) {
      exponent++;
      isCut = isCut || c != 0x30;
    } else if (kept != 0 || c != 0x30) {
      mantissa = mantissa * 10 + <u64>(c - 48);
      kept++;
    }
  }
  const value = eiselLemire(mantissa, exponent);
  decimalIsLong = isCut && value != eiselLemire(mantissa + 1, exponent);
  return value;
}

let exponentValue: i32 = 0;

/** Reads [+-] digits into exponentValue, which stays below a million; 0 where there is no digit. */
function readExponent(p: usize): usize {
  const sign = load<u8>(p);
  if (sign == 0x2d || sign == 0x2b) p++;
  const first = p;
  let value = 0;
  for (let c: u32 = <u32>load<u8>(p) - 48; c < 10; c = <u32>load<u8>(p) - 48) {
    if (value < 100000) value = value * 10 + <i32>c;
    p++;
  }
  exponentValue = sign == 0x2d ? -value : value;
  return p == first ? 0 : p;
}

let productHigh: u64 = 0;

/** The low half of a * b; the high half goes to productHigh. */
// @ts-ignore: decorator
@inline
function multiply(a: u64, b: u64): u64 {
  const a0 = a & 0xffffffff;
  const a1 = a >> 32;
  const b0 = b & 0xffffffff;
  const b1 = b >> 32;
  const low = a0 * b0;
  const middle = a1 * b0 + (low >> 32);
  const other = a0 * b1 + (middle & 0xffffffff);
  productHigh = a1 * b1 + (middle >> 32) + (other >> 32);
  return (other << 32) | (low & 0xffffffff);
}

/** mantissa * 10^exponent, rounded to the nearest f64. */
function eiselLemire(mantissa: u64, exponent: i32): f64 {
  if (mantissa == 0 || exponent < SMALLEST_POWER) return 0;
  if (exponent > LARGEST_POWER) return Infinity;
  const zeros = clz(mantissa);
  const w = mantissa << zeros;
  const entry = powers + 192 + (<usize>(exponent - SMALLEST_POWER) << 4);
  let low = multiply(w, load<u64>(entry));
  let high = productHigh;
  if ((high & 0x1ff) == 0x1ff) {
    multiply(w, load<u64>(entry, 8));
    low += productHigh;
    if (productHigh > low) high++;
  }
  const upper = high >> 63;
  const shift = upper + 9;
  let m = high >> shift;
  let power = (((152170 + 65536) * exponent) >> 16) + 63 + <i32>upper - <i32>zeros + 1023;
  if (power <= 0) {
    if (power < -62) return 0;
    m >>= <u64>(1 - power);
    m += m & 1;
    m >>= 1;
    return reinterpret<f64>(m);
  }
  if (low <= 1 && exponent >= -4 && exponent <= 23 && (m & 3) == 1 && m << shift == high) m &= ~1;
  m += m & 1;
  m >>= 1;
  if (m >= 9007199254740992) {
    m = 4503599627370496;
    power++;
  }
  if (power >= 2047) return Infinity;
  return reinterpret<f64>((m & 4503599627370495) | (<u64>power << 52));
}

/** Whether rounding a number once more, to f32, can go wrong: it lies between two f32 exactly, or is too small for one. */
// @ts-ignore: decorator
@inline
export function isHalfway32(value: f64): bool {
  const bits = reinterpret<u64>(value);
  return (bits & 0x1fffffff) == 0x10000000 || ((bits & 0x7fffffffffffffff) < 0x3810000000000000 && value != 0);
}
