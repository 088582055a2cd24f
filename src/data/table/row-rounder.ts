import type { TableMemory } from "../kernels/table-memory.ts";
import type { RowBatch, RowLayout } from "./row-layout.ts";

/** Columns are rounded in fours by the kernel, which then notes of so many whether they lose digits. */
const STEP = 4;

/** Rounds the first columns of rows of numbers to 32 bits, by a kernel, and knows which columns lost digits by it. */
export class RowRounder {
  readonly #memory: TableMemory;
  readonly #layout: RowLayout;
  readonly #columns: number;
  readonly #rows: number;
  readonly #rounded: number;
  readonly #lost: number;

  /**
   * @param most - rows of a batch at most
   * @param memory - where the batches lie
   * @param layout - how their rows lie
   * @param columns - how many columns are rounded
   */
  constructor(most: number, memory: TableMemory, layout: RowLayout, columns: number) {
    this.#memory = memory;
    this.#layout = layout;
    this.#columns = columns;
    this.#rows = memory.take(most * 4);
    this.#rounded = memory.take(most * columns * 4);
    this.#lost = memory.take((columns + STEP) * 4);
  }

  /**
   * The columns in some rows of a batch, [rows, columns], with NaN where a number is missing: a view that is good until the next call.
   *
   * @param chosen - indices of the rows
   */
  round(batch: RowBatch, chosen: Int32Array): Float32Array {
    const { kernels } = this.#memory;
    const { buffer } = kernels.memory;
    new Int32Array(buffer, this.#rows, chosen.length).set(chosen);
    for (const [run, { first, columns }] of this.#layout.runs.entries()) {
      // What has no place among the rounded columns, weights and targets, is behind them.
      const own = Math.min(columns, this.#columns - first);
      if (own <= 0) break;
      const [to, lost] = [this.#rounded + first * 4, this.#lost + first * 4];
      kernels.roundRows(batch.places[run]!, columns * 8, own, this.#rows, chosen.length, to, this.#columns * 4, lost);
    }
    return new Float32Array(buffer, this.#rounded, chosen.length * this.#columns);
  }

  /** Whether a number of a column was not the same at 32 bits. */
  hasLost(column: number): boolean {
    return new Int32Array(this.#memory.kernels.memory.buffer, this.#lost, this.#columns)[column] !== 0;
  }
}
