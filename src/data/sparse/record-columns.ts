import { MinibatchError } from "../../engine/errors.ts";
import type { RecordColumn, RecordEncoderState } from "./record-encoder.ts";

/** A row of a table with texts: a value for each column the model reads, by name; `null` where it is missing. */
export type SparseRecord = Readonly<Record<string, string | number | boolean | null>>;

/**
 * The columns of an encoder out of records.
 *
 * @throws {MinibatchError} `INVALID_DATA` when a record lacks a column, or a number is none
 */
export function recordColumns(records: readonly SparseRecord[], { columns }: RecordEncoderState): RecordColumn[] {
  return columns.map(({ name, kind }): RecordColumn => {
    const values = records.map((record, row) => cellOf(record, name, row));
    if (kind !== "number")
      return { name, kind, values: values.map((value) => (value === null ? null : String(value))) };
    return { name, kind, values: Float64Array.from(values, (value, row) => numberOf(value, name, row)) };
  });
}

function cellOf(record: SparseRecord, name: string, row: number): string | number | boolean | null {
  const value = Object.hasOwn(record, name) ? record[name] : undefined;
  if (value !== undefined) return value;
  const message = `row ${row}: no value for the column ${JSON.stringify(name)}; null says that it is missing`;
  throw new MinibatchError("INVALID_DATA", message, { row, column: name });
}

function numberOf(value: string | number | boolean | null, name: string, row: number): number {
  if (value === null) return Number.NaN;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  const message = `row ${row}: ${JSON.stringify(name)}: got ${JSON.stringify(value)}, expected a finite number or null`;
  throw new MinibatchError("INVALID_DATA", message, { row, column: name });
}
