import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TopLevelSpec } from "vega-lite";
import { afterEach, describe, expect, it, vi } from "vitest";
import { MinibatchError } from "../../../src/engine/errors.ts";
import { compareChart } from "../../../src/node/charts/compare-chart.ts";
import { loadTypesetter } from "../../../src/node/charts/font.ts";
import { lossChart } from "../../../src/node/charts/loss-chart.ts";
import { renderChart, writeChart } from "../../../src/node/charts/render.ts";
import { decisionChart } from "../../../src/node/charts/scatter-chart.ts";
import { drawWithoutFonts, expectGoodPicture } from "./picture.ts";
import { decodePng, pixelsWhere } from "./png.ts";

/** The heavy packages in the order in which they were loaded. */
const loads = vi.hoisted(() => [] as string[]);
const watch = vi.hoisted(() => (name: string) => async (original: () => Promise<object>) => {
  loads.push(name);
  return original();
});
vi.mock("vega", watch("vega"));
vi.mock("vega-lite", watch("vega-lite"));
vi.mock("vega-themes", watch("vega-themes"));

const loadedByImport = [...loads];

const spec: TopLevelSpec = {
  title: 'Loss & "gain" <of> Größe α',
  description: "One < two",
  width: 300,
  height: 200,
  data: {
    values: [
      { a: 1, b: 3 },
      { a: 2, b: 5 },
    ],
  },
  mark: "line",
  encoding: { x: { field: "a", type: "quantitative" }, y: { field: "b", type: "quantitative", title: "Value" } },
};

async function failure(promise: Promise<unknown>): Promise<MinibatchError> {
  const error = await promise.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(MinibatchError);
  return error as MinibatchError;
}

describe("loading", () => {
  it("importing the charts loads neither vega nor vega-lite nor the theme; the first picture loads all three", async () => {
    expect([decisionChart, lossChart, compareChart].every((chart) => typeof chart === "function")).toBe(true);
    expect(loadedByImport).toEqual([]);
    await renderChart(spec);
    expect([...loads].sort()).toEqual(["vega", "vega-lite", "vega-themes"]);
  });
});

