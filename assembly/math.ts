// exp and log1p written out: the engines' own differ in the last bit, and results must not.
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
]);

const DOUBLE: usize = memory.data<f64>([
  -708.0, 1.4426950408889634, 6755399441055744.0, 0.6931471805592082, 7.371002565167799e-13,
  2.0915442297780115e-9, 2.5106274733573295e-8, 2.75572718102198e-7, 2.755725283351691e-6, 2.4801587327007187e-5,
  0.00019841269876864355, 0.0013888888888883327, 0.0083333333333255447, 0.04166666666666667, 0.16666666666666671, 0.5, 1.0,
  2.0, 0.080820228059717661, 0.044003692430723369, 0.060005364047953563, 0.066570721048274681, 0.076927850324793116,
  0.090908947180664291, 0.11111111358713931, 0.14285714283554379, 0.20000000000007291, 0.33333333333333329,
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

/**
 * exp(x) for x <= 0 in every lane. x = n ln2 + r with |r| <= ln2 / 2; exp(r) is a polynomial (degree 6 for f32,
 * 12 for f64), times 2^n: a product, since adding n to the exponent would make numbers of NaNs that carry a payload.
 * Below -87 (f32) or -708 (f64) the result stays at the smallest normal numbers. NaN stays NaN.
 */
// @ts-ignore: decorator
@inline
export function expNegative<T>(x: v128): v128 {
  const limited = v128.pmax<T>(x, constant<T>(0));
  // Adding 1.5 * 2^(mantissa bits) leaves round(x / ln2) in the low bits of the sum.
  const shifter = constant<T>(2);
  const shifted = mulAdd<T>(limited, constant<T>(1), shifter);
  const n = v128.sub<T>(shifted, shifter);
  const r = v128.sub<T>(v128.sub<T>(limited, v128.mul<T>(n, constant<T>(3))), v128.mul<T>(n, constant<T>(4)));
  let sum = mulAdd<T>(constant<T>(5), r, constant<T>(6));
  sum = mulAdd<T>(sum, r, constant<T>(7));
  sum = mulAdd<T>(sum, r, constant<T>(8));
  sum = mulAdd<T>(sum, r, constant<T>(9));
  sum = mulAdd<T>(sum, r, constant<T>(10));
  if (sizeof<T>() == 4) {
    sum = mulAdd<T>(sum, r, constant<T>(10));
    return f32x4.mul(sum, i32x4.add(one<T>(), i32x4.shl(shifted, 23)));
  }
  sum = mulAdd<T>(sum, r, constant<T>(11));
  sum = mulAdd<T>(sum, r, constant<T>(12));
  sum = mulAdd<T>(sum, r, constant<T>(13));
  sum = mulAdd<T>(sum, r, constant<T>(14));
  sum = mulAdd<T>(sum, r, constant<T>(15));
  sum = mulAdd<T>(sum, r, constant<T>(16));
  sum = mulAdd<T>(sum, r, constant<T>(16));
  return f64x2.mul(sum, i64x2.add(one<T>(), i64x2.shl(shifted, 52)));
}

/** log(1 + e) for 0 <= e <= 1 in every lane: 2 atanh(s) = 2 s (1 + q P(q)), s = e / (2 + e) <= 1/3, q = s^2. */
// @ts-ignore: decorator
@inline
export function log1p<T>(e: v128): v128 {
  const first: usize = sizeof<T>() == 4 ? 11 : 17;
  const s = v128.div<T>(e, v128.add<T>(constant<T>(first), e));
  const q = v128.mul<T>(s, s);
  let sum = mulAdd<T>(constant<T>(first + 1), q, constant<T>(first + 2));
  sum = mulAdd<T>(sum, q, constant<T>(first + 3));
  sum = mulAdd<T>(sum, q, constant<T>(first + 4));
  if (sizeof<T>() == 8) {
    sum = mulAdd<T>(sum, q, constant<T>(first + 5));
    sum = mulAdd<T>(sum, q, constant<T>(first + 6));
    sum = mulAdd<T>(sum, q, constant<T>(first + 7));
    sum = mulAdd<T>(sum, q, constant<T>(first + 8));
    sum = mulAdd<T>(sum, q, constant<T>(first + 9));
    sum = mulAdd<T>(sum, q, constant<T>(first + 10));
  }
  sum = mulAdd<T>(sum, q, one<T>());
  return v128.mul<T>(v128.add<T>(s, s), sum);
}

/** 1 / (1 + exp(-z)), given e = exp(-|z|): never overflows. */
// @ts-ignore: decorator
@inline
export function sigmoidFrom<T>(z: v128, e: v128): v128 {
  const top = v128.bitselect(one<T>(), e, v128.ge<T>(z, v128.splat<T>(0 as T)));
  return v128.div<T>(top, v128.add<T>(one<T>(), e));
}
