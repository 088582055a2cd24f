import { F32, type Width } from "./reference-width.ts";

/** The constants of assembly/math.ts, in its order. */
interface Constants {
  /** Below this, exp stays. */
  readonly limit: number;
  /** Here exp has reached Infinity. */
  readonly infinite: number;
  readonly log2e: number;
  /** 1.5 times 2 to the bits of the mantissa: adding it rounds to a whole number. */
  readonly shifter: number;
  /** ln 2 in two parts, the first short enough for its products with whole numbers to be exact. */
  readonly ln2: readonly [number, number];
  /** Coefficients of exp(r), highest power first. */
  readonly exp: readonly number[];
  /** Coefficients of atanh(s) / s in s², highest power first. */
  readonly log1p: readonly number[];
  /** The square root of 1/2: log reduces its argument to numbers from this to its double. */
  readonly root: number;
}

const SINGLE: Constants = {
  limit: -87,
  infinite: 89,
  log2e: Math.fround(Math.LOG2E),
  shifter: 12582912,
  ln2: [0.693145751953125, Math.fround(0.0000014286068203094173)],
  exp: [0.0013926926614021907, 0.008363773874405574, 0.04166655011030512, 0.16666573381900845, 0.5, 1, 1].map(
    Math.fround,
  ),
  log1p: [0.13425749011418575, 0.1411830990265524, 0.20003780322455603, 0.3333332016834962, 1].map(Math.fround),
  root: Math.fround(Math.SQRT1_2),
};

const DOUBLE: Constants = {
  limit: -708,
  infinite: 710,
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
  root: Math.SQRT1_2,
};

function constantsOf(width: Width): Constants {
  return width === F32 ? SINGLE : DOUBLE;
}

function polynomial({ round }: Width, coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => round(round(sum * x) + coefficient));
}

/** The vector instruction pmax: b where a < b, else a, also where one is NaN. */
export function pmax(a: number, b: number): number {
  if (a < b) return b;
  return a;
}

/** The vector instruction pmin: b where b < a, else a, also where one is NaN. */
export function pmin(a: number, b: number): number {
  if (b < a) return b;
  return a;
}

/** exp(x) for x from the limit to the number at which it is infinite: x = n ln 2 + r, |r| <= ln 2 / 2; 2^n exp(r). */
function expWithin(width: Width, x: number): number {
  const { round } = width;
  const { log2e, shifter, ln2, exp } = constantsOf(width);
  const n = round(round(round(x * log2e) + shifter) - shifter);
  const r = round(round(x - round(n * ln2[0])) - round(n * ln2[1]));
  let result = polynomial(width, exp, r);
  for (let halvings = n; halvings < 0; halvings++) result /= 2;
  for (let doublings = n; doublings > 0; doublings--) result *= 2;
  return round(result);
}

/** exp(x) for x <= 0. Below the limit (-87, -708) the result is that of the limit; NaN gives NaN. */
export function expNegative(width: Width, x: number): number {
  return expWithin(width, pmax(x, constantsOf(width).limit));
}

/** exp(x) for every x: Infinity where it overflows, and below the limit as {@link expNegative}. */
export function exp(width: Width, x: number): number {
  const { limit, infinite } = constantsOf(width);
  return expWithin(width, pmin(pmax(x, limit), infinite));
}

/** 2 atanh(s) = 2 s (1 + q P(q)) with q = s², for |s| <= 1/3. */
function twiceAtanh(width: Width, s: number): number {
  const { round } = width;
  return round(round(s + s) * polynomial(width, constantsOf(width).log1p, round(s * s)));
}

/** log(1 + e) for 0 <= e <= 1: 2 atanh(e / (2 + e)). */
export function log1p(width: Width, e: number): number {
  return twiceAtanh(width, width.round(e / width.round(2 + e)));
}

/** log(x) for normal x > 0: x = 2^n m with m from sqrt(1/2) to sqrt(2); n ln 2 + 2 atanh((m - 1) / (m + 1)). */
export function log(width: Width, x: number): number {
  const { round } = width;
  const { ln2, root } = constantsOf(width);
  let m = x;
  let n = 0;
  for (; m >= 2 * root; n++) m /= 2;
  for (; m < root; n--) m *= 2;
  const rest = twiceAtanh(width, round(round(m - 1) / round(m + 1)));
  return round(round(n * ln2[0]) + round(rest + round(n * ln2[1])));
}

/** 1 / (1 + exp(-z)). */
export function sigmoid(width: Width, z: number): number {
  const e = expNegative(width, -Math.abs(z));
  return width.round((z >= 0 ? 1 : e) / width.round(1 + e));
}

/** What softmax makes of the outputs of a row. */
export interface Shares {
  /** The outputs less the largest of them. */
  readonly below: readonly number[];
  /** exp of these. */
  readonly weights: readonly number[];
  /** The sum of the weights, in their order. */
  readonly total: number;
}

/** The parts of softmax: an output's probability is its weight over the total. */
export function shares(width: Width, z: readonly number[]): Shares {
  const most = z.reduce(pmax);
  const below = z.map((value) => width.round(value - most));
  const weights = below.map((value) => expNegative(width, value));
  return { below, weights, total: weights.reduce((sum, weight) => width.round(sum + weight), 0) };
}
