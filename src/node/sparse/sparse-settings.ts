import { sparseDefaults } from "../../data/sparse/sparse-defaults.ts";
import { TABLE_LOSSES } from "../../data/table/table-losses.ts";
import type { Task } from "../../data/table/table-schema.ts";
import type { SparseSettings, TrainSparseOptions } from "./types.ts";

/** The settings of a training, with all defaults filled in. */
export function sparseSettings(task: Task, trainRows: number, options: TrainSparseOptions): SparseSettings {
  const { learningRate, ...defaults } = sparseDefaults(trainRows, options);
  const rate = options.learningRate ?? learningRate;
  return {
    loss: options.loss ?? TABLE_LOSSES[task][0],
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
