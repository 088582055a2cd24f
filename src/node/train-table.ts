import { tableDefaults } from "../data/table/table-defaults.ts";
import { featureColumns } from "../data/table/table-schema.ts";
import { checkEstimatorOptions, estimatorIssues } from "../data/table/table-training-options.ts";
import type { OptionIssue } from "../engine/errors.ts";
import { throwIssues } from "../engine/estimators/options/issues.ts";
import type { Kernels } from "../engine/kernels/kernels.ts";
import { forgetKernels, keepKernels } from "../engine/kernels/wasm.ts";
import { preparedTable } from "./tables/cached-table.ts";
import { fileIssues, targetIssues } from "./tables/file-issues.ts";
import { goingOnIssues, goingOnOptions, knownTable, type SettledOptions } from "./tables/going-on.ts";
import { closePrepared, type PreparedTable } from "./tables/prepared-table.ts";
import type { GoingOnOptions, TrainTableOptions, TrainTableResult, TrainTableStart } from "./tables/types.ts";
import { goesOnFrom, startingPoint } from "./training/going-on.ts";
import { readyKernels } from "./training/ready-kernels.ts";
import { givenSettings, trainingSettings } from "./training/settings.ts";
import type { TrainingSettings } from "./training/types.ts";

/**
 * Trains a linear model on a table of numbers, words, truth values and dates, and tests it on rows held out.
 *
 * Numbers are standardised and words become a feature each, by the training rows. By default a class is learned with
 * `log_loss` (one output per class, trained together, where there are more than two), a number with `squared_error`.
 *
 * @param files - a CSV, TSV (gzip too), Parquet or JSON Lines file, or several of the same columns; a pattern such as
 * `data/*.parquet`; `-` for standard input
 * @param options - the target or a model to go on from and, where wanted, the settings of columns, split and training
 * @returns the model, its scores on the held-out rows, and how the training went
 * @throws {MinibatchError} `INVALID_FILE` or `INVALID_DATA` for a file that cannot be read or learned from;
 * `INVALID_OPTION` for a setting that is not allowed; `DIVERGED` when the loss explodes in the first epoch
 */
export async function trainTable(
  files: string | readonly string[],
  options: TrainTableOptions | GoingOnOptions,
): Promise<TrainTableResult> {
  const inputs = typeof files === "string" ? [files] : files;
  const settled = await settledOptions(inputs, options);
  let memory: Promise<Kernels | undefined> | undefined;
  const onTrainRows = (rows: number, numbers: number): void => {
    memory = readyKernels(rows, numbers);
  };
  const { prepared: table, seconds, cache, release } = await preparedTable(inputs, settled, onTrainRows);
  try {
    const kernels = await memory;
    if (kernels !== undefined) keepKernels(kernels);
    checkEstimatorOptions(givenSettings(settled), table.schema.task, table.schema.targets !== undefined);
    const settings = tableSettings(table, settled);
    const from = settled.warmStart && startingPoint(knownTable(settled.warmStart), settings);
    let start: TrainTableStart | undefined;
    const { trainPrepared } = await import("./tables/train-prepared.ts");
    const trained = await trainPrepared(table, settled, {
      ...{ settings, from },
      begin(counts) {
        start = { ...startOf(table), settings, ...goesOnFrom(from), ...counts, cache };
        options.onStart?.(start);
      },
    });
    return { ...start!, ...trained.result, model: trained.model, seconds: { ...seconds, ...trained.seconds } };
  } catch (error) {
    forgetKernels();
    throw error;
  } finally {
    closePrepared(table);
    await release();
  }
}

/**
 * The options with those of the model that a training goes on from.
 *
 * @throws {MinibatchError} `INVALID_OPTION` with every option that cannot be used in `details.issues`; as `loadModel`
 */
async function settledOptions(
  inputs: readonly string[],
  options: TrainTableOptions | GoingOnOptions,
): Promise<SettledOptions> {
  const issuesOf = (settled: SettledOptions): OptionIssue[] => [
    ...estimatorIssues(givenSettings(settled), settled.task, [settled.target].flat().length > 1),
    ...targetIssues(settled),
    ...fileIssues(inputs, settled),
  ];
  if (!("warmStart" in options) || options.warmStart === undefined) {
    const settled = options as TrainTableOptions;
    throwIssues(issuesOf(settled));
    return settled;
  }
  const { warmStart } = options;
  const model =
    typeof warmStart === "string" ? await (await import("./model-file.ts")).loadTableModel(warmStart) : warmStart;
  const settled = goingOnOptions(model, options);
  throwIssues([...issuesOf(settled), ...goingOnIssues(model, options)]);
  return settled;
}

/** The settings of a table's training, with the defaults of tables. */
export function tableSettings(
  { schema, trainRows: { rows } }: PreparedTable,
  options: SettledOptions,
): TrainingSettings {
  const defaults = tableDefaults({ rows, columns: featureColumns(schema.columns) }, options);
  return trainingSettings(schema.task, defaults, rows, options);
}

function startOf(table: PreparedTable) {
  const { files, schema, warnings, rows, droppedRows, classCounts, train, test, trainRows } = table;
  const { target, targets, columns, task, classes } = schema;
  const counts = { rows, droppedRows, trainRows: train.rows, testRows: test.rows, features: trainRows.columns };
  return { target, ...(targets && { targets }), files, columns, warnings, ...counts, task, classes, classCounts };
}
