import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Box,
  clipLine,
  type DecisionLine,
  halfPlane,
  type Point,
} from "../../../src/node/charts/decision-line.ts";

const box: Box = { x: [-2, 3], y: [1, 5] };
const number = fc.double({ min: -100, max: 100, noNaN: true });
const weight = fc.oneof(number, fc.constantFrom(0, 1, -1, 1e-9, 1e9));
const lines = fc
  .record({ coef: fc.tuple(weight, weight), intercept: number })
  .filter(({ coef }) => coef[0] !== 0 || coef[1] !== 0);
const boxes = fc
  .tuple(number, number, fc.double({ min: 0.01, max: 50, noNaN: true }), fc.double({ min: 0.01, max: 50, noNaN: true }))
  .map(([x, y, width, height]): Box => ({ x: [x, x + width], y: [y, y + height] }));

const height = ({ coef, intercept }: DecisionLine, [x, y]: Point) => coef[0] * x + coef[1] * y + intercept;
const corners = ({ x, y }: Box): Point[] => [
  [x[0], y[0]],
  [x[1], y[0]],
  [x[1], y[1]],
  [x[0], y[1]],
];
const sorted = (ends: readonly Point[] | undefined) => ends && [...ends].sort((a, b) => a[0] - b[0] || a[1] - b[1]);

/** Area of a polygon by the shoelace formula. */
function area(polygon: readonly Point[]): number {
  const twice = polygon.map(([x, y], i) => {
    const [nextX, nextY] = polygon[(i + 1) % polygon.length];
    return x * nextY - nextX * y;
  });
  return Math.abs(twice.reduce((a, b) => a + b, 0)) / 2;
}

describe("clipLine", () => {
  it("ends satisfy w1 x + w2 y + b = 0 to 1e-12 of the terms and lie on the box's edges (property)", () => {
    fc.assert(
      fc.property(lines, boxes, (line, within) => {
        const ends = clipLine(line, within);
        for (const [x, y] of ends ?? []) {
          const terms = Math.abs(line.coef[0] * x) + Math.abs(line.coef[1] * y) + Math.abs(line.intercept);
          expect(Math.abs(height(line, [x, y]))).toBeLessThanOrEqual(1e-12 * terms + 1e-300);
          expect(x >= within.x[0] && x <= within.x[1] && y >= within.y[0] && y <= within.y[1]).toBe(true);
          expect(within.x.includes(x) || within.y.includes(y)).toBe(true);
        }
        if (ends !== undefined) expect(ends[0]).not.toEqual(ends[1]);
      }),
      { numRuns: 2000 },
    );
  });

  it("finds a line whenever two corners lie well on different sides, and none when all lie on one (property)", () => {
    fc.assert(
      fc.property(lines, boxes, (line, within) => {
        const heights = corners(within).map((corner) => height(line, corner));
        const size = Math.max(...line.coef.map(Math.abs)) * 200 + Math.abs(line.intercept);
        const [low, high] = [Math.min(...heights), Math.max(...heights)];
        if (low < -1e-9 * size && high > 1e-9 * size) expect(clipLine(line, within)).toBeDefined();
        if (low > 1e-9 * size || high < -1e-9 * size) expect(clipLine(line, within)).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });

  it.each<[string, DecisionLine, Point[]]>([
    [
      "vertical",
      { coef: [2, 0], intercept: -2 },
      [
        [1, 1],
        [1, 5],
      ],
    ],
    [
      "horizontal",
      { coef: [0, -1], intercept: 4 },
      [
        [-2, 4],
        [3, 4],
      ],
    ],
    [
      "sloping",
      { coef: [1, 1], intercept: -3 },
      [
        [-2, 5],
        [2, 1],
      ],
    ],
    [
      "through two corners",
      { coef: [4, -5], intercept: 13 },
      [
        [-2, 1],
        [3, 5],
      ],
    ],
    [
      "along an edge",
      { coef: [1, 0], intercept: 2 },
      [
        [-2, 1],
        [-2, 5],
      ],
    ],
    [
      "with weights near the largest double",
      { coef: [1e308, 1e308], intercept: -3e307 },
      [
        [-2, 2.3],
        [-0.7, 1],
      ],
    ],
  ])("clips a line that is %s", (_, line, expected) => {
    const ends = sorted(clipLine(line, box));
    expect(ends).toHaveLength(2);
    for (const [i, end] of (ends ?? []).entries()) {
      expect(end[0]).toBeCloseTo(expected[i][0], 12);
      expect(end[1]).toBeCloseTo(expected[i][1], 12);
    }
  });

  it.each<[string, DecisionLine]>([
    ["misses the box", { coef: [1, 1], intercept: 100 }],
    ["is vertical beside the box", { coef: [1, 0], intercept: 7 }],
    ["touches one corner only", { coef: [1, 1], intercept: 1 }],
    ["has no direction", { coef: [0, 0], intercept: 1 }],
    ["has a weight that is not a number", { coef: [Number.NaN, 1], intercept: 1 }],
    ["has an infinite weight", { coef: [1, Number.POSITIVE_INFINITY], intercept: 1 }],
    ["has an infinite intercept", { coef: [1, 1], intercept: Number.NEGATIVE_INFINITY }],
    ["has one weight", { coef: [1], intercept: 0 }],
  ])("gives no line where it %s", (_, line) => {
    expect(clipLine(line, box)).toBeUndefined();
  });
});

describe("halfPlane", () => {
  it("the two sides fill the box to 1e-9 of its area, and each vertex lies on its side (property)", () => {
    fc.assert(
      fc.property(lines, boxes, (line, within) => {
        const whole = (within.x[1] - within.x[0]) * (within.y[1] - within.y[0]);
        const sides = ([1, -1] as const).map((sign) => ({ sign, polygon: halfPlane(line, within, sign) }));
        const scale = Math.max(...corners(within).flat().map(Math.abs), 1) ** 2;
        expect(Math.abs(area(sides[0].polygon) + area(sides[1].polygon) - whole)).toBeLessThanOrEqual(1e-9 * scale);
        const size = Math.max(...line.coef.map(Math.abs)) * 400 + Math.abs(line.intercept);
        for (const { sign, polygon } of sides) {
          for (const vertex of polygon) expect(sign * height(line, vertex)).toBeGreaterThanOrEqual(-1e-12 * size);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("gives the whole box on one side of a line that misses it, and nothing on the other", () => {
    const line = { coef: [1, 0], intercept: 7 };
    expect(halfPlane(line, box, 1)).toEqual(corners(box));
    expect(halfPlane(line, box, -1)).toEqual([]);
  });
});
