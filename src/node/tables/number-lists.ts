import type { Vector } from "@duckdb/node-bindings";
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

/**
 * The rows of a chunk of such lists: those before the one of empty lists, where it is the last.
 *
 * @param lists - the lists of each run
 * @param all - rows of the chunk
 */
export function listedNumbers(lists: readonly Vector[], all: number, layout: RowLayout): NumberBatch {
  const { list_vector_get_child: childOf, list_vector_get_size: sizeOf } = duckDBBindings();
  // DuckDB copies lists behind one another as it fills a chunk.
  const rows = sizeOf(lists[0]!) / layout.runs[0]!.columns;
  if (rows !== all && rows !== all - 1) throw new Error(`lists of ${rows} rows in a chunk of ${all}`);
  const runs = layout.runs.map(({ columns }, i) => {
    const length = sizeOf(lists[i]!);
    if (length !== rows * columns) throw new Error(`lists of ${length} numbers, expected ${rows * columns}`);
    return doublesOf(childOf(lists[i]!), length);
  });
  return { rows, runs };
}
