import { MinibatchError } from "../../engine/errors.ts";
import { findColumn } from "./column-choice.ts";
import type { Relation } from "./relation.ts";
import type { TableColumn } from "./types.ts";

/**
 * The column with the weights of a table's rows, where one is named.
 *
 * @throws {MinibatchError} `INVALID_DATA` when it is not there
 */
export function findWeight(relation: Relation, name: string | undefined): TableColumn | undefined {
  return name === undefined ? undefined : findColumn(relation, name, "rows' weight");
}

/** @throws {MinibatchError} `INVALID_DATA` for a column that holds no numbers */
export function checkWeightKind({ file }: Relation, { name, kind, type }: TableColumn): void {
  if (kind === "numeric" || kind === "boolean") return;
  const message = `${file.path}: column ${JSON.stringify(name)} holds ${type}, expected numbers for the weight of the rows`;
  throw new MinibatchError("INVALID_DATA", message, { file: file.path, column: name });
}

/**
 * @param weights - of each row, NaN where it is missing
 * @throws {MinibatchError} `INVALID_DATA` with the first row whose weight is no number >= 0, and where all are 0
 */
export function checkWeights({ file }: Relation, { name }: TableColumn, weights: Float64Array): void {
  const row = weights.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (row < 0) {
    if (weights.some((weight) => weight > 0)) return;
    const message = `${file.path}: column ${JSON.stringify(name)}: all weights of rows are 0, expected at least one above`;
    throw new MinibatchError("INVALID_DATA", message, { file: file.path, column: name });
  }
  const got = Number.isNaN(weights[row]) ? "nothing" : weights[row];
  const message = `${file.path}: data row ${row + 1}, column ${JSON.stringify(name)}: got ${got}, expected a number >= 0 for the weight of the row`;
  throw new MinibatchError("INVALID_DATA", message, { file: file.path, row, column: name });
}