describe("renderChart", () => {
  it("gives a PNG of twice the SVG's size, and both look the same where there are no fonts", async () => {
    const chart = await renderChart(spec);
    const pixels = expectGoodPicture(chart);
    const [, width, height] = /^<svg width="(\d+)" height="(\d+)"/.exec(chart.svg) ?? [];
    expect([pixels.width, pixels.height]).toEqual([2 * Number(width), 2 * Number(height)]);
    const panel = pixelsWhere(pixels, (red, green, blue) => red === 0xe5 && green === 0xe5 && blue === 0xe5);
    expect(panel.length / (600 * 400)).toBeGreaterThan(0.8);
    expect(panel.length / (600 * 400)).toBeLessThan(1);
  });

  it("draws letters: there is dark ink left of the plot and above it", async () => {
    const pixels = decodePng((await renderChart(spec)).png);
    const dark = pixelsWhere(pixels, (red, green, blue) => red + green + blue < 200);
    const plot = { left: pixels.width - 32 - 600, top: pixels.height - 400 - 130 };
    expect(dark.filter(([x]) => x < plot.left - 20).length).toBeGreaterThan(200);
    expect(dark.filter(([, y]) => y < plot.top - 20).length).toBeGreaterThan(500);
  });

  it("carries the title and description, escaped", async () => {
    const { svg } = await renderChart(spec);
    expect(svg).toContain('<title>Loss &amp; "gain" &lt;of&gt; Größe α</title><desc>One &lt; two</desc>');
    const untitled = await renderChart({ ...spec, title: { text: ["two", "lines"] } });
    expect(untitled.svg).toContain("<title>two lines</title>");
  });

  it("replaces characters that XML forbids", async () => {
    const chart = await renderChart({ ...spec, title: "a\u0000b\u001b[1m\ud800" });
    expectGoodPicture(chart);
    expect(chart.svg).toContain("<title>a\u{fffd}b\u{fffd}[1m\u{fffd}</title>");
  });

  it("gives the same bytes twice, one after another and at once, with other pictures between", async () => {
    const clipped: TopLevelSpec = { ...spec, mark: { type: "line", clip: true } } as TopLevelSpec;
    const first = await renderChart(clipped);
    await renderChart(spec);
    const [second, other, third] = await Promise.all([clipped, spec, clipped].map((each) => renderChart(each)));
    for (const { svg, png } of [second, third]) {
      expect(svg).toBe(first.svg);
      expect(Buffer.compare(png, first.png)).toBe(0);
    }
    expect(other.svg).not.toBe(first.svg);
  });

  it("takes a pixel ratio and a background", async () => {
    const half = decodePng((await renderChart(spec, { pixelRatio: 1, background: "#102030" })).png);
    const full = decodePng((await renderChart(spec, { background: "transparent" })).png);
    expect([full.width, full.height]).toEqual([2 * half.width, 2 * half.height]);
    expect([...half.data.subarray(0, 4)]).toEqual([0x10, 0x20, 0x30, 255]);
    expect(full.data[3]).toBe(0);
  });

  it("measures text by the shipped font and gives Vega's own measurer back", async () => {
    const { textMetrics } = (await import("vega")) as unknown as { textMetrics: { width: unknown } };
    const before = textMetrics.width;
    await renderChart(spec);
    await failure(renderChart({} as TopLevelSpec));
    expect(textMetrics.width).toBe(before);
  });

  it.each([0, -1, 9, Number.NaN])("refuses a pixel ratio of %d", async (pixelRatio) => {
    const error = await failure(renderChart(spec, { pixelRatio }));
    expect(error.code).toBe("INVALID_OPTION");
    expect(error.message).toBe(`pixelRatio: got ${pixelRatio}, expected a number from 0.1 to 8`);
  });

  it.each<[string, object, RegExp]>([
    ["no mark", {}, /^chart: cannot draw the spec: Invalid specification/],
    ["a broken expression", { ...spec, transform: [{ calculate: "foo(", as: "a" }] }, /^chart: cannot draw the spec: /],
    ["data that cannot be loaded", { ...spec, data: { url: "/no/such/file.csv" } }, /Loading failed .*file\.csv/],
  ])("says in one line what is wrong with a spec with %s, and draws the next", async (_, bad, message) => {
    const error = await failure(renderChart(bad as TopLevelSpec));
    expect(error.code).toBe("INVALID_OPTION");
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain("\n");
    expect((await renderChart(spec)).svg).toContain("</svg>");
  });
});

describe("text width", () => {
  // The font's own advance widths (table hmtx) are 1303 of 2048 units for a digit and 2025 for W.
  it.each([
    ["0000000000", 1303 / 2048],
    ["WWWWWWWWWW", 2025 / 2048],
  ])("of %s is ten advances of the font to 3 %%", async (text, advance) => {
    const { textWidth } = await loadTypesetter();
    expect(Math.abs(textWidth(text, 20) / (10 * advance * 20) - 1)).toBeLessThan(0.03);
    expect(textWidth(text, 40)).toBeCloseTo(2 * textWidth(text, 20), 10);
  });

  it("is 0 for no text and for spaces", async () => {
    const { textWidth } = await loadTypesetter();
    expect([textWidth("", 20), textWidth("  ", 20)]).toEqual([0, 0]);
  });
});

describe("writeChart", () => {
  const folders: string[] = [];
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
  });
  const temporaryFolder = async () => {
    folders.push(await mkdtemp(join(tmpdir(), "minibatch-chart-")));
    return folders.at(-1) as string;
  };

  it("writes both files into a new folder, and nothing else", async () => {
    const folder = join(await temporaryFolder(), "new", "charts");
    const chart = await renderChart(spec);
    const paths = await writeChart(folder, "loss", chart);
    expect(paths).toEqual({ svg: join(folder, "loss.svg"), png: join(folder, "loss.png") });
    expect((await readdir(folder)).sort()).toEqual(["loss.png", "loss.svg"]);
    expect(drawWithoutFonts(await readFile(paths.svg, "utf8"), 2).width).toBe(
      decodePng(await readFile(paths.png)).width,
    );
  });

  it("says in one line that the folder is a file", async () => {
    const folder = join(await temporaryFolder(), "file");
    await writeFile(folder, "");
    const error = await failure(writeChart(folder, "loss", await renderChart(spec)));
    expect(error.code).toBe("INVALID_FILE");
    expect(error.message).toBe(`${folder}: cannot make the folder: file already exists (EEXIST)`);
  });
});
