import { join } from "node:path";
import { type TableSchema, type TargetOutput, targetNames } from "../../data/table/table-schema.ts";
import { MinibatchError } from "../../engine/errors.ts";
import { type Label, show } from "../../engine/metrics/labels.ts";
import { findColumn, noRows } from "./column-choice.ts";
import { duckDBError } from "./duckdb-error.ts";
import type { DuckDBSession } from "./duckdb-session.ts";
import { cellError, modelColumns, targetWord } from "./model-columns.ts";
import { createWordType } from "./plan-columns.ts";
import { levelSql, numberSql, wordSql } from "./raw-sql.ts";
import type { RawStore } from "./raw-store.ts";
import { sqlName, sqlText } from "./sql.ts";
import { streamedStore } from "./streamed-store.ts";
import type { TableFile } from "./table-file.ts";
import { checkTableGzip } from "./table-input.ts";
import { TextStream } from "./text-stream.ts";
import type { TableColumn, TableFileOptions } from "./types.ts";
import { checkWeightKind, checkWeights, findWeight } from "./weight-column.ts";

/** The code of a class that the model does not know. */
const UNKNOWN = -1;

/** How rows are read as a model reads them. */
export interface EvaluationOptions extends TableFileOptions {
  /** Column with the weight of each row; left out, rows have none. */
  readonly weight?: string;
}

/** Rows of a file that a model is tested on. */
export interface EvaluationRows {
  /** Path of the file, for messages. */
  readonly file: string;
  /** Raw values of each encoder's column, then the weight where one was asked for, then the targets. */
  readonly store: RawStore;
  /** Position of the weight in the store; undefined where rows have none. */
  readonly weight: number | undefined;
  /**
   * Number of each row, or position of its class; NaN where it is missing. Of several targets [rows, targets]; of a row that lacks
   * one all are NaN.
   */
  readonly targets: Float64Array;
  /** Targets of a row, where it has several. */
  readonly outputs?: number;
  /** The model's classes, then those that only these rows have; empty for numbers. */
  readonly classes: readonly Label[];
  /** The texts of the same rows, by text column of the model. */
  readonly texts: TextStream;
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
  options: EvaluationOptions,
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
  options: EvaluationOptions,
  folder: string,
): Promise<EvaluationRows> {
  const columns = await modelColumns(session, file, schema, options);
  const { relation, raw, texts } = columns;
  const targets = targetNames(schema).map((name) => findColumn(relation, name, "target"));
  const [target] = targets as [TableColumn];
  const weight = findWeight(relation, options.weight);
  if (weight !== undefined) checkWeightKind(relation, weight);
  const values = [...raw, ...(weight === undefined ? [] : [numberSql(sqlName(weight.name))])];
  const path = join(folder, "test-values");
  const read = async (
    sql: readonly string[],
    codes: readonly string[],
    from: string,
  ): Promise<Omit<EvaluationRows, "classes" | "texts">> => {
    const apart = codes.length + (weight === undefined ? 0 : 1);
    const rows = await store(session, { columns: [...sql, ...codes], apart, from }, path, file);
    try {
      const [weights] = weight === undefined ? [] : await rows.columns([raw.length]);
      if (weight !== undefined) checkWeights(relation, weight, weights!);
      const known = await rows.columns(codes.map((_, k) => sql.length + k));
      if (schema.targets !== undefined) checkKnown(file.path, schema.targets, known);
      const own = schema.targets === undefined ? { targets: known[0]! } : severalTargets(known);
      return { file: file.path, store: rows, weight: weight === undefined ? undefined : raw.length, ...own };
    } catch (error) {
      rows.close();
      throw error;
    }
  };
  try {
    if (schema.targets !== undefined) {
      const codes: string[] = [];
      for (const [k, column] of targets.entries()) {
        codes.push(await outputSql(session, column, schema.targets[k]!.classes, schema.nullStrings));
      }
      const rows = await read(values, codes, relation.sql);
      return { ...rows, classes: [], texts: new TextStream(session, texts, relation.sql) };
    }
    if (schema.task === "regression") {
      const number = await outputSql(session, target, [], schema.nullStrings);
      const rows = await read(values, [number], relation.sql);
      return { ...rows, classes: [], texts: new TextStream(session, texts, relation.sql) };
    }
    const words = schema.classes.map(String);
    const ownWord = targetWord(target, schema.classes, schema.nullStrings);
    if (texts.length === 0) {
      const rows = await read(values, [levelSql(ownWord, await createWordType(session, words))], relation.sql);
      if (!rows.targets.includes(UNKNOWN)) {
        return { ...rows, classes: schema.classes, texts: new TextStream(session, texts, relation.sql) };
      }
      rows.store.close();
    }
    // Which other classes the file has is known only at its end.
    const named = [...values.map((sql, i) => `${sql} AS r${i}`), ...texts.map((sql, i) => `${sql} AS t${i}`)];
    await session.run("DROP TABLE IF EXISTS tested");
    await session.run(
      `CREATE TEMP TABLE tested AS SELECT ${[...named, `${ownWord} AS word`].join(", ")} FROM ${relation.sql}`,
    );
    const others = await otherWords(session, words);
    const code = levelSql("word", await createWordType(session, [...words, ...others]));
    const isNumber = schema.classes.every((label) => typeof label === "number");
    const classes = [...schema.classes, ...others.map((name) => (isNumber ? Number(name) : name))];
    const rows = await read(
      values.map((_, i) => `r${i}`),
      [code],
      "tested",
    );
    const ownTexts = texts.map((_, i) => `t${i}`);
    return { ...rows, classes, texts: new TextStream(session, ownTexts, "tested") };
  } catch (error) {
    throw await cellError(session, columns, schema, error);
  }
}

