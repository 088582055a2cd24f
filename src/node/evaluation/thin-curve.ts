import type { Curve } from "./types.ts";

/** Steps that a picture of some hundred pixels can show. */
const STEP = 1 / 256;

/**
 * A curve in the unit square with the points left out that lie nearer to the last one kept than a pixel or two. The
 * first and the last point stay.
 */
export function thinned(x: ArrayLike<number>, y: ArrayLike<number>): Curve {
  const kept = { x: [] as number[], y: [] as number[] };
  let last = 0;
  for (let i = 0; i < x.length; i++) {
    const isFar = Math.abs(x[i]! - x[last]!) >= STEP || Math.abs(y[i]! - y[last]!) >= STEP;
    if (i !== 0 && i !== x.length - 1 && !isFar) continue;
    kept.x.push(rounded(x[i]!));
    kept.y.push(rounded(y[i]!));
    last = i;
  }
  return kept;
}

function rounded(value: number): number {
  return Number(value.toFixed(5));
}
