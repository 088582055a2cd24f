import type { DuckDBDataChunk, DuckDBListVector, DuckDBVector } from "@duckdb/node-api";

/** Numbers of one result column in one chunk: a view that is good until the next chunk. */
export type ChunkColumn = Float64Array | Int32Array;

/** Rows given as numbers: views that are good until the next are asked for. */
export interface NumberBatch {
  /** How many. */
  readonly rows: number;
  /** The columns in runs of {@link RUN_COLUMNS}, the last of which may have fewer: [rows, columns of the run] each. */
  readonly runs: readonly Float64Array<ArrayBuffer>[];
}

/**
 * Columns that come together, as a list in each row. One view of DuckDB's memory for all of them takes less time than one for
 * each, of 14,000 for 1,000,000 x 29 numbers; a list of all columns of a wide table would take too much memory at a time.
 */
export const RUN_COLUMNS = 64;

/** Columns in runs, as SQL of a list each. */
export function listsOf(columns: readonly string[]): string[] {
  return Array.from({ length: Math.ceil(columns.length / RUN_COLUMNS) }, (_, i) => {
    return `list_value(${columns.slice(i * RUN_COLUMNS, (i + 1) * RUN_COLUMNS).join(", ")})`;
  });
}

/** The first rows of a chunk of such lists, of which there are those of `columns` columns. */
export function listedNumbers(chunk: DuckDBDataChunk, columns: number, rows: number): NumberBatch {
  const runs = Array.from({ length: Math.ceil(columns / RUN_COLUMNS) }, (_, i) => {
    const width = Math.min(RUN_COLUMNS, columns - i * RUN_COLUMNS);
    // DuckDB copies lists behind one another as it fills a chunk.
    const lists = chunk.getColumnVector(i) as DuckDBListVector;
    const values = vectorMemory(lists.childVector) as Float64Array<ArrayBuffer>;
    if (values.length !== rows * width) throw new Error(`lists of ${values.length} numbers, expected ${rows * width}`);
    return values;
  });
  return { rows, runs };
}

/** `items` is the vector's memory. It is private in DuckDB's types, whose public way is a value per cell. */
export function vectorMemory(vector: DuckDBVector): ChunkColumn {
  return (vector as unknown as { readonly items: ChunkColumn }).items;
}
