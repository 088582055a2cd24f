import type { EarlyStoppingOptions, SGDOptions } from "../../engine/estimators/sgd-options.ts";
import { type GivenRule, type UpdateRule, updateRule } from "./update-rule.ts";

/** Size of what a table's training learns from. */
export interface TrainingSize {
  /** Training rows. */
  readonly rows: number;
  /** Columns of the table that became features; one of words counts once, however many features it became. */
  readonly columns: number;
}

/** Options of a table's training that have defaults of their own. */
export interface TableTrainingOptions extends UpdateRule {
  /** Passes over the rows. */
  readonly epochs: number;
  /** Rows of a batch. */
  readonly batchSize: number;
  /** Strength of the L2 penalty. */
  readonly l2: number;
}

/** Times that a row is visited in all: about 30,000 updates of 32 rows. */
const VISITS = 1_000_000;
const MIN_EPOCHS = 3;
const MAX_EPOCHS = 1000;

/**
 * The settings of a training that names none, but for the update rule ({@link updateRule}). They were found on 37 generated
 * tables of 100 to 300,000 rows (`bench/defaults.mjs`), on all of which they come within 0.003 of the accuracy, or R², of
 * the best linear model with a cross-validated penalty.
 *
 * - `epochs`: 1,000,000 / rows, at least 3 and at most 1,000
 * - `batchSize`: 32
 * - `l2`: strength / rows, where the strength is 0.5 or, for tables of many columns, columns² / rows, but at most
 *   columns / 5. A strength of 1 is the penalty of scikit-learn's `LogisticRegression` and `Ridge`; the fewer rows there are
 *   for a column, the more of what it seems to tell is chance. Three digits of it
 *
 * @param size - rows and columns
 * @param given - what was given of the update rule
 */
export function trainingDefaults({ rows, columns }: TrainingSize, given: GivenRule = {}): TableTrainingOptions {
  const strength = Math.max(0.5, Math.min(columns / 5, (columns * columns) / rows));
  return {
    ...updateRule(given),
    epochs: Math.min(MAX_EPOCHS, Math.max(MIN_EPOCHS, Math.ceil(VISITS / rows))),
    batchSize: 32,
    l2: Number((strength / rows).toPrecision(3)),
  };
}

/** Training rows from which on a part of them can be spared, and the most that is held out. */
const MIN_STOPPING_ROWS = 20_000;
const MAX_VALIDATION_ROWS = 10_000;

/** What was given of how a training ends. */
export interface GivenStopping extends Pick<SGDOptions, "earlyStopping" | "tol" | "schedule"> {
  /** Files with rows to stop by. */
  readonly validationFile?: string | readonly string[] | undefined;
}

/**
 * When a table's training ends early, where nothing is said: from 20,000 training rows on a tenth of them, at most 10,000, is
 * held out; training ends when the loss of these was for half of all epochs not lower than before, and the weights of the best
 * epoch are kept. With fewer rows those held out would be missed more than they help: on 5 of 23 generated tables accuracy or
 * R² lost over 0.5 points, on none of the larger ones over 0.1. With rows of a file of their own it ends so whatever there is to
 * train on.
 *
 * @param rows - training rows
 * @param epochs - of the training
 * @param given - what was given: `earlyStopping` itself, or `tol`, which is another way to stop, or rows to stop by
 */
export function stoppingDefaults(rows: number, epochs: number, given: GivenStopping): EarlyStoppingOptions | false {
  const { earlyStopping, tol, schedule, validationFile } = given;
  if (earlyStopping !== undefined) return earlyStopping === true ? {} : earlyStopping;
  const rule = { metric: "loss", patience: Math.ceil(epochs / 2), minDelta: 0 } as const;
  if (validationFile !== undefined) return rule;
  // The schedule `adaptive` has a tol of its own.
  if (rows < MIN_STOPPING_ROWS || typeof tol === "number" || schedule === "adaptive") return false;
  const validation = Number(Math.min(0.1, MAX_VALIDATION_ROWS / rows).toPrecision(3));
  return { ...rule, validation };
}
