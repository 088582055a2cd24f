import type { TableMemory } from "../../../src/data/kernels/table-memory.ts";
import { SUMS_STEP } from "../../../src/data/table/bulk-sums.ts";
import { type NumberColumn, RowBatch, RowLayout } from "../../../src/data/table/row-layout.ts";

/** Columns of numbers as a batch of rows, with room for what kernels fill up. */
export function batchOf(memory: TableMemory, columns: readonly Float64Array[], apart?: number): RowBatch {
  const layout = new RowLayout(columns.length, apart);
  const rows = columns[0]!.length;
  const places = layout.runs.map((run) => memory.take((rows + SUMS_STEP) * run.columns * 8));
  for (const [i, run] of layout.runs.entries()) {
    const cells = memory.numbers(places[i]!, rows * run.columns);
    for (let cell = 0; cell < cells.length; cell++) {
      cells[cell] = columns[run.first + (cell % run.columns)]![Math.floor(cell / run.columns)]!;
    }
  }
  return new RowBatch(memory, layout, places, rows);
}

/** A column's numbers, of so many rows. */
export function numbersOf({ data, start, stride }: NumberColumn, rows: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => data[start + row * stride]!);
}
