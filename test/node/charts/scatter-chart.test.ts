import { describe, expect, it } from "vitest";
import { MinibatchError } from "../../../src/engine/errors.ts";
import { linearDomain } from "../../../src/node/charts/axis.ts";
import { type DecisionChartOptions, decisionChart } from "../../../src/node/charts/scatter-chart.ts";
import { expectGoodPicture, reference } from "./picture.ts";
import { type Pixels, pixelsWhere } from "./png.ts";

const blobs = Object.values(reference("../../reference/datasets.json").cases)[0] as { X: number[][]; y: number[] };
const [w1, w2, intercept]: number[] = reference("../../reference/tutorial.json").published_run.W;
const line = { coef: [w1, w2], intercept };
const title = "Points";
const some = { X: blobs.X.slice(0, 150), y: blobs.y.slice(0, 150), title, pixelRatio: 1 };

const isOrange = (red: number, green: number, blue: number) => red - blue > 120 && green > 60;
const isBlue = (red: number, _green: number, blue: number) => blue - red > 80;

/** Mean place of the pixels of a colour. */
function centre(pixels: Pixels, test: typeof isBlue): { x: number; y: number; count: number } {
  const found = pixelsWhere(pixels, test);
  const mean = (axis: 0 | 1) => found.reduce((sum, pixel) => sum + pixel[axis], 0) / found.length;
  return { x: mean(0), y: mean(1), count: found.length };
}

