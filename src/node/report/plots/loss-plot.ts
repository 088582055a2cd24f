import { scaleLinear, scaleLog } from "d3-scale";
import type { LossPoint } from "../content.ts";
import { html, type Markup } from "../markup.ts";
import { grouped, significant } from "../numbers.ts";
import { type Axis, type AxisScale, PANEL, pixel } from "./frame.ts";
import { legend, linePlot } from "./line-plot.ts";

/** Points that a plot of some hundred pixels can show. */
const MAX_POINTS = 400;
/** A loss that falls by more than this is shown on a logarithmic scale. */
const LOG_FROM = 20;

/** The losses of training and validation by epoch. */
export function lossPlot(history: readonly LossPoint[], label: string, bestEpoch: number | undefined): Markup {
  const shown = thinnedOut(history.filter(({ loss }) => Number.isFinite(loss)));
  const hasValidation = shown.some(({ validationLoss }) => validationLoss !== undefined);
  const values = shown.flatMap(({ loss, validationLoss }) => [loss, validationLoss ?? loss]).filter(Number.isFinite);
  const epochs = history.reduce((most, { epoch }) => Math.max(most, epoch), 1);
  const x: Axis = {
    scale: scaleLinear([epochs === 1 ? 0 : 1, Math.max(epochs, 2)], PANEL.x),
    label: "Epoch",
    format: (value) => (Number.isInteger(value) && value > 0 ? grouped(value) : ""),
  };
  const y = lossAxis(values, label);
  const lines = [
    { x: shown.map(({ epoch }) => epoch), y: shown.map(({ loss }) => loss), series: 0 },
    ...(hasValidation
      ? [{ x: shown.map(({ epoch }) => epoch), y: shown.map((point) => point.validationLoss ?? Number.NaN), series: 1 }]
      : []),
  ];
  const best = bestEpoch === undefined ? [] : [bestMark(x.scale, bestEpoch)];
  const first = history[0]!.loss;
  const last = history.at(-1)!.loss;
  const description = `Loss by epoch: training from ${significant(first, 4)} to ${significant(last, 4)} in ${grouped(epochs)} epochs`;
  return html`${linePlot({ description, x, y }, lines, best)}${hasValidation && legend(["training", "validation"])}`;
}

function bestMark(x: AxisScale, epoch: number): Markup {
  const at = pixel(x(epoch));
  const anchor = at > (PANEL.x[0] + PANEL.x[1]) / 2 ? "end" : "start";
  const [bottom, top] = PANEL.y;
  return html`<line class="reference" x1="${at}" x2="${at}" y1="${bottom}" y2="${top}"/><text class="note" x="${at + (anchor === "end" ? -6 : 6)}" y="${top + 12}" text-anchor="${anchor}">kept: epoch ${grouped(epoch)}</text>`;
}

function lossAxis(values: readonly number[], label: string): Axis {
  const min = Math.min(...values);
  const max = Math.max(...values);
  if (min > 0 && max / min > LOG_FROM) {
    const scale = scaleLog([min, max], PANEL.y).nice();
    // The scale's own choice has every multiple of a power of ten in it.
    const ticks = scale.ticks(5).filter((value) => Number.isInteger(Math.round(Math.log10(value) * 1e9) / 1e9));
    return { scale, label, ticks, format: (value) => significant(value, 3) };
  }
  const room = max > min ? (max - min) * 0.06 : Math.max(Math.abs(max) * 0.1, 1e-6);
  return { scale: scaleLinear([min - room, max + room], PANEL.y), label };
}

function thinnedOut(history: readonly LossPoint[]): readonly LossPoint[] {
  const step = Math.ceil(history.length / MAX_POINTS);
  return history.filter((_, i) => i % step === 0 || i === history.length - 1);
}
