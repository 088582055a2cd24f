import { suggestion } from "../../data/text/suggestion.ts";
import { MinibatchError } from "../../engine/errors.ts";
import type { DuckDBSession } from "./duckdb-session.ts";
import type { Relation } from "./relation.ts";
import { sqlName, sqlText } from "./sql.ts";
import type { TableColumn } from "./types.ts";

/** How many names a message lists before it stops. */
const LISTED = 20;

/** What files write for a missing value, in lower case. A cell without a character is missing by itself. */
const MISSING_MARKS = ["na", "n/a", "#n/a", "<na>", "null", "none", "nil", "missing", "?", "-", "--", "."];

/** A number as written with a decimal comma. */
const DECIMAL_COMMA = /^\s*[+-]?[\d.]*,\d+\s*$/;

/**
 * The column of that name.
 *
 * @throws {MinibatchError} `INVALID_DATA` when there is none; the message lists the columns and the nearest name
 */
export function findColumn(relation: Relation, name: string, role: string): TableColumn {
  const { columns, file, header } = relation;
  const found = columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  const names = columns.map((column) => column.name);
  const near = suggestion(name, names);
  const hint = near === undefined ? "" : ` (did you mean ${quote(near)}?)`;
  const why = header ? "" : "; the first line was not taken for names: if it holds them, set header to true (--header)";
  const separator = names.length === 1 ? "; only one column: do all lines have as many separators?" : "";
  const message = `${file.path}: no column ${quote(name)} for the ${role}${hint}; columns: ${list(names)}${why}${separator}`;
  throw new MinibatchError("INVALID_DATA", message, { file: file.path, column: name });
}

/**
 * The feature columns: those asked for, or all but the target.
 *
 * @throws {MinibatchError} `INVALID_DATA` when one is missing or does not hold numbers, or when there is none
 */
export async function chooseFeatures(
  session: DuckDBSession,
  relation: Relation,
  target: string | undefined,
  asked: readonly string[] | undefined,
): Promise<readonly string[]> {
  const chosen =
    asked?.map((name) => findColumn(relation, name, "model's features")) ??
    relation.columns.filter((column) => column.name !== target);
  if (chosen.length === 0) {
    const path = relation.file.path;
    throw new MinibatchError("INVALID_DATA", `${path}: no column but the target, expected at least one more`, {
      file: path,
    });
  }
  const others = chosen.filter((column) => column.kind !== "numeric");
  if (others.length > 0) throw await notNumeric(session, relation, others);
  return chosen.map((column) => column.name);
}

/** The error for a table without a row. */
export function noRows(path: string): MinibatchError {
  return new MinibatchError("INVALID_FILE", `${path}: no rows of data`, { file: path });
}

async function notNumeric(
  session: DuckDBSession,
  relation: Relation,
  columns: readonly TableColumn[],
): Promise<MinibatchError> {
  const [first] = columns as [TableColumn, ...TableColumn[]];
  const found = await firstNonNumber(session, relation, first.name);
  if (found === undefined && (await session.rows(`SELECT 1 FROM ${relation.sql} LIMIT 1`)).length === 0) {
    return noRows(relation.file.path);
  }
  if (found?.isMark) {
    const cells = found.marks > 1 ? ` (${found.marks} such cells in this column)` : "";
    const where = `${relation.file.path}: data row ${found.row}, column ${quote(first.name)}`;
    const message = `${where}: ${quote(found.value)} marks a missing value${cells}; fill it in with a number, or drop the row or the column`;
    return new MinibatchError("INVALID_DATA", message, {
      file: relation.file.path,
      row: found.row - 1,
      column: first.name,
    });
  }
  const example = found === undefined ? "" : ` (data row ${found.row}: ${quote(found.value)})`;
  const which = `column ${quote(first.name)} is ${first.kind === "boolean" ? "boolean" : "not numeric"}${example}`;
  const point = DECIMAL_COMMA.test(found?.value ?? "") ? "write a decimal point instead of the comma, or " : "";
  const all = columns.length === 1 ? "it" : `${columns.length} such columns: ${list(columns.map(({ name }) => name))}`;
  const message = `${relation.file.path}: ${which}; features must be numbers: ${point}drop ${all}`;
  return new MinibatchError("INVALID_DATA", message, { file: relation.file.path, column: first.name });
}

/** A value that keeps a column from being numeric. */
interface NonNumber {
  /** Its row, from 1. */
  readonly row: number;
  readonly value: string;
  /** Cells of the column that mark a missing value. */
  readonly marks: number;
  /** Whether the column holds numbers and marks of missing values, and nothing else. */
  readonly isMark: boolean;
}

/** The first value that keeps a column from being numeric; none where every value is missing. */
async function firstNonNumber(
  session: DuckDBSession,
  relation: Relation,
  name: string,
): Promise<NonNumber | undefined> {
  const [found] = await session.rows<NonNumber>(`
    WITH cells AS (
      SELECT row_number() OVER () AS row, ${sqlName(name)}::VARCHAR AS value, try_cast(value AS DOUBLE) AS number,
        lower(trim(value)) IN (${MISSING_MARKS.map(sqlText).join(", ")}) AS mark
      FROM ${relation.sql})
    SELECT min(row)::DOUBLE AS row, left(arg_min(value, row), 40) AS value,
      (count(*) FILTER (WHERE mark))::DOUBLE AS marks,
      bool_and(mark) AND (SELECT count(number) > 0 FROM cells) AS "isMark"
    FROM cells WHERE value IS NOT NULL AND number IS NULL HAVING count(*) > 0`);
  return found;
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, LISTED).map(quote).join(", ");
  return names.length > LISTED ? `${shown} and ${names.length - LISTED} more` : shown;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
