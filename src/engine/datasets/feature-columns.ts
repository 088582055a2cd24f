import { DenseMatrix } from "../matrix/dense-matrix.ts";
import type { RandomState } from "../random/random-state.ts";

/** A matrix of numbers from -1 to 1, of equal chances. */
export function drawMixture(rows: number, columns: number, random: RandomState): DenseMatrix {
  return new DenseMatrix(
    random.random(rows * columns).map((u) => 2 * u - 1),
    rows,
    columns,
  );
}

/**
 * In the rows from `start` to before `end`, multiplies the first `mixture.rows` columns by the mixture and puts the
 * products into the columns from `to` on.
 */
export function mixColumns(X: DenseMatrix, start: number, end: number, mixture: DenseMatrix, to: number): void {
  for (let r = start; r < end; r++) {
    const row = X.row(r);
    const factors = row.slice(0, mixture.rows);
    row.fill(0, to, to + mixture.columns);
    for (let k = 0; k < factors.length; k++) {
      for (let c = 0; c < mixture.columns; c++) row[to + c] += factors[k] * mixture.get(k, c);
    }
  }
}

/** Fills `count` columns from `used` on with copies of random ones before. */
export function repeatColumns(X: DenseMatrix, used: number, count: number, random: RandomState): void {
  const sources = random.random(count).map((u) => Math.floor((used - 1) * u + 0.5));
  for (let r = 0; r < X.rows; r++) {
    for (let i = 0; i < count; i++) X.row(r)[used + i] = X.get(r, sources[i]);
  }
}

/** Fills the columns from `start` to before `end` with standard normal numbers, row by row. */
export function fillNormal(X: DenseMatrix, start: number, end: number, random: RandomState): void {
  for (let r = 0; r < X.rows; r++) {
    for (let c = start; c < end; c++) X.data[r * X.columns + c] = random.standardNormal();
  }
}

/** A copy with the columns in the given order. */
export function takeColumns(X: DenseMatrix, order: Int32Array): DenseMatrix {
  const taken = DenseMatrix.zeros(X.rows, order.length);
  for (let r = 0; r < X.rows; r++) {
    for (let c = 0; c < order.length; c++) taken.data[r * order.length + c] = X.get(r, order[c]);
  }
  return taken;
}
