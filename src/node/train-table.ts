import { basename } from "node:path";
import type { FitEstimatorOptions } from "../data/table/fit-estimator.ts";
import { TableEncoder } from "../data/table/sparse/table-encoder.ts";
import { tableDefaults } from "../data/table/table-defaults.ts";
import { TableModel } from "../data/table/table-model.ts";
import { featureColumns } from "../data/table/table-schema.ts";
import { checkEstimatorOptions, estimatorIssues } from "../data/table/table-training-options.ts";
import { throwIssues } from "../engine/estimators/options/issues.ts";
import { preparedTable } from "./cache/prepared-cache.ts";
import { packageVersion } from "./files/package-version.ts";
import { closePrepared, knowledgeOf, type PreparedTable } from "./tables/prepared-table.ts";
import { tableIssues } from "./tables/table-issues.ts";
import type { TrainTableOptions, TrainTableResult, TrainTableStart } from "./tables/types.ts";
import { type EncodedRows, rowsOf } from "./training/score-rows.ts";
import {
  estimatorSettings,
  givenSettings,
  type TrainedRows,
  type TrainingData,
  trainRows,
} from "./training/train-rows.ts";
import type { TargetRows } from "./training/validation-part.ts";

/**
 * Trains a linear model on a table of numbers, words, truth values and dates, and tests it on rows held out.
 *
 * Numbers are standardised and words become a feature each, by the training rows. By default a class is learned with
 * `log_loss` (one output per class, trained together, where there are more than two), a number with `squared_error`.
 *
 * @param files - a CSV, TSV (gzip too), Parquet or JSON Lines file, or several of the same columns; a pattern such as
 * `data/*.parquet`; `-` for standard input
 * @param options - the target and, where wanted, the settings of columns, split and training
 * @returns the model, its scores on the held-out rows, and how the training went
 * @throws {MinibatchError} `INVALID_FILE` or `INVALID_DATA` for a file that cannot be read or learned from;
 * `INVALID_OPTION` for a setting that is not allowed; `DIVERGED` when the loss explodes in the first epoch
 */
export async function trainTable(
  files: string | readonly string[],
  options: TrainTableOptions,
): Promise<TrainTableResult> {
  const inputs = typeof files === "string" ? [files] : files;
  throwIssues([...estimatorIssues(givenSettings(options), options.task), ...tableIssues(inputs, options)]);
  const { table, seconds: prepared, cache, release } = await preparedTable(inputs, options);
  try {
    checkEstimatorOptions(givenSettings(options), table.schema.task);
    let start: TrainTableStart | undefined;
    const trained = await trainRows(trainingData(table), {
      settings: tableSettings(table, options),
      options,
      begin(counts) {
        start = { ...startOf(table), ...counts, cache };
        options.onStart?.(start);
      },
    });
    const model = toModel(table, trained, options);
    return { ...start!, ...trained.result, model, seconds: { ...prepared, ...trained.seconds } };
  } finally {
    closePrepared(table);
    await release();
  }
}

/** The estimator's options for a table, with the defaults of tables. */
export function tableSettings(
  { schema, trainRows: { rows } }: PreparedTable,
  options: TrainTableOptions,
): FitEstimatorOptions {
  const defaults = tableDefaults({ rows, columns: featureColumns(schema.columns) }, options);
  return estimatorSettings(defaults, rows, options);
}

function trainingData(table: PreparedTable): TrainingData {
  const { schema, texts, trainRows, testRows, validationRows, testClasses, classCounts, trainMean } = table;
  const { task, classes, encoders } = schema;
  const encoder = new TableEncoder(schema, knowledgeOf(texts));
  return {
    ...{ task, classes, classCounts, trainMean, precision: trainRows.index.precision },
    train: targetRows(trainRows),
    validation: validationRows && targetRows(validationRows),
    test: { rows: rowsOf(testRows), targets: testRows.targets, classes: testClasses },
    nameOf: (feature) => encoder.describe(feature).name,
    rawValue(feature, value) {
      const known = encoders[encoder.columns.starts.indexOf(feature)];
      return known?.kind === "numeric" ? value * known.scale + known.shift : undefined;
    },
  };
}

/** The rows of a file with their targets and weights. */
function targetRows(file: EncodedRows): TargetRows {
  const { targets, weights } = file;
  return { X: rowsOf(file), y: targets, ...(weights && { sampleWeight: weights }) };
}

function startOf(table: PreparedTable): Omit<TrainTableStart, "learnedRows" | "validationRows" | "cache"> {
  const { files, schema, warnings, rows, droppedRows, classCounts, train, test } = table;
  const { columns, task, classes } = schema;
  const counts = { rows, droppedRows, trainRows: train.rows, testRows: test.rows, features: train.columns };
  return { files, columns, warnings, ...counts, task, classes, classCounts };
}

function toModel(
  { files, schema, texts, rows, train, hash, classCounts, trainMean }: PreparedTable,
  { estimator, options, result: { test, baseline } }: TrainedRows,
  { testSize = 0.2, stratify = true, scale = "standard", validationFile }: TrainTableOptions,
): TableModel {
  const known = schema.task === "classification" ? { trainCounts: classCounts } : { trainMean };
  const split = { testSize, stratify: schema.task === "classification" && stratify };
  return new TableModel({
    schema,
    estimator,
    texts: knowledgeOf(texts),
    options: {
      ...options,
      ...{ precision: train.precision, ...split, scale },
      ...(validationFile !== undefined && { validationFile: [validationFile].flat().map((file) => basename(file)) }),
    },
    data: { files: files.map((file) => basename(file)), rows, trainRows: train.rows, hash, ...known },
    scores: { test, baseline },
    versions: { minibatch: packageVersion() },
  });
}
