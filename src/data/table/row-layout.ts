import type { TableMemory } from "../kernels/table-memory.ts";

/**
 * Columns that lie together in each row. DuckDB hands them over as a list: one view of its memory for all of them takes less time than
 * one for each, of 14,000 for 1,000,000 x 29 numbers; a list of all columns of a wide table would take too much memory at a time.
 */
export const RUN_COLUMNS = 64;

/** Columns that lie together in each row. */
export interface ColumnRun {
  /** The first of them. */
  readonly first: number;
  /** How many. */
  readonly columns: number;
}

/** How rows of numbers lie: their columns in runs, each of which is [rows, columns of the run], row after row. */
export class RowLayout {
  /** Columns of a row. */
  readonly columns: number;
  /** The runs, in the order of the columns. */
  readonly runs: readonly ColumnRun[];
  /** The first of the columns that have runs of their own. */
  readonly #apart: number;

  /**
   * @param columns - columns of a row
   * @param apart - how many of them, the last, are read alone, too, and so have runs of their own
   */
  constructor(columns: number, apart: number = 0) {
    this.columns = columns;
    this.#apart = columns - apart;
    this.runs = [...runsOf(0, this.#apart), ...runsOf(this.#apart, columns)];
  }

  /** Number of the run that has a column. */
  runOf(column: number): number {
    if (column < this.#apart) return Math.floor(column / RUN_COLUMNS);
    return Math.ceil(this.#apart / RUN_COLUMNS) + Math.floor((column - this.#apart) / RUN_COLUMNS);
  }
}

function runsOf(from: number, to: number): ColumnRun[] {
  return Array.from({ length: Math.ceil((to - from) / RUN_COLUMNS) }, (_, i) => {
    const first = from + i * RUN_COLUMNS;
    return { first, columns: Math.min(RUN_COLUMNS, to - first) };
  });
}

/** A column among rows: its number in row r is `data[start + r * stride]`. */
export interface NumberColumn {
  readonly data: Float64Array;
  readonly start: number;
  readonly stride: number;
}

/** Rows of numbers in the memory of kernels. */
export class RowBatch {
  /** How many. */
  readonly rows: number;
  /** How they lie. */
  readonly layout: RowLayout;
  /** Where each run begins in the memory. */
  readonly places: readonly number[];
  readonly #views: readonly Float64Array[];

  /** @param memory - where they lie; views of it are good until the next place is taken */
  constructor(memory: TableMemory, layout: RowLayout, places: readonly number[], rows: number) {
    this.rows = rows;
    this.layout = layout;
    this.places = places;
    this.#views = layout.runs.map(({ columns }, i) => memory.numbers(places[i]!, rows * columns));
  }

  /** The columns of a run, [rows, columns of the run]. */
  run(index: number): Float64Array {
    return this.#views[index]!;
  }

  /** One of the columns. */
  column(index: number): NumberColumn {
    const run = this.layout.runOf(index);
    const { first, columns } = this.layout.runs[run]!;
    return { data: this.#views[run]!, start: index - first, stride: columns };
  }
}
