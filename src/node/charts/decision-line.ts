/** A point of the plane, [x, y]. */
export type Point = readonly [number, number];

/** The line `coef[0] * x + coef[1] * y + intercept = 0`. */
export interface DecisionLine {
  /** Weights of the two features, [2]. */
  readonly coef: ArrayLike<number>;
  /** The constant term. */
  readonly intercept: number;
}

/** A rectangle along the axes, its edges included. */
export interface Box {
  readonly x: readonly [min: number, max: number];
  readonly y: readonly [min: number, max: number];
}

/**
 * The part of a line inside a box.
 *
 * Each end lies exactly on an edge of the box and satisfies the line's equation to a few units in the last place:
 * one coordinate is the edge's, the other is solved from the equation.
 *
 * @returns the two ends, or `undefined` when the line misses the box or touches only a corner, or when both
 * coefficients are 0 or a number is not finite
 */
export function clipLine(line: DecisionLine, box: Box): [Point, Point] | undefined {
  const [w1, w2, b] = unitLine(line);
  const ends: Point[] = [];
  for (const x of box.x) ends.push([x, within(-(w1 * x + b) / w2, box.y)]);
  for (const y of box.y) ends.push([within(-(w2 * y + b) / w1, box.x), y]);
  const inside = ends.filter(([x, y]) => !Number.isNaN(x) && !Number.isNaN(y));
  const first = inside[0];
  const last = inside.find((end) => first !== undefined && (end[0] !== first[0] || end[1] !== first[1]));
  return first !== undefined && last !== undefined ? [first, last] : undefined;
}

/**
 * The part of a box where `coef[0] * x + coef[1] * y + intercept` has the given sign, as a polygon.
 *
 * @param sign - 1 for the positive side, -1 for the negative
 * @returns the corners in order round the polygon; none when no part of the box lies on that side
 * @see Sutherland and Hodgman, "Reentrant polygon clipping" (1974), here with one clipping line
 */
export function halfPlane(line: DecisionLine, box: Box, sign: 1 | -1): Point[] {
  const [w1, w2, b] = unitLine(line);
  const height = ([x, y]: Point): number => sign * (w1 * x + w2 * y + b);
  const corners: Point[] = [
    [box.x[0], box.y[0]],
    [box.x[1], box.y[0]],
    [box.x[1], box.y[1]],
    [box.x[0], box.y[1]],
  ];
  return corners.flatMap((corner, i) => {
    const next = corners[(i + 1) % 4] ?? corner;
    const [from, to] = [height(corner), height(next)];
    const kept = from >= 0 ? [corner] : [];
    if ((from > 0 && to < 0) || (from < 0 && to > 0)) {
      const t = from / (from - to);
      kept.push([corner[0] + t * (next[0] - corner[0]), corner[1] + t * (next[1] - corner[1])]);
    }
    return kept;
  });
}

/** The same line with its larger coefficient at 1 or -1, so that no product overflows. */
function unitLine({ coef, intercept }: DecisionLine): [number, number, number] {
  const w1 = coef[0] ?? Number.NaN;
  const w2 = coef[1] ?? Number.NaN;
  const size = Math.max(Math.abs(w1), Math.abs(w2));
  return [w1 / size, w2 / size, intercept / size];
}

/** The value, or NaN when it lies outside the range. */
function within(value: number, [min, max]: readonly [number, number]): number {
  return value >= min && value <= max ? value : Number.NaN;
}
