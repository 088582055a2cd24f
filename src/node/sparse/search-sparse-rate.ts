import type { ReadCounts } from "../../data/readers/row-parser.ts";
import { columnsOf } from "../../data/sparse/sparse-input.ts";
import { checkEstimatorOptions, estimatorIssues } from "../../data/table/table-training-options.ts";
import { throwIssues } from "../../engine/estimators/options/issues.ts";
import { fileIssues } from "../tables/file-issues.ts";
import { type RateSearch, searchRate } from "../training/search-rate.ts";
import { givenSettings } from "../training/settings.ts";
import { labelRows } from "./label-rows.ts";
import { closeSparse, preparedSparse } from "./prepared-sparse.ts";
import type { SparseFormat } from "./sparse-file.ts";
import { textName } from "./text-name.ts";
import { sparseSettings } from "./train-sparse.ts";
import type { TrainSparseOptions } from "./types.ts";

/** What {@link searchSparseRate} found. */
export interface SparseRateSearch extends RateSearch {
  /** The file's format. */
  readonly format: SparseFormat;
  /** What was counted in it. */
  readonly counts: ReadCounts;
}

/**
 * Looks for a learning rate for the training on a file of sparse rows, as `findLearningRate` does, on its training rows.
 *
 * @param path - as for `trainSparse`
 * @param options - as for `trainSparse`; `learningRate`, `epochs`, `validationFile` and `warmStart` are not used
 * @throws {MinibatchError} as `trainSparse`; `DIVERGED` or `INVALID_DATA` when no rate lowers the loss
 * @throws the signal's reason, when it is aborted
 */
export async function searchSparseRate(path: string, options: TrainSparseOptions = {}): Promise<SparseRateSearch> {
  const { learningRate, epochs, validationFile, warmStart, ...others } = options;
  throwIssues([...estimatorIssues(givenSettings(others), others.task), ...fileIssues([path], others)]);
  const { prepared, release } = await preparedSparse(path, others);
  try {
    const rows = labelRows(textName(path), prepared, others);
    const { task, classes, train } = rows;
    checkEstimatorOptions(givenSettings(others), task);
    const search = await searchRate({ task, classes, train }, sparseSettings(rows, others), options.signal);
    const { format, input } = prepared;
    return {
      ...search,
      ...{ task, settings: { ...sparseSettings(rows, options), learningRate: search.best } },
      ...{ trainRows: train.y.length, features: columnsOf(input), format, counts: prepared.train.counts },
    };
  } finally {
    closeSparse(prepared);
    await release();
  }
}
