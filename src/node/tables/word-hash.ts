import { hashedBucket } from "../../data/table/encoders/hashed.ts";
import { duckDBModule } from "./duckdb-module.ts";
import type { DuckDBSession } from "./duckdb-session.ts";

/** Words whose bucket is remembered. */
const REMEMBERED = 100_000;

/** SQL for the signed bucket of a word (see `HashedEncoder`), NaN where it is missing; {@link addWordHash} comes first. */
export function bucketSql(word: string, buckets: number): string {
  return `coalesce(minibatch_bucket(${word}, ${buckets}), 'nan'::DOUBLE)`;
}

/**
 * Gives a session the function `minibatch_bucket(word, buckets)`. It is the one place where a cell becomes a value of
 * JavaScript: a word's hash needs its bytes, which DuckDB's interface gives only as a string.
 */
export async function addWordHash(session: DuckDBSession): Promise<void> {
  const { DuckDBScalarFunction, DOUBLE, INTEGER, VARCHAR } = duckDBModule();
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
  session.connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: "minibatch_bucket",
      parameterTypes: [VARCHAR, INTEGER],
      returnType: DOUBLE,
      mainFunction(_info, chunk, output) {
        const words = chunk.getColumnVector(0);
        const buckets = Number(chunk.getColumnVector(1).getItem(0));
        const { items } = output as unknown as { readonly items: Float64Array };
        for (let row = 0; row < chunk.rowCount; row++) {
          const word = words.getItem(row);
          items[row] = word === null ? Number.NaN : remembered(String(word), buckets);
        }
        output.flush();
      },
    }),
  );
}
