import { ADD_SCRATCH_BYTES, KNOWN_NUMBERS } from "../kernels/table-kernels.ts";
import type { TableMemory } from "../kernels/table-memory.ts";
import { type RowBatch, type RowLayout, RUN_COLUMNS } from "./row-layout.ts";
import type { RoundedPlaces, RowRounder } from "./row-rounder.ts";

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

/** Sums over a column in the chosen rows of batches. */
export interface ColumnSums extends BatchMoments {
  /** Chosen rows in which the number is missing. */
  readonly missing: number;
  /** The greatest magnitude of a number in any row; 0 where there is none. */
  readonly largest: number;
}

/** Rows are taken in twos by the kernels: so many have room after the last of a batch. */
export const SUMS_STEP = 2;

/** Where columns are rounded to that are not. */
const NOWHERE: RoundedPlaces = { places: 0, offset: 0, columns: 0, lost: 0 };

/** Sums over the columns of batches of rows, in the rows that are chosen, by kernels. */
export class BulkSums {
  readonly #memory: TableMemory;
  readonly #layout: RowLayout;
  readonly #part: number;
  readonly #masks: number;
  readonly #known: number;
  readonly #scratch: number;
  #padded = 0;
  #chosen = 0;

  /**
   * @param most - rows of a batch at most
   * @param memory - where the batches lie, with room for {@link SUMS_STEP} - 1 rows behind the last one
   * @param layout - how their rows lie
   */
  constructor(most: number, memory: TableMemory, layout: RowLayout) {
    this.#memory = memory;
    this.#layout = layout;
    this.#part = memory.take(paddedRows(most));
    this.#masks = memory.take(paddedRows(most) * 8);
    this.#known = memory.take(layout.columns * KNOWN_NUMBERS * 8);
    this.#scratch = memory.take((RUN_COLUMNS / 2) * ADD_SCRATCH_BYTES);
    this.clear();
  }

  /** Forgets all batches. */
  clear(): void {
    const known = this.#memory.numbers(this.#known, this.#layout.columns * KNOWN_NUMBERS).fill(0);
    for (let at = 0; at < known.length; at += KNOWN_NUMBERS) {
      known[at + 3] = Number.POSITIVE_INFINITY;
      known[at + 4] = Number.NEGATIVE_INFINITY;
    }
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

  /**
   * Adds the columns of a run of the batch.
   *
   * @param rounder - gets them, too
   * @returns the greatest magnitude of their numbers in all of its rows
   */
  add({ rows, places }: RowBatch, run: number, rounder?: RowRounder): number {
    const { kernels } = this.#memory;
    const { first, columns } = this.#layout.runs[run]!;
    const at = places[run]!;
    this.#memory.numbers(at + rows * columns * 8, (this.#padded - rows) * columns).fill(0);
    const known = this.#known + first * KNOWN_NUMBERS * 8;
    const to = rounder?.to(first) ?? NOWHERE;
    const rounded = Math.min(columns, to.columns);
    const [masks, padded, scratch] = [this.#masks, this.#padded, this.#scratch];
    // biome-ignore format: as the kernel has them
    return kernels.addRows(
      at, masks, padded, this.#chosen, columns, known, scratch, to.places, to.offset, rounded, to.lost,
    );
  }

  /** The sums of a column over the batches so far. */
  of(column: number): ColumnSums {
    const known = this.#memory.numbers(this.#known + column * KNOWN_NUMBERS * 8, KNOWN_NUMBERS);
    const at = (i: number): number => known[i]!;
    const moments = { count: at(0), mean: at(1), squares: at(2), min: at(3), max: at(4) };
    return { ...moments, largest: at(5), missing: at(6) };
  }
}

function paddedRows(rows: number): number {
  return Math.ceil(rows / SUMS_STEP) * SUMS_STEP;
}
