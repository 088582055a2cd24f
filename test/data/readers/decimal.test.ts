import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { roundTo32 } from "../../../src/data/readers/decimal.ts";
import { readLibsvm } from "../../../src/data/readers/libsvm.ts";
import { utf8 } from "./sparse-text.ts";

/** Reads numbers with the reader, one a row. */
async function readNumbers(texts: readonly string[], precision: "f32" | "f64"): Promise<number[]> {
  const { blocks } = await readLibsvm(utf8(texts.map((text) => `0 1:${text}`).join("\n")), { precision });
  return blocks.flatMap(({ X }) => Array.from(X.values));
}

/** Exact value of a decimal as a fraction. */
function fraction(text: string): [numerator: bigint, denominator: bigint] {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const [whole = "", decimals = ""] = mantissa.split(".");
  const power = Number(exponent) - decimals.length;
  const digits = BigInt(`${whole}${decimals}`);
  return power < 0 ? [digits, 10n ** BigInt(-power)] : [digits * 10n ** BigInt(power), 1n];
}

/** The nearest f32 to a decimal > 0 by whole numbers alone: 24 bits, ties to even. */
function nearest32(text: string): number {
  const [numerator, denominator] = fraction(text);
  let exponent = -149;
  const scaled = (): [bigint, bigint] =>
    exponent < 0 ? [numerator << BigInt(-exponent), denominator] : [numerator, denominator << BigInt(exponent)];
  for (; ; exponent++) {
    const [a, b] = scaled();
    const twice = (2n * a) / b;
    const isExact = (2n * a) % b === 0n;
    let quotient = twice >> 1n;
    if ((twice & 1n) === 1n && (!isExact || (quotient & 1n) === 1n)) quotient++;
    if (quotient <= 1n << 24n) return Number(quotient) * 2 ** exponent;
  }
}

const digitsText = fc
  .tuple(
    fc
      .integer({ min: 1, max: 22 })
      .chain((n) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: n, maxLength: n })),
    fc.nat({ max: 22 }),
    fc.option(fc.integer({ min: -340, max: 310 })),
  )
  .map(([digits, point, exponent]) => {
    const text = digits.join("");
    const at = point % (text.length + 1);
    return `${text.slice(0, at)}.${text.slice(at)}${exponent === null ? "" : `e${exponent}`}`;
  })
  .filter((text) => Number.isFinite(Number(text)));

describe("decimal numbers", () => {
  it("are rounded to f64 as JavaScript's Number rounds them: digits and exponents of all sizes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(digitsText, { minLength: 50, maxLength: 50 }), async (texts) => {
        expect(await readNumbers(texts, "f64")).toEqual(texts.map(Number));
      }),
      { numRuns: 200 },
    );
  });

  it("are rounded to f64 as JavaScript's Number rounds them: every f64 in its shortest form, and in 17 digits", async () => {
    const any = fc.double({ noDefaultInfinity: true, noNaN: true });
    await fc.assert(
      fc.asyncProperty(fc.array(any, { minLength: 50, maxLength: 50 }), async (numbers) => {
        for (const texts of [numbers.map(String), numbers.map((x) => x.toExponential(16))]) {
          expect(await readNumbers(texts, "f64")).toEqual(texts.map(Number));
        }
      }),
      { numRuns: 200 },
    );
  });

  it("are rounded to f64 as JavaScript's Number rounds them: ties, limits, subnormal numbers", async () => {
    const texts = [
      ...["9007199254740993", "9007199254740995", "1.7976931348623157e308", "2.2250738585072014e-308", "5e-324"],
      ...["2.4703282292062327e-324", "2.4703282292062328e-324", "1e-400", "0.1e-360", "9007199254740991e22", "1e23"],
      ...[
        "8.5e22",
        "9223372036854775807",
        "18446744073709551615",
        "0.000000000000000000000000001",
        "179769313486231570e291",
      ],
      ...["1.00000000000000011102230246251565404", "4503599627370497.5", "4503599627370496.5", "123456789012345678e-5"],
    ];
    expect(await readNumbers(texts, "f64")).toEqual(texts.map(Number));
  });

  it("are rounded to f32 once, by whole-number arithmetic", async () => {
    const single = fc.float({ noDefaultInfinity: true, noNaN: true, min: 0, minExcluded: true, max: 2 ** 126 });
    const halfway = single.map((x) => {
      const next = new Float32Array(Int32Array.of(new Int32Array(Float32Array.of(x).buffer)[0]! + 1).buffer)[0]!;
      return (x + next) / 2;
    });
    const text = fc.oneof(
      single.map(String),
      halfway.map(exactText),
      halfway.map((x) => `${exactText(x)}1`),
      halfway.map(String),
      digitsText.filter((t) => Number(t) > 1e-50 && Number(t) < 1e38),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 50, maxLength: 50 }), async (texts) => {
        expect(await readNumbers(texts, "f32")).toEqual(texts.map(nearest32));
        expect(texts.map(roundTo32)).toEqual(texts.map(nearest32));
      }),
      { numRuns: 100 },
    );
  });
});

/** All decimal digits of a positive f64. */
function exactText(x: number): string {
  const bits = new DataView(Float64Array.of(x).buffer).getBigUint64(0, true);
  const exponent = Number((bits >> 52n) & 2047n);
  const mantissa = (bits & ((1n << 52n) - 1n)) | (1n << 52n);
  const power = exponent - 1075;
  if (power >= 0) return `${mantissa << BigInt(power)}.0`;
  return `${mantissa * 5n ** BigInt(-power)}.e${power}`;
}
