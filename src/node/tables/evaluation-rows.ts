import { join } from "node:path";
import type { TableSchema } from "../../data/table/table-schema.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import { findColumn, noRows } from "./column-choice.ts";
import { duckDBError } from "./duckdb-error.ts";
import type { DuckDBSession } from "./duckdb-session.ts";
import { cellError, classSql, type ModelColumns, modelColumns, otherWords } from "./model-columns.ts";
import { numberSql, wordSql } from "./raw-sql.ts";
import { RawStore } from "./raw-store.ts";
import { sqlName } from "./sql.ts";
import type { TableFile } from "./table-file.ts";
import { checkTableGzip } from "./table-input.ts";
import type { TableFileOptions } from "./types.ts";

/** Rows of a file that a model is tested on. */
export interface EvaluationRows {
  /** Raw values of each encoder's column, then the target: its number, or the position of its class. */
  readonly store: RawStore;
  /** The model's classes, then those that only these rows have; empty for numbers. */
  readonly classes: readonly Label[];
}

/**
 * Reads the columns of a model and its target from a file.
 *
 * @param folder - an existing folder for what is temporary
 * @throws {MinibatchError} `INVALID_FILE` or `INVALID_DATA` when the file cannot be read, lacks a column, or has one of
 * another kind
 */
export async function readEvaluationRows(
  session: DuckDBSession,
  file: TableFile,
  schema: TableSchema,
  options: TableFileOptions,
  folder: string,
): Promise<EvaluationRows> {
  try {
    await checkTableGzip(file);
    return await read(session, file, schema, options, folder);
  } catch (error) {
    throw duckDBError(file, error);
  }
}

async function read(
  session: DuckDBSession,
  file: TableFile,
  schema: TableSchema,
  options: TableFileOptions,
  folder: string,
): Promise<EvaluationRows> {
  const columns = await modelColumns(session, file, schema, options);
  const { relation, raw } = columns;
  const target = findColumn(relation, schema.target, "target");
  const words = schema.classes.map(String);
  const value = sqlName(target.name);
  const targetSql =
    schema.task === "classification"
      ? await classSql(session, target, words, schema.nullStrings)
      : numberSql(target.kind === "text" ? wordSql(value, target.type, schema.nullStrings) : value);
  const rows = await store(session, columns, schema, folder, targetSql);
  if (schema.task === "regression" || !rows.column(raw.length).includes(-1))
    return { store: rows, classes: schema.classes };
  // The same again with the classes that the model does not know.
  rows.close();
  const others = await otherWords(session, relation, target, words, schema.nullStrings);
  const allSql = await classSql(session, target, [...words, ...others], schema.nullStrings);
  const isNumber = schema.classes.every((label) => typeof label === "number");
  const classes = [...schema.classes, ...others.map((word) => (isNumber ? Number(word) : word))];
  return { store: await store(session, columns, schema, folder, allSql), classes };
}

async function store(
  session: DuckDBSession,
  columns: ModelColumns,
  schema: TableSchema,
  folder: string,
  target: string,
): Promise<RawStore> {
  const { relation, raw } = columns;
  const rows = new RawStore(join(folder, "test-values"), raw.length + 1);
  try {
    for await (const batch of session.stream([...raw, target], relation.sql)) rows.append(batch);
    rows.finish();
    if (rows.rows === 0) throw noRows(relation.file.path);
    return rows;
  } catch (error) {
    rows.close();
    throw await cellError(session, columns, schema, error);
  }
}
