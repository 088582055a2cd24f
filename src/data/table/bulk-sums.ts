import { growTo, Places } from "../kernels/places.ts";
import { tableKernels } from "../kernels/table-kernels.ts";

/** Sums over numbers, NaN left out. */
export interface BatchMoments {
  /** How many. */
  readonly count: number;
  /** Their mean; 0 where there is none. */
  readonly mean: number;
  /** Sum of the squares of their distances from it. */
  readonly squares: number;
  /** The least; Infinity where there is none. */
  readonly min: number;
  /** The greatest; -Infinity where there is none. */
  readonly max: number;
}

/** Sums over a column in the chosen rows of a batch. */
export interface ColumnSums extends BatchMoments {
  /** Chosen rows in which the number is missing. */
  readonly missing: number;
  /** Whether a number is infinite, in any row of the batch. */
  readonly infinite: boolean;
}

/** Rows are taken in fours by the kernels. */
const STEP = 4;

/** Numbers that the kernels write. */
const OUT = 8;

/** Sums over the columns of a batch, in the rows that are chosen, by kernels. */
export class BulkSums {
  readonly #kernels = tableKernels();
  #values = new Float64Array(0);
  #masks = new Int32Array(0);
  #out = new Float64Array(0);
  #rows = 0;

  /**
   * Begins a batch.
   *
   * @param rows - its rows
   * @param chosen - indices of the rows that count, the first `count` entries
   */
  choose(rows: number, chosen: Int32Array, count: number): void {
    const padded = Math.ceil(rows / STEP) * STEP;
    if (this.#values.length < padded) this.#grow(padded);
    this.#rows = rows;
    this.#masks.fill(0, 0, 2 * padded);
    for (let i = 0; i < count; i++) {
      const row = 2 * chosen[i]!;
      this.#masks[row] = -1;
      this.#masks[row + 1] = -1;
    }
    this.#values.fill(0, rows, padded);
  }

  /** The sums of a column, given by its numbers in all rows of the batch, [rows] or longer. */
  of(values: Float64Array): ColumnSums {
    const rows = Math.ceil(this.#rows / STEP) * STEP;
    const out = this.#out;
    this.#values.set(values.length === this.#rows ? values : values.subarray(0, this.#rows));
    const { byteOffset: at } = this.#values;
    this.#kernels.sumNumbers(at, this.#masks.byteOffset, rows, out.byteOffset);
    const count = out[0]!;
    const known = { count, min: out[2]!, max: out[3]!, infinite: out[4] === 1, missing: out[5]! };
    if (count === 0) return { ...known, mean: 0, squares: 0 };
    const mean = out[1]! / count;
    this.#kernels.sumDistances(at, this.#masks.byteOffset, rows, mean, out.byteOffset);
    const rest = out[0]!;
    return { ...known, mean, squares: out[1]! - (rest * rest) / count };
  }

  #grow(rows: number): void {
    const { memory, heapBase } = this.#kernels;
    const places = new Places(heapBase);
    const [values, masks, out] = [places.take(rows * 8), places.take(rows * 8), places.take(OUT * 8)];
    growTo(memory, places.end);
    this.#values = new Float64Array(memory.buffer, values, rows);
    this.#masks = new Int32Array(memory.buffer, masks, rows * 2);
    this.#out = new Float64Array(memory.buffer, out, OUT);
  }
}
