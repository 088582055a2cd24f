import { MinibatchError } from "../errors.ts";
import type { Precision } from "../matrix/dense-matrix.ts";
import type { RowSource } from "../matrix/row-source.ts";
import { type Kernels, ofWidth } from "./kernels.ts";

/**
 * Refuses numbers that are not finite.
 *
 * @param pointer - where the rows first … first + count - 1 of the source lie in the kernels' memory
 * @throws {MinibatchError} `INVALID_DATA` naming row and column of the first number that is NaN, infinite, or too large
 * for f32
 */
export function checkFinite(
  kernels: Kernels,
  precision: Precision,
  pointer: number,
  source: RowSource,
  first: number,
  count: number,
): void {
  const found = ofWidth(kernels, precision).findNonFinite(pointer, count * source.columns);
  if (found < 0) return;
  throw notFinite(source, first + Math.floor(found / source.columns), found % source.columns);
}

/** The error that a number of a source is NaN, infinite, or too large for f32. */
export function notFinite(source: RowSource, row: number, column: number): MinibatchError {
  const value = source.value(row, column);
  const number = source.numberOf?.(row) ?? row;
  return new MinibatchError(
    "INVALID_DATA",
    Number.isFinite(value)
      ? `X: row ${number}, column ${column}: ${value} is too large for 32-bit floats: scale the column or use precision "f64"`
      : `X: row ${number}, column ${column}: got ${value}, expected a finite number: fill or drop missing values first`,
    { row: number, column },
  );
}
