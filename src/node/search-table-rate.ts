import type { TargetOutput } from "../data/table/table-schema.ts";
import { checkEstimatorOptions } from "../data/table/table-training-options.ts";
import { preparedTable } from "./tables/cached-table.ts";
import { closePrepared } from "./tables/prepared-table.ts";
import { targetRows } from "./tables/train-prepared.ts";
import type { TrainTableOptions } from "./tables/types.ts";
import { tableSettings } from "./train-table.ts";
import { type RateSearch, searchRate } from "./training/search-rate.ts";
import { givenSettings } from "./training/settings.ts";

/** What {@link searchTableRate} found. */
export interface TableRateSearch extends RateSearch {
  /** Name of the column that is predicted; of several their names, joined by commas. */
  readonly target: string;
  /** The targets, where there are several. */
  readonly targets?: readonly TargetOutput[];
}

/**
 * Looks for a learning rate for the training of a table, as {@link findLearningRate} does, on its training rows.
 *
 * @param files - as for {@link trainTable}
 * @param options - as for {@link trainTable}; `learningRate`, `epochs` and `validationFile` are not used
 * @throws {MinibatchError} as {@link trainTable}; `DIVERGED` or `INVALID_DATA` when no rate lowers the loss
 * @throws the signal's reason, when it is aborted
 */
export async function searchTableRate(
  files: string | readonly string[],
  options: TrainTableOptions,
): Promise<TableRateSearch> {
  const { learningRate, epochs, validationFile, ...others } = options;
  checkEstimatorOptions(givenSettings(others), options.task, [options.target].flat().length > 1);
  const { prepared: table, release } = await preparedTable(typeof files === "string" ? [files] : files, others);
  try {
    const { schema, trainRows } = table;
    const { task, classes } = schema;
    checkEstimatorOptions(givenSettings(others), task, schema.targets !== undefined);
    const data = { task, classes, train: targetRows(trainRows) };
    const search = await searchRate(data, tableSettings(table, others), options.signal);
    return {
      ...search,
      ...(schema.targets && { targets: schema.targets }),
      ...{ target: schema.target, task, settings: { ...tableSettings(table, options), learningRate: search.best } },
      ...{ trainRows: trainRows.rows, features: trainRows.columns },
    };
  } finally {
    closePrepared(table);
    await release();
  }
}
