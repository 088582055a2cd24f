import type { Label } from "../../engine/metrics/labels.ts";

/** What a table's model learns: a class, or a number. */
export type Task = "classification" | "regression";

/** A column that a model reads. */
export interface FeatureColumn {
  /** Its name, as in the table. */
  readonly name: string;
  /** What it holds. */
  readonly kind: "numeric";
}

/** What a model needs to know of a table: which columns it reads, in which order, and what it answers. */
export interface TableSchema {
  /** The feature columns, in the order of the model's weights. */
  readonly features: readonly FeatureColumn[];
  /** Name of the target column. */
  readonly target: string;
  /** What the model answers. */
  readonly task: Task;
  /** The classes, sorted; empty for regression. */
  readonly classes: readonly Label[];
}
