import { MinibatchError } from "../../engine/errors.ts";
import { findColumn } from "./column-choice.ts";
import type { Relation } from "./relation.ts";
import type { TableColumn } from "./types.ts";
import { findWeight } from "./weight-column.ts";

/** Which columns are used, and as what; names as in the table. */
export interface ColumnOptions {
  /** Columns to be taken for numbers whatever they look like. */
  readonly numeric?: readonly string[];
  /** Columns whose values are words, also where they look like numbers, dates or identifiers. */
  readonly categorical?: readonly string[];
  /** Columns of sentences whose words are learned from. */
  readonly text?: readonly string[];
  /** Columns to leave out. */
  readonly drop?: readonly string[];
  /** The only columns to learn from. Default: all but the target and `drop`. */
  readonly only?: readonly string[];
  /** Column with the weight of each row, a number >= 0, which says how often it counts. Default: once. */
  readonly weight?: string;
}

/** The columns of a table by what they are to the training. */
export interface ChosenColumns {
  /** The targets, in the order asked for. */
  readonly targets: readonly TableColumn[];
  /** The weight of the rows. */
  readonly weight: TableColumn | undefined;
  /** Columns that may become features, in the table's order. */
  readonly candidates: readonly TableColumn[];
}

/**
 * Sorts a table's columns by the options.
 *
 * @throws {MinibatchError} `INVALID_DATA` when an option names a column that the table does not have, or none is left
 * to learn from; `INVALID_OPTION` when two options contradict each other
 */
export function chooseColumns(relation: Relation, targets: readonly string[], options: ColumnOptions): ChosenColumns {
  const found = targets.map((target) => findColumn(relation, target, "target"));
  const weight = findWeight(relation, options.weight);
  checkContradictions(targets, options);
  for (const list of ["numeric", "categorical", "text", "drop", "only"] as const) {
    for (const name of options[list] ?? []) findColumn(relation, name, `option ${list}`);
  }
  const { only, drop = [], text = [] } = options;
  const isWanted = (name: string): boolean => only === undefined || only.includes(name) || text.includes(name);
  const candidates = relation.columns.filter(
    ({ name }) => !targets.includes(name) && name !== options.weight && !drop.includes(name) && isWanted(name),
  );
  if (candidates.length > 0) return { targets: found, weight, candidates };
  const { path } = relation.file;
  const single = relation.columns.length === 1;
  const separator = single ? "; only one column: is the separator another one (--delimiter)?" : "";
  const message = `${path}: no column but the target to learn from, expected at least one more${separator}`;
  throw new MinibatchError("INVALID_DATA", message, { file: path });
}

function checkContradictions(targets: readonly string[], options: ColumnOptions): void {
  const { numeric = [], categorical = [], text = [], drop = [], only = [], weight } = options;
  const pairs = [
    ["numeric", numeric, "categorical", categorical],
    ["only", only, "drop", drop],
    ["numeric", numeric, "text", text],
    ["categorical", categorical, "text", text],
    ["numeric", numeric, "drop", drop],
    ["text", text, "drop", drop],
    ["categorical", categorical, "drop", drop],
  ] as const;
  for (const [option, names, other, others] of pairs) {
    const both = names.find((name) => others.includes(name));
    if (both === undefined) continue;
    const message = `${option}: ${JSON.stringify(both)} is also in ${other}; name it in one of them`;
    throw new MinibatchError("INVALID_OPTION", message, { option, column: both });
  }
  for (const [option, names] of Object.entries({ text, drop, only, weight: weight === undefined ? [] : [weight] })) {
    const target = targets.find((name) => names.includes(name));
    if (target === undefined) continue;
    const message = `${option}: ${JSON.stringify(target)} is ${targets.length === 1 ? "the" : "a"} target`;
    throw new MinibatchError("INVALID_OPTION", message, { option, column: target });
  }
}
