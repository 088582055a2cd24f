import type { DenseMatrix } from "../matrix/dense-matrix.ts";
import type { RandomState } from "../random/random-state.ts";

/** Rows and targets in the same random order, as `sklearn.utils.shuffle(X, y)` gives them. */
export function shuffleRows(X: DenseMatrix, y: Int32Array, random: RandomState): { X: DenseMatrix; y: Int32Array } {
  const order = random.permutation(X.rows);
  return { X: X.takeRows(order), y: order.map((row) => y[row]) };
}
