import { describe, expect, it } from "vitest";
import { exp } from "../../../src/engine/math/exp.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";

const point = 220n;
const one = 1n << point;

/** A number times 2**220, cut off. */
function fixed(x: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(x));
  const word = view.getBigUint64(0);
  const biased = Number(word >> 52n);
  const fraction = word & ((1n << 52n) - 1n);
  const significand = biased === 0 ? fraction : fraction | (1n << 52n);
  const shift = point + BigInt(Math.max(biased, 1) - 1075);
  const magnitude = shift >= 0n ? significand << shift : significand >> -shift;
  return x < 0 ? -magnitude : magnitude;
}

/** e**x with 220 bits after the binary point, for |x| below 40, by the Taylor series of x / 2**64, squared 64 times. */
function exactExp(x: number): bigint {
  const extra = 200n;
  const wide = 1n << (point + extra);
  const s = (fixed(x) << extra) >> 64n;
  let term = wide;
  let sum = wide;
  for (let n = 1n; term !== 0n && n < 60n; n++) {
    term = ((term * s) >> (point + extra)) / n;
    sum += term;
  }
  for (let i = 0; i < 64; i++) sum = (sum * sum) >> (point + extra);
  return sum >> extra;
}

/** |exp(x) - e**x| in units of exp(x)'s last place. */
function errorInUlp(x: number): number {
  const result = exp(x);
  const exponent = Math.floor(Math.log2(result));
  const difference = fixed(result) - exactExp(x);
  const ulp = one >> BigInt(52 - exponent);
  return Number(((difference < 0n ? -difference : difference) << 60n) / ulp) / 2 ** 60;
}

describe("exp", () => {
  const draws = new RandomState(4);
  it.each<[string, number[]]>([
    ["1,000 numbers in (-1, 1)", Array.from(draws.uniform(-1, 1, 1000))],
    ["1,000 numbers in (-37, 37)", Array.from(draws.uniform(-37, 37, 1000))],
    ["500 numbers within 1e-6 of 0", Array.from(draws.uniform(-1e-6, 1e-6, 500))],
    ["whole numbers", Array.from({ length: 75 }, (_, i) => i - 37)],
  ])("is rounded correctly (0.5 ulp) for %s", (_, numbers) => {
    for (const x of numbers) expect(errorInUlp(x)).toBeLessThanOrEqual(0.5000001);
  });

  it("keeps to 1e-15 of Math.exp up to the ends of the range", () => {
    for (const x of draws.uniform(-708, 709.7, 2000)) {
      expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(1e-15);
    }
  });

  it("has the usual limits", () => {
    expect(exp(0)).toBe(1);
    expect(exp(-0)).toBe(1);
    expect(exp(709.79)).toBe(Number.POSITIVE_INFINITY);
    expect(exp(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
    expect(exp(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(exp(-800)).toBe(0);
    expect(exp(-740)).toBeCloseTo(4.2e-322, 323);
    expect(exp(Number.NaN)).toBeNaN();
    expect(exp(709.782712893384)).toBeLessThan(Number.POSITIVE_INFINITY);
  });
});
