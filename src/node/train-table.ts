import { basename } from "node:path";
import { type FitEstimatorOptions, type FittedEstimator, fitEstimator } from "../data/table/fit-estimator.ts";
import { TableEncoder } from "../data/table/sparse/table-encoder.ts";
import { tableDefaults } from "../data/table/table-defaults.ts";
import { TableModel } from "../data/table/table-model.ts";
import { featureColumns, type TableSchema } from "../data/table/table-schema.ts";
import { checkEstimatorOptions, estimatorIssues, pickEstimatorOptions } from "../data/table/table-training-options.ts";
import { stoppingDefaults, type TrainingSize } from "../data/table/training-defaults.ts";
import type { MinibatchError } from "../engine/errors.ts";
import type { FitOptions } from "../engine/estimators/fit-options.ts";
import { throwIssues } from "../engine/estimators/options/issues.ts";
import { EARLY_STOPPING_DEFAULTS } from "../engine/estimators/options/option-defaults.ts";
import { placingRows, type RowPlacer } from "../engine/estimators/row-placer.ts";
import type { RowSource } from "../engine/matrix/row-source.ts";
import { StreamedRows } from "../engine/sampling/streamed-rows.ts";
import { preparedTable } from "./cache/prepared-cache.ts";
import { explainDivergence } from "./diagnosis/divergence.ts";
import type { Evaluation } from "./evaluation/types.ts";
import { packageVersion } from "./files/package-version.ts";
import { peakMemory } from "./files/peak-memory.ts";
import { closePrepared, knowledgeOf, type PreparedTable } from "./tables/prepared-table.ts";
import { tableIssues } from "./tables/table-issues.ts";
import { type EncodedRows, scoreRows, trainingRows } from "./tables/table-scores.ts";
import type { TrainTableOptions, TrainTableResult, TrainTableStart } from "./tables/types.ts";
import { someRows, type TargetRows, type TrainingParts, validationPart } from "./tables/validation-part.ts";

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
    const settings = estimatorSettings(table, options);
    const parts = trainingParts(table, settings);
    const start = startOf(table, parts, cache);
    options.onStart?.(start);
    const begin = performance.now();
    const rows = trainingRows(table.trainRows);
    const fitted = await fitPrepared(table, rows, { parts, settings }, options).catch((error: unknown) => {
      throw explained(error, table, rows, options);
    });
    const trained = performance.now();
    const scores = scoreTable(fitted, table);
    const model = toModel(table, fitted, scores, settings, options);
    const seconds = {
      ...prepared,
      train: (trained - begin) / 1000,
      test: (performance.now() - trained) / 1000,
    };
    const { test, baseline, curves } = scores;
    const { history, bestEpoch, foundLearningRate, stopped } = fitted;
    const best = {
      ...(bestEpoch !== undefined && { bestEpoch }),
      ...(foundLearningRate !== undefined && { foundLearningRate }),
    };
    // An error in, an error out.
    const diverged = fitted.diverged && {
      diverged: explained(fitted.diverged, table, rows, options) as MinibatchError,
    };
    return {
      ...start,
      model,
      history,
      ...best,
      stopped,
      ...diverged,
      test,
      baseline,
      curves,
      seconds,
      peakMemory: peakMemory(),
    };
  } finally {
    closePrepared(table);
    await release();
  }
}

/** A training's error with its likely cause, where it diverged. */
function explained(
  error: unknown,
  { schema, texts }: PreparedTable,
  rows: RowSource,
  options: TrainTableOptions,
): unknown {
  const encoder = new TableEncoder(schema, knowledgeOf(texts));
  const { encoders } = schema;
  const learningRate = options.learningRate ?? tableDefaults(sizeOf(schema, rows.rows), options).learningRate;
  const rawValue = (column: number, value: number): number | undefined => {
    const known = encoders[encoder.columns.starts.indexOf(column)];
    return known?.kind === "numeric" ? value * known.scale + known.shift : undefined;
  };
  const nameOf = (column: number): string => encoder.describe(column).name;
  return explainDivergence(error, { rows, nameOf, rawValue, learningRate });
}

function startOf(
  table: PreparedTable,
  parts: TrainingParts | undefined,
  cache: TrainTableStart["cache"],
): TrainTableStart {
  const { files, schema, warnings, rows, droppedRows, classCounts, train, test } = table;
  const { columns, task, classes } = schema;
  const counts = { rows, droppedRows, trainRows: train.rows, testRows: test.rows, features: train.columns };
  const held = {
    learnedRows: parts?.train.length ?? train.rows,
    validationRows: parts?.validation.length ?? table.validationRows?.rows ?? 0,
  };
  return { files, columns, warnings, ...counts, ...held, task, classes, classCounts, cache };
}

function sizeOf({ columns }: TableSchema, rows: number): TrainingSize {
  return { rows, columns: featureColumns(columns) };
}

