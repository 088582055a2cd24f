import type { FitEstimatorOptions } from "../../data/table/fit-estimator.ts";
import type { Task } from "../../data/table/table-schema.ts";
import { pickEstimatorOptions } from "../../data/table/table-training-options.ts";
import { stoppingDefaults, type TableTrainingOptions } from "../../data/table/training-defaults.ts";
import { defaultLoss } from "../../engine/estimators/options/option-defaults.ts";
import type { TrainFileOptions, TrainingSettings } from "./types.ts";

/** The estimator's options that were given. */
export function givenSettings(options: TrainFileOptions): FitEstimatorOptions {
  const { epochs, learningRate, batchSize, l2, loss, shuffle, precision, seed } = options;
  const given = { epochs, learningRate, batchSize, l2, loss, shuffle, precision, seed };
  return {
    ...pickEstimatorOptions(options),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
}

/**
 * The settings of a training.
 *
 * @param task - what is learned
 * @param defaults - of the kind of rows
 * @param rows - training rows
 */
export function trainingSettings(
  task: Task,
  defaults: TableTrainingOptions,
  rows: number,
  options: TrainFileOptions,
): TrainingSettings {
  return {
    loss: defaultLoss(task, options.schedule),
    shuffle: "block",
    ...defaults,
    ...givenSettings(options),
    earlyStopping: stoppingDefaults(rows, options.epochs ?? defaults.epochs, options),
    seed: options.seed ?? 0,
    precision: options.precision ?? "f32",
  };
}
