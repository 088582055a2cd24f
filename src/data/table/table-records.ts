import { MinibatchError } from "../../engine/errors.ts";
import { show } from "../../engine/metrics/labels.ts";
import type { RawRows } from "./encode-rows.ts";
import type { ColumnEncoder } from "./encoders/column-encoder.ts";
import { hashedBucket } from "./encoders/hashed.ts";
import type { TextEncoding } from "./encoders/text.ts";
import { parseDate } from "./parse-date.ts";
import type { TableSchema } from "./table-schema.ts";

/**
 * A row of a table: values by column name. A number for a numeric column; a text, number or boolean for a categorical
 * one or a text; `true` or `false`; a `Date` or a text such as `2024-05-31 12:30:00` for a date. `null`, NaN, an empty text and
 * the model's null strings are missing values.
 */
export type TableRecord = Readonly<Record<string, unknown>>;

const TRUE = new Set(["true", "t", "yes", "y", "1"]);
const FALSE = new Set(["false", "f", "no", "n", "0"]);

/**
 * The raw values of records.
 *
 * @param records - the records
 * @param schema - the model's columns, which every record must have, and what stands for a missing value
 * @throws {MinibatchError} `INVALID_DATA` when a record lacks a column or holds a value of another kind
 */
export function rawRecords(
  records: readonly TableRecord[],
  { encoders, texts, nullStrings }: Pick<TableSchema, "encoders" | "texts" | "nullStrings">,
): RawRows {
  const missing = new Set(["", ...nullStrings]);
  const columns = encoders.map((encoder) => {
    const read = reader(encoder);
    return Float64Array.from(records, (record, row) => {
      const value = cellOf(record, row, encoder, missing);
      if (value === undefined) return Number.NaN;
      const raw = read(value);
      if (raw === undefined) throw valueError(row, encoder, record[encoder.column]);
      return raw;
    });
  });
  if (texts === undefined) return { rows: records.length, columns };
  const read = (text: ValueColumn) => (record: TableRecord, row: number) => {
    const value = cellOf(record, row, text, missing);
    if (value === undefined || Number.isNaN(value)) return "";
    if (!isWord(value)) throw valueError(row, text, record[text.column]);
    return String(value);
  };
  return { rows: records.length, columns, texts: texts.map((text) => records.map(read(text))) };
}

/** A column whose values records have. */
type ValueColumn = ColumnEncoder | TextEncoding;

/** A record's value of a column; undefined where it is missing. */
function cellOf(record: TableRecord, row: number, column: ValueColumn, missing: ReadonlySet<string>): unknown {
  const name = column.column;
  if (!isRecord(record) || !Object.hasOwn(record, name)) throw valueError(row, column, undefined);
  const value = typeof record[name] === "string" ? trimmed(record[name]) : record[name];
  if (value === null || (typeof value === "string" && missing.has(value))) return undefined;
  return value;
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
  return isWord(value) ? code(String(value)) : undefined;
}

function isWord(value: unknown): boolean {
  return ["string", "number", "bigint", "boolean"].includes(typeof value);
}

/** Without the blanks around it, as the reader of files takes words. */
function trimmed(text: unknown): string {
  return String(text).replace(/^ +| +$/g, "");
}

function isRecord(value: unknown): value is TableRecord {
  return typeof value === "object" && value !== null;
}

function valueError(row: number, encoder: ValueColumn, value: unknown): MinibatchError {
  const { column } = encoder;
  const got = value === undefined ? "nothing" : show(value);
  const missing = value === undefined ? " (null where it is missing)" : "";
  const message = `record ${row}, column ${show(column)}: got ${got}, expected ${expectedValue(encoder)}${missing}`;
  return new MinibatchError("INVALID_DATA", message, { row, column });
}

/** What a column holds, to follow "expected". */
export function expectedValue(encoder: ValueColumn): string {
  switch (encoder.kind) {
    case "numeric":
      return encoder.boolean ? "true or false" : "a finite number";
    case "one-hot":
    case "hashed":
    case "text":
      return "a text";
    case "datetime":
      return "a date";
  }
}
