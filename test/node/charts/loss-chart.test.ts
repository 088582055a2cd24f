import { describe, expect, it } from "vitest";
import { MinibatchError } from "../../../src/engine/errors.ts";
import { compareChart } from "../../../src/node/charts/compare-chart.ts";
import { type LossChartOptions, lossChart } from "../../../src/node/charts/loss-chart.ts";
import { expectGoodPicture, reference } from "./picture.ts";
import { pixelsWhere } from "./png.ts";

const { published_run, runs } = reference("../../reference/tutorial.json");
const losses: number[] = published_run.losses;
const title = "Training loss by epoch";

/** The drawn pieces of curves in the SVG: colour, and the points in pixels of the plot. */
function curves(svg: string): { color: string; dashed: boolean; points: number[][] }[] {
  return [...svg.matchAll(/<path fill="none" stroke="(#\w{6})"([^>]*) d="(M [^"Z]*)"/g)]
    .map(([, color, style, path]) => ({
      color,
      dashed: style.includes("stroke-dasharray"),
      points: path
        .split(/[ML]/)
        .slice(1)
        .map((point) => point.trim().split(" ").map(Number)),
    }))
    .filter(({ color, points }) => !["#ffffff", "#7f7f7f"].includes(color) && points.every(([x]) => x >= 0));
}

async function failure(options: LossChartOptions): Promise<MinibatchError> {
  const error = await lossChart(options).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(MinibatchError);
  return error as MinibatchError;
}

