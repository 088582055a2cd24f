import { sparseDefaults } from "../../data/sparse/sparse-defaults.ts";
import type { Task } from "../../data/table/table-schema.ts";
import { checkEstimatorOptions, pickEstimatorOptions } from "../../data/table/table-training-options.ts";
import { defaultLoss } from "../../engine/estimators/options/option-defaults.ts";
import type { UncheckedOptions } from "../../engine/estimators/options/resolve-options.ts";
import type { SparseSettings, TrainSparseOptions } from "./types.ts";

/** The settings of a training, with all defaults filled in. */
export function sparseSettings(task: Task, trainRows: number, options: TrainSparseOptions): SparseSettings {
  const { learningRate, ...defaults } = sparseDefaults(trainRows, options);
  const rate = options.learningRate ?? learningRate;
  return {
    loss: options.loss ?? defaultLoss(task, options.schedule),
    epochs: options.epochs ?? defaults.epochs,
    optimizer: defaults.optimizer,
    schedule: defaults.schedule,
    ...(rate !== undefined && { learningRate: rate }),
    batchSize: options.batchSize ?? defaults.batchSize,
    l2: options.l2 ?? defaults.l2,
    shuffle: options.shuffle ?? "block",
    precision: options.precision ?? "f32",
    seed: options.seed ?? 0,
  };
}

/**
 * Refuses what cannot be used, before anything is read.
 *
 * @throws {MinibatchError} `INVALID_OPTION` with every option that cannot be used in `details.issues`
 */
export function checkSparseOptions(options: TrainSparseOptions): void {
  const { loss, epochs, learningRate, batchSize, l2, shuffle, precision, seed } = options;
  const given = { loss, epochs, learningRate, batchSize, l2, shuffle, precision, seed };
  // An option that is undefined is none.
  checkEstimatorOptions({ ...pickEstimatorOptions(options), ...given } as UncheckedOptions, options.task);
}
