import { hashedBucket } from "../../data/table/encoders/hashed.ts";
import type { DuckDBSession } from "./duckdb-session.ts";
import { integersOf, presenceOf, textReader, writeVector } from "./duckdb-vectors.ts";

/** Words whose bucket is remembered. */
const REMEMBERED = 100_000;

/** SQL for the signed bucket of a word (see `HashedEncoder`), NaN where it is missing; {@link addWordHash} comes first. */
export function bucketSql(word: string, buckets: number): string {
  return `coalesce(minibatch_bucket(${word}, ${buckets}), 'nan'::DOUBLE)`;
}

/** Gives a session the function `minibatch_bucket(word, buckets)`, which hashes a different word once. */
export function addWordHash(session: DuckDBSession): void {
  const known = new Map<string, number>();
  const remembered = (word: string, buckets: number): number => {
    const key = `${buckets} ${word}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size >= REMEMBERED) known.clear();
    const bucket = hashedBucket(word, buckets);
    known.set(key, bucket);
    return bucket;
  };
  session.addFunction({
    name: "minibatch_bucket",
    takes: ["VARCHAR", "INTEGER"],
    gives: "DOUBLE",
    call([words, buckets], rows, output) {
      const isPresent = presenceOf(words!, rows);
      const read = textReader(words!, rows);
      const own = integersOf(buckets!, rows)[0]!;
      writeVector(
        output,
        Float64Array.from({ length: rows }, (_, row) => (isPresent(row) ? remembered(read(row), own) : Number.NaN)),
      );
    },
  });
}
