import { basename } from "node:path";
import { type FittedEstimator, fitEstimator } from "../data/table/fit-estimator.ts";
import { TableModel } from "../data/table/table-model.ts";
import { trainingDefaults } from "../data/table/training-defaults.ts";
import { packageVersion } from "./files/package-version.ts";
import { type PreparedTable, prepareTable } from "./tables/prepare-table.ts";
import { scoreTable } from "./tables/table-scores.ts";
import type { TrainTableOptions, TrainTableResult } from "./tables/types.ts";

/**
 * Trains a linear model on a CSV, TSV or Parquet file of numeric columns, and tests it on rows held out at random.
 *
 * The columns are standardised with the means and deviations of the training rows. By default a class is learned with
 * `log_loss` (one output per class against the rest where there are more than two), a number with `squared_error`.
 *
 * @param path - path of the file
 * @param options - the target and, where wanted, the settings of split and training
 * @returns the model, its scores on the held-out rows, and how the training went
 * @throws {MinibatchError} `INVALID_FILE` or `INVALID_DATA` for a file that cannot be read or learned from;
 * `INVALID_OPTION` for a setting that is not allowed; `DIVERGED` when the loss stops being a finite number
 */
export async function trainTable(path: string, options: TrainTableOptions): Promise<TrainTableResult> {
  const prepared = await prepareTable(path, options);
  const { start, target, split } = prepared;
  options.onStart?.(start);
  const begin = performance.now();
  const fitted = await fitPrepared(prepared, options);
  const trained = performance.now();
  const model = toModel(prepared, fitted, path, options);
  const { test, baseline, curves } = scoreTable(model, prepared.XTest, target, split);
  const seconds = {
    ...prepared.seconds,
    train: (trained - begin) / 1000,
    test: (performance.now() - trained) / 1000,
  };
  return { ...start, model, history: fitted.history, stopped: fitted.stopped, test, baseline, curves, seconds };
}

function fitPrepared(prepared: PreparedTable, options: TrainTableOptions): Promise<FittedEstimator> {
  const { XTrain, target, split } = prepared;
  const defaults = trainingDefaults(target.task, XTrain.rows, XTrain.columns);
  const settings = {
    epochs: options.epochs ?? defaults.epochs,
    learningRate: options.learningRate ?? defaults.learningRate,
    batchSize: options.batchSize ?? defaults.batchSize,
    l2: options.l2 ?? defaults.l2,
    seed: options.seed ?? 0,
    precision: XTrain.precision,
    ...(options.loss === undefined ? {} : { loss: options.loss }),
    ...(options.shuffle === undefined ? {} : { shuffle: options.shuffle }),
  };
  const { onEpoch, signal } = options;
  return fitEstimator(XTrain, target, split.trainIndices, settings, { onEpoch, signal });
}

function toModel(
  { start, scaler, features, splitOptions, XTrain }: PreparedTable,
  { estimator }: FittedEstimator,
  path: string,
  { target }: TrainTableOptions,
): TableModel {
  const { task, classes, rows, trainRows } = start;
  return new TableModel({
    schema: { features: features.map((name) => ({ name, kind: "numeric" })), target, task, classes },
    scaler,
    estimator,
    options: { ...estimator.options, precision: XTrain.precision, ...splitOptions },
    data: { file: basename(path), rows, trainRows },
    versions: { minibatch: packageVersion() },
  });
}
