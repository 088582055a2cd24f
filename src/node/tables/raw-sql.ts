import type { ColumnEncoder } from "../../data/table/encoders/column-encoder.ts";
import { sqlText } from "./sql.ts";

/** What SQL makes of a column on the way to its raw values. */
export type RawKind = "numeric" | "boolean" | "datetime" | "words";

const NAN = "'nan'::DOUBLE";

/** The kind of a column's raw values for an encoder. */
export function rawKindOf(encoder: ColumnEncoder): RawKind {
  switch (encoder.kind) {
    case "numeric":
      return encoder.boolean ? "boolean" : "numeric";
    case "one-hot":
    case "hashed":
      return "words";
    case "datetime":
      return "datetime";
  }
}

/**
 * A column's words, as SQL: VARCHAR without the blanks around it, NULL where it is empty or a null string. A whole
 * number that is stored as a float is written without a point, as JavaScript does.
 *
 * @param value - SQL of the column
 * @param type - its type in DuckDB
 */
export function wordSql(value: string, type: string, nullStrings: readonly string[]): string {
  const isFloat = type === "DOUBLE" || type === "FLOAT" || type.startsWith("DECIMAL");
  const isWhole = `(${value}) = trunc(${value}) AND abs(${value}) < 9007199254740992`;
  const text = isFloat
    ? `CASE WHEN ${isWhole} THEN (${value})::BIGINT::VARCHAR ELSE (${value})::VARCHAR END`
    : `trim((${value})::VARCHAR)`;
  const nulls = ["", ...nullStrings].map(sqlText).join(", ");
  return `CASE WHEN ${text} NOT IN (${nulls}) THEN ${text} END`;
}

/** A number as DOUBLE, NaN where it is missing. */
export function numberSql(value: string): string {
  return `coalesce((${value})::DOUBLE, ${NAN})`;
}

/** Texts that could be read as a number. */
const NUMBER_LIKE = /^\s*[+-]?(\d|\.|nan|inf)/i;

/**
 * As {@link numberSql}, of a number that is written as text. Only what is no number is looked up among the null strings,
 * unless one of them could be a number itself: to look them up takes several times as long as to read a number.
 *
 * @param value - SQL of the column
 * @param type - its type in DuckDB
 */
export function writtenNumberSql(value: string, type: string, nullStrings: readonly string[]): string {
  const word = wordSql(value, type, nullStrings);
  if (nullStrings.some((text) => NUMBER_LIKE.test(text))) return numberSql(word);
  return `coalesce(try_cast(${value} AS DOUBLE), (${word})::DOUBLE, ${NAN})`;
}

/** True and false as 1 and 0, NaN where it is missing. */
export function booleanSql(value: string): string {
  return `coalesce((${value})::BOOLEAN::INTEGER::DOUBLE, ${NAN})`;
}

/** A date or time as seconds since 1970, NaN where it is missing. */
export function secondsSql(value: string): string {
  return `coalesce(epoch(${value})::DOUBLE, ${NAN})`;
}

/**
 * The position of a word in an ENUM type: -1 for a word that it does not have, NaN where it is missing.
 *
 * @param word - SQL as {@link wordSql} makes it
 * @param type - name of the ENUM type
 */
export function levelSql(word: string, type: string): string {
  return `coalesce(enum_code(try_cast(${word} AS ${type}))::DOUBLE, CASE WHEN (${word}) IS NULL THEN ${NAN} ELSE -1 END)`;
}
