import type { ColumnEncoder } from "../../data/table/encoders/column-encoder.ts";
import { expectedValue } from "../../data/table/table-records.ts";
import { type TableSchema, targetNames } from "../../data/table/table-schema.ts";
import { MinibatchError } from "../../engine/errors.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import { findColumn } from "./column-choice.ts";
import { describeFile } from "./describe-file.ts";
import type { DuckDBSession } from "./duckdb-session.ts";
import { createWordType } from "./plan-columns.ts";
import { booleanSql, levelSql, numberSql, rawKindOf, secondsSql, wordSql, writtenNumberSql } from "./raw-sql.ts";
import type { Relation, SniffOptions } from "./relation.ts";
import { sqlName } from "./sql.ts";
import type { TableFile } from "./table-file.ts";
import type { TableColumn, TableFileOptions } from "./types.ts";
import { bucketSql } from "./word-hash.ts";

/** What a model reads of a file. */
export interface ModelColumns {
  /** The file. */
  readonly relation: Relation;
  /** Raw values of each encoder's column as SQL over the relation. */
  readonly raw: readonly string[];
  /** Texts of each text column as SQL over the relation, an empty one where it is missing. */
  readonly texts: readonly string[];
}

/**
 * Finds a model's columns in a file and how to read their raw values.
 *
 * @param keep - how cells of a CSV file are to be read that will be written again: `"text"` as they are, `"types"` as numbers,
 * the whole ones with all of their digits
 * @throws {MinibatchError} `INVALID_DATA` when a column is missing or of another kind than in training
 */
export async function modelColumns(
  session: DuckDBSession,
  file: TableFile,
  schema: Pick<TableSchema, "encoders" | "texts" | "nullStrings" | "target" | "targets" | "task">,
  options: TableFileOptions & { readonly keep?: "text" | "types" },
): Promise<ModelColumns> {
  const { encoders, texts = [], nullStrings } = schema;
  const { keep, header, delimiter } = options;
  const keepText = keep === "text";
  const named = (kinds: readonly string[]): string[] =>
    encoders.filter((encoder) => kinds.includes(rawKindOf(encoder))).map(({ column }) => column);
  const target = schema.task === "classification" ? targetNames(schema) : [];
  const sniff: SniffOptions = {
    // DuckDB rounds 1.5 in a column of whole numbers: all rows have to be looked at to know that there is none.
    allRows: keep === "types",
    keepIntegers: keep === "types",
    ...(header === undefined ? {} : { header }),
    ...(delimiter === undefined ? {} : { delimiter }),
    nullStrings,
    // Text that is kept must keep its null strings, too.
    ...(keepText ? { keepNulls: true } : { asNumbers: named(["numeric"]) }),
    asText: keepText ? "all" : [...named(["words"]), ...texts.map(({ column }) => column), ...target],
    except: keepText ? named(["datetime"]) : [],
  };
  const relation = await describeFile(session, file, sniff);
  // A model's columns are in hand as they are written and as numbers; DuckDB does not end where that is too much for it.
  await session.makeRoom(relation.columns.length + 2 * encoders.length, relation.rowsTogether);
  const raw: string[] = [];
  for (const encoder of encoders) {
    const column = findColumn(relation, encoder.column, "model");
    raw.push(await rawSql(session, relation, column, encoder, nullStrings));
  }
  const words = texts.map((text) => {
    const { name, type } = findColumn(relation, text.column, "model");
    return `coalesce(${wordSql(sqlName(name), type, nullStrings)}, '')`;
  });
  return { relation, raw, texts: words };
}

