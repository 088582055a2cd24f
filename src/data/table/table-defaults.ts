import { sparseDefaults } from "../sparse/sparse-defaults.ts";
import { type TableTrainingOptions, type TrainingSize, trainingDefaults } from "./training-defaults.ts";
import type { GivenRule } from "./update-rule.ts";

/** What the defaults of a table's training depend on beside its size. */
export interface GivenOptions extends GivenRule {
  /** Columns of texts. */
  readonly text?: readonly string[] | undefined;
  /** Pairs of columns that are multiplied. */
  readonly interactions?: readonly unknown[] | undefined;
}

/**
 * The settings of a table's training that names none: those of {@link trainingDefaults}; with texts or interactions, most of
 * whose features are rare, those of sparse rows.
 */
export function tableDefaults(size: TrainingSize, given: GivenOptions): TableTrainingOptions {
  const { text = [], interactions = [] } = given;
  return text.length + interactions.length > 0 ? sparseDefaults(size.rows, given) : trainingDefaults(size, given);
}
