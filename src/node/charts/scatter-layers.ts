import type { TopLevelSpec } from "vega-lite";
import { numberFormat } from "./axis.ts";
import { type Box, type DecisionLine, halfPlane, type Point } from "./decision-line.ts";
import type { ScatterPoints } from "./scatter-points.ts";
import { palette } from "./theme.ts";

/** One layer of a layered Vega-Lite spec. */
export type Layer = Extract<TopLevelSpec, { layer: unknown }>["layer"][number];

const shapes = ["circle", "triangle-up", "square", "diamond", "cross", "triangle-down"];

/** Classes that differ in colour or shape: every pair of the two, as their numbers have no common divisor. */
export const mostClasses: number = palette.length * shapes.length;

/** Legend entries one under another before a new column begins. */
const legendRows = 14;

/** The points, each class in its colour and shape, with axes and legend. */
export function pointLayer(data: ScatterPoints, box: Box, xLabel: string, yLabel: string): Layer {
  const { labels } = data;
  const style = <T>(styles: readonly T[]) => ({
    field: "label",
    type: "nominal" as const,
    scale: { domain: [...labels], range: labels.map((_, i) => styles[i % styles.length] as T) }, // always in range
    legend: {
      title: "Class",
      columns: Math.ceil(labels.length / legendRows),
      symbolOpacity: 1,
      symbolSize: 130,
      symbolLimit: 0,
    },
  });
  return {
    data: { values: [...data.points] },
    mark: { type: "point", filled: true, size: 60, opacity: 0.75, stroke: "#ffffff", strokeWidth: 0.6 },
    encoding: {
      x: { field: "x", type: "quantitative", title: xLabel, ...axisOf(box.x, 8) },
      y: { field: "y", type: "quantitative", title: yLabel, ...axisOf(box.y, 6) },
      color: style(palette),
      shape: style(shapes),
    },
  };
}

/** The line, with an entry of its own in the legend. */
export function lineLayer(ends: readonly [Point, Point]): Layer {
  const name = "decision line";
  return {
    data: { values: ends.map(([x, y]) => ({ x, y, name })) },
    mark: { type: "line", stroke: "#1a1a1a", strokeWidth: 2.5 },
    encoding: {
      x: { field: "x", type: "quantitative" },
      y: { field: "y", type: "quantitative" },
      strokeDash: {
        field: "name",
        type: "nominal",
        scale: { domain: [name], range: [[]] },
        legend: { title: null, symbolType: "stroke", symbolSize: 500, symbolStrokeWidth: 2.5 },
      },
    },
  };
}

/** Each side of the line in a pale shade of its class's colour; the positive side is the second class's. */
export function shadingLayers(line: DecisionLine, box: Box): Layer[] {
  return ([-1, 1] as const).map((sign, i) => ({
    data: { values: halfPlane(line, box, sign).map(([x, y], order) => ({ x, y, order })) },
    mark: { type: "line", interpolate: "linear-closed", fill: palette[i] ?? null, fillOpacity: 0.12, strokeWidth: 0 },
    encoding: {
      x: { field: "x", type: "quantitative" },
      y: { field: "y", type: "quantitative" },
      order: { field: "order", type: "quantitative" },
    },
  }));
}

function axisOf(domain: readonly [number, number], tickCount: number) {
  const format = numberFormat(domain);
  return {
    scale: { domain: [...domain], nice: false, zero: false },
    axis: { tickCount, ...(format === undefined ? {} : { format }) },
  };
}
