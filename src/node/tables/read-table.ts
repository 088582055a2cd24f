import type { TableTarget } from "../../data/table/table-target.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import { chooseFeatures, findColumn, noRows } from "./column-choice.ts";
import { describeFile } from "./describe-file.ts";
import { duckDBError, isContentError } from "./duckdb-error.ts";
import { type ChunkColumn, DuckDBSession } from "./duckdb-session.ts";
import { numberSql, readColumns } from "./numeric-columns.ts";
import type { Relation } from "./relation.ts";
import { checkGzip, inspectTableFile, type TableFile } from "./table-file.ts";
import { targetDictionary } from "./target-codes.ts";
import type { ReadTableOptions, Table } from "./types.ts";

/**
 * Reads a CSV, TSV (gzip too) or Parquet file of numeric columns through DuckDB into memory, in the file's order.
 *
 * Separators and types of a CSV file are found out from its first 20,480 rows. Where a later row does not fit them,
 * they are found out again from all rows.
 *
 * @param path - path of a local file
 * @param options - target and feature columns, precision, header
 * @returns the features as a matrix, and the target as numbers or, where it is not numeric, as codes and classes
 * @throws {MinibatchError} `INVALID_FILE` when the file is missing, empty, has no row, or is no table;
 * `INVALID_DATA` when a column is missing, a feature is not numeric, or a value is missing or not finite
 */
export async function readTable(path: string, options: ReadTableOptions = {}): Promise<Table> {
  const file = await inspectTableFile(path);
  const checked = file.gzip ? checkGzip(path) : Promise.resolve();
  // A damaged file may fail the reading too; what the check says is the cause.
  const [check, read] = await Promise.allSettled([checked, withSession(file, options)]);
  if (check.status === "rejected") throw check.reason;
  if (read.status === "rejected") throw read.reason;
  return read.value;
}

async function withSession(file: TableFile, options: ReadTableOptions): Promise<Table> {
  const session = await DuckDBSession.open();
  try {
    return await describeAndRead(session, file, options);
  } catch (error) {
    throw duckDBError(file, error);
  } finally {
    session.close();
  }
}

async function describeAndRead(session: DuckDBSession, file: TableFile, options: ReadTableOptions): Promise<Table> {
  const { header, delimiter, nullStrings } = options;
  const given = {
    ...(options.target !== undefined && { targets: [options.target] }),
    ...(header === undefined ? {} : { header }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(nullStrings === undefined ? {} : { nullStrings }),
  };
  try {
    return await readRelation(session, await describeFile(session, file, { ...given, allRows: false }), options);
  } catch (error) {
    if (!isContentError(error)) throw error;
    // Where all rows together make no table either, the row that did not fit the first ones says more.
    const relation = await describeFile(session, file, { ...given, allRows: true }).catch(() => Promise.reject(error));
    return await readRelation(session, relation, options);
  }
}

async function readRelation(session: DuckDBSession, relation: Relation, options: ReadTableOptions): Promise<Table> {
  const { precision = "f64" } = options;
  const path = relation.file.path;
  const target = options.target === undefined ? undefined : await targetQuery(session, relation, options.target);
  const features = await chooseFeatures(session, relation, target?.name, options.features);
  const { X, target: values } = await readColumns(session, relation, { features, target, precision });
  if (X.rows === 0) throw noRows(path);
  return { file: path, columns: relation.columns, rows: X.rows, features, X, target: tableTarget(target, values) };
}

interface TargetQuery {
  readonly name: string;
  /** Its numbers or codes. */
  readonly sql: string;
  /** Undefined where it is numeric. */
  readonly classes: readonly Label[] | undefined;
}

async function targetQuery(session: DuckDBSession, relation: Relation, name: string): Promise<TargetQuery> {
  const column = findColumn(relation, name, "target");
  if (column.kind === "numeric") return { name, sql: numberSql(name), classes: undefined };
  const { code, classes } = await targetDictionary(session, relation, column);
  return { name, sql: code, classes };
}

function tableTarget(query: TargetQuery | undefined, values: ChunkColumn | undefined): TableTarget | undefined {
  if (query === undefined || values === undefined) return undefined;
  const { name, classes = [] } = query;
  return values instanceof Int32Array
    ? { name, kind: "classes", classes, codes: values }
    : { name, kind: "numeric", values };
}
