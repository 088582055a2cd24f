import type { RowSource } from "./row-source.ts";
import { SparseSource } from "./sparse-source.ts";

/** Some rows of a source, in the order of `indices`: sparse ones stay sparse. Errors name the numbers they have in the source. */
export function selectRows(source: RowSource, indices: Int32Array): RowSource {
  return source instanceof SparseSource ? source.takeRows(indices) : new SelectedRows(source, indices);
}

/** Some rows of a dense source. */
class SelectedRows implements RowSource {
  readonly rows: number;
  readonly columns: number;
  readonly #source: RowSource;
  readonly #indices: Int32Array;

  constructor(source: RowSource, indices: Int32Array) {
    this.rows = indices.length;
    this.columns = source.columns;
    this.#source = source;
    this.#indices = indices;
  }

  read(first: number, count: number, to: Float32Array | Float64Array): void {
    const { columns } = this;
    // Rows that lie next to each other are read in one go.
    for (let at = 0; at < count; ) {
      const row = this.#indices[first + at];
      let run = 1;
      while (at + run < count && this.#indices[first + at + run] === row + run) run++;
      this.#source.read(row, run, to.subarray(at * columns, (at + run) * columns));
      at += run;
    }
  }

  value(row: number, column: number): number {
    return this.#source.value(this.#indices[row], column);
  }

  numberOf(row: number): number {
    const number = this.#indices[row];
    return this.#source.numberOf?.(number) ?? number;
  }
}
