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
