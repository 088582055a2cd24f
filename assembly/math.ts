// exp, log and log1p written out: the engines' own differ in the last bit, and results must not.
// Every operation is rounded on its own, in the order written here; src/engine/kernels/reference-math.ts follows it step by step.
// The polynomials are Chebyshev interpolants (scripts/fit-polynomials.py prints them with their errors).
// Constants are read from memory, which costs one load each; as immediates they cost three instructions.

import { mulAdd } from "./vector";

const SINGLE: usize = memory.data<f32>([
  // exp: limit, log2(e), 1.5 * 2^23, ln2 in two parts (n * first part is exact), coefficients, 1
  -87.0, 1.4426950408889634, 12582912.0, 0.693145751953125, 1.4286068203094173e-6,
  0.0013926926614021906, 0.0083637738744055735, 0.041666550110305124, 0.16666573381900846, 0.5, 1.0,
  // log1p: 2, coefficients
  2.0, 0.13425749011418576, 0.14118309902655241, 0.20003780322455603, 0.3333332016834962,
  // exp: the limit above, where the result is infinite; log: the root of 1/2
  89.0, 0.70710678118654752,
]);

const DOUBLE: usize = memory.data<f64>([
  -708.0, 1.4426950408889634, 6755399441055744.0, 0.6931471805592082, 7.371002565167799e-13,
  2.0915442297780115e-9, 2.5106274733573295e-8, 2.75572718102198e-7, 2.755725283351691e-6, 2.4801587327007187e-5,
  0.00019841269876864355, 0.0013888888888883327, 0.0083333333333255447, 0.04166666666666667, 0.16666666666666671, 0.5, 1.0,
  2.0, 0.080820228059717661, 0.044003692430723369, 0.060005364047953563, 0.066570721048274681, 0.076927850324793116,
  0.090908947180664291, 0.11111111358713931, 0.14285714283554379, 0.20000000000007291, 0.33333333333333329,
  710.0, 0.70710678118654752,
]);

// @ts-ignore: decorator
@inline
function constant<T>(index: usize): v128 {
  return sizeof<T>() == 4 ? v128.load32_splat(SINGLE + index * 4) : v128.load64_splat(DOUBLE + index * 8);
}

// @ts-ignore: decorator
@inline
export function one<T>(): v128 {
  return constant<T>(sizeof<T>() == 4 ? 10 : 16);
}

/** exp(r) for |r| <= ln2 / 2: a polynomial of degree 6 (f32) or 12 (f64). */
// @ts-ignore: decorator
@inline
function expReduced<T>(r: v128): v128 {
  let sum = mulAdd<T>(constant<T>(5), r, constant<T>(6));
  sum = mulAdd<T>(sum, r, constant<T>(7));
  sum = mulAdd<T>(sum, r, constant<T>(8));
  sum = mulAdd<T>(sum, r, constant<T>(9));
  sum = mulAdd<T>(sum, r, constant<T>(10));
  if (sizeof<T>() == 8) {
    sum = mulAdd<T>(sum, r, constant<T>(11));
    sum = mulAdd<T>(sum, r, constant<T>(12));
    sum = mulAdd<T>(sum, r, constant<T>(13));
    sum = mulAdd<T>(sum, r, constant<T>(14));
    sum = mulAdd<T>(sum, r, constant<T>(15));
    sum = mulAdd<T>(sum, r, constant<T>(16));
  }
  return mulAdd<T>(sum, r, one<T>());
}

/** n = x / ln2 rounded to a whole number, left in the low bits of its sum with 1.5 * 2^(mantissa bits). */
// @ts-ignore: decorator
@inline
function shiftedExponent<T>(x: v128): v128 {
  return mulAdd<T>(x, constant<T>(1), constant<T>(2));
}

/** x - n ln2. */
// @ts-ignore: decorator
@inline
function reduce<T>(x: v128, shifted: v128): v128 {
  const n = v128.sub<T>(shifted, constant<T>(2));
  return v128.sub<T>(v128.sub<T>(x, v128.mul<T>(n, constant<T>(3))), v128.mul<T>(n, constant<T>(4)));
}

/** 2^n, for a whole number n in the low bits of each lane. */
// @ts-ignore: decorator
@inline
function powerOf2<T>(n: v128): v128 {
  return sizeof<T>() == 4 ? i32x4.add(one<T>(), i32x4.shl(n, 23)) : i64x2.add(one<T>(), i64x2.shl(n, 52));
}

/**
 * exp(x) for x <= 0 in every lane: x = n ln2 + r, exp(r) times 2^n. Below -87 (f32) or -708 (f64) the result stays at
 * the smallest normal numbers. NaN stays NaN.
 */
