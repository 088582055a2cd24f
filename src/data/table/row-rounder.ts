import type { TableMemory } from "../kernels/table-memory.ts";
import { SUMS_STEP } from "./bulk-sums.ts";

/** Parts that rows may be of; what is of none has the number behind them. */
const PARTS = 2;

/** Where a kernel writes the rounded numbers of a run of columns, and what it knows of them. */
export interface RoundedPlaces {
  /** Where each row goes: place of 32-bit places. */
  readonly places: number;
  /** Bytes of a row there before the run's first column. */
  readonly offset: number;
  /** How many columns are rounded from there on. */
  readonly columns: number;
  /** Place of what is known of each, 32 bits. */
  readonly lost: number;
}

/**
 * Rows of numbers rounded to 32 bits, by what they are for: the first columns of batches of rows, whose sums are taken in the same
 * pass. NaN stands where a number is missing, always the same one.
 */
export class RowRounder {
  readonly #memory: TableMemory;
  readonly #columns: number;
  readonly #most: number;
  readonly #part: number;
  readonly #places: number;
  readonly #lost: number;
  /** Where the next row of each part goes, then how many bytes it takes. */
  readonly #next: number;
  /** Where the rows of each part begin. */
  readonly #starts: readonly number[];
  readonly #values: readonly number[];

  /**
   * @param most - rows of a batch at most
   * @param memory - where the batches lie
   * @param columns - how many columns are rounded
   * @param values - the parts that are kept, at most two: 0, or 0 and 1
   */
  constructor(most: number, memory: TableMemory, columns: number, values: readonly number[]) {
    const padded = most + SUMS_STEP;
    this.#memory = memory;
    this.#columns = columns;
    this.#most = padded;
    this.#values = values;
    this.#part = memory.take(padded);
    this.#places = memory.take(padded * 4);
    this.#lost = memory.take(columns * 4);
    this.#next = memory.take((PARTS + 1) * 2 * 4);
    this.#starts = Array.from({ length: PARTS + 1 }, (_, part) =>
      memory.take((values.includes(part) ? most : 1) * columns * 4),
    );
  }

  /** Begins a batch, of which it is said what each row is for. */
  begin(part: Uint8Array): void {
    const { kernels } = this.#memory;
    const { buffer } = kernels.memory;
    // What fills up is kept nowhere, as rows of other parts.
    new Uint8Array(buffer, this.#part, this.#most).fill(PARTS).set(part);
    const next = new Uint32Array(buffer, this.#next, 2 * (PARTS + 1));
    next.set(this.#starts);
    for (const value of this.#starts.keys())
      next[PARTS + 1 + value] = this.#values.includes(value) ? this.#rowBytes : 0;
    kernels.placeRows(this.#part, this.#most, this.#next, this.#next + (PARTS + 1) * 4, this.#places);
  }

  /** Where the columns of the batch from `first` on go. */
  to(first: number): RoundedPlaces {
    const columns = Math.max(0, this.#columns - first);
    return { places: this.#places, offset: first * 4, columns, lost: this.#lost + first * 4 };
  }

  /** The rows of a part, [rows, columns], when all columns have come: a view that is good until the next batch. */
  rows(value: number): Float32Array {
    const { buffer } = this.#memory.kernels.memory;
    const start = this.#starts[value]!;
    const end = new Uint32Array(buffer, this.#next, PARTS + 1)[value]!;
    return new Float32Array(buffer, start, (end - start) / 4);
  }

  /** Whether a number of a column, of any row, was not the same at 32 bits. */
  hasLost(column: number): boolean {
    return new Int32Array(this.#memory.kernels.memory.buffer, this.#lost, this.#columns)[column] !== 0;
  }

  get #rowBytes(): number {
    return this.#columns * 4;
  }
}
