import type { TopLevelSpec } from "vega-lite";
import { MinibatchError } from "../../engine/errors.ts";
import { loadTypesetter } from "./font.ts";
import { chartConfig } from "./theme.ts";

/** A mark with text, as Vega's layout hands it to a text measurer. */
interface TextItem {
  readonly fontSize?: number;
  /** Width at which Vega cuts the text short; 0 or nothing for no limit. */
  readonly limit?: number;
}

/** What Vega exports but does not declare: how it measures text, and the counter behind its element ids. */
interface VegaScenegraph {
  readonly textMetrics: { width(item: TextItem, text: string | null | undefined): number };
  resetSVGDefIds(): void;
}

/** Size that Vega gives to text without one. */
const defaultFontSize = 11;

let queue: Promise<unknown> = Promise.resolve();

/**
 * Lays out a Vega-Lite spec and draws it as an SVG picture whose text is still text. Pictures are drawn one after
 * another, as Vega's measurer and its element ids are one for the whole program.
 *
 * @throws {MinibatchError} `INVALID_OPTION` when Vega-Lite or Vega refuses the spec
 */
export function drawSpec(spec: TopLevelSpec, background: string): Promise<string> {
  const drawing = queue.then(() => draw(spec, background));
  queue = drawing.catch(() => undefined);
  return drawing;
}

async function draw(spec: TopLevelSpec, background: string): Promise<string> {
  const [vega, { compile }, config, { textWidth }] = await Promise.all([
    import("vega"),
    import("vega-lite"),
    chartConfig(background),
    loadTypesetter(),
  ]);
  const { textMetrics, resetSVGDefIds } = vega as unknown as VegaScenegraph;
  const vegaWidth = textMetrics.width;
  let failure: unknown;
  const logger = vega.logger(vega.Warn, "error", (_method, level, args) => {
    if (level === "ERROR" || / failed$/.test(String(args[0]))) failure ??= args.join(" ");
  });
  try {
    // Without a canvas Vega takes every character to be 0.8 em wide.
    textMetrics.width = (item, text) => {
      const width = textWidth(String(text ?? "").trim(), item.fontSize ?? defaultFontSize);
      return Math.min(width, item.limit || Number.POSITIVE_INFINITY);
    };
    resetSVGDefIds();
    const view = new vega.View(vega.parse(compile(spec, { config, logger }).spec), { renderer: "none", logger });
    const svg = await view.toSVG();
    view.finalize();
    // Vega logs an error in its dataflow, or data that it could not load, and goes on with half a picture.
    if (failure !== undefined) throw failure;
    return svg;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new MinibatchError("INVALID_OPTION", `chart: cannot draw the spec: ${message.split("\n")[0]}`, {}, error);
  } finally {
    textMetrics.width = vegaWidth;
  }
}