// @ts-ignore: decorator
@inline
export function expNegative<T>(x: v128): v128 {
  const limited = v128.pmax<T>(x, constant<T>(0));
  const shifted = shiftedExponent<T>(limited);
  return v128.mul<T>(expReduced<T>(reduce<T>(limited, shifted)), powerOf2<T>(shifted));
}

/** exp(x) for every x: as {@link expNegative}, but times 2^n in two steps, so that it may reach Infinity. */
// @ts-ignore: decorator
@inline
export function exp<T>(x: v128): v128 {
  const limited = v128.pmin<T>(v128.pmax<T>(x, constant<T>(0)), constant<T>(sizeof<T>() == 4 ? 16 : 28));
  const shifted = shiftedExponent<T>(limited);
  const result = expReduced<T>(reduce<T>(limited, shifted));
  const n = sizeof<T>() == 4 ? i32x4.sub(shifted, constant<T>(2)) : i64x2.sub(shifted, constant<T>(2));
  const half = sizeof<T>() == 4 ? i32x4.shr_s(n, 1) : i64x2.shr_s(n, 1);
  const rest = sizeof<T>() == 4 ? i32x4.sub(n, half) : i64x2.sub(n, half);
  return v128.mul<T>(v128.mul<T>(result, powerOf2<T>(half)), powerOf2<T>(rest));
}

/** 2 atanh(s) for |s| <= 1/3: 2 s (1 + q P(q)), q = s^2. */
// @ts-ignore: decorator
@inline
function twiceAtanh<T>(s: v128): v128 {
  const first: usize = sizeof<T>() == 4 ? 12 : 18;
  const q = v128.mul<T>(s, s);
  let sum = mulAdd<T>(constant<T>(first), q, constant<T>(first + 1));
  sum = mulAdd<T>(sum, q, constant<T>(first + 2));
  sum = mulAdd<T>(sum, q, constant<T>(first + 3));
  if (sizeof<T>() == 8) {
    sum = mulAdd<T>(sum, q, constant<T>(first + 4));
    sum = mulAdd<T>(sum, q, constant<T>(first + 5));
    sum = mulAdd<T>(sum, q, constant<T>(first + 6));
    sum = mulAdd<T>(sum, q, constant<T>(first + 7));
    sum = mulAdd<T>(sum, q, constant<T>(first + 8));
    sum = mulAdd<T>(sum, q, constant<T>(first + 9));
  }
  sum = mulAdd<T>(sum, q, one<T>());
  return v128.mul<T>(v128.add<T>(s, s), sum);
}

/** log(1 + e) for 0 <= e <= 1 in every lane: 2 atanh(e / (2 + e)). */
// @ts-ignore: decorator
@inline
export function log1p<T>(e: v128): v128 {
  return twiceAtanh<T>(v128.div<T>(e, v128.add<T>(constant<T>(sizeof<T>() == 4 ? 11 : 17), e)));
}

/**
 * log(x) for normal x > 0 in every lane: x = 2^n m with m from sqrt(1/2) to sqrt(2); n ln2 + 2 atanh((m - 1) / (m + 1)).
 * NaN stays NaN.
 */
// @ts-ignore: decorator
@inline
export function log<T>(x: v128): v128 {
  const root = constant<T>(sizeof<T>() == 4 ? 17 : 29);
  let m: v128;
  let n: v128;
  if (sizeof<T>() == 4) {
    const exponent = i32x4.shr_s(i32x4.sub(x, root), 23);
    m = i32x4.sub(x, i32x4.shl(exponent, 23));
    n = f32x4.convert_i32x4_s(exponent);
  } else {
    const exponent = i64x2.shr_s(i64x2.sub(x, root), 52);
    m = i64x2.sub(x, i64x2.shl(exponent, 52));
    n = f64x2.sub(i64x2.add(exponent, constant<T>(2)), constant<T>(2));
  }
  const rest = twiceAtanh<T>(v128.div<T>(v128.sub<T>(m, one<T>()), v128.add<T>(m, one<T>())));
  const result = v128.add<T>(v128.mul<T>(n, constant<T>(3)), v128.add<T>(rest, v128.mul<T>(n, constant<T>(4))));
  // The bits of NaN give a number; x - x is NaN then, else 0.
  return v128.add<T>(result, v128.sub<T>(x, x));
}

/** 1 / (1 + exp(-z)), given e = exp(-|z|): never overflows. */
// @ts-ignore: decorator
@inline
export function sigmoidFrom<T>(z: v128, e: v128): v128 {
  const top = v128.bitselect(one<T>(), e, v128.ge<T>(z, v128.splat<T>(0 as T)));
  return v128.div<T>(top, v128.add<T>(one<T>(), e));
}
