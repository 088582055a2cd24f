import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RecordColumn, RecordKind } from "../../data/sparse/record-encoder.ts";
import { MinibatchError } from "../../engine/errors.ts";
import { duckDBError, isCsvContentError } from "../tables/duckdb-error.ts";
import { DuckDBSession } from "../tables/duckdb-session.ts";
import { describeFile, type Relation } from "../tables/relation.ts";
import { sqlName } from "../tables/sql.ts";
import type { TableFile } from "../tables/table-file.ts";
import { checkTableGzip, findTableFile } from "../tables/table-input.ts";
import type { StoredKind, TableColumn, TableFileOptions } from "../tables/types.ts";

/** Which columns of a table are read, and as what. */
export interface ReadRecordsOptions extends TableFileOptions {
  /** Columns to read with what they hold; of `undefined`, what the file says. */
  readonly choose: (columns: readonly TableColumn[]) => readonly ChosenColumn[];
  /** Column whose truth values are read as they are written. */
  readonly target?: string;
}

/** A column to read. */
export interface ChosenColumn {
  /** Its name. */
  readonly name: string;
  /** What it is read as; default: numbers and dates as numbers, everything else as words. */
  readonly kind?: RecordKind;
}

/** Columns of a table in memory. */
export interface RecordTable {
  /** Paths of its files. */
  readonly paths: readonly string[];
  /** Rows. */
  readonly rows: number;
  /** The columns, in the order asked for. */
  readonly columns: readonly RecordColumn[];
}

/**
 * Reads columns of a table into memory: texts and words as strings, numbers as numbers.
 *
 * @param files - a CSV, TSV (gzip too), Parquet or JSON Lines file, or several of the same columns; `-` for standard input
 * @throws {MinibatchError} `INVALID_FILE` or `INVALID_DATA` when the file cannot be read or lacks a column
 */
export async function readRecords(files: readonly string[], options: ReadRecordsOptions): Promise<RecordTable> {
  const temporary = await mkdtemp(join(tmpdir(), "minibatch-"));
  const session = await DuckDBSession.open(temporary);
  try {
    const file = await findTableFile(session, files, temporary);
    const checked = checkTableGzip(file);
    const [check, read] = await Promise.allSettled([checked, readFile(session, file, options)]);
    if (check.status === "rejected") throw check.reason;
    if (read.status === "rejected") throw duckDBError(file, read.reason);
    return read.value;
  } finally {
    session.close();
    await rm(temporary, { recursive: true, force: true });
  }
}

async function readFile(session: DuckDBSession, file: TableFile, options: ReadRecordsOptions): Promise<RecordTable> {
  const { choose, ...given } = options;
  try {
    return await readRelation(session, await describeFile(session, file, { ...given, allRows: false }), choose);
  } catch (error) {
    if (!isCsvContentError(error)) throw error;
    // Where all rows together make no table either, the row that did not fit the first ones says more.
    const relation = await describeFile(session, file, { ...given, allRows: true }).catch(() => Promise.reject(error));
    return await readRelation(session, relation, choose);
  }
}

async function readRelation(
  session: DuckDBSession,
  relation: Relation,
  choose: ReadRecordsOptions["choose"],
): Promise<RecordTable> {
  const chosen = choose(relation.columns).map(({ name, kind }) => {
    const column = relation.columns.find((candidate) => candidate.name === name);
    if (column === undefined) throw noColumn(relation, name);
    return { name, stored: column.kind, kind: kind ?? kindOf(column.kind) };
  });
  const sql = chosen.map(({ name, stored, kind }) => valueSql(sqlName(name), stored, kind)).join(", ");
  const reader = await session.connection.runAndReadAll(`SELECT ${sql} FROM ${relation.sql}`);
  const rows = reader.currentRowCount;
  const { path, paths } = relation.file;
  if (rows === 0) throw new MinibatchError("INVALID_FILE", `${path}: the table has no rows`, { file: path });
  const values = reader.getColumnsJS();
  const columns = chosen.map(({ name, kind }, i): RecordColumn => {
    const cells = values[i] as (string | number | null)[];
    if (kind !== "number") return { name, kind, values: cells as (string | null)[] };
    return { name, kind, values: Float64Array.from(cells, (cell) => finite(cell, name, path)) };
  });
  return { paths, rows, columns };
}

function kindOf(kind: StoredKind): RecordKind {
  return kind === "numeric" || kind === "datetime" ? "number" : "word";
}

function valueSql(name: string, stored: StoredKind, kind: RecordKind): string {
  if (kind !== "number") return `CAST(${name} AS VARCHAR)`;
  return stored === "datetime" ? `epoch(CAST(${name} AS TIMESTAMP))::DOUBLE` : `CAST(${name} AS DOUBLE)`;
}

function finite(cell: string | number | null, column: string, path: string): number {
  const value = Number(cell ?? Number.NaN);
  if (Math.abs(value) !== Number.POSITIVE_INFINITY) return value;
  const message = `${path}: column ${JSON.stringify(column)} holds ${value}, expected finite numbers`;
  throw new MinibatchError("INVALID_DATA", message, { file: path, column });
}

function noColumn({ file, columns }: Relation, name: string): MinibatchError {
  const names = columns.slice(0, 10).map((column) => column.name);
  const message = `${file.path}: no column ${JSON.stringify(name)}, expected one of ${names.join(", ")}${columns.length > 10 ? " …" : ""}`;
  return new MinibatchError("INVALID_DATA", message, { file: file.path, column: name });
}