describe("lossChart", () => {
  it("draws the tutorial's 100 losses at their places, linear, to 0.01 pixel", async () => {
    const chart = await lossChart({ losses, title });
    expectGoodPicture(chart);
    const [{ points }] = curves(chart.svg);
    expect(points).toHaveLength(100);
    const slope = (points[99][1] - points[0][1]) / (losses[99] - losses[0]);
    for (const [i, [x, y]] of points.entries()) {
      expect(x).toBeCloseTo(points[0][0] + (i * (points[99][0] - points[0][0])) / 99, 2);
      expect(Math.abs(y - (points[0][1] + slope * (losses[i] - losses[0])))).toBeLessThan(0.01);
    }
    expect(slope).toBeLessThan(0);
  });

  it("draws them on a log scale, to 0.01 pixel", async () => {
    const chart = await lossChart({ losses, title, scale: "log", pixelRatio: 1 });
    expectGoodPicture(chart);
    const [{ points }] = curves(chart.svg);
    const slope = (points[99][1] - points[0][1]) / Math.log(losses[99] / losses[0]);
    for (const [i, [, y]] of points.entries()) {
      expect(Math.abs(y - (points[0][1] + slope * Math.log(losses[i] / losses[0])))).toBeLessThan(0.01);
    }
  });

  it("has a plot of 640 x 400 pixels, or of the size asked for", async () => {
    const panel = async (options: Partial<LossChartOptions>) =>
      /fill="#e5e5e5" stroke="none" d="M 0 0 L (\d+) 0 L \d+ (\d+)/
        .exec((await lossChart({ losses, title, ...options })).svg)
        ?.slice(1)
        .map(Number);
    expect(await panel({})).toEqual([640, 400]);
    expect(await panel({ width: 300, height: 200 })).toEqual([300, 200]);
  });

  it("breaks the curve at losses that are not finite, shows a lone loss as a dot, and says how many are left out", async () => {
    const broken = [5, 4, Number.NaN, 3, Number.POSITIVE_INFINITY, 2, 1];
    const chart = await lossChart({ losses: broken, title, pixelRatio: 1 });
    expectGoodPicture(chart);
    expect(curves(chart.svg).map(({ points }) => points.length)).toEqual([2, 2]);
    expect(chart.svg).toContain("in 7 epochs. Left out: 2 of 7 losses (not finite).</desc>");
  });

  it("leaves zeros out of a log scale and draws the rest", async () => {
    const chart = await lossChart({ losses: [1, 0.1, 0, 0.01, 0.001], title, scale: "log", pixelRatio: 1 });
    expectGoodPicture(chart);
    expect(curves(chart.svg).map(({ points }) => points.length)).toEqual([2, 2]);
  });

  it.each<[string, Partial<LossChartOptions>]>([
    ["one epoch", { losses: [0.3] }],
    ["one epoch, log", { losses: [0.3], scale: "log" }],
    ["equal losses", { losses: [0.25, 0.25, 0.25] }],
    ["equal losses, log", { losses: [0.25, 0.25, 0.25], scale: "log" }],
    ["zeros", { losses: [0, 0, 0] }],
    ["subnormal losses", { losses: [3e-320, 1e-320] }],
    ["losses up to 1e300", { losses: [1e-3, 1e200, 1e300] }],
    ["losses of all magnitudes, log", { losses: [5e-324, 1, 1e300], scale: "log" }],
    ["typed losses", { losses: Float32Array.of(3, 2, 1) }],
    ["a long title and labels", { losses, title: "long ".repeat(40), yLabel: "y".repeat(30), xLabel: "x".repeat(40) }],
    ["a title without spaces", { losses, title: "/a/very/long/path".repeat(12) }],
    ["no title", { losses, title: "" }],
  ])("draws %s with nothing cut off", async (_, options) => {
    const pixels = expectGoodPicture(await lossChart({ title, losses: [], pixelRatio: 1, ...options }));
    expect(pixelsWhere(pixels, (red, green, blue) => red > 200 && green < 110 && blue < 60).length).toBeGreaterThan(20);
  });

  it("gives each series its colour and dash, and a legend in the given order", async () => {
    const series = ["train", "held out"].map((name, i) => ({ name, losses: [3 + i, 2 + i, 1 + i] }));
    const chart = await lossChart({ series, title, pixelRatio: 1 });
    expectGoodPicture(chart);
    expect(curves(chart.svg).map(({ color, dashed }) => [color, dashed])).toEqual([
      ["#d55e00", false],
      ["#0072b2", true],
    ]);
    const symbols = [...chart.svg.matchAll(/stroke="(#d55e00|#0072b2)"[^>]* d="M -/g)].map(([, color]) => color);
    expect(symbols).toEqual(["#d55e00", "#0072b2"]);
  });

  it.each<[string, Partial<LossChartOptions>, string, string]>([
    [
      "no losses",
      { losses: [] },
      "INVALID_DATA",
      "loss chart: got 0 losses, expected at least one to be a finite number",
    ],
    [
      "only NaN",
      { losses: [Number.NaN] },
      "INVALID_DATA",
      "loss chart: got 1 losses, expected at least one to be a finite number",
    ],
    [
      "only zeros on a log scale",
      { losses: [0, 0], scale: "log" },
      "INVALID_DATA",
      "loss chart: got 2 losses, expected at least one to be a finite number above 0, which a log scale needs",
    ],
    ["neither losses nor series", {}, "INVALID_OPTION", "loss chart: expected either losses or series"],
    ["no series", { series: [] }, "INVALID_OPTION", "series: got 0 curves, expected 1 to 42"],
    [
      "one name twice",
      {
        series: [
          { name: "a", losses },
          { name: "a", losses },
        ],
      },
      "INVALID_OPTION",
      'series: the name "a" is used twice, expected a different name for each curve',
    ],
    ["a width of 5", { losses, width: 5 }, "INVALID_OPTION", "width: got 5, expected a number from 100 to 4000"],
    [
      "a height of NaN",
      { losses, height: Number.NaN },
      "INVALID_OPTION",
      "height: got NaN, expected a number from 100 to 4000",
    ],
  ])("refuses %s in one line", async (_, options, code, message) => {
    const error = await failure({ title, ...options });
    expect([error.code, error.message]).toEqual([code, message]);
  });
});

describe("compareChart", () => {
  const sizes = [500, 1, 32, 64, 128, 256];
  const series = sizes.map((size) => {
    const run = runs.find((each: { seed: number; alpha: number; batch_size: number }) => {
      return each.seed === 0 && each.alpha === 0.01 && each.batch_size === size;
    });
    return {
      name: size === 500 ? "gradient descent" : `batch size ${size}`,
      losses: run.losses.map((loss: number) => loss / size) as number[],
      updates: 100 * Math.ceil(500 / size),
    };
  });

  it("draws six runs of 100 epochs in six colours and dashes, the legend in the given order", async () => {
    const chart = await compareChart({ series, title: "Batch sizes" });
    expectGoodPicture(chart);
    const drawn = curves(chart.svg);
    expect(drawn.map(({ points }) => points.length)).toEqual(series.map(() => 100));
    const colors = drawn.map(({ color }) => color);
    expect(colors[0]).toBe("#000000");
    expect(new Set(colors).size).toBe(6);
    const symbols = [...chart.svg.matchAll(/stroke="(#\w{6})"[^>]*stroke-width="3"[^>]* d="M -/g)].map(
      ([, color]) => color,
    );
    expect(symbols).toEqual(colors);
    expect(chart.svg).toContain("gradient descent (100 updates): from ");
    expect(chart.svg).toContain("batch size 1 (50,000 updates): from ");
  });

  it("gives the same bytes twice", async () => {
    const [first, second] = [await compareChart({ series, title: "a" }), await compareChart({ series, title: "a" })];
    expect(second.svg).toBe(first.svg);
    expect(Buffer.compare(second.png, first.png)).toBe(0);
  });
});
