import { exponential } from "../math/elementary.ts";
import { DenseMatrix } from "../matrix/dense-matrix.ts";
import type { RandomState } from "../random/random-state.ts";

/**
 * A random matrix most of whose variance lies in few directions: scikit-learn's `make_low_rank_matrix`. Singular value
 * i is `(1 - tailStrength) exp(-(i / effectiveRank)²) + tailStrength exp(-0.1 i / effectiveRank)`.
 */
export function drawLowRankMatrix(
  rows: number,
  columns: number,
  effectiveRank: number,
  tailStrength: number,
  random: RandomState,
): DenseMatrix {
  const rank = Math.min(rows, columns);
  const left = drawOrthonormalColumns(rows, rank, random);
  const right = drawOrthonormalColumns(columns, rank, random);
  for (let i = 0; i < rank; i++) {
    const share = i / effectiveRank;
    const value = (1 - tailStrength) * exponential(-share * share) + tailStrength * exponential(-0.1 * share);
    for (let r = 0; r < rows; r++) left[i][r] *= value;
  }
  const X = DenseMatrix.zeros(rows, columns);
  for (let i = 0; i < rank; i++) {
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) X.data[r * columns + c] += left[i][r] * right[i][c];
    }
  }
  return X;
}

/**
 * Columns of Q, [columns][rows], of the QR decomposition of a standard normal matrix, [rows, columns], rows >= columns:
 * by Householder reflections with LAPACK's signs (`dgeqrf`, `dorgqr`).
 */
function drawOrthonormalColumns(rows: number, columns: number, random: RandomState): Float64Array[] {
  const drawn = random.standardNormal(rows * columns);
  const A = Array.from({ length: columns }, (_, c) =>
    Float64Array.from({ length: rows }, (_, r) => drawn[r * columns + c]),
  );
  const scales = A.map((column, k) => {
    const scale = makeReflector(column, k);
    for (let c = k + 1; c < columns; c++) reflect(A[c], column, k, scale);
    return scale;
  });
  const Q = A.map((_, k) => new Float64Array(rows).fill(1, k, k + 1));
  for (let k = columns - 1; k >= 0; k--) {
    for (let c = k; c < columns; c++) reflect(Q[c], A[k], k, scales[k]);
  }
  return Q;
}

/**
 * Replaces the elements from `k` on by the vector v, v[k] = 1, for which `I - scale v vᵀ` takes them to a multiple of
 * the k-th unit vector (LAPACK's `dlarfg`).
 *
 * @returns scale
 */
function makeReflector(column: Float64Array, k: number): number {
  const first = column[k];
  let rest = 0;
  for (let r = k + 1; r < column.length; r++) rest += column[r] * column[r];
  column[k] = 1;
  if (rest === 0) return 0;
  const norm = Math.sqrt(first * first + rest);
  const target = first > 0 ? -norm : norm;
  for (let r = k + 1; r < column.length; r++) column[r] /= first - target;
  return (target - first) / target;
}

function reflect(column: Float64Array, v: Float64Array, k: number, scale: number): void {
  let product = 0;
  for (let r = k; r < v.length; r++) product += v[r] * column[r];
  for (let r = k; r < v.length; r++) column[r] -= scale * product * v[r];
}
