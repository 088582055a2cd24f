import { DenseMatrix, makeBlobs, trainTestSplit } from "../../engine/index.ts";

/** The teaching script's data: each half 500 rows of (x, y, 1), the last column being the bias. */
export interface TutorialData {
  /** Training rows, [500, 3]. */
  readonly XTrain: DenseMatrix;
  /** Classes of the training rows, 0 or 1, [500]. */
  readonly yTrain: Int32Array;
  /** Test rows, [500, 3]. */
  readonly XTest: DenseMatrix;
  /** Classes of the test rows, 0 or 1, [500]. */
  readonly yTest: Int32Array;
}

/**
 * The data of the teaching script: scikit-learn's `make_blobs(n_samples=1000, n_features=2, centers=2,
 * cluster_std=1.5, random_state=1)` with a column of ones, halved by `train_test_split(test_size=0.5,
 * random_state=42)`.
 */
export function tutorialData(): TutorialData {
  const { X, y } = makeBlobs({ nSamples: 1000, nFeatures: 2, centers: 2, clusterStd: 1.5, seed: 1 });
  return trainTestSplit(withOnes(X), y, { testSize: 0.5, seed: 42 });
}

function withOnes(X: DenseMatrix): DenseMatrix {
  const widened = DenseMatrix.zeros(X.rows, X.columns + 1);
  for (let r = 0; r < X.rows; r++) {
    widened.row(r).set(X.row(r));
    widened.row(r)[X.columns] = 1;
  }
  return widened;
}
