import { line } from "d3-shape";
import { html, type Markup, type Part } from "../markup.ts";
import { type Axis, type PlotFrame, pixel, plotFrame } from "./frame.ts";

/** A line of a plot. */
export interface PlotLine {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Which of the page's colours it has, from 0. */
  readonly series: number;
  /** Whether its points are marked. */
  readonly dots?: boolean;
}

/** Colours that the style sheet has for lines. */
export const SERIES = 8;

/** A plot of lines; points that an axis cannot show break their line. */
export function linePlot(frame: Omit<PlotFrame, "marks">, lines: readonly PlotLine[], behind: Part = []): Markup {
  const marks = lines.map(({ x, y, series, dots }) => {
    const color = `series-${series % SERIES}`;
    const points = Array.from(x, (value, i): Point => [pixel(frame.x.scale(value)), pixel(frame.y.scale(y[i]!))]);
    const path = line<Point>().defined(isDrawable)(points) ?? "";
    const isAlone = points.length === 1;
    return [
      html`<path class="line ${color}" d="${path}"/>`,
      (dots || isAlone) &&
        points.filter(isDrawable).map(([cx, cy]) => html`<circle class="dot ${color}" cx="${cx}" cy="${cy}" r="3.5"/>`),
    ];
  });
  return plotFrame({ ...frame, marks: [behind, marks] });
}

/** A dashed line between two points, for what a curve is compared with. */
export function referenceLine(x: Axis, y: Axis, from: Point, to: Point): Markup {
  const [x1, y1, x2, y2] = [x.scale(from[0]), y.scale(from[1]), x.scale(to[0]), y.scale(to[1])].map(pixel);
  return html`<line class="reference" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`;
}

/** The key of a plot's lines. */
export function legend(names: readonly string[]): Markup {
  return html`<ul class="legend">${names.map((name, i) => html`<li><span class="swatch series-${i % SERIES}"></span>${name}</li>`)}</ul>`;
}

type Point = readonly [number, number];

function isDrawable([x, y]: Point): boolean {
  return Number.isFinite(x) && Number.isFinite(y);
}
