import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDrawable, linearDomain, logDomain, logTicks, numberFormat } from "../../../src/node/charts/axis.ts";

const drawable = fc.double({ min: -1e300, max: 1e300, noNaN: true });
const positive = fc.double({ min: Number.MIN_VALUE, max: 1e300, noNaN: true });

describe("isDrawable", () => {
  it("takes finite numbers to 1e300", () => {
    expect([0, -1e300, 1e300, 5e-324].map(isDrawable)).toEqual([true, true, true, true]);
    expect([Number.NaN, Number.POSITIVE_INFINITY, -Infinity, 1.1e300].map(isDrawable)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

describe("linearDomain", () => {
  it("is finite, not empty, and holds every value with room at both ends (property)", () => {
    fc.assert(
      fc.property(fc.array(drawable, { minLength: 1, maxLength: 5 }), (values) => {
        const [min, max] = linearDomain(values, 0.05);
        expect(Number.isFinite(max - min)).toBe(true);
        expect(values.every((value) => value > min && value < max)).toBe(true);
      }),
    );
  });

  it.each([
    [
      [0, 10],
      [-0.5, 10.5],
    ],
    [
      [4, 4, 4],
      [3.6, 4.4],
    ],
    [[-4], [-4.4, -3.6]],
    [
      [0, 0],
      [-1, 1],
    ],
    [
      [1e-320, 2e-320],
      [-1, 1],
    ],
  ])("of %j is %j", (values, expected) => {
    const domain = linearDomain(values, 0.05);
    expect(domain[0]).toBeCloseTo(expected[0], 12);
    expect(domain[1]).toBeCloseTo(expected[1], 12);
  });
});

describe("logDomain", () => {
  it("is positive, finite, not empty, and holds every value (property)", () => {
    fc.assert(
      fc.property(fc.array(positive, { minLength: 1, maxLength: 5 }), (values) => {
        const [min, max] = logDomain(values, 0.04);
        expect(min > 0 && Number.isFinite(max) && min < max).toBe(true);
        expect(values.every((value) => value >= min && value <= max)).toBe(true);
      }),
    );
  });
});

describe("logTicks", () => {
  it.each<[[number, number], number[]]>([
    [
      [0.0007, 0.8],
      [0.001, 0.01, 0.1],
    ],
    [
      [0.006, 0.14],
      [0.01, 0.02, 0.05, 0.1],
    ],
    [
      [1, 8],
      [1, 2, 5],
    ],
    [
      [0.21, 0.43],
      [0.25, 0.3, 0.35, 0.4],
    ],
    [
      [0.79309, 0.793141],
      [0.79309, 0.7931, 0.79311, 0.79312, 0.79313, 0.79314],
    ],
    [
      [2e-7, 5e6],
      [1e-6, 1e-4, 1e-2, 1, 100, 1e4, 1e6],
    ],
    [
      [5e-324, 1e300],
      [1e-300, 1e-200, 1e-100, 1, 1e100, 1e200, 1e300],
    ],
  ])("of %j are %j", (domain, ticks) => {
    expect(logTicks(domain)).toEqual(ticks);
  });

  it("rise, lie in the domain, and number three to eight (property, ranges of 1e-8 to 590 decades)", () => {
    const domains = fc
      .tuple(fc.double({ min: -295, max: 295, noNaN: true }), fc.double({ min: 1e-8, max: 590, noNaN: true }))
      .map(([low, decades]): [number, number] => [10 ** low, 10 ** Math.min(low + decades, 300)]);
    fc.assert(
      fc.property(domains, (domain) => {
        const ticks = logTicks(domain);
        expect(ticks.length).toBeGreaterThanOrEqual(3);
        expect(ticks.length).toBeLessThanOrEqual(8);
        expect(
          ticks.every(
            (tick, i) => tick >= domain[0] * (1 - 1e-12) && tick <= domain[1] && (i === 0 || tick > ticks[i - 1]),
          ),
        ).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("numberFormat", () => {
  it("leaves ordinary numbers to the axis and writes the others with enough digits to differ", () => {
    expect(numberFormat([-15, 3])).toBeUndefined();
    expect(numberFormat([0, 999_999])).toBeUndefined();
    expect(numberFormat([0, 5e8])).toBe(".2~g");
    expect(numberFormat([1.7e9, 1.7e9 + 100])).toBe(".10~g");
    expect(numberFormat([0, 3e-7])).toBe(".2~g");
  });
});
