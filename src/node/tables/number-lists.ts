import type { DuckDBDataChunk, DuckDBVector } from "@duckdb/node-api";
import type { RowLayout } from "../../data/table/row-layout.ts";
import { duckDBBindings } from "./duckdb-module.ts";

/** A chunk of DuckDB's, as its package's own classes hold it. */
export type ChunkHandle = Parameters<ReturnType<typeof duckDBBindings>["data_chunk_get_vector"]>[0];

/** Numbers of one result column in one chunk: a view that is good until the next chunk. */
export type ChunkColumn = Float64Array | Int32Array;

/** Rows given as numbers: views that are good until the next are asked for. */
export interface NumberBatch {
  /** How many. */
  readonly rows: number;
  /** The runs of their layout: [rows, columns of the run] each. */
  readonly runs: readonly Float64Array<ArrayBuffer>[];
}

/** Columns as SQL of a list for each run. */
export function listsOf(columns: readonly string[], { runs }: RowLayout): string[] {
  return runs.map((run) => `list_value(${columns.slice(run.first, run.first + run.columns).join(", ")})`);
}

/**
 * The rows of a chunk of such lists: those before the one of empty lists, where it is the last. The classes of DuckDB's package would
 * copy where each list begins and which numbers are NULL, too.
 */
export function listedNumbers(chunk: ChunkHandle, layout: RowLayout): NumberBatch {
  const duckDB = duckDBBindings();
  const lists = layout.runs.map((_, i) => duckDB.data_chunk_get_vector(chunk, i));
  // DuckDB copies lists behind one another as it fills a chunk.
  const rows = duckDB.list_vector_get_size(lists[0]!) / layout.runs[0]!.columns;
  const all = duckDB.data_chunk_get_size(chunk);
  if (rows !== all && rows !== all - 1) throw new Error(`lists of ${rows} rows in a chunk of ${all}`);
  const runs = layout.runs.map(({ columns }, i) => {
    const length = duckDB.list_vector_get_size(lists[i]!);
    if (length !== rows * columns) throw new Error(`lists of ${length} numbers, expected ${rows * columns}`);
    const bytes = duckDB.vector_get_data(duckDB.list_vector_get_child(lists[i]!), length * 8);
    return new Float64Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, length);
  });
  return { rows, runs };
}

/** What an object of DuckDB's package for a chunk holds; it is private in its types. */
export function handleOf(chunk: DuckDBDataChunk): ChunkHandle {
  return (chunk as unknown as { readonly chunk: ChunkHandle }).chunk;
}

/** `items` is the vector's memory. It is private in DuckDB's types, whose public way is a value per cell. */
export function vectorMemory(vector: DuckDBVector): ChunkColumn {
  return (vector as unknown as { readonly items: ChunkColumn }).items;
}
