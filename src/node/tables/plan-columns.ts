import type { ColumnKind } from "../../data/table/table-schema.ts";
import { MinibatchError } from "../../engine/errors.ts";
import type { ChosenColumns, ColumnOptions } from "./choose-columns.ts";
import type { DuckDBSession } from "./duckdb-session.ts";
import { booleanSql, levelSql, numberSql, secondsSql } from "./raw-sql.ts";
import type { Relation } from "./relation.ts";
import { sqlName, sqlText } from "./sql.ts";
import type { TableColumn } from "./types.ts";
import { distinctWords, profileWords, type WordProfile } from "./word-columns.ts";
import { bucketSql } from "./word-hash.ts";

/** A column that has at most so many different words becomes a feature for each. */
export const ONE_HOT_LIMIT = 256;

/** Features of a column of more words than that. */
export const HASH_BUCKETS = 256;

/** How columns are planned. */
export interface PlanOptions extends ColumnOptions {
  /** Hashed words, and each text, get 2 to this power features; 1 to 26. Default 8 for words, 18 for a text. */
  readonly bits?: number;
}

/** A column that may become features, before the statistics of its values are known. */
export interface PlannedColumn {
  /** The column. */
  readonly column: TableColumn;
  /** What it holds. */
  readonly kind: ColumnKind;
  /** Why it is left out; undefined where it is not. */
  readonly dropped?: string;
  /** Its raw values as SQL, where it is not left out. */
  readonly raw?: string;
  /** All its words, sorted by code point, where each becomes a feature. */
  readonly words?: readonly string[];
  /** Number of features that its words are hashed to, where they are. */
  readonly buckets?: number;
  /** Its words as SQL, where they are hashed. */
  readonly hashed?: string;
  /** Its texts as SQL, an empty one where it is missing; where its words are learned from. */
  readonly text?: string;
}

/** Where a table's values are read from. */
export interface TableSource {
  readonly session: DuckDBSession;
  /** What stands after FROM. */
  readonly from: string;
  /** Name of a column's values there; of words as `wordSql` makes them. */
  readonly nameOf: (column: TableColumn) => string;
}

/** Fewer rows than these do not tell an identifier from a word, nor a text. */
const MIN_ROWS = 20;
/** Share of the rows with a word of their own from which on a column identifies them. */
const IDENTIFIER_SHARE = 0.9;
/** Blanks within a value, on average, from which on it is a text. */
const TEXT_BLANKS = 3;
/** Share of the values that are numbers from which on the others are taken for mistakes. */
const NUMBER_SHARE = 0.9;

/** Whether a column's values are read as words. */
export function holdsWords({ name, kind }: TableColumn, { categorical = [], text = [] }: ColumnOptions): boolean {
  return kind === "text" || categorical.includes(name) || text.includes(name);
}

/**
 * Decides from the types and words of a table's columns what becomes of each.
 *
 * @throws {MinibatchError} `INVALID_DATA` where a column holds numbers and a few values that are none
 */
export async function planColumns(
  source: TableSource,
  relation: Relation,
  { candidates }: ChosenColumns,
  options: PlanOptions,
): Promise<PlannedColumn[]> {
  const { text = [] } = options;
  const words = candidates.filter((column) => holdsWords(column, options) && !text.includes(column.name));
  const profiles = await profileWords(source.session, source.from, words.map(source.nameOf));
  const planned: PlannedColumn[] = [];
  for (const column of candidates) {
    const profile = profiles[words.indexOf(column)];
    const value = sqlName(source.nameOf(column));
    if (text.includes(column.name)) planned.push({ column, kind: "text", text: `coalesce(${value}, '')` });
    else if (profile !== undefined) planned.push(await planWords(source, relation, column, profile, options));
    else if (column.kind === "nested") planned.push({ column, kind: "text", dropped: "lists or structures" });
    else if (column.kind === "boolean") planned.push({ column, kind: "boolean", raw: booleanSql(value) });
    else if (column.kind === "datetime") planned.push({ column, kind: "datetime", raw: secondsSql(value) });
    else planned.push({ column, kind: "numeric", raw: numberSql(value) });
  }
  return planned;
}

async function planWords(
  source: TableSource,
  relation: Relation,
  column: TableColumn,
  profile: WordProfile,
  options: PlanOptions,
): Promise<PlannedColumn> {
  const { present, distinct, blanks, numbers } = profile;
  if (present === 0) return { column, kind: "constant", dropped: "no value" };
  if (options.categorical?.includes(column.name) !== true) {
    if (numbers < present && numbers >= NUMBER_SHARE * present && present >= MIN_ROWS) {
      throw await notANumber(source, relation, column, present - numbers);
    }
    if (present >= MIN_ROWS && blanks >= TEXT_BLANKS && distinct > present / 2) {
      return { column, kind: "text", dropped: "text" };
    }
    if (present >= MIN_ROWS && distinct > IDENTIFIER_SHARE * present) {
      return { column, kind: "identifier", dropped: "a value of its own in nearly every row" };
    }
  }
  const name = source.nameOf(column);
  if (distinct <= 2 * ONE_HOT_LIMIT) {
    const words = await distinctWords(source.session, source.from, name, ONE_HOT_LIMIT + 1);
    if (words.length <= ONE_HOT_LIMIT) {
      const type = await createWordType(source.session, words);
      return { column, kind: "categorical", words, raw: levelSql(sqlName(name), type) };
    }
  }
  const buckets = options.bits === undefined ? HASH_BUCKETS : 2 ** options.bits;
  return { column, kind: "categorical", buckets, hashed: sqlName(name), raw: bucketSql(sqlName(name), buckets) };
}

const types = new WeakMap<DuckDBSession, number>();

/**
 * Makes an ENUM type of words.
 *
 * @returns its name
 */
export async function createWordType(session: DuckDBSession, words: readonly string[]): Promise<string> {
  const number = types.get(session) ?? 0;
  types.set(session, number + 1);
  const name = `words_${number}`;
  // An ENUM cannot be without a value; NULL is never one of its words.
  await session.run(`CREATE TYPE ${name} AS ENUM (${words.length === 0 ? "''" : words.map(sqlText).join(", ")})`);
  return name;
}

async function notANumber(
  { session, from, nameOf }: TableSource,
  { file }: Relation,
  column: TableColumn,
  count: number,
): Promise<MinibatchError> {
  const value = sqlName(nameOf(column));
  const [found] = await session.rows<{ row: number; value: string }>(`
    SELECT min(row)::DOUBLE AS row, left(arg_min(value, row), 40) AS value
    FROM (SELECT row_number() OVER () AS row, ${value} AS value FROM ${from})
    WHERE value IS NOT NULL AND try_cast(value AS DOUBLE) IS NULL`);
  const { row, value: text } = found!;
  const name = JSON.stringify(column.name);
  const others = count > 1 ? ` (${count} such values in this column)` : "";
  const advice = /^\s*[+-]?[\d.]*,\d+\s*$/.test(text)
    ? "write a decimal point instead of the comma"
    : "if it stands for a missing value, name it in nullStrings (--null-strings)";
  const message = `${file.path}: data row ${row}, column ${name}: ${JSON.stringify(text)} is not a number, and nearly all other values are${others}; ${advice}, or take the column for words (--categorical ${name}) or drop it`;
  return new MinibatchError("INVALID_DATA", message, { file: file.path, row: row - 1, column: column.name });
}
