import type { Label } from "../../engine/metrics/labels.ts";
import type { ColumnEncoder } from "./encoders/column-encoder.ts";
import type { InteractionEncoding } from "./encoders/interaction.ts";
import type { TextEncoding } from "./encoders/text.ts";

/** What a table's model learns: a class, or a number. */
export type Task = "classification" | "regression";

/**
 * What a column holds.
 *
 * - `numeric`, `boolean`, `datetime`: what it says
 * - `categorical`: words, each of which becomes a feature
 * - `text`: sentences
 * - `constant`: one value in all rows, or none
 * - `identifier`: a value of its own in (nearly) every row
 */
export type ColumnKind = "numeric" | "categorical" | "boolean" | "datetime" | "text" | "constant" | "identifier";

/** What a column is to the training. */
export type ColumnRole = "feature" | "target" | "weight" | "dropped";

/** A column of the training table and what became of it. */
export interface ColumnPlan {
  /** Its name, as in the table. */
  readonly name: string;
  /** What it holds. */
  readonly kind: ColumnKind;
  /** What it is to the training. */
  readonly role: ColumnRole;
  /** Share of the training rows in which it is missing, 0 to 1; of the target: of all rows. */
  readonly missing: number;
  /** What it becomes, in a few words: `standardised`, `one-hot, 9 levels`, `dropped: one value`. */
  readonly becomes: string;
  /** Number of features it makes; 0 where it is no feature. */
  readonly features: number;
}

/** Something about a table that its owner should know before it is learned from. */
export interface TableWarning {
  /**
   * - `constant`: columns with one value, dropped
   * - `duplicate`: a column that repeats `other`
   * - `target-copy`: a column that repeats the target, if under other names
   * - `target-predictor`: a column that tells the target by itself
   * - `identifier`: columns dropped because nearly every row has a value of its own
   * - `numeric-identifier`: a column called an identifier with a whole number of its own in every row looked at; it is learned from
   * - `rare-classes`: classes of under 10 training rows
   * - `sorted-by-target`: the file is sorted by the target, or nearly so
   * - `missing-target`: rows left out because their target is missing
   * - `nested`: columns of lists or structures, dropped
   * - `text`: columns of sentences, dropped because they were not asked for
   * - `unseen-words`: a column with words that the model, whose training goes on, did not see when it was first trained
   */
  readonly code:
    | "constant"
    | "duplicate"
    | "target-copy"
    | "target-predictor"
    | "identifier"
    | "numeric-identifier"
    | "rare-classes"
    | "sorted-by-target"
    | "missing-target"
    | "nested"
    | "text"
    | "unseen-words";
  /** The columns it is about. */
  readonly columns: readonly string[];
  /** `duplicate`: the column that is repeated. `target-copy`, `target-predictor`: the target. */
  readonly other?: string;
  /** `missing-target`: the rows left out. `unseen-words`: the rows with such a word. `rare-classes`: the rows of the rarest. */
  readonly rows?: number;
  /** `rare-classes`: the classes, at most 20. */
  readonly classes?: readonly string[];
}

/** What a model needs to know of a table: which columns it reads, what they become, and what it answers. */
export interface TableSchema {
  /** All columns of the training table, in its order. */
  readonly columns: readonly ColumnPlan[];
  /** How columns become features, in the order of the model's weights. */
  readonly encoders: readonly ColumnEncoder[];
  /** Columns whose products are features, behind those of the columns; none where it is left out. */
  readonly interactions?: readonly InteractionEncoding[];
  /** Columns of texts, whose features come last; none where it is left out. */
  readonly texts?: readonly TextEncoding[];
  /** Whether rows are computed with as sparse ones; left out, they are dense. Texts and interactions are always sparse. */
  readonly layout?: "sparse";
  /** What else than an empty cell stands for a missing value. */
  readonly nullStrings: readonly string[];
  /** Name of the target column; of several their names, joined by commas. */
  readonly target: string;
  /** What the model answers. */
  readonly task: Task;
  /** The classes, sorted; empty for regression, and where there are several targets. */
  readonly classes: readonly Label[];
  /** The targets in the order of the model's outputs, where there are several: numbers, or each one of two values. */
  readonly targets?: readonly TargetOutput[];
}

/** One of several targets. */
export interface TargetOutput {
  /** Name of its column. */
  readonly name: string;
  /** Its two values, sorted, of which the output speaks for the second; empty for a number. */
  readonly classes: readonly Label[];
}

/** How many of a table's columns became features; one of words counts once. */
export function featureColumns(columns: readonly ColumnPlan[]): number {
  return columns.filter(({ role }) => role === "feature").length;
}

/** What the outputs of a model speak for: of one output the second of two classes, of several each a class or a target. */
export function outputNames({ classes, targets }: TableSchema, outputs: number): readonly (Label | undefined)[] {
  if (targets !== undefined) return targets.map(({ name }) => name);
  return outputs === 1 ? [classes[1]] : classes;
}

/** The names of a schema's target columns. */
export function targetNames({ target, targets }: Pick<TableSchema, "target" | "targets">): readonly string[] {
  return targets?.map(({ name }) => name) ?? [target];
}
