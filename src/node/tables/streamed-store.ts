import type { DuckDBSession } from "./duckdb-session.ts";
import { RawStore } from "./raw-store.ts";

/** What is known of the rows that are streamed. */
export interface StreamedStoreOptions {
  /** About how many there are, where somebody knows. */
  readonly expectedRows?: number | undefined;
  /** Told now and then how many were read. */
  readonly onRows?: ((rows: number) => void) | undefined;
}

/**
 * Streams columns of a relation into a store, in the order of its rows.
 *
 * @param columns - SQL of each column, DOUBLE without NULL
 * @param from - what stands after FROM
 * @param path - the store's file, where it needs one
 * @throws what DuckDB throws; {@link MinibatchError} `INVALID_FILE` when the store's file cannot be written
 */
export async function streamedStore(
  session: DuckDBSession,
  columns: readonly string[],
  from: string,
  path: string,
  { expectedRows, onRows }: StreamedStoreOptions = {},
): Promise<RawStore> {
  const store = new RawStore(path, columns.length, { expectedRows });
  try {
    for await (const batch of session.stream(columns, from, expectedRows)) {
      store.append(batch);
      onRows?.(store.rows);
    }
    store.finish();
    return store;
  } catch (error) {
    store.close();
    throw error;
  }
}
