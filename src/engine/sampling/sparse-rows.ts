import type { Arena } from "../kernels/arena.ts";
import { bytesOf } from "../kernels/arena.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { SparseSource } from "../matrix/sparse-source.ts";
import { SparseBuffer, type SparseRowsOptions } from "./sparse-buffer.ts";
import type { TrainingRows, Visit } from "./training-rows.ts";

/** What stands for an epoch's number in the key of the random numbers that deal the rows. */
const DEALING = 0xffffffff;

/** Sparse training rows that are all in the engine's memory: the counterpart of `ResidentRows`. */
export class SparseRows implements TrainingRows {
  /** Rows of an epoch: all of them. */
  readonly rows: number;
  /** Mean of the bytes of a row, 1 or more. */
  readonly stride: number;
  readonly #source: SparseSource;
  readonly #buffer: SparseBuffer;

  /**
   * Reserves the memory; {@link load} fills it.
   *
   * @throws {MinibatchError} `INVALID_DATA` when the rows do not fit 4 GiB
   */
  constructor(kernels: Kernels, arena: Arena, source: SparseSource, options: SparseRowsOptions) {
    this.rows = source.rows;
    this.stride = meanRowBytes(source, options);
    this.#source = source;
    this.#buffer = new SparseBuffer(kernels, arena, source, options);
  }

  /**
   * Copies the rows, their targets and their weights into the engine's memory. Nothing is kept.
   *
   * @param targets - [rows] or [rows][targets]
   * @param weights - [rows], >= 0, where the rows are weighted
   * @throws {MinibatchError} `INVALID_DATA` naming row and column when a number is NaN, infinite, or too large for f32
   */
  load(targets: Float32Array | Float64Array, weights?: Float32Array | Float64Array): Promise<void> {
    return this.#buffer.load({ source: this.#source, targets, weights }, DEALING);
  }

  /** The visits of an epoch (from 1), which depend on the seed and its number only. */
  visits(epoch: number): Generator<Visit> {
    return this.#buffer.visits(epoch);
  }
}

/** Mean of the bytes that a row's entries take in the engine, 1 or more. */
export function meanRowBytes(
  { rows, entries }: SparseSource,
  { precision }: Pick<SparseRowsOptions, "precision">,
): number {
  return Math.max(1, Math.ceil((entries * (4 + bytesOf(precision))) / rows));
}
