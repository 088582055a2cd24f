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
 * Rounds the first columns of batches of rows to 32 bits, while their sums are taken in the same pass, and writes the rows of each part
 * behind one another. NaN stands where a number is missing, always the same one.
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
  /** A row that nobody reads. */
  readonly #nowhere: number;

  /**
   * @param most - rows of a batch at most
   * @param memory - where the batches lie
   * @param columns - how many columns are rounded
   */
  constructor(most: number, memory: TableMemory, columns: number) {
    const padded = most + SUMS_STEP;
    this.#memory = memory;
    this.#columns = columns;
    this.#most = padded;
    this.#part = memory.take(padded);
    this.#places = memory.take(padded * 4);
    this.#lost = memory.take(columns * 4);
    this.#next = memory.take((PARTS + 1) * 2 * 4);
    this.#nowhere = memory.take(columns * 4);
  }

  /**
   * Begins a batch.
   *
   * @param part - what each of its rows is for
   * @param places - where the rows of the parts 0 and 1 go, in the memory; those of one that has no place are not kept
   */
  begin(part: Uint8Array, places: readonly (number | undefined)[]): void {
    const { kernels } = this.#memory;
    const { buffer } = kernels.memory;
    // What fills up is kept nowhere, as rows of other parts.
    new Uint8Array(buffer, this.#part, this.#most).fill(PARTS).set(part);
    const next = new Uint32Array(buffer, this.#next, 2 * (PARTS + 1));
    for (let value = 0; value <= PARTS; value++) {
      next[value] = places[value] ?? this.#nowhere;
      next[PARTS + 1 + value] = places[value] === undefined ? 0 : this.#columns * 4;
    }
    kernels.placeRows(this.#part, this.#most, this.#next, this.#next + (PARTS + 1) * 4, this.#places);
  }

  /** Where the columns of the batch from `first` on go. */
  to(first: number): RoundedPlaces {
    const columns = Math.max(0, this.#columns - first);
    return { places: this.#places, offset: first * 4, columns, lost: this.#lost + first * 4 };
  }

  /** Whether a number of a column, of any row, was not the same at 32 bits. */
  hasLost(column: number): boolean {
    return new Int32Array(this.#memory.kernels.memory.buffer, this.#lost, this.#columns)[column] !== 0;
  }
}
