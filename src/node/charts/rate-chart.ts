import type { TopLevelSpec } from "vega-lite";
import { MinibatchError } from "../../engine/errors.ts";
import type { LearningRateSearch } from "../../engine/estimators/learning-rate/find-best-rate.ts";
import { isDrawable, linearDomain, logDomain, logTicks, numberFormat } from "./axis.ts";
import { headingOf } from "./heading.ts";
import { type ChartOptions, plotSize } from "./options.ts";
import { type Chart, renderChart } from "./render.ts";
import { palette } from "./theme.ts";

/** Options of {@link rateChart}. */
export interface RateChartOptions extends ChartOptions {
  /** What {@link findLearningRate} found. */
  readonly search: LearningRateSearch;
}

/** Losses above the start's by more than this share of the best gain are off the picture. */
const ROOM_ABOVE = 0.25;

/**
 * A picture of a search for a learning rate: the loss after a short training with each rate, the loss before it as a dashed
 * line, and the chosen rate. Losses far above the start are left out. Notes under the title say all of that.
 *
 * @throws {MinibatchError} `INVALID_OPTION` when an option is out of range; `INVALID_DATA` when no loss can be drawn
 */
export async function rateChart(options: RateChartOptions): Promise<Chart> {
  const { search, title } = options;
  const { width, height } = plotSize(options);
  const { rates, losses, startLoss, best } = search;
  const lowest = losses.reduce((least, loss) => Math.min(least, loss), Number.POSITIVE_INFINITY);
  const ceiling = startLoss + ROOM_ABOVE * Math.max(startLoss - lowest, 0);
  const values = rates.flatMap((rate, i) => {
    const loss = losses[i]!;
    return isDrawable(loss) && loss <= ceiling ? [{ rate, loss }] : [];
  });
  if (values.length === 0) {
    throw new MinibatchError(
      "INVALID_DATA",
      `rate chart: got ${losses.length} losses, expected at least one near the start's`,
    );
  }
  const out = rates.length - values.length;
  const notes = [
    `Line: the chosen rate, ${best}. Dashed: the loss before, ${startLoss.toPrecision(4)}`,
    ...(out === 0 ? [] : [`Left out: ${out} of ${rates.length} rates, with which the loss rises`]),
  ];
  const rateDomain = logDomain(rates, 0.02);
  const lossDomain = linearDomain([...values.map(({ loss }) => loss), startLoss], 0.05);
  const format = numberFormat(lossDomain);
  const x = {
    field: "rate",
    type: "quantitative" as const,
    title: "Learning rate (log scale)",
    scale: { type: "log" as const, domain: rateDomain, nice: false },
    axis: { values: logTicks(rateDomain), format: "~g" },
  };
  const y = {
    field: "loss",
    type: "quantitative" as const,
    title: `Loss after ${search.updates} updates`,
    scale: { domain: lossDomain, nice: false, zero: false },
    axis: { tickCount: 6, ...(format === undefined ? {} : { format }) },
  };
  const spec: TopLevelSpec = {
    title: await headingOf(title, notes, width, false),
    description: `Loss after ${search.updates} updates by learning rate. ${notes.join(". ")}`,
    width,
    height,
    layer: [
      {
        data: { values: [{ loss: startLoss }] },
        mark: { type: "rule", strokeDash: [6, 4], strokeWidth: 1.5, color: "#333333" },
        encoding: { y },
      },
      {
        data: { values: [{ rate: best }] },
        mark: { type: "rule", strokeWidth: 2, color: palette[0]! },
        encoding: { x },
      },
      {
        data: { values },
        mark: {
          type: "line",
          strokeWidth: 2.5,
          point: { size: 50, filled: true, color: palette[1]! },
          color: palette[1]!,
        },
        encoding: { x, y },
      },
    ],
  };
  return renderChart(spec, options);
}
