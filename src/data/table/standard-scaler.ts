import { MinibatchError } from "../../engine/errors.ts";
import { DenseMatrix, type Precision } from "../../engine/matrix/dense-matrix.ts";

/** Which rows of a matrix a scaler reads, and how it names its columns. */
export interface ScalerFitOptions {
  /** Indices of the rows. Default: all rows. */
  readonly rows?: ArrayLike<number>;
  /** Names of the columns, for messages. Default: their numbers. */
  readonly names?: readonly string[];
}

/** What {@link StandardScaler.transform} makes. */
export interface ScalerTransformOptions {
  /** Indices of the rows to take, in the order wanted. Default: all rows. */
  readonly rows?: ArrayLike<number>;
  /** Width of the result's numbers. Default: that of the matrix. */
  readonly precision?: Precision;
}

/**
 * Brings columns to mean 0 and standard deviation 1: (x - mean) / scale, computed in 64 bits whatever the precision.
 *
 * The same numbers as scikit-learn's StandardScaler: the scale is the population standard deviation (divisor n), and 1
 * for a column that is constant to within rounding.
 */
export class StandardScaler {
  /** Mean of each column, [columns]. */
  readonly mean: Float64Array;
  /** Divisor of each column, [columns], above 0. */
  readonly scale: Float64Array;

  /**
   * @param mean - [columns], finite
   * @param scale - [columns], finite and above 0
   * @throws {MinibatchError} `INVALID_SHAPE` for different lengths; `INVALID_DATA` for other numbers
   */
  constructor(mean: Float64Array, scale: Float64Array) {
    if (mean.length !== scale.length) {
      throw new MinibatchError("INVALID_SHAPE", `scaler: ${mean.length} means, ${scale.length} scales`);
    }
    const column = mean.findIndex((value, i) => !Number.isFinite(value) || !(scale[i]! > 0) || scale[i] === Infinity);
    if (column >= 0) {
      const message = `scaler: column ${column}: mean ${mean[column]}, scale ${scale[column]}, expected finite numbers and scale > 0`;
      throw new MinibatchError("INVALID_DATA", message, { column });
    }
    this.mean = mean;
    this.scale = scale;
  }

  /**
   * Means and standard deviations of a matrix's columns, in two passes, each with a correction for its rounding, so
   * that a column of large numbers close together loses no digits.
   *
   * @param X - [rows, columns], finite
   * @param options - the rows to use, names for messages
   * @throws {MinibatchError} `INVALID_DATA` when there is no row, when a number is NaN or infinite, or when a column's
   * numbers are so large that their squares overflow
   * @see Chan, Golub and LeVeque, "Algorithms for computing the sample variance", The American Statistician 37 (1983),
   * equation 1.7
   */
  static fit(X: DenseMatrix, options: ScalerFitOptions = {}): StandardScaler {
    const { rows, names } = options;
    const count = rows?.length ?? X.rows;
    if (count === 0) throw new MinibatchError("INVALID_DATA", "scaler: no rows, expected at least one");
    const zeros = new Float64Array(X.columns);
    const mean = columnSums(X, rows, zeros).sums.map((sum) => sum / count);
    const { sums, squares } = columnSums(X, rows, mean);
    const scale = new Float64Array(X.columns);
    for (let j = 0; j < X.columns; j++) {
      const shift = sums[j]! / count;
      const variance = squares[j]! / count - shift * shift;
      mean[j] = mean[j]! + shift;
      if (!Number.isFinite(variance)) throw notScalable(X, rows, j, names?.[j] ?? j);
      scale[j] = isConstant(variance, mean[j]!, count) ? 1 : Math.sqrt(variance);
    }
    return new StandardScaler(mean, scale);
  }

  /**
   * A copy of a matrix's rows with every column standardised.
   *
   * @param X - [rows, columns]
   * @param options - the rows to take, the result's precision
   * @returns [rows taken, columns]
   * @throws {MinibatchError} `INVALID_SHAPE` when X has another number of columns
   */
  transform(X: DenseMatrix, options: ScalerTransformOptions = {}): DenseMatrix {
    const { mean, scale } = this;
    if (X.columns !== mean.length) {
      throw new MinibatchError("INVALID_SHAPE", `scaler: ${X.columns} columns, expected ${mean.length}`);
    }
    const { rows, precision = X.precision } = options;
    const result = DenseMatrix.zeros(rows?.length ?? X.rows, X.columns, precision);
    const from = X.data;
    const to = result.data;
    for (let i = 0, cell = 0; i < result.rows; i++) {
      let source = (rows === undefined ? i : rows[i]!) * X.columns;
      for (let j = 0; j < X.columns; j++) to[cell++] = (from[source++]! - mean[j]!) / scale[j]!;
    }
    return result;
  }
}

interface ColumnSums {
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}

/** Sums, and sums of squares, of the distances from a centre, [columns]. */
function columnSums(X: DenseMatrix, rows: ArrayLike<number> | undefined, centre: Float64Array): ColumnSums {
  const { data, columns } = X;
  const sums = new Float64Array(columns);
  const squares = new Float64Array(columns);
  const count = rows?.length ?? X.rows;
  for (let i = 0; i < count; i++) {
    const first = (rows === undefined ? i : rows[i]!) * columns;
    for (let j = 0; j < columns; j++) {
      const distance = data[first + j]! - centre[j]!;
      sums[j] = sums[j]! + distance;
      squares[j] = squares[j]! + distance * distance;
    }
  }
  return { sums, squares };
}

/** scikit-learn's test: the variance is within the error bound of its own computation. */
function isConstant(variance: number, mean: number, rows: number): boolean {
  const error = rows * mean * Number.EPSILON;
  return variance <= rows * Number.EPSILON * variance + error * error;
}

function notScalable(
  X: DenseMatrix,
  rows: ArrayLike<number> | undefined,
  index: number,
  column: string | number,
): MinibatchError {
  const which = typeof column === "string" ? JSON.stringify(column) : column;
  for (let i = 0; i < (rows?.length ?? X.rows); i++) {
    const row = rows === undefined ? i : rows[i]!;
    const value = X.get(row, index);
    if (Number.isFinite(value)) continue;
    const message = `column ${which}: row ${row} is ${value}, expected a finite number`;
    return new MinibatchError("INVALID_DATA", message, { row, column });
  }
  const message = `column ${which}: its numbers are too large to be standardised; divide them by a power of ten`;
  return new MinibatchError("INVALID_DATA", message, { column });
}
