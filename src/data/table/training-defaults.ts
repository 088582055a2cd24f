import type { Task } from "./table-schema.ts";

/** Options of a table's training that have defaults of their own. */
export interface TableTrainingOptions {
  /** Passes over the rows. */
  readonly epochs: number;
  /** Step size. */
  readonly learningRate: number;
  /** Rows of a batch. */
  readonly batchSize: number;
  /** Strength of the L2 penalty. */
  readonly l2: number;
}

/** Times that a row is visited in all: about 30,000 updates of 32 rows. */
const VISITS = 1_000_000;
const MIN_EPOCHS = 5;
const MAX_EPOCHS = 5000;
const MAX_L2 = 0.002;

/**
 * The settings of a training that names none. They were found on eight tables of 150 to 30,000 rows and 4 to 64
 * features: converged, and at a rate at which the noise of the last steps moves no more than a row or two of the test.
 *
 * - `epochs`: 1,000,000 / rows, at least 5 and at most 5,000
 * - `learningRate`: 0.05 for classes, 0.003 for numbers; from 100 features on 5 / features and 0.3 / features, because
 *   the largest curvature of standardised columns grows with their number
 * - `batchSize`: 32
 * - `l2`: 1 / rows, the penalty of scikit-learn's `LogisticRegression` and `Ridge`, but at most 0.002: one class
 *   against the rest needs less on small tables than all classes together
 *
 * @param task - what is learned
 * @param rows - training rows
 * @param features - feature columns
 */
export function trainingDefaults(task: Task, rows: number, features: number): TableTrainingOptions {
  return {
    epochs: Math.min(MAX_EPOCHS, Math.max(MIN_EPOCHS, Math.ceil(VISITS / rows))),
    learningRate: (task === "classification" ? 5 : 0.3) / Math.max(100, features),
    batchSize: 32,
    l2: Math.min(MAX_L2, 1 / rows),
  };
}
