import type { CurvePoints, ThresholdCounts } from "../../engine/metrics/threshold-counts.ts";
import type { Curve } from "./types.ts";

/** Steps that a picture of some hundred pixels can show. */
const STEP = 1 / 256;

/**
 * A curve in the unit square with the points left out that lie nearer to the last one kept than a pixel or two. The
 * first and the last point stay.
 *
 * @param curve - the last curve of the counts
 */
export function thinned(counts: ThresholdCounts, curve: CurvePoints): Curve {
  const kept = counts.apartPoints(curve, STEP);
  return {
    x: Array.from(kept, (point) => rounded(curve.x[point]!)),
    y: Array.from(kept, (point) => rounded(curve.y[point]!)),
  };
}

function rounded(value: number): number {
  return Number(value.toFixed(5));
}
