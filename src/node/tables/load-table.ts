import { join } from "node:path";
import { MinibatchError } from "../../engine/errors.ts";
import type { ReadProgress } from "../training/types.ts";
import { type ChosenColumns, type ColumnOptions, chooseColumns } from "./choose-columns.ts";
import { noRows } from "./column-choice.ts";
import { describeFile } from "./describe-file.ts";
import { duckDBError, isContentError } from "./duckdb-error.ts";
import type { DuckDBSession } from "./duckdb-session.ts";
import {
  createWordType,
  holdsWords,
  type PlannedColumn,
  type PlanOptions,
  planColumns,
  type TableSource,
} from "./plan-columns.ts";
import type { RawRows } from "./raw-rows.ts";
import { levelSql, numberSql, wordSql } from "./raw-sql.ts";
import type { RawTarget } from "./read-target.ts";
import type { Relation } from "./relation.ts";
import { RereadRows } from "./reread-rows.ts";
import { sqlName } from "./sql.ts";
import { streamedStore } from "./streamed-store.ts";
import type { TableFile } from "./table-file.ts";
import { checkTableGzip } from "./table-input.ts";
import type { TableColumn, TableFileOptions } from "./types.ts";
import { watchedRun } from "./watched-run.ts";
import { checkWeightKind, checkWeights } from "./weight-column.ts";
import { distinctWords } from "./word-columns.ts";

/** How a table is loaded. */
export interface LoadOptions extends TableFileOptions, PlanOptions {
  /** The target column, or several. */
  readonly target: string | readonly string[];
  /** Told how much is read, now and then. */
  readonly onRead?: ((progress: ReadProgress) => void) | undefined;
}

/** A table's raw values, and what its columns may become. */
export interface LoadedTable {
  /** The file. */
  readonly relation: Relation;
  /** The columns by what they are to the training. */
  readonly chosen: ChosenColumns;
  /** What the candidates become. */
  readonly planned: readonly PlannedColumn[];
  /** Raw values: the planned columns that are not dropped, in their order, then the weight, then the targets. */
  readonly values: RawRows;
  /** The targets, of all rows. */
  readonly targets: readonly RawTarget[];
  /** What stands after FROM where texts are read, in the order of the values. */
  readonly from: string;
}

/** Classes that a target may have. */
const MAX_CLASSES = 100_000;

/**
 * Finds out what a table's columns may become and gives access to its values.
 *
 * Columns of numbers, dates and truth values are read from the file: once into a store, or, where they are quickly read, each time
 * that they are needed. Where there are words, the columns are first copied into a table of DuckDB's, which keeps it in its memory
 * or its temporary folder: words must be counted before they have a number.
 *
 * @param folder - an existing folder for what is temporary
 * @throws {MinibatchError} `INVALID_FILE` or `INVALID_DATA` when the file cannot be read or used
 */
export async function loadTable(
  session: DuckDBSession,
  file: TableFile,
  options: LoadOptions,
  folder: string,
): Promise<LoadedTable> {
  const checked = checkTableGzip(file);
  // A damaged file may fail the reading too; what the check says is the cause.
  const [check, load] = await Promise.allSettled([checked, tryLoad(session, file, options, folder)]);
  if (check.status === "rejected") throw check.reason;
  if (load.status === "rejected") throw duckDBError(file, load.reason);
  return load.value;
}

