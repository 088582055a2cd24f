import { MinibatchError } from "../errors.ts";
import type { DenseMatrix } from "../matrix/dense-matrix.ts";
import { checkColumns, type Scores, toScores } from "./inputs.ts";
import { checkSeveral, encodeLabels, type Label, toColumns } from "./labels.ts";

/** Options of {@link topKAccuracyScore}. */
export interface TopKOptions {
  /** How many of the highest scores count, 1 to the number of classes (where the score is always 1). Default 2. */
  readonly k?: number | undefined;
  /** The class of each column of the scores, in ascending order. Default: the labels in `yTrue`, sorted. */
  readonly labels?: readonly Label[] | undefined;
}

/**
 * Share of rows whose true label is among the `k` highest scores, 0 to 1. Equals scikit-learn's `top_k_accuracy_score`:
 * of equal scores the later column counts as higher. One score per row stands for two classes, and with `k` 1 the
 * greater label is predicted above 0.5 when all scores are from 0 to 1, else above 0.
 *
 * @param yTrue - true labels, [rows]
 * @param yScore - scores, [rows, classes], or of the greater of two labels, [rows] or [rows, 1]
 * @throws {MinibatchError} `INVALID_SHAPE` when the arrays are empty or do not fit, or there is not one column per
 * class; `INVALID_DATA` when a score is not finite or a label is not in `labels` (with the row), or when there is one
 * class only; `INVALID_OPTION` when `labels` is not in ascending order or `k` is not a whole number from 1 to the
 * number of classes
 */
export function topKAccuracyScore(yTrue: ArrayLike<Label>, yScore: Scores, options: TopKOptions = {}): number {
  const where = "topKAccuracyScore";
  const { k = 2 } = options;
  const scores = toScores(where, "yScore", yScore, yTrue.length);
  const { classes, codes } = toColumns(where, encodeLabels(where, yTrue), options.labels);
  checkSeveral(where, classes);
  if (classes.length !== 2 || scores.columns !== 1) checkColumns(where, "yScore", scores, classes.length);
  if (!Number.isInteger(k) || k < 1 || k > classes.length) {
    const message = `${where}: k: got ${k}, expected a whole number from 1 to ${classes.length}, the number of classes`;
    throw new MinibatchError("INVALID_OPTION", message, { option: "k" });
  }
  if (k === classes.length) return 1;
  const hits = scores.columns === 1 ? binaryHits(codes, scores) : hitsWithin(codes, scores, k);
  return hits / codes.length;
}

function binaryHits(codes: Int32Array, { data }: DenseMatrix): number {
  const threshold = data.every((score: number) => score >= 0 && score <= 1) ? 0.5 : 0;
  let hits = 0;
  for (let row = 0; row < codes.length; row++) {
    if (Number(data[row] > threshold) === codes[row]) hits++;
  }
  return hits;
}

/** Rows whose own column has fewer than `k` others above it. */
function hitsWithin(codes: Int32Array, { data, columns }: DenseMatrix, k: number): number {
  let hits = 0;
  for (let row = 0; row < codes.length; row++) {
    const own = row * columns + codes[row];
    let above = 0;
    for (let i = row * columns; i < (row + 1) * columns; i++) {
      if (data[i] > data[own] || (data[i] === data[own] && i > own)) above++;
    }
    if (above < k) hits++;
  }
  return hits;
}
