import { sparseDefaults } from "../../data/sparse/sparse-defaults.ts";
import { scheduleRate } from "../../data/table/schedule-rate.ts";
import { TABLE_LOSSES } from "../../data/table/table-losses.ts";
import type { Task } from "../../data/table/table-schema.ts";
import type { SparseSettings, TrainSparseOptions } from "./types.ts";

/** The settings of a training, with all defaults filled in. */
export function sparseSettings(task: Task, trainRows: number, options: TrainSparseOptions): SparseSettings {
  const defaults = sparseDefaults(trainRows);
  // The schedules of plain steps take no other optimiser.
  const plain = options.schedule === "optimal" || options.schedule === "pa1" || options.schedule === "pa2";
  const { optimizer = plain ? "sgd" : "adagrad" } = options;
  const schedule = options.schedule ?? (optimizer === "ftrl" ? "constant" : "linear");
  // The default rate is AdaGrad's; another optimiser's is looked for.
  const ownRate = optimizer === "adagrad" ? defaults.learningRate : "auto";
  const rate = options.learningRate ?? scheduleRate<number | "auto">(schedule, ownRate);
  return {
    loss: options.loss ?? TABLE_LOSSES[task][0],
    epochs: options.epochs ?? defaults.epochs,
    optimizer,
    schedule,
    ...(rate !== undefined && { learningRate: rate }),
    batchSize: options.batchSize ?? defaults.batchSize,
    l2: options.l2 ?? defaults.l2,
    shuffle: options.shuffle ?? "block",
    precision: options.precision ?? "f32",
    seed: options.seed ?? 0,
  };
}