async function rawSql(
  session: DuckDBSession,
  relation: Relation,
  column: TableColumn,
  encoder: ColumnEncoder,
  nullStrings: readonly string[],
): Promise<string> {
  const name = sqlName(column.name);
  const word = wordSql(name, column.type, nullStrings);
  const value = column.kind === "text" ? word : name;
  const isCsv = relation.file.format === "csv";
  switch (encoder.kind) {
    case "one-hot":
      return levelSql(word, await createWordType(session, encoder.levels));
    case "hashed":
      return bucketSql(word, encoder.buckets);
    case "datetime":
      if (column.kind === "datetime") return secondsSql(name);
      break;
    case "numeric":
      if (encoder.boolean && (column.kind === "boolean" || isCsv)) return booleanSql(value);
      if (encoder.boolean) break;
      if (column.kind === "text" && isCsv)
        return writtenNumberSql(writtenWith(relation, name), column.type, nullStrings);
      if (column.kind === "numeric" || isCsv) return numberSql(name);
  }
  // A column without a value has no type of its own.
  if (await hasNoValue(session, relation, word)) return "'nan'::DOUBLE";
  const { path } = relation.file;
  const where = `${path}: column ${JSON.stringify(column.name)} holds ${await example(session, relation, column)}`;
  const message = `${where}, expected ${expectedValue(encoder)} in each row as in training`;
  throw new MinibatchError("INVALID_DATA", message, { file: path, column: column.name });
}

/** SQL of a column of words with the decimal point that the casts to numbers know. */
function writtenWith({ decimalComma }: Relation, name: string): string {
  return decimalComma ? `replace(${name}, ',', '.')` : name;
}

async function hasNoValue(session: DuckDBSession, { sql }: Relation, word: string): Promise<boolean> {
  const found = await session.rows(`SELECT 1 FROM ${sql} WHERE (${word}) IS NOT NULL LIMIT 1`);
  return found.length === 0;
}

async function example(session: DuckDBSession, { sql }: Relation, { name, type }: TableColumn): Promise<string> {
  const value = sqlName(name);
  const [found] = await session.rows<{ text: string }>(
    `SELECT left(${value}::VARCHAR, 40) AS text FROM ${sql} WHERE ${value} IS NOT NULL LIMIT 1`,
  );
  return found === undefined ? type : `values such as ${JSON.stringify(found.text)}`;
}

/**
 * What a failed reading of a model's columns was about: the first cell that is not of its column's kind.
 *
 * @param error - what DuckDB threw
 * @returns an error that says where the cell is, or the very error where none is found
 */
export async function cellError(
  session: DuckDBSession,
  { relation }: ModelColumns,
  schema: Pick<TableSchema, "encoders" | "nullStrings">,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof Error) || error instanceof MinibatchError) return error;
  for (const encoder of schema.encoders) {
    const kind = rawKindOf(encoder);
    if (kind !== "numeric" && kind !== "boolean") continue;
    const column = relation.columns.find(({ name }) => name === encoder.column);
    if (column?.kind !== "text") continue;
    const word = wordSql(sqlName(column.name), column.type, schema.nullStrings);
    const cast =
      kind === "numeric" ? `try_cast(${writtenWith(relation, "value")} AS DOUBLE)` : "try_cast(value AS BOOLEAN)";
    const look = session.rows<{ row: number | null; value: string }>(`
      SELECT min(row)::DOUBLE AS row, left(arg_min(value, row), 40) AS value
      FROM (SELECT row_number() OVER () AS row, ${word} AS value FROM ${relation.sql})
      WHERE value IS NOT NULL AND ${cast} IS NULL`);
    // A file that cannot be read cannot be read again either.
    const [found] = await look.catch(() => []);
    if (found === undefined || found.row === null) continue;
    const { path } = relation.file;
    const message = `${path}: data row ${found.row}, column ${JSON.stringify(column.name)}: got ${JSON.stringify(found.value)}, expected ${expectedValue(encoder)}`;
    return new MinibatchError("INVALID_DATA", message, { file: path, row: found.row - 1, column: column.name }, error);
  }
  return error;
}

/**
 * SQL for the word of a target, as its classes are written: true and false however a file writes them, where these are the
 * classes, and whole numbers without the point or sign that a file may give them.
 */
export function targetWord(column: TableColumn, classes: readonly Label[], nullStrings: readonly string[]): string {
  const word = wordSql(sqlName(column.name), column.type, nullStrings);
  if (classes.every((label) => typeof label === "number")) {
    const number = `try_cast(${word} AS DOUBLE)`;
    const isWhole = `${number} = trunc(${number}) AND abs(${number}) < 9007199254740992`;
    return `CASE WHEN ${isWhole} THEN ${number}::BIGINT::VARCHAR ELSE ${word} END`;
  }
  return classes.every((label) => ["true", "false"].includes(String(label))) ? `lower(${word})` : word;
}