/** A target as SQL: its number, or the position of its word among the classes. */
async function outputSql(
  session: DuckDBSession,
  column: TableColumn,
  classes: readonly Label[],
  nullStrings: readonly string[],
): Promise<string> {
  if (classes.length > 0) {
    const words = classes.map(String);
    return levelSql(targetWord(column, classes, nullStrings), await createWordType(session, words));
  }
  const value = sqlName(column.name);
  return numberSql(column.kind === "text" ? wordSql(value, column.type, nullStrings) : value);
}

/** Several targets of each row, [rows, targets]; of a row that lacks one all are missing. */
function severalTargets(columns: readonly Float64Array[]): Pick<EvaluationRows, "targets" | "outputs"> {
  const outputs = columns.length;
  const rows = columns[0]!.length;
  const targets = new Float64Array(rows * outputs);
  for (let row = 0; row < rows; row++) {
    const isWhole = columns.every((column) => !Number.isNaN(column[row]));
    for (let k = 0; k < outputs; k++) targets[row * outputs + k] = isWhole ? columns[k]![row]! : Number.NaN;
  }
  return { targets, outputs };
}

/** @throws {MinibatchError} `INVALID_DATA` for a label that is neither of its target's two values */
function checkKnown(file: string, targets: readonly TargetOutput[], columns: readonly Float64Array[]): void {
  for (const [k, { name, classes }] of targets.entries()) {
    const row = classes.length === 0 ? -1 : columns[k]!.indexOf(UNKNOWN);
    if (row < 0) continue;
    const message = `${file}: target ${show(name)}: data row ${row + 1} has a third value, expected ${classes.map(show).join(" or ")}; leave the row out`;
    throw new MinibatchError("INVALID_DATA", message, { file, column: name, row });
  }
}

async function store(
  session: DuckDBSession,
  { columns, apart, from }: { readonly columns: readonly string[]; readonly apart: number; readonly from: string },
  path: string,
  { path: shown }: TableFile,
): Promise<RawStore> {
  const rows = await streamedStore(session, columns, from, path, { apart });
  if (rows.rows > 0) return rows;
  rows.close();
  throw noRows(shown);
}

/** That no row of a file has a target. */
export function noTarget(file: string, targets: readonly string[]): MinibatchError {
  const names = targets.map((name) => JSON.stringify(name)).join(", ");
  const what = targets.length === 1 ? `the target ${names}` : `each of the targets ${names}`;
  const message = `${file}: no row has a value of ${what}, expected at least one`;
  return new MinibatchError("INVALID_DATA", message, { file, ...(targets.length === 1 && { column: targets[0] }) });
}

/** The words of the target that are not among the model's classes, sorted. */
async function otherWords(session: DuckDBSession, classes: readonly string[]): Promise<string[]> {
  const rows = await session.rows<{ word: string }>(
    `SELECT DISTINCT word FROM tested
     WHERE word IS NOT NULL AND word NOT IN (${classes.map(sqlText).join(", ")}) ORDER BY word`,
  );
  return rows.map(({ word }) => word);
}
