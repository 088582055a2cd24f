import { curvesSpec, type LossSeries } from "./curves.ts";
import { type ChartOptions, plotSize } from "./options.ts";
import { type Chart, renderChart } from "./render.ts";
import { palette } from "./theme.ts";

/** One training run of a comparison. */
export interface ComparedRun extends LossSeries {
  /** Updates of the weights in the whole run; the legend shows the number after the name. */
  readonly updates?: number;
}

/** Options of {@link compareChart}. */
export interface CompareChartOptions extends ChartOptions {
  /** The runs in the legend's order, 1 to 42; the first, drawn in black, is the one the others are compared with. */
  readonly series: readonly ComparedRun[];
  /** Text along the y axis. Default `"Loss per sample (log scale)"`. */
  readonly yLabel?: string;
}

/**
 * A picture of several runs' losses by epoch on a log scale, for instance gradient descent with different batch
 * sizes. Curves differ by colour and by line pattern. The losses must be in one unit, so per sample.
 *
 * @throws {MinibatchError} as {@link lossChart}
 */
export async function compareChart(options: CompareChartOptions): Promise<Chart> {
  const { title, yLabel = "Loss per sample (log scale)" } = options;
  const series = options.series.map(({ name, losses, updates }) => ({
    name: updates === undefined ? name : `${name} (${updates.toLocaleString("en-US")} updates)`,
    losses,
  }));
  const black = "#000000";
  const colors = [black, ...palette.filter((color) => color !== black)];
  const size = plotSize({ height: 480, ...options });
  const spec = await curvesSpec({ series, title, xLabel: "Epoch", yLabel, scale: "log", colors, ...size });
  return renderChart(spec, options);
}
