import { MinibatchError } from "../errors.ts";
import type { Precision } from "../matrix/dense-matrix.ts";
import type { SparseSource, SparseStretch } from "../matrix/sparse-source.ts";
import { type Arena, bytesOf } from "./arena.ts";
import { type Kernels, ofWidth } from "./kernels.ts";

/** Entries and rows that are copied to the engine at once: they stay in the L2 cache. */
const STAGE_ENTRIES = 16384;
const STAGE_ROWS = 4096;

/** A place in the engine's memory for some rows of a sparse matrix: their column numbers and numbers, apart. */
export class SparseStage {
  /** Pointer to u32[]: column numbers. */
  readonly columns: number;
  /** Pointer to T[]: numbers. */
  readonly values: number;
  /** Rows of a stretch, at most. */
  readonly rows: number;
  /** Entries of a stretch, at most. */
  readonly entries: number;
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #precision: Precision;
  readonly #source: SparseSource;

  /** Reserves the memory. */
  constructor(kernels: Kernels, arena: Arena, precision: Precision, source: SparseSource) {
    this.#kernels = kernels;
    this.#arena = arena;
    this.#precision = precision;
    this.#source = source;
    this.rows = Math.min(STAGE_ROWS, Math.max(1, source.rows));
    this.entries = Math.max(source.longest, Math.min(STAGE_ENTRIES, source.entries));
    this.columns = arena.reserve(this.entries * 4);
    this.values = arena.reserve(this.entries * bytesOf(precision));
  }

  /**
   * Copies the entries of a stretch, rounded to the precision.
   *
   * @throws {MinibatchError} `INVALID_DATA` naming row and column of the first number that is NaN, infinite, or too large
   * for f32
   */
  copy({ block, from, first, count }: SparseStretch): void {
    const [start, end] = [block.indptr[from], block.indptr[from + count]];
    this.#arena.uint32(this.columns, end - start).set(block.indices.subarray(start, end));
    this.#arena.numbers(this.#precision, this.values, end - start).set(block.values.subarray(start, end));
    const found = ofWidth(this.#kernels, this.#precision).findNonFinite(this.values, end - start);
    if (found < 0) return;
    let r = from;
    while (block.indptr[r + 1] <= start + found) r++;
    const row = this.#source.numberOf(first + r - from);
    const [column, value] = [block.indices[start + found], block.values[start + found]];
    throw new MinibatchError(
      "INVALID_DATA",
      Number.isFinite(value)
        ? `X: row ${row}, column ${column}: ${value} is too large for 32-bit floats: scale the column or use precision "f64"`
        : `X: row ${row}, column ${column}: got ${value}, expected a finite number: fill or drop missing values first`,
      { row, column },
    );
  }
}
