import { MinibatchError } from "../errors.ts";
import { DenseMatrix, type MatrixLike, toMatrix } from "../matrix/dense-matrix.ts";
import { type RandomState, toRandomState } from "../random/random-state.ts";
import { checkNumber, checkWhole, invalidOption } from "./option-checks.ts";
import { shuffleRows } from "./shuffle-rows.ts";

/** Options of {@link makeBlobs}. */
export interface BlobsOptions {
  /** Number of rows, shared out evenly to the clusters; or the rows of each cluster. Default 100. */
  readonly nSamples?: number | readonly number[];
  /** Number of columns, default 2; where `centers` is a matrix, it has as many columns as that. */
  readonly nFeatures?: number;
  /** Number of clusters, their centers drawn from `centerBox`; or the centers, [clusters, nFeatures]. Default 3. */
  readonly centers?: number | MatrixLike;
  /** Standard deviation of all clusters, or of each; >= 0. Default 1. */
  readonly clusterStd?: number | readonly number[];
  /** Bounds of each coordinate of a drawn center, default [-10, 10]. */
  readonly centerBox?: readonly [number, number];
  /** Whether the rows are put into random order, default true; otherwise they come cluster by cluster. */
  readonly shuffle?: boolean;
  /** Seed, default 0, or a random state to draw from. */
  readonly seed?: number | RandomState;
}

/** Rows of normally distributed clusters. */
export interface Blobs {
  /** The rows, [nSamples, nFeatures], 64-bit. */
  readonly X: DenseMatrix;
  /** The cluster of each row, from 0, [nSamples]. */
  readonly y: Int32Array;
  /** The centers, [clusters, nFeatures], 64-bit. */
  readonly centers: DenseMatrix;
}

const where = "makeBlobs";

/**
 * Normally distributed clusters of points, for clustering and classification: the values of scikit-learn's
 * `make_blobs(…, random_state=seed)`, within the reservation of {@link RandomState} on normal numbers.
 *
 * @throws {MinibatchError} `INVALID_OPTION` when an option is out of its range, the lengths of `nSamples`, `centers`
 * and `clusterStd` disagree, or `nSamples` is a list and `centers` a number; `INVALID_DATA` when a given center is not
 * finite; `INVALID_SHAPE` when the rows of `centers` differ in length
 */
export function makeBlobs(options: BlobsOptions = {}): Blobs {
  const random = toRandomState(options.seed);
  const centers = makeCenters(options, random);
  const sizes = clusterSizes(options.nSamples ?? 100, centers.rows);
  const stds = clusterStds(options.clusterStd ?? 1, centers.rows);

  const rows = sizes.reduce((sum, size) => sum + size, 0);
  const X = DenseMatrix.zeros(rows, centers.columns);
  const y = new Int32Array(rows);
  let row = 0;
  for (let cluster = 0; cluster < centers.rows; cluster++) {
    for (const end = row + sizes[cluster]; row < end; row++) {
      y[row] = cluster;
      for (let c = 0; c < X.columns; c++) {
        X.data[row * X.columns + c] = random.normal(centers.get(cluster, c), stds[cluster]);
      }
    }
  }
  return { ...(options.shuffle === false ? { X, y } : shuffleRows(X, y, random)), centers };
}

function makeCenters({ nSamples, nFeatures = 2, centers, centerBox = [-10, 10] }: BlobsOptions, random: RandomState) {
  if (typeof centers === "object") return checkCenters(toMatrix(centers));
  const isList = typeof nSamples === "object";
  if (isList && centers !== undefined) {
    throw invalidOption(where, "centers", `${centers}, expected a matrix or nothing where nSamples is a list`);
  }
  const clusters = isList ? nSamples.length : (centers ?? 3);
  checkWhole(where, isList ? "nSamples.length" : "centers", clusters, 1);
  checkWhole(where, "nFeatures", nFeatures, 1);
  for (const bound of centerBox) checkNumber(where, "centerBox", bound);
  return new DenseMatrix(random.uniform(centerBox[0], centerBox[1], clusters * nFeatures), clusters, nFeatures);
}

function checkCenters(centers: DenseMatrix): DenseMatrix {
  if (centers.data.length === 0) {
    throw invalidOption(where, "centers", `a matrix of ${centers.rows} x ${centers.columns}, expected at least 1 x 1`);
  }
  const bad = centers.data.findIndex((value) => !Number.isFinite(value));
  if (bad === -1) return centers;
  const row = Math.floor(bad / centers.columns);
  const column = bad % centers.columns;
  const message = `${where}: centers: row ${row}, column ${column} is ${centers.data[bad]}, expected a finite number`;
  throw new MinibatchError("INVALID_DATA", message, { option: "centers", row, column });
}

function clusterSizes(nSamples: number | readonly number[], clusters: number): readonly number[] {
  if (typeof nSamples === "object") {
    checkLength("nSamples", nSamples, clusters);
    for (const size of nSamples) checkWhole(where, "nSamples", size, 0);
    return nSamples;
  }
  checkWhole(where, "nSamples", nSamples, 1);
  const rest = nSamples % clusters;
  return Array.from({ length: clusters }, (_, cluster) => Math.floor(nSamples / clusters) + (cluster < rest ? 1 : 0));
}

function clusterStds(clusterStd: number | readonly number[], clusters: number): readonly number[] {
  const stds = typeof clusterStd === "object" ? clusterStd : Array.from({ length: clusters }, () => clusterStd);
  checkLength("clusterStd", stds, clusters);
  for (const std of stds) checkNumber(where, "clusterStd", std, 0);
  return stds;
}

function checkLength(option: string, list: readonly number[], clusters: number): void {
  if (list.length === clusters) return;
  throw invalidOption(where, option, `a list of ${list.length}, expected ${clusters}, one for each center`);
}
