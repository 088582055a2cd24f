import { createRequire } from "node:module";
import type { Resvg, ResvgRenderOptions } from "@resvg/resvg-js";
import { markupText } from "./markup.ts";

/** The shipped font, and the program that draws with it. No font of the machine takes part. */
export interface Typesetter {
  /** Parses an SVG picture, sets its text in the shipped font, and draws it at `scale` times its size. */
  typeset(svg: string, scale: number): Resvg;
  /** Width of one line of text in pixels, at a font size in pixels. */
  textWidth(text: string, fontSize: number): number;
}

/** Size at which text is measured; widths at other sizes are in proportion. */
const measuredSize = 100;

let loaded: Promise<Typesetter> | undefined;

/** Loads the renderer and finds the font, once; neither is touched before the first picture. */
export function loadTypesetter(): Promise<Typesetter> {
  loaded ??= import("@resvg/resvg-js").then((module) => createTypesetter(module.Resvg));
  return loaded;
}

function createTypesetter(Renderer: typeof Resvg): Typesetter {
  const fontFile = createRequire(import.meta.url).resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf");
  const family = "DejaVu Sans";
  const font: ResvgRenderOptions["font"] = {
    loadSystemFonts: false,
    fontFiles: [fontFile],
    defaultFontFamily: family,
    sansSerifFamily: family,
    serifFamily: family,
    monospaceFamily: family,
  };
  const widths = new Map<string, number>();

  const measure = (text: string): number => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><text font-size="${measuredSize}">${markupText(text)}</text></svg>`;
    return new Renderer(svg, { font }).getBBox()?.width ?? 0;
  };

  return {
    typeset: (svg, scale) => new Renderer(svg, { font, fitTo: { mode: "zoom", value: scale } }),
    textWidth(text, fontSize) {
      let width = widths.get(text);
      if (width === undefined) {
        width = measure(text);
        widths.set(text, width);
      }
      return (width * fontSize) / measuredSize;
    },
  };
}
