import { TableMemory } from "../kernels/table-memory.ts";

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

/** Rows are taken in fours by the kernels. */
const STEP = 4;

/** Numbers that the kernels write. */
const OUT = 8;

/** Sums over the columns of a batch, in the rows that are chosen, by kernels. */
export class BulkSums {
  readonly #memory: TableMemory;
  readonly #values: number;
  readonly #masks: number;
  readonly #out: number;
  #rows = 0;

  /**
   * @param most - rows of a batch at most
   * @param memory - where columns may lie, which need not be copied then
   */
  constructor(most: number, memory: TableMemory = new TableMemory()) {
    const padded = paddedRows(most);
    this.#memory = memory;
    this.#values = memory.take(padded * 8);
    this.#masks = memory.take(padded * 8);
    this.#out = memory.take(OUT * 8);
  }

  /**
   * Begins a batch.
   *
   * @param rows - its rows
   * @param chosen - indices of the rows that count, the first `count` entries
   */
  choose(rows: number, chosen: Int32Array, count: number): void {
    const padded = paddedRows(rows);
    this.#rows = rows;
    const masks = new Int32Array(this.#memory.kernels.memory.buffer, this.#masks, 2 * padded).fill(0);
    for (let i = 0; i < count; i++) {
      const row = 2 * chosen[i]!;
      masks[row] = -1;
      masks[row + 1] = -1;
    }
  }

  /** The sums of a column, given by its numbers in all rows of the batch, [rows] or longer. */
  of(values: Float64Array): ColumnSums {
    const { kernels } = this.#memory;
    const rows = paddedRows(this.#rows);
    const at = (rows === this.#rows ? this.#memory.find(values) : undefined) ?? this.#copy(values);
    const out = this.#memory.numbers(this.#out, OUT);
    kernels.sumNumbers(at, this.#masks, rows, this.#out);
    const count = out[0]!;
    const known = { count, min: out[2]!, max: out[3]!, largest: out[4]!, missing: out[5]! };
    if (count === 0) return { ...known, mean: 0, squares: 0 };
    const mean = out[1]! / count;
    kernels.sumDistances(at, this.#masks, rows, mean, this.#out);
    const rest = out[0]!;
    return { ...known, mean, squares: out[1]! - (rest * rest) / count };
  }

  /** A place with a column's numbers, and zeros behind them. */
  #copy(values: Float64Array): number {
    const copy = this.#memory.numbers(this.#values, paddedRows(this.#rows));
    copy.set(values.subarray(0, this.#rows));
    copy.fill(0, this.#rows);
    return this.#values;
  }
}

function paddedRows(rows: number): number {
  return Math.ceil(rows / STEP) * STEP;
}
