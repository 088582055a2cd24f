import { MinibatchError } from "../../engine/errors.ts";
import { curvesSpec, type LossScale, type LossSeries } from "./curves.ts";
import { type ChartOptions, plotSize } from "./options.ts";
import { type Chart, renderChart } from "./render.ts";
import { palette } from "./theme.ts";

/** Options of {@link lossChart}: either `losses` or `series`. */
export interface LossChartOptions extends ChartOptions {
  /** Losses of one run, one per epoch, the first of epoch 1. */
  readonly losses?: ArrayLike<number>;
  /** Several curves with names, 1 to 42 of them, for instance the training and the held-out loss. */
  readonly series?: readonly LossSeries[];
  /** Text along the y axis. Default `"Loss per sample"`. */
  readonly yLabel?: string;
  /** Text along the x axis. Default `"Epoch"`. */
  readonly xLabel?: string;
  /** Scale of the y axis; a log scale suits losses that fall over several decades. Default `"linear"`. */
  readonly scale?: LossScale;
}

/**
 * A picture of the loss by epoch. A loss that is not finite (or, on a log scale, not above 0) breaks the curve, and a
 * note under the title says how many such losses there are.
 *
 * @throws {MinibatchError} `INVALID_OPTION` when an option is out of range, when neither or both of `losses` and
 * `series` are given, or when two series share a name; `INVALID_DATA` when no loss can be drawn
 */
export async function lossChart(options: LossChartOptions): Promise<Chart> {
  const { title, losses, series, xLabel = "Epoch", yLabel = "Loss per sample", scale = "linear" } = options;
  const size = plotSize(options);
  if ((losses === undefined) === (series === undefined)) {
    throw new MinibatchError("INVALID_OPTION", "loss chart: expected either losses or series", { option: "losses" });
  }
  const curves = series ?? [{ name: yLabel, losses: losses ?? [] }];
  const spec = await curvesSpec({ series: curves, title, xLabel, yLabel, scale, colors: palette, ...size });
  return renderChart(spec, options);
}
