import { DISTANCES_OUT, SUMS_OUT, SUMS_STATE_BYTES } from "../kernels/table-kernels.ts";
import type { TableMemory } from "../kernels/table-memory.ts";
import { type RowBatch, RUN_COLUMNS } from "./row-layout.ts";

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
  /** The greatest magnitude of a number in any row of the batch; 0 where there is none. */
  readonly largest: number;
}

/** Rows are taken in fours by the kernels: so many have room after the last of a batch. */
export const SUMS_STEP = 4;

/** Columns are taken in pairs. */
const PAIRS = RUN_COLUMNS / 2;

/** Sums over the columns of batches of rows, in the rows that are chosen, by kernels. */
export class BulkSums {
  readonly #memory: TableMemory;
  readonly #part: number;
  readonly #masks: number;
  readonly #means: number;
  readonly #state: number;
  readonly #out: number;
  #padded = 0;
  #chosen = 0;

  /**
   * @param most - rows of a batch at most
   * @param memory - where the batches lie, with room for {@link SUMS_STEP} - 1 rows behind the last one
   */
  constructor(most: number, memory: TableMemory) {
    this.#memory = memory;
    this.#part = memory.take(paddedRows(most));
    this.#masks = memory.take(paddedRows(most) * 8);
    this.#means = memory.take(RUN_COLUMNS * 8);
    this.#state = memory.take(PAIRS * SUMS_STATE_BYTES);
    this.#out = memory.take(PAIRS * SUMS_OUT * 8);
  }

  /**
   * Begins a batch.
   *
   * @param part - what each of its rows is for
   * @param value - those that count
   * @param count - how many they are
   */
  choose(part: Uint8Array, value: number, count: number): void {
    const { kernels } = this.#memory;
    this.#padded = paddedRows(part.length);
    this.#chosen = count;
    // Rows that fill up do not count.
    const bytes = new Uint8Array(kernels.memory.buffer, this.#part, this.#padded).fill(255);
    bytes.set(part);
    kernels.maskRows(this.#part, this.#padded, value, this.#masks);
  }

  /** The sums of the columns of a run of the batch. */
  of({ rows, layout, places }: RowBatch, run: number): ColumnSums[] {
    const { kernels } = this.#memory;
    const { columns } = layout.runs[run]!;
    const at = places[run]!;
    this.#memory.numbers(at + rows * columns * 8, (this.#padded - rows) * columns).fill(0);
    kernels.sumNumbers(at, this.#masks, this.#padded, columns, this.#state, this.#out);
    const out = this.#memory.numbers(this.#out, PAIRS * SUMS_OUT);
    const means = this.#memory.numbers(this.#means, RUN_COLUMNS);
    const known = Array.from({ length: columns }, (_, c) => {
      const of = (sum: number): number => out[(c >> 1) * SUMS_OUT + 2 * sum + (c & 1)]!;
      const count = of(0);
      const mean = count === 0 ? 0 : of(1) / count;
      means[c] = mean;
      return { count, mean, min: of(2), max: of(3), largest: of(4), missing: this.#chosen - count };
    });
    kernels.sumDistances(at, this.#masks, this.#padded, columns, this.#means, this.#state, this.#out);
    return known.map((column, c) => {
      const first = (c >> 1) * DISTANCES_OUT + (c & 1);
      const rest = out[first]!;
      return { ...column, squares: column.count === 0 ? 0 : out[first + 2]! - (rest * rest) / column.count };
    });
  }
}

function paddedRows(rows: number): number {
  return Math.ceil(rows / SUMS_STEP) * SUMS_STEP;
}