async function tryLoad(
  session: DuckDBSession,
  file: TableFile,
  options: LoadOptions,
  folder: string,
): Promise<LoadedTable> {
  const { header, delimiter, nullStrings, numeric, categorical = [], text = [] } = options;
  const sniff = {
    targets: [options.target].flat(),
    ...(header === undefined ? {} : { header }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(nullStrings === undefined ? {} : { nullStrings }),
    ...(numeric === undefined ? {} : { asNumbers: numeric }),
    asText: [...categorical, ...text],
  };
  try {
    return await load(session, await describeFile(session, file, { ...sniff, allRows: false }), options, folder);
  } catch (error) {
    if (!isContentError(error)) throw error;
    // Where all rows together make no table either, the row that did not fit the first ones says more.
    const relation = await describeFile(session, file, { ...sniff, allRows: true }).catch(() => Promise.reject(error));
    return await load(session, relation, options, folder);
  }
}

async function load(
  session: DuckDBSession,
  relation: Relation,
  options: LoadOptions,
  folder: string,
): Promise<LoadedTable> {
  await session.makeRoom(relation.columns.length, relation.rowsTogether);
  const chosen = chooseColumns(relation, [options.target].flat(), options);
  const { targets, weight, candidates } = chosen;
  checkKinds(relation, weight, candidates, options);
  const hasWords = targets.some(isWords) || candidates.some((column) => holdsWords(column, options));
  const source = hasWords ? await copyTable(session, relation, chosen, options) : fileSource(session, relation);
  const planned = await planColumns(source, relation, chosen, options);
  const learned: LearnedColumn[] = [];
  for (const target of targets) learned.push(await targetColumn(source, target));
  const columns = [
    ...planned.flatMap(({ raw }) => (raw === undefined ? [] : [raw])),
    ...(weight === undefined ? [] : [numberSql(sqlName(source.nameOf(weight)))]),
    ...learned.map(({ sql }) => sql),
  ];
  const { expectedRows, knownRows } = relation;
  const onRows = (rows: number): void =>
    options.onRead?.({ rows, ...(expectedRows && { share: Math.min(1, rows / expectedRows) }) });
  const { from } = source;
  const values =
    hasWords || knownRows === undefined
      ? await streamedStore(session, columns, from, join(folder, "values"), {
          apart: learned.length + (weight === undefined ? 0 : 1),
          expectedRows,
          // Of a copy the copying was told.
          ...(!hasWords && { onRows }),
        })
      : new RereadRows({
          ...{ session, columns, from, rows: knownRows, file: relation.file, onRows },
          // Nobody asks for the targets again.
          apart: learned.length,
        });
  try {
    if (values.rows === 0) throw noRows(relation.file.path);
    const first = columns.length - learned.length;
    const weights = weight === undefined ? [] : [first - 1];
    const read = await values.columns([...weights, ...learned.map((_, k) => first + k)]);
    if (weight !== undefined) checkWeights(relation, weight, read.shift()!);
    const raw = learned.map(({ name, words }, k) => ({ name, raw: read[k]!, words }));
    return { relation, chosen, planned, values, targets: raw, from };
  } catch (error) {
    await values.close();
    throw error;
  }
}

/** How a target is read: its number, or the position among its words. */
interface LearnedColumn {
  readonly name: string;
  readonly words: readonly string[] | undefined;
  readonly sql: string;
}

async function targetColumn(source: TableSource, target: TableColumn): Promise<LearnedColumn> {
  const { name } = target;
  const value = sqlName(source.nameOf(target));
  if (!isWords(target)) return { name, words: undefined, sql: numberSql(value) };
  const words = await targetWords(source, target);
  return { name, words, sql: levelSql(value, await createWordType(source.session, words)) };
}

/** Dates are classes of a target, too: their words. */
function isWords({ kind }: TableColumn): boolean {
  return kind !== "numeric";
}

function checkKinds(
  relation: Relation,
  weight: TableColumn | undefined,
  candidates: readonly TableColumn[],
  { numeric = [], text = [] }: ColumnOptions,
): void {
  const { file } = relation;
  const nested = candidates.find(({ name, kind }) => kind === "nested" && text.includes(name));
  if (nested !== undefined) {
    const message = `${file.path}: column ${JSON.stringify(nested.name)} holds ${nested.type}, expected sentences for a text`;
    throw new MinibatchError("INVALID_DATA", message, { file: file.path, column: nested.name });
  }
  if (weight !== undefined) checkWeightKind(relation, weight);
  const found = candidates.find(({ name, kind }) => numeric.includes(name) && kind !== "numeric" && kind !== "boolean");
  if (found === undefined) return;
  const message = `${file.path}: column ${JSON.stringify(found.name)} holds ${found.type}, expected numbers for a numeric column`;
  throw new MinibatchError("INVALID_DATA", message, { file: file.path, column: found.name });
}

function fileSource(session: DuckDBSession, relation: Relation): TableSource {
  return { session, from: relation.sql, nameOf: ({ name }) => name };
}

/** Copies the columns that are needed into a table; words without blanks around them and without null strings. */
async function copyTable(
  session: DuckDBSession,
  relation: Relation,
  { targets, weight, candidates }: ChosenColumns,
  options: LoadOptions,
): Promise<TableSource> {
  const names = new Map<TableColumn, string>();
  const columns: string[] = [];
  const add = (column: TableColumn, words: boolean): void => {
    const name = `c${names.size}`;
    const value = sqlName(column.name);
    names.set(column, name);
    columns.push(`${words ? wordSql(value, column.type, options.nullStrings ?? []) : value} AS ${name}`);
  };
  for (const column of candidates) if (column.kind !== "nested") add(column, holdsWords(column, options));
  if (weight !== undefined) add(weight, false);
  for (const target of targets) add(target, isWords(target));
  await session.run("DROP TABLE IF EXISTS loaded");
  const sql = `CREATE TEMP TABLE loaded AS SELECT ${columns.join(", ")} FROM ${relation.sql}`;
  await watchedRun(session, sql, options.onRead);
  return { session, from: "loaded", nameOf: (column) => names.get(column) ?? column.name };
}

async function targetWords(source: TableSource, target: TableColumn): Promise<string[]> {
  const name = source.nameOf(target);
  const words = await distinctWords(source.session, source.from, name, MAX_CLASSES + 1);
  if (words.length <= MAX_CLASSES) return words;
  const message = `target ${JSON.stringify(target.name)}: more than ${MAX_CLASSES} different values, expected classes that several rows share`;
  throw new MinibatchError("INVALID_DATA", message, { column: target.name });
}
