import { DenseMatrix } from "../matrix/dense-matrix.ts";
import { type RandomState, toRandomState } from "../random/random-state.ts";
import { takeColumns } from "./feature-columns.ts";
import { drawLowRankMatrix } from "./low-rank.ts";
import { checkNumber, checkWhole } from "./option-checks.ts";

/** Options of {@link makeRegression}. */
export interface RegressionOptions {
  /** Number of rows, default 100. */
  readonly nSamples?: number;
  /** Number of columns, default 100. */
  readonly nFeatures?: number;
  /** Number of columns that the targets depend on, default 10; where it is above `nFeatures`, that. */
  readonly nInformative?: number;
  /** Number of targets. Left out, there is one, and `y` and `coef` are lists; given, they are matrices. */
  readonly nTargets?: number;
  /** Added to every target, default 0. */
  readonly bias?: number;
  /** About how many directions hold most of X's variance; by default X is standard normal. */
  readonly effectiveRank?: number;
  /** Share of the slowly falling tail in X's singular values, 0 to 1, used with `effectiveRank`. Default 0.5. */
  readonly tailStrength?: number;
  /** Standard deviation of normal noise added to the targets, >= 0. Default 0. */
  readonly noise?: number;
  /** Whether rows and columns are put into random order, default true. */
  readonly shuffle?: boolean;
  /** Seed, default 0, or a random state to draw from. */
  readonly seed?: number | RandomState;
}

/** Rows of a regression problem with one target. */
export interface RegressionData {
  /** The rows, [nSamples, nFeatures], 64-bit. */
  readonly X: DenseMatrix;
  /** The target of each row, [nSamples]. */
  readonly y: Float64Array;
  /** The coefficients behind the target, [nFeatures]. */
  readonly coef: Float64Array;
}

/** Rows of a regression problem with a given number of targets. */
export interface MultiTargetRegressionData {
  /** The rows, [nSamples, nFeatures], 64-bit. */
  readonly X: DenseMatrix;
  /** The targets, [nSamples, nTargets]. */
  readonly y: DenseMatrix;
  /** The coefficients behind the targets, [nFeatures, nTargets]. */
  readonly coef: DenseMatrix;
}

const where = "makeRegression";

/**
 * A linear regression problem, y = X coef + bias + noise, with coefficients from 0 to 100 for the informative columns
 * and 0 for the others: the values of scikit-learn's `make_regression(…, coef=True, random_state=seed)` to 1e-12, with
 * `effectiveRank` to 1e-10.
 *
 * @throws {MinibatchError} `INVALID_OPTION` when an option is out of its range
 */
export function makeRegression(options?: RegressionOptions & { readonly nTargets?: undefined }): RegressionData;
export function makeRegression(options: RegressionOptions & { readonly nTargets: number }): MultiTargetRegressionData;
export function makeRegression(options: RegressionOptions = {}): RegressionData | MultiTargetRegressionData {
  const random = toRandomState(options.seed);
  const settings = regressionSettings(options);
  const { nSamples, nFeatures, nTargets, effectiveRank } = settings;

  const X =
    effectiveRank === undefined
      ? new DenseMatrix(random.standardNormal(nSamples * nFeatures), nSamples, nFeatures)
      : drawLowRankMatrix(nSamples, nFeatures, effectiveRank, settings.tailStrength, random);
  const coef = DenseMatrix.zeros(nFeatures, nTargets);
  const informative = Math.min(nFeatures, settings.nInformative);
  coef.data.set(random.random(informative * nTargets).map((u) => 100 * u));
  const y = multiply(X, coef, settings.bias);
  if (settings.noise > 0) {
    for (let i = 0; i < y.data.length; i++) y.data[i] += random.normal(0, settings.noise);
  }
  const data = settings.shuffle ? shuffleRowsAndColumns(X, y, coef, random) : { X, y, coef };
  if (options.nTargets !== undefined) return data;
  return { X: data.X, y: Float64Array.from(data.y.data), coef: Float64Array.from(data.coef.data) };
}

function regressionSettings(options: RegressionOptions) {
  const { nSamples = 100, nFeatures = 100, nInformative = 10, nTargets = 1 } = options;
  const { bias = 0, noise = 0, effectiveRank, tailStrength = 0.5, shuffle = true } = options;
  checkWhole(where, "nSamples", nSamples, 1);
  checkWhole(where, "nFeatures", nFeatures, 1);
  checkWhole(where, "nInformative", nInformative, 0);
  checkWhole(where, "nTargets", nTargets, 1);
  checkNumber(where, "bias", bias);
  checkNumber(where, "noise", noise, 0);
  if (effectiveRank !== undefined) checkWhole(where, "effectiveRank", effectiveRank, 1);
  checkNumber(where, "tailStrength", tailStrength, 0, 1);
  return { nSamples, nFeatures, nInformative, nTargets, bias, noise, effectiveRank, tailStrength, shuffle };
}

/** X coef + bias, [rows, targets] */
function multiply(X: DenseMatrix, coef: DenseMatrix, bias: number): DenseMatrix {
  const y = DenseMatrix.zeros(X.rows, coef.columns);
  for (let r = 0; r < X.rows; r++) {
    for (let target = 0; target < coef.columns; target++) {
      let sum = 0;
      for (let c = 0; c < X.columns; c++) sum += X.get(r, c) * coef.get(c, target);
      y.data[r * coef.columns + target] = sum + bias;
    }
  }
  return y;
}

function shuffleRowsAndColumns(
  X: DenseMatrix,
  y: DenseMatrix,
  coef: DenseMatrix,
  random: RandomState,
): MultiTargetRegressionData {
  const rows = random.permutation(X.rows);
  const columns = random.permutation(X.columns);
  return { X: takeColumns(X.takeRows(rows), columns), y: y.takeRows(rows), coef: coef.takeRows(columns) };
}
