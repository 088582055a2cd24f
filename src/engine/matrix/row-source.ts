import { MinibatchError } from "../errors.ts";
import { DenseMatrix, type MatrixLike } from "./dense-matrix.ts";
import { isSparse, type SparseLike, SparseSource } from "./sparse-source.ts";

/** Rows are copied to the engine in stretches of about this many bytes: they stay in the L2 cache. */
export const STAGE_BYTES = 131072;

/** Rows that are read in stretches into memory of the engine, so that no second copy of the whole is needed. */
export interface RowSource {
  /** Number of rows. */
  readonly rows: number;
  /** Number of columns of each row. */
  readonly columns: number;
  /** All rows, row-major, where they lie in one array. */
  readonly data?: Float32Array | Float64Array;
  /** Writes rows first … first + count - 1 to the start of `to`, row-major. */
  read(first: number, count: number, to: Float32Array | Float64Array): void;
  /** One number, as it was given. */
  value(row: number, column: number): number;
  /** The number that errors name a row by, where it is another one. */
  numberOf?(row: number): number;
}

/** Rows that models take: dense or sparse, in memory or read in stretches. */
export type Rows = MatrixLike | SparseLike | RowSource;

/**
 * The rows of a matrix, of sparse matrices, of an array of rows, or of what is a source already. Rows of other lengths
 * than the first, and elements that are no numbers, are found when they are read: `INVALID_SHAPE` and `INVALID_DATA`.
 *
 * @throws {MinibatchError} `INVALID_SHAPE` when X is neither a matrix nor an array of rows
 */
export function rowSource(X: Rows): RowSource {
  if (X instanceof DenseMatrix) return new MatrixRows(X);
  if ("read" in X) return X;
  return isSparse(X) ? new SparseSource(X) : new ArrayRows(X);
}

class MatrixRows implements RowSource {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array | Float64Array;
  readonly #matrix: DenseMatrix;

  constructor(matrix: DenseMatrix) {
    this.rows = matrix.rows;
    this.columns = matrix.columns;
    this.data = matrix.data;
    this.#matrix = matrix;
  }

  read(first: number, count: number, to: Float32Array | Float64Array): void {
    to.set(this.data.subarray(first * this.columns, (first + count) * this.columns));
  }

  value(row: number, column: number): number {
    return this.#matrix.get(row, column);
  }
}

class ArrayRows implements RowSource {
  readonly rows: number;
  readonly columns: number;
  readonly #rows: readonly ArrayLike<number>[];

  constructor(rows: readonly ArrayLike<number>[]) {
    if (!Array.isArray(rows) || typeof rows[0] === "number") {
      throw new MinibatchError("INVALID_SHAPE", "X: got neither a DenseMatrix nor an array of rows");
    }
    this.rows = rows.length;
    this.columns = rows.length === 0 ? 0 : (rows[0]?.length ?? 0);
    this.#rows = rows;
  }

  read(first: number, count: number, to: Float32Array | Float64Array): void {
    for (let r = 0; r < count; r++) {
      const row = this.#rows[first + r];
      if (row?.length !== this.columns) {
        const got = row?.length === undefined ? "no array of numbers" : `${row.length} columns`;
        throw new MinibatchError(
          "INVALID_SHAPE",
          `X: row ${first + r}: got ${got}, expected ${this.columns} columns as in row 0`,
          { row: first + r },
        );
      }
      for (let c = 0; c < row.length; c++) {
        if (typeof row[c] !== "number") throw noNumber(first + r, c, row[c]);
        to[r * this.columns + c] = row[c];
      }
    }
  }

  value(row: number, column: number): number {
    return this.#rows[row][column];
  }
}

function noNumber(row: number, column: number, value: unknown): MinibatchError {
  const got = typeof value === "string" ? `"${value}"` : String(value);
  return new MinibatchError("INVALID_DATA", `X: row ${row}, column ${column}: got ${got}, expected a number`, {
    row,
    column,
  });
}
