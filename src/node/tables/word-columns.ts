import type { DuckDBSession } from "./duckdb-session.ts";
import { sqlName } from "./sql.ts";

/** What is known of the words of a column. */
export interface WordProfile {
  /** Rows that have one. */
  readonly present: number;
  /** How many different ones, to within some percent. */
  readonly distinct: number;
  /** Blanks within one, on average. */
  readonly blanks: number;
  /** Rows in which it can be read as a number. */
  readonly numbers: number;
}

/** Columns of one query. */
const COLUMNS_PER_QUERY = 200;

/**
 * Counts the words of columns.
 *
 * @param table - name of a table in the session
 * @param names - its columns, VARCHAR
 * @returns what is known, by position in `names`
 */
export async function profileWords(
  session: DuckDBSession,
  table: string,
  names: readonly string[],
): Promise<WordProfile[]> {
  const profiles: WordProfile[] = [];
  for (let first = 0; first < names.length; first += COLUMNS_PER_QUERY) {
    const part = names.slice(first, first + COLUMNS_PER_QUERY);
    const counts = part.flatMap((name, i) => {
      const value = sqlName(name);
      return [
        `count(${value})::DOUBLE AS p${i}`,
        `approx_count_distinct(${value})::DOUBLE AS d${i}`,
        `coalesce(avg(length(${value}) - length(replace(${value}, ' ', ''))), 0)::DOUBLE AS b${i}`,
        `count(try_cast(${value} AS DOUBLE))::DOUBLE AS n${i}`,
      ];
    });
    const [row] = (await session.rows(`SELECT ${counts.join(", ")} FROM ${table}`)) as [Record<string, number>];
    for (let i = 0; i < part.length; i++) {
      const read = (what: string): number => Number(row[`${what}${i}`]);
      profiles.push({ present: read("p"), distinct: read("d"), blanks: read("b"), numbers: read("n") });
    }
  }
  return profiles;
}

/**
 * The different words of a column, sorted by code point.
 *
 * @param table - name of a table in the session
 * @param name - its column, VARCHAR
 * @param limit - how many at most
 */
export async function distinctWords(
  session: DuckDBSession,
  table: string,
  name: string,
  limit: number,
): Promise<string[]> {
  const value = sqlName(name);
  const rows = await session.rows<{ word: string }>(
    `SELECT DISTINCT ${value} AS word FROM ${table} WHERE ${value} IS NOT NULL ORDER BY word LIMIT ${limit}`,
  );
  return rows.map(({ word }) => word);
}
