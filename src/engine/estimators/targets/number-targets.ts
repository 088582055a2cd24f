import { MinibatchError } from "../../errors.ts";
import type { MatrixLike, Precision } from "../../matrix/dense-matrix.ts";
import { rowSource } from "../../matrix/row-source.ts";
import type { RegressorLoss } from "../../objective/losses.ts";
import { isMatrix, readMatrix } from "./class-targets.ts";
import { inWidth, type TrainingTargets } from "./training-targets.ts";

/**
 * The targets of a regressor.
 *
 * @param name - what the caller calls them
 * @param y - the number of each row, [rows], or several of each, [rows, outputs]
 * @throws {MinibatchError} `INVALID_DATA` when a number is NaN, infinite or too large for f32, or negative for `poisson`;
 * `INVALID_SHAPE` for rows of different lengths
 */
export function numberTargets(
  name: string,
  y: ArrayLike<number> | MatrixLike,
  { loss, precision }: { readonly loss: RegressorLoss; readonly precision: Precision },
): TrainingTargets {
  const { given, width } = isMatrix(y) ? matrixNumbers(name, y) : { given: y as ArrayLike<number>, width: 1 };
  const values = inWidth(given, precision);
  checkNumbers(name, given, values, width);
  if (loss === "poisson") checkCounts(name, given, width);
  return { loss, outputs: width, width, ownTargets: width > 1, values };
}

/** Rows of a regressor's targets. */
export function targetRows(y: ArrayLike<number> | MatrixLike): number {
  return isMatrix(y) ? rowSource(y).rows : (y as ArrayLike<number>).length;
}

function matrixNumbers(name: string, y: MatrixLike): { given: Float64Array; width: number } {
  const { rows, columns } = rowSource(y);
  const given = new Float64Array(rows * columns);
  readMatrix(name, y, given);
  return { given, width: columns };
}

function place(at: number, width: number): string {
  return width === 1 ? `row ${at}` : `row ${Math.floor(at / width)}, output ${at % width}`;
}

function checkCounts(name: string, y: ArrayLike<number>, width: number): void {
  for (let at = 0; at < y.length; at++) {
    if (y[at] >= 0) continue;
    const message = `${name}: ${place(at, width)}: got ${y[at]}, expected a number >= 0 for the loss "poisson"`;
    throw new MinibatchError("INVALID_DATA", message, { row: Math.floor(at / width) });
  }
}

function checkNumbers(name: string, y: ArrayLike<number>, values: Float32Array | Float64Array, width: number): void {
  const at = values.findIndex((value, i) => !Number.isFinite(value) || typeof y[i] !== "number");
  if (at < 0) return;
  const got = y[at];
  const where = `${name}: ${place(at, width)}: got ${String(got)}`;
  const details = { row: Math.floor(at / width) };
  if (typeof got !== "number") throw new MinibatchError("INVALID_DATA", `${where}, expected a number`, details);
  const hint = Number.isFinite(got) ? ' in 32-bit floats: scale y or use precision "f64"' : "";
  throw new MinibatchError("INVALID_DATA", `${where}, expected a finite number${hint}`, details);
}
