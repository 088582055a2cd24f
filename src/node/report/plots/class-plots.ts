import { scaleLinear } from "d3-scale";
import type { ClassCurves, ClassificationCurves } from "../../evaluation/types.ts";
import { html, type Markup } from "../markup.ts";
import { grouped, percent, score } from "../numbers.ts";
import { type Axis, PANEL, pixel } from "./frame.ts";
import { legend, linePlot, referenceLine } from "./line-plot.ts";

const CORNER_0 = [0, 0] as const;
const CORNER_1 = [1, 1] as const;

function shareAxis(label: string, panel: readonly [number, number], [low, high] = [0, 1]): Axis {
  return { scale: scaleLinear([low, high], panel), label, format: (value) => String(Math.round(value * 1000) / 1000) };
}

/** ROC curves, each class against the rest. */
export function rocPlot(classes: readonly ClassCurves[]): Markup {
  const [x, y] = [shareAxis("False positive rate", PANEL.x), shareAxis("True positive rate", PANEL.y)];
  const names = classes.map(({ label, rocAuc }) => `${label} (area ${score(rocAuc)})`);
  const lines = classes.map(({ roc }, series) => ({ ...roc, series }));
  const description = `ROC curve: ${names.join("; ")}`;
  return html`${linePlot({ description, x, y }, lines, referenceLine(x, y, CORNER_0, CORNER_1))}${legend(names)}`;
}

/** Precision by recall, each class against the rest. */
export function precisionRecallPlot(classes: readonly ClassCurves[], rows: number): Markup {
  const [x, y] = [shareAxis("Recall", PANEL.x), shareAxis("Precision", PANEL.y)];
  const names = classes.map(({ label, averagePrecision }) => `${label} (average precision ${score(averagePrecision)})`);
  const lines = classes.map(({ precisionRecall }, series) => ({ ...precisionRecall, series }));
  const share = classes.length === 1 ? classes[0]!.rows / rows : undefined;
  const description = `Precision by recall: ${names.join("; ")}`;
  const chance = share === undefined ? [] : referenceLine(x, y, [0, share], [1, share]);
  return html`${linePlot({ description, x, y }, lines, chance)}${legend(names)}`;
}

/** How often the model is right, by the probability that it gave; the bars say how many rows there are. */
export function calibrationPlot(
  { x, y, counts }: NonNullable<ClassificationCurves["calibration"]>,
  label: string,
): Markup {
  const axes = [shareAxis("Probability given", PANEL.x), shareAxis(label, PANEL.y)] as const;
  const most = Math.max(...counts);
  const [bottom, top] = PANEL.y;
  const bars = counts.map((count, i) => {
    const height = Math.max(1, ((bottom - top) * 0.22 * count) / most);
    const at = axes[0].scale(Math.min(9, Math.floor(x[i]! * 10)) / 10 + 0.05);
    return html`<rect class="bar" x="${pixel(at - 16)}" y="${pixel(bottom - height)}" width="32" height="${pixel(height)}"><title>${grouped(count)} rows: given ${percent(x[i]!)}, observed ${percent(y[i]!)}</title></rect>`;
  });
  const description = `Calibration: ${x.map((p, i) => `given ${percent(p)}, observed ${percent(y[i]!)}`).join("; ")}`;
  const behind = [bars, referenceLine(axes[0], axes[1], CORNER_0, CORNER_1)];
  return linePlot({ description, x: axes[0], y: axes[1] }, [{ x, y, series: 0, dots: true }], behind);
}
