import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Model } from "../../data/model.ts";
import { columnsOf, inputParser } from "../../data/sparse/sparse-input.ts";
import { temporaryFolder } from "../cache/cache-folder.ts";
import { SparseBlockFile } from "../cache/sparse-block-file.ts";
import type { Evaluation } from "../evaluation/types.ts";
import { sparseModel } from "../model-kind.ts";
import { scoreRows } from "../training/score-rows.ts";
import { labelledRows } from "./label-rows.ts";
import type { SparseCounts } from "./predict-sparse.ts";
import { storeRows } from "./stored-rows.ts";
import { textName } from "./text-name.ts";

/** What {@link evaluateSparse} gives back. */
export interface SparseEvaluation extends Evaluation {
  /** What was counted in the file. */
  readonly counts: SparseCounts;
}

/**
 * Scores a model on the rows of a file, which need labels. A label that the model has no class for counts as a wrong answer.
 *
 * @param trained - a trained model of sparse rows
 * @param path - path of the file; `-` is standard input
 * @param options - `signal` ends the reading
 * @throws {MinibatchError} `INVALID_FILE` when the file cannot be read or has no row; `INVALID_DATA` for a line that is no
 * row; `INVALID_OPTION` for a model of a table
 */
export async function evaluateSparse(
  trained: Model,
  path: string,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<SparseEvaluation> {
  const model = sparseModel(trained, "evaluateTable");
  const { estimator, input, task, data } = model;
  const { precision } = estimator.options;
  const folder = await temporaryFolder();
  try {
    const to = join(folder, "rows.blocks");
    const { index, counts } = await storeRows(
      path,
      to,
      (taker) => inputParser(input, textName(path), precision, "required", taker),
      { precision, columns: columnsOf(input), signal },
    );
    const rows = new SparseBlockFile(to, index);
    try {
      const { trainCounts = [], trainMean = 0 } = data;
      const scored = labelledRows({ rows }, task === "classification" ? model.classes : undefined);
      return { ...scoreRows(estimator, { ...scored, precision, trainCounts, trainMean }), counts };
    } finally {
      rows.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
