import { MinibatchError } from "../../engine/errors.ts";
import { show } from "../../engine/metrics/labels.ts";
import type { RawRows } from "./encode-rows.ts";
import type { ColumnEncoder } from "./encoders/column-encoder.ts";
import { hashedBucket } from "./encoders/hashed.ts";
import { parseDate } from "./parse-date.ts";

/**
 * A row of a table: values by column name. A number for a numeric column; a text, number or boolean for a categorical
 * one; `true` or `false`; a `Date` or a text such as `2024-05-31 12:30:00` for a date. `null`, NaN, an empty text and
 * the model's null strings are missing values.
 */
export type TableRecord = Readonly<Record<string, unknown>>;

const TRUE = new Set(["true", "t", "yes", "y", "1"]);
const FALSE = new Set(["false", "f", "no", "n", "0"]);

/**
 * The raw values of records.
 *
 * @param records - the records
 * @param encoders - the model's encoders, whose columns every record must have
 * @param nullStrings - texts that stand for a missing value, beside the empty one
 * @throws {MinibatchError} `INVALID_DATA` when a record lacks a column or holds a value of another kind
 */
export function rawRecords(
  records: readonly TableRecord[],
  encoders: readonly ColumnEncoder[],
  nullStrings: readonly string[],
): RawRows {
  const missing = new Set(["", ...nullStrings]);
  const columns = encoders.map((encoder) => {
    const read = reader(encoder);
    return Float64Array.from(records, (record, row) => {
      const name = encoder.column;
      if (!isRecord(record) || !Object.hasOwn(record, name)) throw valueError(row, encoder, undefined);
      const value = typeof record[name] === "string" ? trimmed(record[name]) : record[name];
      if (value === null || value === undefined || (typeof value === "string" && missing.has(value))) return Number.NaN;
      const raw = read(value);
      if (raw === undefined) throw valueError(row, encoder, record[name]);
      return raw;
    });
  });
  return { rows: records.length, columns };
}

type ValueReader = (value: unknown) => number | undefined;

/** What turns a value that is there into a raw value; undefined where it is of another kind. */
function reader(encoder: ColumnEncoder): ValueReader {
  switch (encoder.kind) {
    case "numeric":
      return encoder.boolean ? booleanValue : numericValue;
    case "one-hot": {
      const positions = new Map(encoder.levels.map((level, i) => [level, i]));
      return (value) => withWord(value, (word) => positions.get(word) ?? -1);
    }
    case "hashed":
      return (value) => withWord(value, (word) => hashedBucket(word, encoder.buckets));
    case "datetime":
      return (value) => {
        if (value instanceof Date) return value.getTime() / 1000;
        return typeof value === "string" ? parseDate(value) : undefined;
      };
  }
}

function numericValue(value: unknown): number | undefined {
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "number") return undefined;
  return Number.isFinite(value) || Number.isNaN(value) ? value : undefined;
}

function booleanValue(value: unknown): number | undefined {
  if (typeof value === "boolean") return value ? 1 : 0;
  const word = String(value).toLowerCase();
  if (TRUE.has(word)) return 1;
  return FALSE.has(word) ? 0 : undefined;
}

function withWord(value: unknown, code: (word: string) => number): number | undefined {
  if (typeof value === "number" && Number.isNaN(value)) return Number.NaN;
  return ["string", "number", "bigint", "boolean"].includes(typeof value) ? code(String(value)) : undefined;
}

/** Without the blanks around it, as the reader of files takes words. */
function trimmed(text: unknown): string {
  return String(text).replace(/^ +| +$/g, "");
}

function isRecord(value: unknown): value is TableRecord {
  return typeof value === "object" && value !== null;
}

function valueError(row: number, encoder: ColumnEncoder, value: unknown): MinibatchError {
  const { column } = encoder;
  const got = value === undefined ? "nothing" : show(value);
  const missing = value === undefined ? " (null where it is missing)" : "";
  const message = `record ${row}, column ${show(column)}: got ${got}, expected ${expectedValue(encoder)}${missing}`;
  return new MinibatchError("INVALID_DATA", message, { row, column });
}

/** What a column holds, to follow "expected". */
export function expectedValue(encoder: ColumnEncoder): string {
  switch (encoder.kind) {
    case "numeric":
      return encoder.boolean ? "true or false" : "a finite number";
    case "one-hot":
    case "hashed":
      return "a text";
    case "datetime":
      return "a date";
  }
}
