import type { ScaleContinuousNumeric } from "d3-scale";
import { html, type Markup, type Part } from "../markup.ts";

/** A scale of one axis. */
export type AxisScale = ScaleContinuousNumeric<number, number>;

/** One axis of a plot. */
export interface Axis {
  readonly scale: AxisScale;
  readonly label: string;
  /** The numbers to write; about five round ones by default. */
  readonly ticks?: readonly number[];
  /** How to write a number; the scale's own choice by default. */
  readonly format?: (value: number) => string;
}

/** What a plot shows. */
export interface PlotFrame {
  /** What the picture shows, in words, for those who cannot see it. */
  readonly description: string;
  readonly x: Axis;
  readonly y: Axis;
  /** Marks, drawn over the grid, in the plot's pixels. */
  readonly marks: Part;
}

/** Size of a plot in pixels, and the room round its panel. */
export const PLOT = { width: 520, height: 320, left: 62, right: 16, top: 14, bottom: 48 } as const;

/** Ends of the panel in pixels: left and right, bottom and top. */
export const PANEL: { readonly x: Ends; readonly y: Ends } = {
  x: [PLOT.left, PLOT.width - PLOT.right],
  y: [PLOT.height - PLOT.bottom, PLOT.top],
};

type Ends = readonly [number, number];

/** A plot as SVG: grid, axes, labels and marks. Colours come from the page's style sheet, so that they follow its theme. */
export function plotFrame({ description, x, y, marks }: PlotFrame): Markup {
  const [left, right] = PANEL.x;
  const [bottom, top] = PANEL.y;
  const middle = (top + bottom) / 2;
  return html`<svg class="plot" viewBox="0 0 ${PLOT.width} ${PLOT.height}" role="img" aria-label="${description}">
<title>${description}</title>
<g class="grid">${ticksOf(y).map(
    ({ at }) => html`<line x1="${left}" x2="${right}" y1="${at}" y2="${at}"/>`,
  )}${ticksOf(x).map(({ at }) => html`<line x1="${at}" x2="${at}" y1="${top}" y2="${bottom}"/>`)}</g>
<g class="tick">${ticksOf(y).map(
    ({ at, text }) => html`<text x="${left - 8}" y="${at}" dy="0.32em" text-anchor="end">${text}</text>`,
  )}${ticksOf(x).map(({ at, text }) => html`<text x="${at}" y="${bottom + 18}" text-anchor="middle">${text}</text>`)}</g>
<g class="axis-label"><text x="${(left + right) / 2}" y="${PLOT.height - 8}" text-anchor="middle">${x.label}</text>
<text transform="translate(14 ${middle}) rotate(-90)" text-anchor="middle">${y.label}</text></g>
<line class="axis" x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}"/>
${marks}</svg>`;
}

/** Pixels with a tenth's precision, which halves the size of a path. */
export function pixel(value: number): number {
  return Math.round(value * 10) / 10;
}

function ticksOf({ scale, ticks = scale.ticks(5), format }: Axis): { at: number; text: string }[] {
  const write = format ?? scale.tickFormat(5);
  return ticks.map((value) => ({ at: pixel(scale(value)), text: write(value) })).filter(({ text }) => text !== "");
}
