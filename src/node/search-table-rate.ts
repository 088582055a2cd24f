import { searchEstimatorRate } from "../data/table/fit-estimator.ts";
import type { TargetOutput, Task } from "../data/table/table-schema.ts";
import { checkEstimatorOptions } from "../data/table/table-training-options.ts";
import type { LearningRateSearch } from "../engine/estimators/learning-rate/find-best-rate.ts";
import { preparedTable } from "./tables/cached-table.ts";
import { closePrepared } from "./tables/prepared-table.ts";
import type { TrainTableOptions } from "./tables/types.ts";
import { tableSettings } from "./train-table.ts";
import { rowsOf } from "./training/score-rows.ts";
import { givenSettings } from "./training/train-rows.ts";
import type { TrainingSettings } from "./training/types.ts";

/** What {@link searchTableRate} found. */
export interface TableRateSearch extends LearningRateSearch {
  /** Name of the column that is predicted; of several their names, joined by commas. */
  readonly target: string;
  /** The targets, where there are several. */
  readonly targets?: readonly TargetOutput[];
  /** What is learned. */
  readonly task: Task;
  /** The settings of the training with the rate that was found. */
  readonly settings: TrainingSettings;
  /** Training rows of the table. */
  readonly trainRows: number;
  /** Features that the columns became. */
  readonly features: number;
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
  // What the training would stop by is of no use here.
  const { learningRate, epochs, validationFile, ...others } = options;
  checkEstimatorOptions(givenSettings(others), options.task, [options.target].flat().length > 1);
  const { prepared: table, release } = await preparedTable(typeof files === "string" ? [files] : files, others);
  try {
    const { schema, trainRows } = table;
    const { task, classes } = schema;
    const { targets, weights } = trainRows;
    const target = { task, classes, targets, outputs: trainRows.index.outputs };
    checkEstimatorOptions(givenSettings(others), task, schema.targets !== undefined);
    const { signal } = options;
    const settings = { ...tableSettings(table, others), earlyStopping: false };
    const search = await searchEstimatorRate(rowsOf(trainRows), target, settings, {
      ...(signal && { signal }),
      ...(weights && { sampleWeight: weights }),
    });
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