/** The estimator's options that were given. */
export function givenSettings(options: TrainTableOptions): FitEstimatorOptions {
  const { epochs, learningRate, batchSize, l2, loss, shuffle, precision, seed } = options;
  const given = { epochs, learningRate, batchSize, l2, loss, shuffle, precision, seed };
  return {
    ...pickEstimatorOptions(options),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
}

/** The estimator's options for a table, with the defaults of tables. */
export function estimatorSettings(
  { schema, trainRows }: PreparedTable,
  options: TrainTableOptions,
): FitEstimatorOptions {
  const defaults = tableDefaults(sizeOf(schema, trainRows.rows), options);
  return {
    ...defaults,
    ...givenSettings(options),
    earlyStopping: stoppingDefaults(trainRows.rows, options.epochs ?? defaults.epochs, options),
    seed: options.seed ?? 0,
    precision: trainRows.index.precision,
  };
}

/** The share of the training rows that is held out to stop by; undefined: none. */
function heldOutShare({ validationRows }: PreparedTable, { earlyStopping }: FitEstimatorOptions): number | undefined {
  if (!earlyStopping || validationRows) return undefined;
  const { validation = EARLY_STOPPING_DEFAULTS.validation } = earlyStopping === true ? {} : earlyStopping;
  return validation;
}

/** Which training rows are held out to stop by; undefined: none. */
function trainingParts(table: PreparedTable, settings: FitEstimatorOptions): TrainingParts | undefined {
  const { schema, trainRows } = table;
  const { seed = 0 } = settings;
  const validation = heldOutShare(table, settings);
  if (validation === undefined) return undefined;
  const { task, classes } = schema;
  const isClasses = task === "classification";
  const codes = isClasses ? trainRows.targets : new Uint8Array(trainRows.rows);
  return validationPart(codes, isClasses ? classes.length : 1, validation, seed);
}

function fitPrepared(
  table: PreparedTable,
  rows: RowSource,
  { parts, settings }: { readonly parts: TrainingParts | undefined; readonly settings: FitEstimatorOptions },
  options: TrainTableOptions,
): Promise<FittedEstimator> {
  const { schema, trainRows, validationRows } = table;
  const { task, classes } = schema;
  const { onEpoch, onProgress, signal } = options;
  const all = targetRows(trainRows, rows);
  const { X, y, sampleWeight } = parts ? someRows(all, parts.train) : all;
  const validation = parts
    ? someRows(all, parts.validation)
    : validationRows && targetRows(validationRows, trainingRows(validationRows));
  const listeners: FitOptions<Float64Array> = {
    onEpoch,
    onProgress,
    stop: signal,
    ...(sampleWeight && { sampleWeight }),
    ...(validation && { validation }),
  };
  const fit = isStreamed(table, options) ? placingRows(listeners, streamRows) : listeners;
  return fitEstimator(X, { task, classes, targets: y }, withoutShare(settings), fit);
}

/** Settings without the share of rows that an estimator would hold out: it is given the rows. */
function withoutShare<Settings extends Pick<FitEstimatorOptions, "earlyStopping">>(settings: Settings): Settings {
  const { earlyStopping } = settings;
  if (typeof earlyStopping !== "object") return settings;
  const { validation, ...others } = earlyStopping;
  return { ...settings, earlyStopping: others };
}

/** The rows of a file with their targets and weights. */
function targetRows(file: EncodedRows, X: RowSource): TargetRows {
  const { targets, weights } = file;
  return { X, y: targets, ...(weights && { sampleWeight: weights }) };
}

/** Rows of more bytes are read again every epoch instead of being kept in memory. */
const RESIDENT_BYTES = 268_435_456;

function isStreamed({ train }: PreparedTable, { shuffle = "block" }: TrainTableOptions): boolean {
  if ("layout" in train) return false;
  const bytes = train.rows * train.columns * (train.precision === "f32" ? 4 : 8);
  return bytes > RESIDENT_BYTES && shuffle === "block";
}

const streamRows: RowPlacer = (kernels, arena, rows) => new StreamedRows(kernels, arena, rows);

function scoreTable({ estimator }: FittedEstimator, table: PreparedTable): Evaluation {
  const { testRows: rows, testClasses: classes, classCounts: trainCounts, trainMean } = table;
  return scoreRows(estimator, { rows, classes, trainCounts, trainMean });
}

function toModel(
  table: PreparedTable,
  { estimator, foundLearningRate }: FittedEstimator,
  { test, baseline }: Evaluation,
  settings: FitEstimatorOptions,
  { testSize = 0.2, stratify = true, scale = "standard", validationFile }: TrainTableOptions,
): TableModel {
  const { files, schema, texts, rows, train, hash, classCounts, trainMean } = table;
  const known = schema.task === "classification" ? { trainCounts: classCounts } : { trainMean };
  const split = { testSize, stratify: schema.task === "classification" && stratify };
  const { earlyStopping } = withoutShare(estimator.options);
  const validation = heldOutShare(table, settings);
  return new TableModel({
    schema,
    estimator,
    texts: knowledgeOf(texts),
    options: {
      ...estimator.options,
      ...(earlyStopping && { earlyStopping: { ...earlyStopping, ...(validation !== undefined && { validation }) } }),
      ...(foundLearningRate !== undefined && { learningRate: foundLearningRate }),
      ...{ precision: train.precision, ...split, scale },
      ...(validationFile !== undefined && { validationFile: [validationFile].flat().map((file) => basename(file)) }),
    },
    data: { files: files.map((file) => basename(file)), rows, trainRows: train.rows, hash, ...known },
    scores: { test, baseline },
    versions: { minibatch: packageVersion() },
  });
}
