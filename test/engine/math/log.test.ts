import { describe, expect, it } from "vitest";
import { log } from "../../../src/engine/math/log.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";

const point = 200n;
const one = 1n << point;

/** A positive 64-bit float as significand * 2**exponent, exactly. */
function exact(x: number): { significand: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const word = view.getBigUint64(0);
  const biased = Number(word >> 52n);
  const fraction = word & ((1n << 52n) - 1n);
  return biased === 0
    ? { significand: fraction, exponent: -1074 }
    : { significand: fraction | (1n << 52n), exponent: biased - 1075 };
}

/** 2 atanh(n / d) with 200 bits after the binary point, by its Taylor series. */
function twiceAtanh(n: bigint, d: bigint): bigint {
  const s = (n << point) / d;
  let power = s;
  let sum = 0n;
  for (let k = 1n; power !== 0n; k += 2n) {
    sum += power / k;
    power = (((power * s) >> point) * s) >> point;
  }
  return 2n * sum;
}

const ln2 = twiceAtanh(1n, 3n);

/** log x with 200 bits after the binary point, of which the last few are wrong. */
function exactLog(x: number): bigint {
  const { significand, exponent } = exact(x);
  const length = significand.toString(2).length;
  const unit = 1n << BigInt(length - 1);
  return twiceAtanh(significand - unit, significand + unit) + BigInt(exponent + length - 1) * ln2;
}

/** |log(x) - log x| in units of log(x)'s last place. */
function errorInUlp(x: number): number {
  const result = log(x);
  const { significand, exponent } = exact(Math.abs(result));
  const shift = point + BigInt(exponent);
  const magnitude = shift >= 0n ? significand << shift : significand >> -shift;
  const difference = (result < 0 ? -magnitude : magnitude) - exactLog(x);
  const ulp = one >> BigInt(-exponent);
  return Number(((difference < 0n ? -difference : difference) << 60n) / ulp) / 2 ** 60;
}

describe("log", () => {
  const draws = new RandomState(20);
  const powers = Array.from({ length: 2046 }, (_, i) => i - 1022);
  const scaled = (x: number, e: number) => x * 2 ** e;
  it.each<[string, number[]]>([
    ["5,000 numbers in (0, 1), as the normal distribution takes it", Array.from(draws.uniform(1e-9, 1, 5000))],
    ["2,000 numbers within 0.01 of 1", Array.from(draws.uniform(0.99, 1.01, 2000))],
    ["1,000 numbers within 1e-7 of 1", Array.from(draws.uniform(1 - 1e-7, 1 + 1e-7, 1000))],
    ["every power of two", powers.map((e) => scaled(1, e))],
    ["a number of every magnitude", powers.map((e) => scaled(1 + draws.random(), e))],
    ["subnormal numbers", [5e-324, 1e-320, 1.5e-310, 2.225073858507201e-308]],
    ["where the tables and the halving change", [181.5, 182.5, 255.5, 256.5, 362].map((j) => j / 256)],
    [
      "numbers beside those of no rounding",
      [0.5, Math.SQRT1_2, 1 - 2 ** -53, 1 + 2 ** -52, Math.SQRT2, Number.MAX_VALUE],
    ],
  ])("is correctly rounded (error <= 0.5 ulp against 200-bit arithmetic): %s", (_, arguments_) => {
    for (const x of arguments_) if (x !== 1) expect(errorInUlp(x), `log(${x})`).toBeLessThanOrEqual(0.5);
  });

  it("is exact at 1 and follows Math.log at the ends", () => {
    for (const x of [1, 0, -0, Infinity, -1, -Infinity, Number.NaN]) expect(log(x)).toBe(Math.log(x));
  });
});
