import { DenseMatrix } from "../matrix/dense-matrix.ts";
import { type RandomState, toRandomState } from "../random/random-state.ts";
import { checkNumber, checkWhole, invalidOption } from "./option-checks.ts";
import { shuffleRows } from "./shuffle-rows.ts";

/** Options of generators of two curves in the plane. */
export interface TwoCurvesOptions {
  /**
   * Number of rows, half of them (rounded down) on the outer curve; or the rows on the outer and on the inner curve.
   * Default 100.
   */
  readonly nSamples?: number | readonly [number, number];
  /** Whether the rows are put into random order, default true; otherwise the outer curve comes first. */
  readonly shuffle?: boolean;
  /** Standard deviation of normal noise added to the coordinates, >= 0; by default there is none. */
  readonly noise?: number;
  /** Seed, default 0, or a random state to draw from. */
  readonly seed?: number | RandomState;
}

/** Points of two curves in the plane. */
export interface TwoCurves {
  /** The points, [nSamples, 2], 64-bit. */
  readonly X: DenseMatrix;
  /** 0 for points of the outer curve, 1 for those of the inner one, [nSamples]. */
  readonly y: Int32Array;
}

/** Writes point `index` of `count` on a curve to `out`, [2]. */
export type Curve = (out: Float32Array | Float64Array, index: number, count: number) => void;

/** Points of two curves, shuffled and with noise as the options ask; `where` is the generator's name. */
export function twoCurves(where: string, outer: Curve, inner: Curve, options: TwoCurvesOptions): TwoCurves {
  const random = toRandomState(options.seed);
  const { noise } = options;
  if (noise !== undefined) checkNumber(where, "noise", noise, 0);
  const sizes = curveSizes(where, options.nSamples ?? 100);
  const X = DenseMatrix.zeros(sizes[0] + sizes[1], 2);
  for (let i = 0; i < sizes[0]; i++) outer(X.row(i), i, sizes[0]);
  for (let i = 0; i < sizes[1]; i++) inner(X.row(sizes[0] + i), i, sizes[1]);
  const y = new Int32Array(X.rows).fill(1, sizes[0]);
  const points = options.shuffle === false ? { X, y } : shuffleRows(X, y, random);
  if (noise !== undefined) {
    for (let i = 0; i < points.X.data.length; i++) points.X.data[i] += random.normal(0, noise);
  }
  return points;
}

function curveSizes(where: string, nSamples: number | readonly [number, number]): readonly [number, number] {
  if (typeof nSamples === "number") {
    checkWhole(where, "nSamples", nSamples, 1);
    const outer = Math.floor(nSamples / 2);
    return [outer, nSamples - outer];
  }
  if (nSamples.length !== 2) {
    throw invalidOption(
      where,
      "nSamples",
      `a list of ${(nSamples as readonly number[]).length}, expected a number or two`,
    );
  }
  for (const size of nSamples) checkWhole(where, "nSamples", size, 0);
  return nSamples;
}
