import { hashedBucket } from "../../data/table/encoders/hashed.ts";
import { NameTable } from "../../data/text/name-table.ts";
import type { DuckDBSession } from "./duckdb-session.ts";
import { integersOf, writeVector } from "./duckdb-vectors.ts";
import type { FittedColumn } from "./fit-encoders.ts";
import { PART } from "./part.ts";

/** Words of a column that are looked at: those that come first. */
const MOST_WORDS = 262_144;

/**
 * The words that the training rows have in columns whose words are hashed, by feature: of each feature the word that came first,
 * and whether another one came, too. {@link addRowPart} comes first.
 *
 * @param from - the table that the rows were copied to, in the order of `part`
 * @param part - what each row is for
 * @returns by name of the column, features from 0
 */
export async function learnHashedNames(
  session: DuckDBSession,
  fitted: readonly FittedColumn[],
  from: string,
  part: Uint8Array,
): Promise<ReadonlyMap<string, NameTable>> {
  const hashed = fitted.filter(({ encoder }) => encoder?.kind === "hashed");
  parts.set(session, part);
  const names = new Map<string, NameTable>();
  for (const { planned } of hashed) {
    const { column, buckets = 0, hashed: word = "" } = planned;
    const rows = await session.rows<{ word: string }>(
      `SELECT ${word} AS word, min(rowid) AS first FROM ${from} ` +
        `WHERE ${word} IS NOT NULL AND minibatch_part(rowid::INTEGER) = ${PART.train} ` +
        `GROUP BY ALL ORDER BY first LIMIT ${MOST_WORDS}`,
    );
    names.set(
      column.name,
      nameTable(
        rows.map(({ word }) => word),
        buckets,
      ),
    );
  }
  return names;
}

/** The names of features that some words are hashed to. */
function nameTable(words: readonly string[], buckets: number): NameTable {
  const first = new Map<number, string>();
  const collided = new Set<number>();
  for (const word of words) {
    const feature = Math.abs(hashedBucket(word, buckets)) - 1;
    if (first.has(feature)) collided.add(feature);
    else first.set(feature, word);
  }
  const features = Uint32Array.from(first.keys()).sort();
  const names = Array.from(features, (feature) => first.get(feature)!);
  return new NameTable(
    features,
    names,
    Uint8Array.from(features, (feature) => (collided.has(feature) ? 1 : 0)),
  );
}

/** What the rows of a session's table are for. */
const parts = new WeakMap<DuckDBSession, Uint8Array>();

/** Gives a session the function `minibatch_part(row)`; one that is added after a first stream was read is not found. */
export function addRowPart(session: DuckDBSession): void {
  session.addFunction({
    name: "minibatch_part",
    takes: ["INTEGER"],
    gives: "INTEGER",
    call([rows], count, output) {
      const part = parts.get(session)!;
      writeVector(
        output,
        integersOf(rows!, count).map((row) => part[row]!),
      );
    },
  });
}
