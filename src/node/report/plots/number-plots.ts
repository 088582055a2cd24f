import { scaleLinear } from "d3-scale";
import type { RegressionCurves } from "../../evaluation/types.ts";
import { html, type Markup } from "../markup.ts";
import { counted, significant } from "../numbers.ts";
import { PANEL, pixel, plotFrame } from "./frame.ts";
import { referenceLine } from "./line-plot.ts";

/** True numbers over predicted ones, a point a row. */
export function predictionPlot({ points }: RegressionCurves): Markup {
  const all = [...points.x, ...points.y];
  const low = Math.min(...all);
  const high = Math.max(...all);
  const domain = high > low ? [low, high] : [low - 1, high + 1];
  const x = { scale: scaleLinear(domain, PANEL.x).nice(), label: "Predicted" };
  const y = { scale: scaleLinear(domain, PANEL.y).nice(), label: "True" };
  const path = points.x.map((px, i) => `M${pixel(x.scale(px))} ${pixel(y.scale(points.y[i]!))}h0`).join("");
  const description = `True over predicted numbers of ${counted(points.x.length, "row")}`;
  const marks = [
    html`<path class="cloud series-0" d="${path}"/>`,
    referenceLine(x, y, [domain[0]!, domain[0]!], [domain[1]!, domain[1]!]),
  ];
  return plotFrame({ description, x, y, marks });
}

/** How many rows have which error. */
export function residualPlot({ residuals: { edges, counts } }: RegressionCurves): Markup {
  const low = edges[0]!;
  const high = edges.at(-1)!;
  const room = high > low ? 0 : Math.max(1e-6, Math.abs(low) * 0.1);
  const x = { scale: scaleLinear([low - room, high + room], PANEL.x), label: "Error (true - predicted)" };
  const y = { scale: scaleLinear([0, Math.max(...counts)], PANEL.y).nice(), label: "Rows" };
  const bottom = PANEL.y[0];
  const bars = counts.map((count, i) => {
    const from = pixel(x.scale(room > 0 ? low - room : edges[i]!));
    const to = pixel(x.scale(room > 0 ? high + room : edges[i + 1]!));
    const top = pixel(y.scale(count));
    const open = i === 0 ? "up to " : i === counts.length - 1 ? "from " : "";
    const range = i === 0 ? significant(edges[1] ?? high, 3) : significant(edges[i]!, 3);
    return html`<rect class="bar strong" x="${from + 0.5}" y="${top}" width="${pixel(Math.max(0.5, to - from - 1))}" height="${pixel(bottom - top)}"><title>${counted(count, "row")}: error ${open}${range}</title></rect>`;
  });
  const zero = low < 0 && high > 0 ? referenceLine(x, y, [0, 0], [0, y.scale.domain()[1]!]) : [];
  return plotFrame({ description: "How many rows have which error", x, y, marks: [bars, zero] });
}
