import { MinibatchError } from "../../engine/errors.ts";
import { DenseMatrix, type Precision } from "../../engine/matrix/dense-matrix.ts";
import type { ChunkColumn, DuckDBSession, ResultChunk } from "./duckdb-session.ts";
import type { Relation } from "./relation.ts";
import { sqlName } from "./sql.ts";
import { largestNumber } from "./unusable-number.ts";

/** What {@link readColumns} reads. */
export interface ColumnQuery {
  /** Names of the numeric columns to read as features. */
  readonly features: readonly string[];
  /** The target and its values as SQL: DOUBLE, or codes as INTEGER with -1 for a missing one. */
  readonly target: { readonly name: string; readonly sql: string } | undefined;
  /** Width of the features' numbers. */
  readonly precision: Precision;
}

/** Columns in memory. */
export interface ColumnValues {
  /** Features, [rows, features], row-major. */
  readonly X: DenseMatrix;
  /** The target's numbers or codes, [rows]; none where none was asked for. */
  readonly target: ChunkColumn | undefined;
}

interface Cell {
  readonly row: number;
  readonly name: string;
  readonly value: number;
}

/** SQL for a numeric column as DOUBLE, with NaN where it is missing. */
export function numberSql(name: string): string {
  return `coalesce(${sqlName(name)}::DOUBLE, 'nan'::DOUBLE)`;
}

/**
 * Reads numeric columns into a row-major matrix, in the order of the rows.
 *
 * A chunk of DuckDB's result (2,048 rows) is turned into rows while it lies in the processor's cache.
 *
 * @throws {MinibatchError} `INVALID_DATA` when a value is missing, not finite, or too large for the precision
 */
export async function readColumns(
  session: DuckDBSession,
  relation: Relation,
  query: ColumnQuery,
): Promise<ColumnValues> {
  const { features, target, precision } = query;
  const columns = target === undefined ? features.map(numberSql) : [...features.map(numberSql), target.sql];
  const result = await session.query(`SELECT ${columns.join(", ")} FROM ${relation.sql}`);
  const X = DenseMatrix.zeros(result.rows, features.length, precision);
  let targets: ChunkColumn | undefined;
  let firstRow = 0;
  for await (const chunk of result.chunks()) {
    const bad = transpose(chunk, X, firstRow, features) ?? badTarget(chunk, features.length, target?.name, firstRow);
    if (bad !== undefined) throw await cellError(session, relation, bad);
    if (target !== undefined) {
      const values = chunk.column(features.length);
      targets ??= values instanceof Int32Array ? new Int32Array(result.rows) : new Float64Array(result.rows);
      targets.set(values, firstRow);
    }
    firstRow += chunk.rows;
  }
  return { X, target: targets };
}

/** Copies a chunk's columns into rows; gives the first cell, column by column, that cannot be used. */
function transpose(chunk: ResultChunk, X: DenseMatrix, firstRow: number, names: readonly string[]): Cell | undefined {
  const { data, columns, precision } = X;
  const limit = largestNumber(precision);
  for (let column = 0; column < columns; column++) {
    const values = chunk.column(column);
    let allUsable = true;
    for (let row = 0, cell = firstRow * columns + column; row < chunk.rows; row++, cell += columns) {
      const value = values[row] as number;
      allUsable = allUsable && Math.abs(value) <= limit;
      data[cell] = value;
    }
    if (!allUsable) {
      const row = values.findIndex((value: number) => !(Math.abs(value) <= limit));
      return { row: firstRow + row, name: names[column] ?? "", value: Number(values[row]) };
    }
  }
  return undefined;
}

/** The first target of a chunk that is a number and not finite, or -1, the code of a missing class. */
function badTarget(chunk: ResultChunk, column: number, name: string | undefined, firstRow: number): Cell | undefined {
  if (name === undefined) return undefined;
  const values = chunk.column(column);
  const isBad = values instanceof Int32Array ? (code: number) => code < 0 : (value: number) => !Number.isFinite(value);
  const row = values.findIndex(isBad);
  return row < 0 ? undefined : { row: firstRow + row, name, value: Number(values[row]) };
}

/** Says what stands in a cell that cannot be used, and how many cells of its column are missing or not finite. */
async function cellError(session: DuckDBSession, relation: Relation, cell: Cell): Promise<MinibatchError> {
  const { row, name, value } = cell;
  const id = sqlName(name);
  const finite = `coalesce(isfinite(try_cast(${id} AS DOUBLE)), true)`;
  const [found] = (await session.rows(`
    SELECT (SELECT ${id} IS NULL FROM ${relation.sql} LIMIT 1 OFFSET ${row}) AS missing,
      count(*) FILTER (WHERE ${id} IS NULL OR NOT ${finite})::DOUBLE AS cells FROM ${relation.sql}`)) as [
    { readonly missing: boolean; readonly cells: number },
  ];
  const what = found.missing ? "the value is missing" : `the value is ${value}, expected a finite number`;
  const more = found.cells > 1 ? ` (${found.cells} such values in this column)` : "";
  const path = relation.file.path;
  const where = `${path}: data row ${row + 1}, column ${JSON.stringify(name)}`;
  const message = `${where}: ${what}${more}; fill it in, or drop the row or the column`;
  return new MinibatchError("INVALID_DATA", message, { file: path, row, column: name });
}
