import { DenseMatrix } from "../matrix/dense-matrix.ts";
import { type RandomState, toRandomState } from "../random/random-state.ts";
import {
  type ClassificationOptions,
  type ClassificationSettings,
  classificationSettings,
} from "./classification-options.ts";
import { drawMixture, fillNormal, mixColumns, repeatColumns, takeColumns } from "./feature-columns.ts";
import { drawCorners } from "./hypercube.ts";
import { shuffleRows } from "./shuffle-rows.ts";

/** What a column of {@link makeClassification} is. */
export type FeatureKind = "informative" | "redundant" | "repeated" | "random";

/** Rows of a classification problem. */
export interface ClassificationData {
  /** The rows, [nSamples, nFeatures], 64-bit. */
  readonly X: DenseMatrix;
  /** The class of each row, from 0, [nSamples]. */
  readonly y: Int32Array;
  /** What each column is, [nFeatures]. */
  readonly featureInfo: readonly FeatureKind[];
}

/**
 * A classification problem of normally distributed clusters around the corners of a cube, with redundant, repeated and
 * random columns and flipped labels (I. Guyon, Design of experiments for the NIPS 2003 variable selection benchmark):
 * the values of scikit-learn's `make_classification(…, random_state=seed)` to 1e-12.
 *
 * @throws {MinibatchError} `INVALID_OPTION` when an option is out of its range, the columns or the clusters are too
 * many, or a list is too long or too short
 */
export function makeClassification(options: ClassificationOptions = {}): ClassificationData {
  const random = toRandomState(options.seed);
  const settings = classificationSettings(options);
  const { nSamples, nFeatures, nInformative, nRedundant, nRepeated } = settings;

  const X = DenseMatrix.zeros(nSamples, nFeatures);
  const y = new Int32Array(nSamples);
  drawClusters(X, y, settings, random);
  mixColumns(X, 0, nSamples, drawMixture(nInformative, nRedundant, random), nInformative);
  const used = nInformative + nRedundant;
  repeatColumns(X, used, nRepeated, random);
  fillNormal(X, used + nRepeated, nFeatures, random);
  flipLabels(y, settings, random);
  shiftAndScale(X, settings, random);

  const featureInfo = Array.from({ length: nFeatures }, (_, column) => kindOf(column, settings));
  if (!settings.shuffle) return { X, y, featureInfo };
  const rows = shuffleRows(X, y, random);
  const order = random.permutation(nFeatures);
  return {
    X: takeColumns(rows.X, order),
    y: rows.y,
    featureInfo: Array.from(order, (column) => featureInfo[column]),
  };
}

function drawClusters(X: DenseMatrix, y: Int32Array, settings: ClassificationSettings, random: RandomState): void {
  const { nInformative, nClasses } = settings;
  const sizes = clusterSizes(settings);
  const centroids = drawCentroids(sizes.length, settings, random);
  fillNormal(X, 0, nInformative, random);
  let start = 0;
  for (const [cluster, size] of sizes.entries()) {
    const end = start + size;
    y.fill(cluster % nClasses, start, end);
    mixColumns(X, start, end, drawMixture(nInformative, nInformative, random), 0);
    for (let row = start; row < end; row++) {
      for (let c = 0; c < nInformative; c++) X.row(row)[c] += centroids[cluster * nInformative + c];
    }
    start = end;
  }
}

function drawCentroids(clusters: number, settings: ClassificationSettings, random: RandomState): Float64Array {
  const { nInformative, classSep, hypercube } = settings;
  const corners = drawCorners(clusters, nInformative, random);
  const centroids = corners.map((corner) => corner * (2 * classSep) - classSep);
  if (hypercube) return centroids;
  const byCluster = random.random(clusters);
  const byColumn = random.random(nInformative);
  return centroids.map((value, i) => value * byCluster[Math.floor(i / nInformative)] * byColumn[i % nInformative]);
}

/** Rows of each cluster, the classes taking turns; what rounding down leaves over goes to the first clusters. */
function clusterSizes({ nSamples, nClasses, nClustersPerClass, weights }: ClassificationSettings): number[] {
  const sizes = Array.from({ length: nClasses * nClustersPerClass }, (_, cluster) =>
    Math.floor((nSamples * weights[cluster % nClasses]) / nClustersPerClass),
  );
  const rest = nSamples - sizes.reduce((sum, size) => sum + size, 0);
  for (let i = 0; i < rest; i++) sizes[i % sizes.length]++;
  return sizes;
}

function flipLabels(y: Int32Array, { flipY, nClasses }: ClassificationSettings, random: RandomState): void {
  const draws = random.random(y.length);
  const flipped = Array.from(y.keys()).filter((row) => draws[row] < flipY);
  const labels = random.randint(0, nClasses, flipped.length);
  for (const [i, row] of flipped.entries()) y[row] = labels[i];
}

function shiftAndScale(X: DenseMatrix, settings: ClassificationSettings, random: RandomState): void {
  const { shift, scale, classSep } = settings;
  const shifts = shift === "random" ? random.random(X.columns).map((u) => (2 * u - 1) * classSep) : shift;
  const scales = scale === "random" ? random.random(X.columns).map((u) => 1 + 100 * u) : scale;
  for (let i = 0; i < X.data.length; i++) {
    const added = typeof shifts === "number" ? shifts : shifts[i % X.columns];
    X.data[i] = (X.data[i] + added) * (typeof scales === "number" ? scales : scales[i % X.columns]);
  }
}

function kindOf(column: number, { nInformative, nRedundant, nRepeated }: ClassificationSettings): FeatureKind {
  if (column < nInformative) return "informative";
  if (column < nInformative + nRedundant) return "redundant";
  return column < nInformative + nRedundant + nRepeated ? "repeated" : "random";
}
