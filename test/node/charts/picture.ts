import { createRequire } from "node:module";
import { Resvg } from "@resvg/resvg-js";
import { expect } from "vitest";
import type { Chart } from "../../../src/node/charts/render.ts";
import { blankMargin, decodePng, type Pixels } from "./png.ts";

/** Values written by NumPy and scikit-learn (make_reference.py says how). */
export const reference = createRequire(import.meta.url);

/** Draws an SVG with no font at all; fails where it is not well-formed. */
export function drawWithoutFonts(svg: string, pixelRatio: number): Pixels {
  const image = new Resvg(svg, {
    font: { loadSystemFonts: false },
    fitTo: { mode: "zoom", value: pixelRatio },
  }).render();
  return { width: image.width, height: image.height, data: image.pixels };
}

/**
 * What holds of every picture: a well-formed SVG without text elements or references to elsewhere, which looks like
 * the PNG on a machine with no fonts (but for shades of edge pixels), and a blank margin, so nothing is cut off.
 *
 * @returns the PNG's pixels
 */
export function expectGoodPicture({ svg, png }: Chart): Pixels {
  expect(/<(text|tspan|image|use|style|script|foreignObject)\b/.exec(svg)).toBeNull();
  expect(/\b(href|src|font-family)\s*=|url\((?!#)|@import/.exec(svg)).toBeNull();
  expect(svg.slice(0, 1000)).toMatch(/^<svg [^>]*role="img"><title>[^<]/);
  const pixels = decodePng(png);
  const pixelRatio = Math.round(pixels.width / Number(/width="(\d+)"/.exec(svg)?.[1]));
  const fontless = drawWithoutFonts(svg, pixelRatio);
  expect([pixels.width, pixels.height]).toEqual([fontless.width, fontless.height]);
  expect(largestDifference(pixels, fontless)).toBeLessThanOrEqual(32);
  expect(blankMargin(pixels)).toBeGreaterThanOrEqual(10 * pixelRatio);
  return pixels;
}

function largestDifference(a: Pixels, b: Pixels): number {
  let largest = 0;
  for (let i = 0; i < a.data.length; i++) {
    const difference = Math.abs(a.data[i] - b.data[i]);
    if (difference > largest) largest = difference;
  }
  return largest;
}
