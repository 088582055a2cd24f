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
  const row = first + Math.floor(found / source.columns);
  const column = found % source.columns;
  const value = source.value(row, column);
  throw new MinibatchError(
    "INVALID_DATA",
    Number.isFinite(value)
      ? `X: row ${row}, column ${column}: ${value} is too large for 32-bit floats: scale the column or use precision "f64"`
      : `X: row ${row}, column ${column}: got ${value}, expected a finite number: fill or drop missing values first`,
    { row, column },
  );
}
