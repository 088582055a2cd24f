import type { TopLevelSpec } from "vega-lite";
import { MinibatchError } from "../../engine/errors.ts";
import { isDrawable, linearDomain, logDomain, logTicks, numberFormat } from "./axis.ts";
import { headingOf } from "./heading.ts";
import { palette } from "./theme.ts";

/** The loss of one training run. */
export interface LossSeries {
  /** What the legend calls it; no two series of a chart share a name. */
  readonly name: string;
  /** One loss per epoch, the first of epoch 1. */
  readonly losses: ArrayLike<number>;
}

/** How the y axis runs. */
export type LossScale = "linear" | "log";

/** What a chart of loss curves shows. */
export interface CurvesOptions {
  readonly series: readonly LossSeries[];
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly scale: LossScale;
  /** One colour per series, repeated when there are more. */
  readonly colors: readonly string[];
  /** Width of the plot in pixels. */
  readonly width: number;
  /** Height of the plot in pixels. */
  readonly height: number;
}

interface CurvePoint {
  readonly name: string;
  readonly epoch: number;
  readonly loss: number;
  /** Which unbroken piece of its curve the point belongs to. */
  readonly piece: number;
}

/** Line patterns, dash and gap in pixels; six patterns and seven colours make 42 curves that differ. */
const dashes: readonly number[][] = [[], [8, 3], [2, 3], [12, 3, 2, 3], [5, 2], [12, 3, 2, 3, 2, 3]];

/**
 * The Vega-Lite spec of loss curves over epochs. A loss that the axis cannot show breaks its curve, and a note
 * under the title says how many there are.
 *
 * @throws {MinibatchError} `INVALID_OPTION` when there is no series, more than can be told apart, or a name is used
 * twice; `INVALID_DATA` when no loss can be drawn
 */
export async function curvesSpec(options: CurvesOptions): Promise<TopLevelSpec> {
  const { series, scale, width, height } = options;
  checkSeries(series);
  const pieces = series.flatMap((curve) => piecesOf(curve, scale));
  const notes = missingNote(series, pieces, scale);
  const x = epochAxis(options);
  const y = { field: "loss", type: "quantitative" as const, title: options.yLabel, ...lossAxis(pieces.flat(), scale) };
  const color = byName(series, options.colors);
  const strokeDash = byName(series, dashes);
  return {
    title: await headingOf(options.title, notes, width, series.length > 1),
    description: describe(options, notes),
    width,
    height,
    layer: [
      {
        data: { values: pieces.filter((piece) => piece.length > 1).flat() },
        mark: { type: "line", strokeWidth: 2.5, strokeJoin: "round" },
        encoding: { x, y, color, strokeDash, detail: { field: "piece" } },
      },
      {
        // A line through one point is invisible.
        data: { values: pieces.filter((piece) => piece.length === 1).flat() },
        mark: { type: "point", filled: true, size: 60, opacity: 1 },
        encoding: { x, y, color },
      },
    ],
  };
}

function epochAxis({ series, xLabel }: CurvesOptions) {
  const epochs = Math.max(...series.map(({ losses }) => losses.length));
  const domain = epochs === 1 ? [0, 2] : linearDomain([1, epochs], 0.02);
  return {
    field: "epoch",
    type: "quantitative" as const,
    title: xLabel,
    scale: { domain, nice: false, zero: false },
    axis: epochs === 1 ? { values: [1], format: "d" } : { tickCount: 8, tickMinStep: 1, format: ",d" },
  };
}

function lossAxis(points: readonly CurvePoint[], scale: LossScale) {
  const losses = points.map(({ loss }) => loss);
  if (scale === "log") {
    const domain = logDomain(losses, 0.04);
    return { scale: { type: "log" as const, domain, nice: false }, axis: { values: logTicks(domain), format: "~g" } };
  }
  const domain = linearDomain(losses, 0.05);
  const format = numberFormat(domain);
  return {
    scale: { domain, nice: false, zero: false },
    axis: { tickCount: 6, ...(format === undefined ? {} : { format }) },
  };
}

/** A colour or dash for each series, and one legend for both in the series' order. */
function byName<T>(series: readonly LossSeries[], styles: readonly T[]) {
  const domain = series.map(({ name }) => name);
  const range = domain.map((_, i) => styles[i % styles.length] as T); // the index is in range
  const legend = {
    title: null,
    symbolType: "stroke",
    symbolSize: 1200,
    symbolStrokeWidth: 3,
    rowPadding: 0,
    symbolLimit: 0,
  };
  return {
    field: "name",
    type: "nominal" as const,
    scale: { domain, range },
    legend: series.length === 1 ? null : legend,
  };
}

/** The runs of neighbouring epochs whose losses can be drawn. */
function piecesOf({ name, losses }: LossSeries, scale: LossScale): CurvePoint[][] {
  const pieces: CurvePoint[][] = [];
  let piece: CurvePoint[] = [];
  for (let i = 0; i < losses.length; i++) {
    const loss = losses[i] ?? Number.NaN;
    if (isDrawable(loss) && (scale === "linear" || loss > 0)) {
      if (piece.length === 0) pieces.push(piece);
      piece.push({ name, epoch: i + 1, loss, piece: pieces.length });
    } else {
      piece = [];
    }
  }
  return pieces;
}

function missingNote(series: readonly LossSeries[], pieces: readonly CurvePoint[][], scale: LossScale): string[] {
  const total = series.reduce((sum, { losses }) => sum + losses.length, 0);
  const drawn = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const fault = scale === "log" ? "not finite or not above 0" : "not finite";
  if (drawn === 0) {
    const expected = scale === "log" ? "a finite number above 0, which a log scale needs" : "a finite number";
    throw new MinibatchError(
      "INVALID_DATA",
      `loss chart: got ${total} losses, expected at least one to be ${expected}`,
    );
  }
  return drawn === total ? [] : [`Left out: ${total - drawn} of ${total} losses (${fault})`];
}

function checkSeries(series: readonly LossSeries[]): void {
  const most = palette.length * dashes.length;
  if (series.length === 0 || series.length > most) {
    const message = `series: got ${series.length} curves, expected 1 to ${most}`;
    throw new MinibatchError("INVALID_OPTION", message, { option: "series" });
  }
  const names = series.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    const message = `series: the name "${twice}" is used twice, expected a different name for each curve`;
    throw new MinibatchError("INVALID_OPTION", message, { option: "series" });
  }
}

/** What the picture shows, in words, for those who cannot see it. */
function describe({ series, yLabel, xLabel }: CurvesOptions, notes: readonly string[]): string {
  const curves = series.map(({ name, losses }) => {
    const [first, last] = [losses[0], losses[losses.length - 1]];
    return `${name}: from ${first?.toPrecision(4)} to ${last?.toPrecision(4)} in ${losses.length} epochs`;
  });
  return [`${yLabel} by ${xLabel.toLowerCase()}`, curves.join("; "), ...notes].map((part) => `${part}.`).join(" ");
}
