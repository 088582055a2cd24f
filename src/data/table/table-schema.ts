/** What a table's model learns: a class, or a number. */
export type Task = "classification" | "regression";

/** The name of a class, as the target column holds it. */
export type ClassLabel = number | string | boolean;

/** What a model needs to know of a table: which columns it reads, in which order, and what it answers. */
export interface TableSchema {
  /** Names of the feature columns, in the order of the model's weights. */
  readonly features: readonly string[];
  /** Name of the target column. */
  readonly target: string;
  /** What the model answers. */
  readonly task: Task;
  /** The classes, sorted; empty for regression. */
  readonly classes: readonly ClassLabel[];
}
