import { RowLayout } from "../../data/table/row-layout.ts";
import type { DuckDBSession } from "./duckdb-session.ts";
import { RawStore } from "./raw-store.ts";

/** What is known of the rows that are streamed. */
export interface StreamedStoreOptions {
  /** How many of the columns, the last, are asked for alone, too. Default none. */
  readonly apart?: number;
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
  { apart, expectedRows, onRows }: StreamedStoreOptions = {},
): Promise<RawStore> {
  const layout = new RowLayout(columns.length, apart);
  const store = new RawStore(path, layout, { expectedRows });
  try {
    for await (const batch of session.stream(columns, from, layout, expectedRows)) {
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
