/** Sine and cosine of the steps of one turn of a circle. */
export interface Turn {
  /** Sine of each step. */
  readonly sin: readonly number[];
  /** Cosine of each step. */
  readonly cos: readonly number[];
}

/** Sines of 0, 15, 30 … 90 degrees. Written down, because engines' own sines may differ in the last bit. */
const QUARTER = [0, 0.25881904510252074, 0.5, Math.SQRT1_2, 0.8660254037844386, 0.9659258262890683, 1];

/** Sine of a number of 24ths of a turn. */
function sin24(step: number): number {
  const place = step % 24;
  if (place > 12) return -sin24(place - 12);
  return QUARTER[place > 6 ? 12 - place : place]!;
}

function turnOf(steps: 12 | 24): Turn {
  const places = Array.from({ length: steps }, (_, step) => (step * 24) / steps);
  return { sin: places.map(sin24), cos: places.map((place) => sin24(place + 6)) };
}

/** The hours of a day. */
export const TURN_24: Turn = turnOf(24);

/** The months of a year. */
export const TURN_12: Turn = turnOf(12);

const SIN_7 = [0.7818314824680298, 0.9749279121818236, 0.43388373911755812] as const;
const COS_7 = [0.6234898018587336, -0.2225209339563144, -0.9009688679024191] as const;

/** The days of a week. */
export const TURN_7: Turn = {
  sin: [0, ...SIN_7, -SIN_7[2], -SIN_7[1], -SIN_7[0]],
  cos: [1, ...COS_7, COS_7[2], COS_7[1], COS_7[0]],
};
