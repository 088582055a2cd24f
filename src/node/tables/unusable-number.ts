import { MinibatchError } from "../../engine/errors.ts";
import type { Precision } from "../../engine/matrix/dense-matrix.ts";

/** The largest number that does not round to infinity as a 32-bit float. */
const MAX_F32 = 3.4028235677973362e38;

/** The largest number of a width. */
export function largestNumber(precision: Precision): number {
  return precision === "f32" ? MAX_F32 : Number.MAX_VALUE;
}

/**
 * Refuses a number that cannot be computed with: an infinite one, or one that is too large.
 *
 * @param row - from 0
 * @param mend - what to do about it
 */
export function unusableNumber(file: string, row: number, column: string, value: number, mend: string): MinibatchError {
  const what = Number.isFinite(value)
    ? `${value} is too large to be computed with`
    : `the value is ${value}, expected a finite number`;
  const message = `${file}: data row ${row + 1}, column ${JSON.stringify(column)}: ${what}; ${mend}`;
  return new MinibatchError("INVALID_DATA", message, { file, row, column });
}
