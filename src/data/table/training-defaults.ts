import type { SGDOptions } from "../../engine/estimators/sgd-options.ts";
import type { Task } from "./table-schema.ts";

/** Options of a table's training that have defaults of their own. */
export type TableTrainingOptions = Required<Pick<SGDOptions, "epochs" | "learningRate" | "batchSize" | "l2">>;

/** Times that a row is visited in all: 20,000 updates of 32 rows. */
const VISITS = 640_000;
const MIN_EPOCHS = 5;
const MAX_EPOCHS = 5000;

/**
 * The settings of a training that names none, found on tables of 150 to 30,000 rows and 4 to 64 features: nearly
 * converged at a rate at which the last steps' noise does not show in the scores.
 *
 * - `epochs`: 640,000 / rows, at least 5 and at most 5,000
 * - `learningRate`: 0.1 for classes, 0.003 for numbers; from 100 features on 10 / features and 0.3 / features, because
 *   the largest curvature of standardised columns grows with their number
 * - `batchSize`: 32
 * - `l2`: 0.0005
 *
 * @param task - what is learned
 * @param rows - training rows
 * @param features - feature columns
 */
export function trainingDefaults(task: Task, rows: number, features: number): TableTrainingOptions {
  return {
    epochs: Math.min(MAX_EPOCHS, Math.max(MIN_EPOCHS, Math.ceil(VISITS / rows))),
    learningRate: (task === "classification" ? 10 : 0.3) / Math.max(100, features),
    batchSize: 32,
    l2: 0.0005,
  };
}
