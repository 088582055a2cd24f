import type { Model } from "../../data/model.ts";
import type { ReadCounts } from "../../data/readers/row-parser.ts";
import { inputParser } from "../../data/sparse/sparse-input.ts";
import type { SparseModel } from "../../data/sparse/sparse-model.ts";
import { SGDClassifier } from "../../engine/estimators/sgd-classifier.ts";
import type { CsrMatrix } from "../../engine/matrix/csr-matrix.ts";
import type { DenseMatrix } from "../../engine/matrix/dense-matrix.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import { sparseModel } from "../model-kind.ts";
import { readInto } from "./sparse-file.ts";
import { textName } from "./text-name.ts";

/** The answers for some consecutive rows. */
export interface SparseAnswers {
  /** The answer of each row: its class, or its number. */
  readonly answers: readonly Label[];
  /**
   * The probability of each class, [rows, classes]; with a loss that gives none the outputs of the decision function, of two
   * classes that of the second; absent for a number.
   */
  readonly values?: DenseMatrix;
}

/** What was counted in a file. */
export type SparseCounts = Pick<ReadCounts, "rows" | "emptyRows" | "unseenFeatures">;

/**
 * Predicts the rows of a file as they are read, so that memory does not grow with the file. They may come without labels.
 *
 * @param trained - a trained model of sparse rows
 * @param path - path of the file; `-` is standard input
 * @param take - gets the answers, in the file's order; may wait
 * @param options - `signal` ends the reading
 * @returns what was counted in the file
 * @throws {MinibatchError} `INVALID_FILE` when the file cannot be read; `INVALID_DATA` for a line that is no row; `INVALID_OPTION`
 * for a model of a table
 */
export async function predictSparse(
  trained: Model,
  path: string,
  take: (answers: SparseAnswers) => void | Promise<void>,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<SparseCounts> {
  const model = sparseModel(trained, "predictTable");
  const parser = inputParser(model.input, textName(path), model.estimator.options.precision, "optional");
  const answer = async (): Promise<void> => {
    for (const { X } of parser.take(false)) await take(answersOf(model, X));
  };
  await readInto(parser, path, { onStretch: answer, signal });
  const counts = parser.end();
  for (const { X } of parser.take(true)) await take(answersOf(model, X));
  return counts;
}

function answersOf(model: SparseModel, X: CsrMatrix): SparseAnswers {
  const answers = model.predict(X);
  const { estimator } = model;
  if (!(estimator instanceof SGDClassifier)) return { answers };
  return { answers, values: estimator.givesProbabilities ? estimator.predictProba(X) : estimator.decisionFunction(X) };
}
