import { MinibatchError } from "../../engine/errors.ts";
import { DenseMatrix } from "../../engine/matrix/dense-matrix.ts";
import { show } from "../../engine/metrics/labels.ts";
import type { FeatureColumn } from "./table-schema.ts";

/** A row of a table: values by column name. */
export type TableRecord = Readonly<Record<string, unknown>>;

/**
 * The features of records as a matrix, [records, features].
 *
 * @throws {MinibatchError} `INVALID_DATA` when a value is missing or not a finite number
 */
export function recordsToMatrix(records: readonly TableRecord[], features: readonly FeatureColumn[]): DenseMatrix {
  const X = DenseMatrix.zeros(records.length, features.length);
  for (const [row, record] of records.entries()) {
    for (const [column, { name }] of features.entries()) {
      const value = Object.hasOwn(record, name) ? record[name] : undefined;
      if (typeof value !== "number" || !Number.isFinite(value)) throw valueError(row, name, value);
      X.data[row * features.length + column] = value;
    }
  }
  return X;
}

function valueError(row: number, name: string, value: unknown): MinibatchError {
  const got = value === undefined || value === null ? "nothing" : show(value);
  const message = `record ${row}, column ${show(name)}: got ${got}, expected a finite number`;
  return new MinibatchError("INVALID_DATA", message, { row, column: name });
}
