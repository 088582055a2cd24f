import { searchEstimatorRate } from "../../data/table/fit-estimator.ts";
import type { Task } from "../../data/table/table-schema.ts";
import type { LearningRateSearch } from "../../engine/estimators/learning-rate/find-best-rate.ts";
import type { TrainingData } from "./train-rows.ts";
import type { TrainingSettings } from "./types.ts";

/** What a search for the learning rate of a training on files has found. */
export interface RateSearch extends LearningRateSearch {
  /** What is learned. */
  readonly task: Task;
  /** The settings of the training with the rate that was found. */
  readonly settings: TrainingSettings;
  /** Training rows of the files. */
  readonly trainRows: number;
  /** Features of a row. */
  readonly features: number;
}

/**
 * Looks for the learning rate of a training, on its training rows. What it would stop by is of no use here.
 *
 * @throws {MinibatchError} `DIVERGED` or `INVALID_DATA` when no rate lowers the loss
 * @throws the signal's reason, when it is aborted
 */
export async function searchRate(
  { task, classes, train: { X, y, outputs, sampleWeight } }: Pick<TrainingData, "task" | "classes" | "train">,
  settings: TrainingSettings,
  signal: AbortSignal | undefined,
): Promise<LearningRateSearch> {
  const target = { task, classes, targets: y, outputs };
  return await searchEstimatorRate(
    X,
    target,
    { ...settings, earlyStopping: false },
    {
      ...(signal && { signal }),
      ...(sampleWeight && { sampleWeight }),
    },
  );
}
