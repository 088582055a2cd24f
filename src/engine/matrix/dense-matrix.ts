import { MinibatchError } from "../errors.ts";
import { residentNumbers } from "../kernels/residence.ts";

/** Width of the engine's numbers: 32-bit or 64-bit floats. */
export type Precision = "f32" | "f64";

/** Rows of numbers: a {@link DenseMatrix}, or an array of rows of equal length. */
export type MatrixLike = DenseMatrix | readonly ArrayLike<number>[];

/** A row-major matrix over one typed array: element (row, column) is `data[row * columns + column]`. */
export class DenseMatrix {
  /** The numbers, shape [rows, columns], row-major. The matrix is a view: it does not copy. */
  readonly data: Float32Array | Float64Array;
  /** Number of rows, 0 or more. */
  readonly rows: number;
  /** Number of columns, 0 or more. */
  readonly columns: number;

  /**
   * @param data - `rows * columns` numbers, row-major; kept, not copied
   * @throws {MinibatchError} `INVALID_SHAPE` when the sizes are not whole numbers >= 0 or do not fit `data`
   */
  constructor(data: Float32Array | Float64Array, rows: number, columns: number) {
    checkSize(rows, columns);
    if (data.length !== rows * columns) {
      throw new MinibatchError(
        "INVALID_SHAPE",
        `matrix: ${data.length} numbers given for ${rows} rows x ${columns} columns, expected ${rows * columns}`,
      );
    }
    this.data = data;
    this.rows = rows;
    this.columns = columns;
  }

  /**
   * Copies an array of rows.
   *
   * @param rows - rows of equal length, [rows][columns]
   * @param precision - width of the numbers, default `"f64"`
   * @throws {MinibatchError} `INVALID_SHAPE` when a row is longer or shorter than the first
   */
  static from(rows: readonly ArrayLike<number>[], precision: Precision = "f64"): DenseMatrix {
    const columns = rows[0]?.length ?? 0;
    const matrix = DenseMatrix.zeros(rows.length, columns, precision);
    for (let r = 0; r < rows.length; r++) {
      const row = rows[r];
      if (row.length !== columns) {
        throw new MinibatchError("INVALID_SHAPE", `row ${r}: ${row.length} columns, expected ${columns} as in row 0`, {
          row: r,
        });
      }
      matrix.data.set(row, r * columns);
    }
    return matrix;
  }

  /**
   * A matrix of zeros, [rows, columns].
   *
   * @throws {MinibatchError} `INVALID_SHAPE` when the sizes are not whole numbers >= 0
   */
  static zeros(rows: number, columns: number, precision: Precision = "f64"): DenseMatrix {
    checkSize(rows, columns);
    const length = rows * columns;
    return new DenseMatrix(precision === "f32" ? new Float32Array(length) : new Float64Array(length), rows, columns);
  }

  /**
   * A matrix of zeros, [rows, columns], in a memory that the engine reads in place: predictions of a model of the same
   * precision need no copy of it. Worth it for large matrices that are predicted more than once; up to 4 GiB.
   *
   * @throws {MinibatchError} `INVALID_DATA` when it is larger, `INVALID_SHAPE` when the sizes are not whole numbers >= 0
   */
  static resident(rows: number, columns: number, precision: Precision = "f32"): DenseMatrix {
    checkSize(rows, columns);
    return new DenseMatrix(residentNumbers(rows * columns, precision), rows, columns);
  }

  /** Width of the numbers. */
  get precision(): Precision {
    return this.data instanceof Float32Array ? "f32" : "f64";
  }

  /** The number at (row, column), both from 0 and within the matrix, which is not checked. */
  get(row: number, column: number): number {
    return this.data[row * this.columns + column];
  }

  /** A view of one row, [columns]; writing to it writes to the matrix. */
  row(row: number): Float32Array | Float64Array {
    return this.data.subarray(row * this.columns, (row + 1) * this.columns);
  }

  /** A copy of one column, [rows]. */
  column(column: number): Float32Array | Float64Array {
    const values = this.precision === "f32" ? new Float32Array(this.rows) : new Float64Array(this.rows);
    for (let r = 0; r < this.rows; r++) values[r] = this.get(r, column);
    return values;
  }

  /**
   * A copy with the given rows, in the given order, [indices.length, columns].
   *
   * @throws {MinibatchError} `INVALID_SHAPE` when an index is no row of the matrix
   */
  takeRows(indices: ArrayLike<number>): DenseMatrix {
    const taken = DenseMatrix.zeros(indices.length, this.columns, this.precision);
    for (let i = 0; i < indices.length; i++) {
      const row = indices[i];
      if (!(Number.isInteger(row) && row >= 0 && row < this.rows)) {
        throw new MinibatchError("INVALID_SHAPE", `takeRows: index ${i} is ${row}, expected a row below ${this.rows}`);
      }
      taken.data.set(this.row(row), i * this.columns);
    }
    return taken;
  }

  /** The rows as plain arrays, [rows][columns]. */
  toArray(): number[][] {
    return Array.from({ length: this.rows }, (_, r) => Array.from(this.row(r)));
  }
}

function checkSize(rows: number, columns: number): void {
  if (Number.isInteger(rows) && rows >= 0 && Number.isInteger(columns) && columns >= 0) return;
  throw new MinibatchError("INVALID_SHAPE", `matrix: ${rows} rows x ${columns} columns, expected whole numbers >= 0`);
}

/** The matrix itself, or a copy of an array of rows as one. */
export function toMatrix(X: MatrixLike, precision: Precision = "f64"): DenseMatrix {
  return X instanceof DenseMatrix ? X : DenseMatrix.from(X, precision);
}
