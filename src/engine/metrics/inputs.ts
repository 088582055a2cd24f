import { MinibatchError } from "../errors.ts";
import { DenseMatrix, type MatrixLike, toMatrix } from "../matrix/dense-matrix.ts";

/** One score per row, [rows], or one per row and class, [rows, classes]. */
export type Scores = ArrayLike<number> | MatrixLike;

/**
 * Refuses empty input and inputs of different lengths.
 *
 * @throws {MinibatchError} `INVALID_SHAPE`
 */
export function checkRows(where: string, nameA: string, rowsA: number, nameB: string, rowsB: number): void {
  if (rowsA !== rowsB) {
    const message = `${where}: ${nameA} has ${rowsA} rows and ${nameB} has ${rowsB}, expected as many`;
    throw new MinibatchError("INVALID_SHAPE", message);
  }
  if (rowsA === 0) {
    throw new MinibatchError("INVALID_SHAPE", `${where}: ${nameA} and ${nameB} are empty, expected at least 1 row`);
  }
}

/**
 * Refuses NaN and infinite numbers.
 *
 * @throws {MinibatchError} `INVALID_DATA` with the row
 */
export function checkFinite(where: string, name: string, values: ArrayLike<number>): void {
  for (let row = 0; row < values.length; row++) {
    if (!Number.isFinite(values[row])) {
      const message = `${where}: ${name} row ${row} is ${values[row]}, expected a finite number`;
      throw new MinibatchError("INVALID_DATA", message, { row });
    }
  }
}

/**
 * Scores as a matrix [rows, 1] or [rows, classes], checked to be finite and to have `rows` rows. Typed arrays of
 * floats are not copied.
 *
 * @throws {MinibatchError} `INVALID_SHAPE`; `INVALID_DATA` with row and column
 */
export function toScores(where: string, name: string, scores: Scores, rows: number): DenseMatrix {
  const matrix = isMatrix(scores) ? toMatrix(scores) : toColumn(scores);
  checkRows(where, "yTrue", rows, name, matrix.rows);
  if (matrix.columns === 0) {
    throw new MinibatchError("INVALID_SHAPE", `${where}: ${name} has no columns, expected at least 1`);
  }
  for (let i = 0; i < matrix.data.length; i++) {
    if (!Number.isFinite(matrix.data[i])) throw scoreError(where, name, matrix, i, "a finite number");
  }
  return matrix;
}

/** The error for element `i` of the scores' data. */
export function scoreError(
  where: string,
  name: string,
  scores: DenseMatrix,
  i: number,
  expected: string,
): MinibatchError {
  const row = Math.floor(i / scores.columns);
  const column = i % scores.columns;
  const place = scores.columns === 1 ? `row ${row}` : `row ${row}, column ${column}`;
  const message = `${where}: ${name} ${place} is ${scores.data[i]}, expected ${expected}`;
  return new MinibatchError("INVALID_DATA", message, { row, column });
}

/**
 * One score per row, [rows].
 *
 * @throws {MinibatchError} `INVALID_SHAPE` when the scores have several columns
 */
export function toScoreVector(where: string, scores: Scores, rows: number): Float32Array | Float64Array {
  const matrix = toScores(where, "yScore", scores, rows);
  if (matrix.columns !== 1) {
    const message = `${where}: yScore has ${matrix.columns} columns for two classes, expected the positive class's scores only`;
    throw new MinibatchError("INVALID_SHAPE", message);
  }
  return matrix.data;
}

/**
 * Refuses scores that do not have one column per class.
 *
 * @throws {MinibatchError} `INVALID_SHAPE`
 */
export function checkColumns(where: string, name: string, scores: DenseMatrix, classes: number): void {
  if (scores.columns === classes) return;
  const message = `${where}: ${name} has ${scores.columns} columns for ${classes} classes, expected as many; with labels all classes can be listed`;
  throw new MinibatchError("INVALID_SHAPE", message);
}

function isMatrix(scores: Scores): scores is MatrixLike {
  return scores instanceof DenseMatrix || ("length" in scores && typeof scores[0] === "object");
}

function toColumn(scores: ArrayLike<number>): DenseMatrix {
  const isFloat = scores instanceof Float32Array || scores instanceof Float64Array;
  return new DenseMatrix(isFloat ? scores : Float64Array.from(scores), scores.length, 1);
}