async function failure(options: Partial<DecisionChartOptions>): Promise<MinibatchError> {
  const error = await decisionChart({ X: blobs.X, y: blobs.y, title, ...options }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(MinibatchError);
  return error as MinibatchError;
}

describe("decisionChart", () => {
  it("shows both classes of make_blobs where they lie: 0 up and right, 1 down and left", async () => {
    const pixels = expectGoodPicture(await decisionChart({ ...blobs, title, line }));
    const [zero, one] = [centre(pixels, isOrange), centre(pixels, isBlue)];
    expect(zero.count).toBeGreaterThan(5000);
    expect(one.count).toBeGreaterThan(5000);
    expect(zero.x - one.x).toBeGreaterThan(300);
    expect(one.y - zero.y).toBeGreaterThan(150);
  });

  it("draws the line where w1 x + w2 y + b = 0, from edge to edge of the plot, to 0.01 pixel", async () => {
    const { svg } = await decisionChart({ ...blobs, title, line });
    const paths = [...svg.matchAll(/stroke="#1a1a1a"[^>]* d="M ([\d.-]+) ([\d.-]+) L ([\d.-]+) ([\d.-]+)"/g)];
    const [x1, y1, x2, y2] = paths[0].slice(1).map(Number);
    const domain = (column: number) =>
      linearDomain(
        blobs.X.map((row) => row[column]),
        0.05,
      );
    const [[left, right], [bottom, top]] = [domain(0), domain(1)];
    const pixel = (right - left) / 640;
    for (const [px, py] of [
      [x1, y1],
      [x2, y2],
    ]) {
      const [x, y] = [left + (px / 640) * (right - left), top - (py / 400) * (top - bottom)];
      expect(Math.abs(w1 * x + w2 * y + intercept) / Math.hypot(w1, w2)).toBeLessThan(0.01 * pixel);
      expect([0, 640].includes(px) || [0, 400].includes(py)).toBe(true);
    }
  });

  it("shades the positive side in the second class's colour", async () => {
    const shade = async (sign: number) => {
      const tilted = { coef: [sign, 0], intercept: 0 };
      const X = [
        [-1, -1],
        [1, 1],
      ];
      const pixels = expectGoodPicture(await decisionChart({ X, y: ["no", "yes"], title, line: tilted }));
      return centre(pixels, (red, green, blue) => red < 210 && blue > 215 && green > 200).x / pixels.width;
    };
    expect(await shade(1)).toBeGreaterThan(0.5);
    expect(await shade(-1)).toBeLessThan(0.4);
  });

  it("keeps the classes' colours when y lacks the first class", async () => {
    const pixels = expectGoodPicture(await decisionChart({ X: [[1, 2]], y: [1], classes: [0, 1], title }));
    const inPlot = pixelsWhere(pixels, isBlue).filter(([x]) => x < pixels.width - 250);
    expect(inPlot.length).toBeGreaterThan(20);
    expect(pixelsWhere(pixels, isOrange).filter(([x]) => x < pixels.width - 250)).toEqual([]);
  });

  it("draws at most maxPoints points, the same share of each class, from labels in turns", async () => {
    const X = Array.from({ length: 1000 }, (_, i) => [i, i % 7]);
    const y = X.map((_, i) => (i % 4 === 0 ? "rare" : "common"));
    const { svg } = await decisionChart({ X, y, title, maxPoints: 100 });
    expect(svg).toContain("Scatter plot of 100 points (75 of class common, 25 of class rare).");
    expect(svg).toContain("Drawn: 100 of 1,000 points, the same share of each class.</desc>");
  });

  it.each<[string, Partial<DecisionChartOptions>]>([
    ["one point", { X: [[5, 5]], y: [true], line: { coef: [1, 1], intercept: -10 } }],
    ["a vertical line", { line: { coef: [1, 0], intercept: 6 } }],
    ["a line outside the plot", { line: { coef: [1, 1], intercept: 1000 } }],
    ["a line without direction", { line: { coef: [0, 0], intercept: 1 } }],
    ["a line that is not finite", { line: { coef: [Number.NaN, 1], intercept: 1 } }],
    [
      "huge and tiny coordinates",
      {
        X: [
          [-1e300, 1e-310],
          [1e300, 2e-310],
        ],
        y: [0, 1],
        line: { coef: [1e308, 1], intercept: 0 },
      },
    ],
    [
      "rows that are not finite",
      {
        X: [
          [Number.NaN, 1],
          [1, Number.POSITIVE_INFINITY],
          [1, 2],
        ],
        y: [0, 0, 1],
      },
    ],
    [
      "large offsets",
      {
        X: [
          [1.7e9, 1],
          [1.7e9 + 100, 2],
        ],
        y: [0, 1],
      },
    ],
    ["42 classes with long names", { y: some.y.map((_, i) => `class number ${i % 42} of the forty-two`) }],
    ["labels with markup", { y: some.y.map((label) => `<b>&${label}\u0007`) }],
  ])("draws %s with nothing cut off", async (_, options) => {
    expectGoodPicture(await decisionChart({ ...some, ...options }));
  });

  it.each<[string, Partial<DecisionChartOptions>]>([
    ["The decision line lies outside the plot", { line: { coef: [1, 1], intercept: 1000 } }],
    ["There is no decision line: both weights are 0", { line: { coef: [0, 0], intercept: 1 } }],
    ["The decision line is not drawn: its weights are not finite", { line: { coef: [1, Number.NaN], intercept: 1 } }],
    ["Left out: 1 of 150 rows (not finite)", { X: [[Number.NaN, 0], ...some.X.slice(1)] }],
  ])("says under the title and in the description: %s", async (note, options) => {
    const { svg } = await decisionChart({ ...some, ...options });
    expect(svg).toContain(`${note}.</desc>`);
    const height = (picture: string) => Number(/height="(\d+)"/.exec(picture)?.[1]);
    expect(height(svg)).toBeGreaterThan(height((await decisionChart(some)).svg));
  });

  it("cuts long class names short in the legend, and gives them no more room than that", async () => {
    const width = async (length: number) => {
      const { svg } = await decisionChart({ ...some, y: some.y.map((label) => `${label}${"n".repeat(length)}`) });
      return Number(/width="(\d+)"/.exec(svg)?.[1]);
    };
    expect(await width(200)).toBe(await width(100));
    expect(await width(100)).toBeLessThan(640 + 550);
  });

  it("gives the same bytes twice", async () => {
    const [first, second] = [await decisionChart({ ...some, line }), await decisionChart({ ...some, line })];
    expect(second.svg).toBe(first.svg);
    expect(Buffer.compare(second.png, first.png)).toBe(0);
  });

  it.each<[string, Partial<DecisionChartOptions>, string, string]>([
    ["three columns", { X: [[1, 2, 3]], y: [0] }, "INVALID_SHAPE", "X: got 3 columns, expected 2: one for each axis"],
    ["too few labels", { y: [0] }, "INVALID_SHAPE", "y: got 1 labels, expected 1000: one for each row of X"],
    ["no row", { X: [] as number[][], y: [] }, "INVALID_SHAPE", "X: got 0 columns, expected 2: one for each axis"],
    [
      "no finite row",
      { X: [[Number.NaN, 1]], y: [0] },
      "INVALID_DATA",
      "decision chart: got 1 rows, expected at least one of two finite numbers",
    ],
    [
      "an unknown label",
      { X: [[1, 1]], y: ["c"], classes: ["a", "b"] },
      "INVALID_DATA",
      "y: row 0: got c, expected one of a, b",
    ],
    [
      "43 classes",
      { y: blobs.y.map((_, i) => i % 43) },
      "INVALID_DATA",
      "y: got 43 classes, expected at most 42, which is what colours and shapes can show",
    ],
    ["maxPoints 0", { maxPoints: 0 }, "INVALID_OPTION", "maxPoints: got 0, expected a number from 1 to 1000000"],
  ])("refuses %s in one line", async (_, options, code, message) => {
    const error = await failure(options);
    expect([error.code, error.message]).toEqual([code, message]);
  });
});
