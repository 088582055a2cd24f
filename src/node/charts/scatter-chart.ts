import type { TopLevelSpec } from "vega-lite";
import { MinibatchError } from "../../engine/errors.ts";
import { type MatrixLike, toMatrix } from "../../engine/matrix/dense-matrix.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import { linearDomain } from "./axis.ts";
import { type Box, clipLine, type DecisionLine } from "./decision-line.ts";
import { headingOf } from "./heading.ts";
import { type ChartOptions, checkRange, plotSize } from "./options.ts";
import { type Chart, renderChart } from "./render.ts";
import { lineLayer, mostClasses, pointLayer, shadingLayers } from "./scatter-layers.ts";
import { type ScatterPoints, scatterPoints } from "./scatter-points.ts";

/** Options of {@link decisionChart}. */
export interface DecisionChartOptions extends ChartOptions {
  /** Coordinates, [rows, 2]. */
  readonly X: MatrixLike;
  /** Class labels, [rows]. */
  readonly y: ArrayLike<Label>;
  /**
   * The classes in the legend's order, 1 to 42, of two the positive one last; give it where `y` may lack one.
   * Default: those of `y`, numbers by value, strings by code point, false before true.
   */
  readonly classes?: readonly Label[];
  /** Text along the x axis, the first column of X. Default `"x1"`. */
  readonly xLabel?: string;
  /** Text along the y axis, the second column of X. Default `"x2"`. */
  readonly yLabel?: string;
  /** Where the classifier changes its mind. Default: no line. */
  readonly line?: DecisionLine;
  /** Points that are drawn at most (and up to one more per class). Default 5000. */
  readonly maxPoints?: number;
}

/**
 * A picture of labelled points in the plane, each class in its colour and shape, and the line that parts them. With
 * two classes each side of the line is shaded in its class's colour. What is left out (rows that are not finite,
 * points over `maxPoints`, a line outside the plot) is said under the title.
 *
 * @throws {MinibatchError} `INVALID_SHAPE` when X has not two columns or y not one label per row; `INVALID_DATA`
 * when there is nothing to draw, a label is not among `classes` or no whole number, string or boolean; `INVALID_OPTION` when an option is out of range
 */
export async function decisionChart(options: DecisionChartOptions): Promise<Chart> {
  return renderChart(await decisionSpec(options), options);
}

async function decisionSpec(options: DecisionChartOptions): Promise<TopLevelSpec> {
  const { title, classes, line, xLabel = "x1", yLabel = "x2", maxPoints = 5000 } = options;
  const { width, height } = plotSize(options);
  checkRange("maxPoints", maxPoints, 1, 1_000_000);
  const data = scatterPoints(toMatrix(options.X), options.y, classes, maxPoints);
  checkClasses(data.labels);
  const box: Box = {
    x: linearDomain(
      data.points.map(({ x }) => x),
      0.05,
    ),
    y: linearDomain(
      data.points.map(({ y }) => y),
      0.05,
    ),
  };
  const ends = line === undefined ? undefined : clipLine(line, box);
  const notes = line === undefined || ends !== undefined ? data.notes : [...data.notes, lineNote(line)];
  return {
    title: await headingOf(title, notes, width, true),
    description: describe(data, line, notes),
    width,
    height,
    layer: [
      ...(line === undefined || data.labels.length !== 2 ? [] : shadingLayers(line, box)),
      pointLayer(data, box, xLabel, yLabel),
      ...(ends === undefined ? [] : [lineLayer(ends)]),
    ],
  };
}

function checkClasses(labels: readonly string[]): void {
  if (labels.length <= mostClasses) return;
  const message = `y: got ${labels.length} classes, expected at most ${mostClasses}, which is what colours and shapes can show`;
  throw new MinibatchError("INVALID_DATA", message);
}

function lineNote({ coef, intercept }: DecisionLine): string {
  const [w1, w2] = [coef[0], coef[1]];
  if (![w1, w2, intercept].every(Number.isFinite)) return "The decision line is not drawn: its weights are not finite";
  if (w1 === 0 && w2 === 0) return "There is no decision line: both weights are 0";
  return "The decision line lies outside the plot";
}

/** What the picture shows, in words, for those who cannot see it. */
function describe({ points, labels }: ScatterPoints, line: DecisionLine | undefined, notes: readonly string[]): string {
  const counts = labels.map((label) => `${points.filter((point) => point.label === label).length} of class ${label}`);
  const parted = line === undefined ? "" : `, and the line ${equation(line)}`;
  const shown = `Scatter plot of ${points.length} points (${counts.join(", ")})${parted}`;
  return [shown, ...notes].map((part) => `${part}.`).join(" ");
}

function equation({ coef, intercept }: DecisionLine): string {
  const [w1, w2, b] = [coef[0], coef[1], intercept].map((value) => value?.toPrecision(4));
  return `${w1} x + ${w2} y + ${b} = 0`.replaceAll("+ -", "- ");
}
