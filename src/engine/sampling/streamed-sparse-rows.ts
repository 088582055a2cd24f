import { type Arena, bytesOf } from "../kernels/arena.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { SparseSource } from "../matrix/sparse-source.ts";
import { SparseBuffer, type SparseLoad, type SparseRoom, type SparseRowsOptions } from "./sparse-buffer.ts";
import { meanRowBytes } from "./sparse-rows.ts";
import type { TrainingRows, Visit } from "./training-rows.ts";

/** Bytes of entries in memory at a time. */
const BUFFER_BYTES = 67_108_864;

/** Times this is the key of an epoch's first random numbers, so that no two stretches of an epoch or of two share any. */
const EPOCH_STEP = 0x9e3779b1;

/** What {@link StreamedSparseRows} is made from. */
export interface StreamedSparseOptions extends SparseLoad, Omit<SparseRowsOptions, "shuffle" | "targets" | "weighted"> {
  /** Targets of a row. */
  readonly width: number;
  /** How the rows are shuffled; in full they can only be where all are in memory. */
  readonly shuffle: "block" | "none";
  /** Bytes of entries in memory at a time. Default 64 MiB. */
  readonly bufferBytes?: number;
}

/**
 * Sparse rows that are read again every epoch, shuffled in two levels as `StreamedRows` shuffles dense ones: a buffer is filled
 * as often as it takes; of every stretch of as many blocks as there are fills each fill gets one, drawn anew for every
 * epoch; and the rows of a fill are dealt to windows and visited as `SparseRows` does with all rows. Without shuffling the
 * fills are stretches of blocks in their order.
 */
export class StreamedSparseRows implements TrainingRows {
  /** Rows of an epoch: all of them. */
  readonly rows: number;
  /** Mean of the bytes of a row, 1 or more. */
  readonly stride: number;
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #options: StreamedSparseOptions;
  readonly #fills: number;
  /** Blocks of a fill, where they are not shuffled. */
  readonly #run: number;
  readonly #buffer: SparseBuffer;
  readonly #order: number;

  /** Reserves the memory. */
  constructor(kernels: Kernels, arena: Arena, options: StreamedSparseOptions) {
    const { source, width, precision, weights, shuffle, bufferBytes = BUFFER_BYTES } = options;
    this.#kernels = kernels;
    this.#arena = arena;
    this.#options = options;
    this.rows = source.rows;
    this.stride = meanRowBytes(source, options);
    const bytes = source.entries * (4 + bytesOf(precision));
    this.#fills = Math.max(1, Math.min(source.blocks.length, Math.ceil(bytes / bufferBytes)));
    const sizes = sizesOf(source);
    this.#run = Math.ceil(sizes.length / this.#fills);
    const room = shuffle === "block" ? largestDraw(sizes, this.#fills) : largestRun(sizes, this.#run);
    this.#buffer = new SparseBuffer(kernels, arena, room, {
      ...options,
      targets: width,
      weighted: weights !== undefined,
    });
    this.#order = arena.reserve(source.blocks.length * 4);
  }

  /** The visits of an epoch (from 1), which depend on the seed and its number only. */
  async *visits(epoch: number): AsyncGenerator<Visit> {
    const key = Math.imul(epoch, EPOCH_STEP) >>> 0;
    for (const [fill, blocks] of this.#fillsOf(epoch, key).entries()) {
      // Two keys for each fill: one deals its rows, one orders them.
      await this.#buffer.load(this.#rowsOf(blocks), (key + 2 * fill + 1) >>> 0);
      yield* this.#buffer.visits((key + 2 * fill + 2) >>> 0);
    }
  }

  /** The numbers of the blocks of each fill. */
  #fillsOf(epoch: number, key: number): Uint32Array[] {
    const fills = this.#fills;
    const { source, shuffle, seed } = this.#options;
    const count = source.blocks.length;
    if (shuffle === "none") {
      const numbers = Uint32Array.from({ length: count }, (_, i) => i);
      const run = this.#run;
      return Array.from({ length: Math.ceil(count / run) }, (_, fill) =>
        numbers.subarray(fill * run, (fill + 1) * run),
      );
    }
    this.#kernels.seed(seed, key);
    for (let first = 0; first < count; first += fills) {
      this.#kernels.randomOrder(this.#order + first * 4, first, Math.min(fills, count - first));
    }
    const order = this.#arena.uint32(this.#order, count).slice();
    // The last stretch may have too few blocks for all fills: those that go without take turns.
    return Array.from({ length: fills }, (_, fill) => order.filter((_, i) => (i + epoch) % fills === fill));
  }

  /** The rows of some blocks, with their targets and weights. */
  #rowsOf(blocks: Uint32Array): SparseLoad {
    const { source, targets, width, weights } = this.#options;
    const some = source.takeBlocks(blocks);
    const own = targets.slice(0, some.rows * width);
    const ownWeights = weights?.slice(0, some.rows);
    let row = 0;
    for (const block of blocks) {
      const [first, end] = [source.firsts[block], source.firsts[block + 1]];
      own.set(targets.subarray(first * width, end * width), row * width);
      if (weights) ownWeights?.set(weights.subarray(first, end), row);
      row += end - first;
    }
    return { source: some, targets: own, weights: ownWeights };
  }
}

/** Rows and entries of each block. */
function sizesOf({ blocks, firsts, lengths }: SparseSource): SparseRoom[] {
  return blocks.map(({ rows }, b) => {
    let entries = 0;
    for (let row = firsts[b]; row < firsts[b + 1]; row++) entries += lengths[row];
    return { rows, entries };
  });
}

/** Room for one block of every stretch of so many, whichever it is. */
function largestDraw(sizes: readonly SparseRoom[], stretch: number): SparseRoom {
  let [rows, entries] = [0, 0];
  for (let first = 0; first < sizes.length; first += stretch) {
    const some = sizes.slice(first, first + stretch);
    rows += Math.max(...some.map((size) => size.rows));
    entries += Math.max(...some.map((size) => size.entries));
  }
  return { rows, entries };
}

/** Room for every stretch of so many blocks. */
function largestRun(sizes: readonly SparseRoom[], stretch: number): SparseRoom {
  let [rows, entries] = [0, 0];
  for (let first = 0; first < sizes.length; first += stretch) {
    const some = sizes.slice(first, first + stretch);
    rows = Math.max(
      rows,
      some.reduce((sum, size) => sum + size.rows, 0),
    );
    entries = Math.max(
      entries,
      some.reduce((sum, size) => sum + size.entries, 0),
    );
  }
  return { rows, entries };
}
