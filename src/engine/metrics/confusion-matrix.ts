import { MinibatchError } from "../errors.ts";
import { type EncodedPair, encodePair, type Label, selectClasses } from "./labels.ts";

/** Options of {@link confusionMatrix}. */
export interface ConfusionMatrixOptions {
  /** The classes to count, in the order of rows and columns. Default: all labels of both arrays, sorted. */
  readonly labels?: readonly Label[] | undefined;
  /** Divide by the row's sum (`"true"`), the column's (`"pred"`) or all (`"all"`); 0 where that is 0. Default: counts. */
  readonly normalize?: "true" | "pred" | "all" | undefined;
}

/** How many rows each class has, by what was true and what was predicted. */
export interface ClassCounts {
  /** Rows of the class that were predicted as it, [classes]. */
  readonly truePositives: Float64Array;
  /** Rows predicted as the class, [classes]. */
  readonly predicted: Float64Array;
  /** Rows of the class, [classes]. */
  readonly actual: Float64Array;
}

/**
 * The confusion matrix, [classes][classes]: element [i][j] is the number of rows of class i predicted as class j.
 * Rows whose true or predicted label is not in `labels` are left out. Equals scikit-learn's `confusion_matrix`.
 *
 * @param yTrue - true labels, [rows]
 * @param yPred - predicted labels, [rows]
 * @throws {MinibatchError} `INVALID_SHAPE` when the arrays are empty or of different lengths; `INVALID_DATA` when a
 * label is not a whole number, string or boolean; `INVALID_OPTION` when `labels` is empty, has a label twice, or none
 * of them is in `yTrue`
 */
export function confusionMatrix(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: ConfusionMatrixOptions = {},
): number[][] {
  const { matrix, size } = countPairs("confusionMatrix", encodePair("confusionMatrix", yTrue, yPred), options.labels);
  const rows = Array.from({ length: size }, (_, i) => Array.from(matrix.subarray(i * size, (i + 1) * size)));
  return normalized(rows, options.normalize);
}

/** The confusion matrix as one row-major array, [size * size]. */
export function countPairs(
  where: string,
  pair: EncodedPair,
  labels: readonly Label[] | undefined,
): { matrix: Float64Array; size: number } {
  const position = labelPositions(where, pair, labels);
  const size = labels?.length ?? pair.classes.length;
  const matrix = new Float64Array(size * size);
  for (let row = 0; row < pair.yTrue.length; row++) {
    const i = position[pair.yTrue[row]];
    const j = position[pair.yPred[row]];
    if (i >= 0 && j >= 0) matrix[i * size + j]++;
  }
  return { matrix, size };
}

/** Counts each class without the matrix, so that many classes cost no more than few; rows count as often as they weigh. */
export function countClasses(pair: EncodedPair, weights?: Float64Array): ClassCounts {
  const truePositives = new Float64Array(pair.classes.length);
  const predicted = new Float64Array(pair.classes.length);
  const actual = new Float64Array(pair.classes.length);
  for (let row = 0; row < pair.yTrue.length; row++) {
    const trueCode = pair.yTrue[row];
    const predictedCode = pair.yPred[row];
    const weight = weights ? weights[row] : 1;
    actual[trueCode] += weight;
    predicted[predictedCode] += weight;
    if (trueCode === predictedCode) truePositives[trueCode] += weight;
  }
  return { truePositives, predicted, actual };
}

/** Row and column of each class in the matrix, -1 for classes left out. */
function labelPositions(where: string, pair: EncodedPair, labels: readonly Label[] | undefined): Int32Array {
  if (labels === undefined) return Int32Array.from(pair.classes, (_, i) => i);
  const position = new Int32Array(pair.classes.length).fill(-1);
  for (const [i, code] of selectClasses(where, pair.classes, labels).entries()) {
    if (code >= 0) position[code] = i;
  }
  if (!pair.yTrue.some((code) => position[code] >= 0)) {
    const message = `${where}: labels: none of them is in yTrue, expected at least one`;
    throw new MinibatchError("INVALID_OPTION", message, { option: "labels" });
  }
  return position;
}

function normalized(matrix: number[][], normalize: ConfusionMatrixOptions["normalize"]): number[][] {
  const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
  const share = (count: number, total: number): number => (total === 0 ? 0 : count / total);
  switch (normalize) {
    case undefined:
      return matrix;
    case "true":
      return matrix.map((row) => row.map((count) => share(count, sum(row))));
    case "pred": {
      const totals = matrix.map((_, j) => sum(matrix.map((row) => row[j])));
      return matrix.map((row) => row.map((count, j) => share(count, totals[j])));
    }
    case "all": {
      const total = sum(matrix.map(sum));
      return matrix.map((row) => row.map((count) => share(count, total)));
    }
    default: {
      const message = `confusionMatrix: normalize: got ${JSON.stringify(normalize)}, expected "true", "pred" or "all"`;
      throw new MinibatchError("INVALID_OPTION", message, { option: "normalize" });
    }
  }
}
