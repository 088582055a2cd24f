import type { DataChunk } from "@duckdb/node-bindings";
import type { RowLayout } from "../../data/table/row-layout.ts";
import { duckDBBindings } from "./duckdb-bindings.ts";
import { doublesOf } from "./duckdb-vectors.ts";

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

/** The rows of a chunk of such lists: those before the one of empty lists, where it is the last. */
export function listedNumbers(chunk: DataChunk, layout: RowLayout): NumberBatch {
  const duckDB = duckDBBindings();
  const lists = layout.runs.map((_, i) => duckDB.data_chunk_get_vector(chunk, i));
  // DuckDB copies lists behind one another as it fills a chunk.
  const rows = duckDB.list_vector_get_size(lists[0]!) / layout.runs[0]!.columns;
  const all = duckDB.data_chunk_get_size(chunk);
  if (rows !== all && rows !== all - 1) throw new Error(`lists of ${rows} rows in a chunk of ${all}`);
  const runs = layout.runs.map(({ columns }, i) => {
    const length = duckDB.list_vector_get_size(lists[i]!);
    if (length !== rows * columns) throw new Error(`lists of ${length} numbers, expected ${rows * columns}`);
    return doublesOf(duckDB.list_vector_get_child(lists[i]!), length);
  });
  return { rows, runs };
}
