import { LOSS_CODE } from "../objective/losses.ts";
import { F32, type Width } from "./reference-width.ts";

/** The constants of assembly/math.ts, in its order. */
interface Constants {
  readonly limit: number;
  readonly log2e: number;
  /** 1.5 times 2 to the bits of the mantissa: adding it rounds to a whole number. */
  readonly shifter: number;
  /** ln 2 in two parts, the first short enough for its products with whole numbers to be exact. */
  readonly ln2: readonly [number, number];
  /** Coefficients of exp(r), highest power first. */
  readonly exp: readonly number[];
  /** Coefficients of atanh(s) / s in s², highest power first. */
  readonly log1p: readonly number[];
}

const SINGLE: Constants = {
  limit: -87,
  log2e: Math.fround(Math.LOG2E),
  shifter: 12582912,
  ln2: [0.693145751953125, Math.fround(0.0000014286068203094173)],
  exp: [0.0013926926614021907, 0.008363773874405574, 0.04166655011030512, 0.16666573381900845, 0.5, 1, 1].map(
    Math.fround,
  ),
  log1p: [0.13425749011418575, 0.1411830990265524, 0.20003780322455603, 0.3333332016834962, 1].map(Math.fround),
};

const DOUBLE: Constants = {
  limit: -708,
  log2e: Math.LOG2E,
  shifter: 6755399441055744,
  ln2: [0.6931471805592082, 7.371002565167799e-13],
  exp: [
    2.0915442297780116e-9, 2.5106274733573296e-8, 2.75572718102198e-7, 0.000002755725283351691, 0.000024801587327007187,
    0.00019841269876864356, 0.0013888888888883327, 0.008333333333325544, 0.04166666666666667, 0.1666666666666667, 0.5,
    1, 1,
  ],
  log1p: [
    0.08082022805971766, 0.04400369243072337, 0.06000536404795356, 0.06657072104827468, 0.07692785032479312,
    0.09090894718066429, 0.1111111135871393, 0.1428571428355438, 0.2000000000000729, 0.3333333333333333, 1,
  ],
};

function constantsOf(width: Width): Constants {
  return width === F32 ? SINGLE : DOUBLE;
}

function polynomial({ round }: Width, coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => round(round(sum * x) + coefficient));
}

/**
 * exp(x) for x <= 0: x = n ln 2 + r with |r| <= ln 2 / 2, so exp(x) = 2^n exp(r). Below the limit (-87, -708) the
 * result is that of the limit; NaN gives NaN.
 */
export function expNegative(width: Width, x: number): number {
  const { round } = width;
  const { limit, log2e, shifter, ln2, exp } = constantsOf(width);
  const limited = Math.max(x, limit);
  const n = round(round(round(limited * log2e) + shifter) - shifter);
  const r = round(round(limited - round(n * ln2[0])) - round(n * ln2[1]));
  let result = polynomial(width, exp, r);
  for (let halvings = n; halvings < 0; halvings++) result /= 2;
  return result;
}

/** log(1 + e) for 0 <= e <= 1: 2 atanh(s) = 2 s (1 + q P(q)) with s = e / (2 + e) and q = s². */
export function log1p(width: Width, e: number): number {
  const { round } = width;
  const s = round(e / round(2 + e));
  return round(round(s + s) * polynomial(width, constantsOf(width).log1p, round(s * s)));
}

/** 1 / (1 + exp(-z)). */
export function sigmoid(width: Width, z: number): number {
  const e = expNegative(width, -Math.abs(z));
  return width.round((z >= 0 ? 1 : e) / width.round(1 + e));
}

/** A row's loss and its derivative by the output. */
export interface LossAt {
  /** Loss. */
  readonly loss: number;
  /** dloss/dz; for `sigmoid_squared_error` that of half the loss. */
  readonly derivative: number;
}

/**
 * The loss of an output z with target y; src/engine/objective/losses.ts has the formulas.
 *
 * @param code - the loss's code
 */
export function lossAt(width: Width, code: number, z: number, y: number): LossAt {
  const { round } = width;
  if (code === LOSS_CODE.squared_error) {
    const error = round(z - y);
    return { loss: round(round(0.5 * error) * error), derivative: error };
  }
  const p = sigmoid(width, z);
  const error = round(p - y);
  if (code === LOSS_CODE.sigmoid_squared_error) {
    return { loss: round(error * error), derivative: round(error * round(p * round(1 - p))) };
  }
  const line = round(Math.max(z, 0) - round(y * z));
  return { loss: round(line + log1p(width, expNegative(width, -Math.abs(z)))), derivative: error };
}
