import { join } from "node:path";
import type { TopLevelSpec } from "vega-lite";
import { writeFileAtomic } from "../files/atomic-write.ts";
import { fileError } from "../files/file-error.ts";
import { makeFolder } from "../files/make-folder.ts";
import { loadTypesetter } from "./font.ts";
import { markupText, printableMarkup } from "./markup.ts";
import { checkRange } from "./options.ts";
import { drawSpec } from "./vega-svg.ts";

/** One picture in two formats. */
export interface Chart {
  /** SVG 1.1 with all text as outlines, so that it needs no font; a title and a description for screen readers. */
  readonly svg: string;
  /** PNG, RGBA with 8 bits a channel. */
  readonly png: Uint8Array;
}

/** How a picture is drawn. */
export interface RenderOptions {
  /** Pixels of the PNG for each pixel of the SVG, 0.1 to 8. Default 2. */
  readonly pixelRatio?: number;
  /** Colour of the page around the plot, as CSS writes it; `"transparent"` leaves it out. Default `"white"`. */
  readonly background?: string;
}

/**
 * Draws a Vega-Lite spec in the ggplot2 theme. The same spec and options give the same bytes.
 *
 * Text is set in DejaVu Sans, which has Latin, Greek, Cyrillic, Arabic and many symbols; a character that it lacks is
 * drawn as an empty box. The libraries are loaded by the first call.
 *
 * @param spec - a Vega-Lite 6 spec; its title and description become those of the SVG
 * @throws {MinibatchError} `INVALID_OPTION` when the pixel ratio is out of range or the spec cannot be drawn
 */
export async function renderChart(spec: TopLevelSpec, options: RenderOptions = {}): Promise<Chart> {
  const { pixelRatio = 2, background = "white" } = options;
  checkRange("pixelRatio", pixelRatio, 0.1, 8);
  const drawn = await drawSpec(spec, background);
  const { typeset } = await loadTypesetter();
  const picture = typeset(printableMarkup(drawn), pixelRatio);
  return { svg: withCaption(picture.toString(), spec), png: picture.render().asPng() };
}

/**
 * Writes `name.svg` and `name.png` into a folder, which is made if it is missing. Each file is replaced as a whole
 * (see {@link writeFileAtomic}).
 *
 * @param directory - the folder
 * @param name - the files' name without extension
 * @returns the two paths
 * @throws {MinibatchError} `INVALID_FILE` when the folder or a file cannot be written
 */
export async function writeChart(directory: string, name: string, chart: Chart): Promise<{ svg: string; png: string }> {
  const paths = { svg: join(directory, `${name}.svg`), png: join(directory, `${name}.png`) };
  await makeFolder(directory).catch((error: unknown) => {
    throw fileError(directory, "cannot make the folder", error);
  });
  await writeFileAtomic(paths.svg, chart.svg);
  await writeFileAtomic(paths.png, chart.png);
  return paths;
}

/** The outlined picture without its indentation, with what a screen reader needs: a role, a title, a description. */
function withCaption(svg: string, spec: TopLevelSpec): string {
  const title = `<title>${markupText(titleOf(spec))}</title>`;
  const description = spec.description === undefined ? "" : `<desc>${markupText(spec.description)}</desc>`;
  const [root = ""] = /^<svg [^>]*/.exec(svg) ?? [];
  const content = svg
    .slice(root.length + 1)
    .replace(/>\s+</g, "><")
    .trim();
  return `${root} role="img">${title}${description}${content}\n`;
}

function titleOf({ title }: TopLevelSpec): string {
  const text = typeof title === "object" && "text" in title ? title.text : title;
  const line = Array.isArray(text) ? text.join(" ") : text;
  return typeof line === "string" && line !== "" ? line : "Chart";
}
