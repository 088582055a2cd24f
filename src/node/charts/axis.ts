/** The largest magnitude that a chart draws: differences of such numbers stay finite. */
export const largestDrawable: number = 1e300;

/** Whether a linear axis can show the number. */
export function isDrawable(value: number): boolean {
  return Math.abs(value) <= largestDrawable;
}

/**
 * The range of a linear axis: the values' own range, with some room at both ends.
 *
 * @param values - drawable numbers, at least one
 * @param room - share of the range that is added at each end
 */
export function linearDomain(values: Iterable<number>, room: number): [number, number] {
  const [min, max] = range(values);
  const size = Math.max(Math.abs(min), Math.abs(max));
  // Equal values, or values that differ by less than the labels could show, get a range around them.
  const pad = max - min > Math.max(size * 1e-9, 1e-290) ? (max - min) * room : size < 1e-290 ? 1 : size * 0.1;
  return [min - pad, max + pad];
}

/**
 * The range of a logarithmic axis: the values' own range, with some room at both ends.
 *
 * @param values - finite numbers above 0, at least one
 * @param room - share of the range, in decades, that is added at each end
 */
export function logDomain(values: Iterable<number>, room: number): [number, number] {
  const [min, max] = range(values);
  const decades = Math.log10(max) - Math.log10(min);
  const factor = 10 ** (decades > 1e-9 ? decades * room : 0.3);
  return [Math.max(min / factor, Number.MIN_VALUE), Math.min(max * factor, Number.MAX_VALUE)];
}

/**
 * The numbers that label a logarithmic axis: powers of ten (every one, or every second, fifth … so that at most
 * eight remain), with 2 and 5 times them on less than two decades; round steps where even these are fewer than three.
 *
 * @param domain - the axis's range, above 0
 */
export function logTicks([min, max]: readonly [number, number]): number[] {
  // Below 1e-300 doubles lose digits, and 1e-317 is not written as such.
  const low = Math.max(Math.ceil(Math.log10(min)), -300);
  const high = Math.floor(Math.log10(max));
  if (high - low >= 2) return powersOfTen(low, high);
  const some = Array.from({ length: high - low + 3 }, (_, i) => low - 1 + i)
    .flatMap((power) => [1, 2, 5].map((factor) => Number(`${factor}e${power}`)))
    .filter((tick) => tick >= min && tick <= max);
  return some.length >= 3 ? some : roundSteps(min, max);
}

/**
 * How an axis writes its numbers, as d3-format's specifier, or `undefined` for the axis's own choice: numbers of
 * many digits before or behind the point are written with an exponent.
 */
export function numberFormat([min, max]: readonly [number, number]): string | undefined {
  const size = Math.max(Math.abs(min), Math.abs(max));
  const plain = size < 1e7 && max - min > 1e-5;
  if (plain) return undefined;
  const digits = Math.min(17, 2 + Math.max(0, Math.ceil(Math.log10(size / (max - min)))));
  return `.${digits}~g`;
}

function powersOfTen(low: number, high: number): number[] {
  const every = [1, 2, 5, 10, 20, 50].find((step) => (high - low) / step < 8) ?? 100;
  const first = Math.ceil(low / every);
  const count = Math.floor(high / every) - first + 1;
  return Array.from({ length: count }, (_, i) => Number(`1e${(first + i) * every}`));
}

/** Multiples of 1, 2 or 5 times a power of ten in a range, three to eight of them. */
function roundSteps(min: number, max: number): number[] {
  const power = Math.floor(Math.log10((max - min) / 3));
  const step = [5, 2, 1].find((factor) => (max - min) / Number(`${factor}e${power}`) >= 3) ?? 1;
  const first = Math.ceil(min / Number(`${step}e${power}`));
  const last = Math.floor(max / Number(`${step}e${power}`));
  return Array.from({ length: last - first + 1 }, (_, i) => Number(`${(first + i) * step}e${power}`));
}

function range(values: Iterable<number>): [number, number] {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return [min, max];
}
