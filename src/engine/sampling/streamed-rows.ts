import { type Arena, bytesOf } from "../kernels/arena.ts";
import { checkFinite } from "../kernels/check-finite.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { Precision } from "../matrix/dense-matrix.ts";
import type { RowSource } from "../matrix/row-source.ts";
import type { TrainingRows, Visit } from "./training-rows.ts";
import { planWindows } from "./windows.ts";

/** Bytes of a chunk of rows: so much is read at one place. */
export const CHUNK_BYTES = 262_144;

/** Bytes of rows that lie in memory at a time. */
const BUFFER_BYTES = 67_108_864;

/** Spreads epochs over the keys of the random numbers, so that no two fills share one. */
const EPOCH_STEP = 0x9e3779b1;

/** What {@link StreamedRows} is made from. */
export interface StreamedRowsOptions {
  /** The rows, which are read again every epoch, in chunks from many places; best from a file in blocks of a chunk. */
  readonly source: RowSource;
  /** Targets as the kernels take them, [rows][width]. */
  readonly targets: Float32Array | Float64Array;
  /** Targets of a row. */
  readonly width: number;
  /** How often each row counts, > 0; undefined: once. */
  readonly weights?: Float64Array | undefined;
  /** Width of the engine's numbers. */
  readonly precision: Precision;
  /** Seed of the orders, 0 … 2^32 - 1. */
  readonly seed: number;
  /** Bytes of rows in memory at a time. Default 64 MiB. */
  readonly bufferBytes?: number;
}

/**
 * Rows that do not fit memory, shuffled in two levels. A buffer of fixed size is filled as often as it takes; of every
 * stretch of as many chunks as there are fills, each fill gets one, drawn anew for every epoch. So a fill has rows from all
 * over the data, and of sorted data as many of each place as any other. Its rows are dealt at random to windows that fit the
 * L2 cache, as `ResidentRows` deals all rows, and each window is visited in a random order of its rows.
 */
export class StreamedRows implements TrainingRows {
  /** Rows of an epoch: all of them. */
  readonly rows: number;
  /** Bytes from one row to the next. */
  readonly stride: number;
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #options: StreamedRowsOptions;
  readonly #chunkRows: number;
  /** First row of each chunk, and the number of rows. */
  readonly #starts: Uint32Array;
  readonly #chunks: number;
  readonly #chunksPerFill: number;
  /** Numbers of a target record. */
  readonly #targetWidth: number;
  readonly #stage: number;
  readonly #stageTargets: number;
  readonly #buffer: number;
  readonly #bufferTargets: number;
  readonly #order: number;
  readonly #windows: number;
  readonly #chunkOrder: number;

  /** Reserves the memory. */
  constructor(kernels: Kernels, arena: Arena, options: StreamedRowsOptions) {
    const { source, width, weights, precision, bufferBytes = BUFFER_BYTES } = options;
    const element = bytesOf(precision);
    this.#kernels = kernels;
    this.#arena = arena;
    this.#options = options;
    this.rows = source.rows;
    this.stride = source.columns * element;
    this.#targetWidth = width + (weights === undefined ? 0 : 1);
    this.#chunkRows = Math.max(1, Math.floor(CHUNK_BYTES / this.stride));
    this.#starts = chunkStarts(source, this.#chunkRows);
    this.#chunks = this.#starts.length - 1;
    const fits = Math.max(1, Math.floor(bufferBytes / (this.#chunkRows * this.stride)));
    this.#chunksPerFill = Math.min(fits, this.#chunks);
    const rows = this.#chunksPerFill * this.#chunkRows;
    const targetBytes = this.#targetWidth * element;
    this.#stage = arena.reserve(this.#chunkRows * this.stride);
    this.#stageTargets = arena.reserve(this.#chunkRows * targetBytes);
    this.#buffer = arena.reserve(rows * this.stride);
    this.#bufferTargets = arena.reserve(rows * targetBytes);
    this.#order = arena.reserve(rows * 4);
    this.#windows = arena.reserve(planWindows("block", rows, this.stride + targetBytes).count * 8);
    this.#chunkOrder = arena.reserve(this.#chunks * 4);
  }

  /** The visits of an epoch (from 1), which depend on the seed and its number only. */
  *visits(epoch: number): Generator<Visit> {
    const kernels = this.#kernels;
    const key = Math.imul(epoch, EPOCH_STEP) >>> 0;
    kernels.seed(this.#options.seed, key);
    const fills = Math.ceil(this.#chunks / this.#chunksPerFill);
    for (let first = 0; first < this.#chunks; first += fills) {
      kernels.randomOrder(this.#chunkOrder + first * 4, first, Math.min(fills, this.#chunks - first));
    }
    // A copy: the memory may grow between two visits, which detaches views.
    const order = this.#arena.uint32(this.#chunkOrder, this.#chunks).slice();
    for (let fill = 0; fill < fills; fill++) {
      kernels.seed(this.#options.seed, (key + fill + 1) >>> 0);
      // The last stretch may have too few chunks for all fills: those that go without take turns.
      yield* this.#fill(order.filter((_, i) => (i + epoch) % fills === fill));
    }
  }

  /** Reads chunks into the buffer and visits it. */
  *#fill(chunks: Uint32Array): Generator<Visit> {
    const { precision } = this.#options;
    const kernels = this.#kernels;
    const targetBytes = this.#targetWidth * bytesOf(precision);
    const starts = this.#starts;
    const sizes = chunks.map((chunk) => starts[chunk + 1] - starts[chunk]);
    const rows = sizes.reduce((sum, size) => sum + size, 0);
    const plan = planWindows("block", rows, this.stride + targetBytes);
    const windows = this.#arena.uint32(this.#windows, plan.count);
    for (let w = 0; w < plan.count; w++) windows[w] = plan.start(w);
    let done = 0;
    for (const [i, chunk] of chunks.entries()) {
      const size = sizes[i];
      this.#readChunk(starts[chunk], size);
      kernels.dealRows(
        this.#stage,
        this.#stageTargets,
        done,
        size,
        rows,
        this.stride,
        targetBytes,
        plan.count,
        this.#windows,
        this.#windows + plan.count * 4,
        this.#buffer,
        this.#bufferTargets,
      );
      done += size;
    }
    // All orders are drawn at once: whoever evaluates between two visits may draw from the same stream.
    for (let w = 0; w < plan.count; w++) kernels.randomOrder(this.#order + plan.start(w) * 4, 0, plan.size(w));
    for (let w = 0; w < plan.count; w++) {
      const start = plan.start(w);
      const at = { rows: this.#buffer + start * this.stride, targets: this.#bufferTargets + start * targetBytes };
      kernels.touch(at.rows, plan.size(w) * this.stride);
      yield { ...at, order: this.#order + start * 4, count: plan.size(w) };
    }
  }

  /** Copies rows and their target records to the stage. */
  #readChunk(first: number, count: number): void {
    const { source, targets, weights, width, precision } = this.#options;
    const own = this.#targetWidth;
    source.read(first, count, this.#arena.numbers(precision, this.#stage, count * source.columns));
    checkFinite(this.#kernels, precision, this.#stage, source, first, count);
    const records = this.#arena.numbers(precision, this.#stageTargets, count * own);
    if (weights === undefined) {
      records.set(targets.subarray(first * width, (first + count) * width));
      return;
    }
    for (let r = 0; r < count; r++) {
      for (let k = 0; k < width; k++) records[r * own + k] = targets[(first + r) * width + k];
      records[r * own + width] = weights[first + r];
    }
  }
}

/**
 * The first row of each chunk, and the number of rows behind them. Of rows selected from a larger source those of one of its
 * chunks stay together: chunks across two of them would read each of a file's blocks twice.
 */
function chunkStarts(source: RowSource, chunkRows: number): Uint32Array {
  const starts = [0];
  let chunk = Math.floor((source.numberOf?.(0) ?? 0) / chunkRows);
  for (let row = 1; source.numberOf !== undefined && row < source.rows; row++) {
    const own = Math.floor(source.numberOf(row) / chunkRows);
    if (own === chunk && row - starts[starts.length - 1] < chunkRows) continue;
    starts.push(row);
    chunk = own;
  }
  if (source.numberOf === undefined) {
    for (let row = chunkRows; row < source.rows; row += chunkRows) starts.push(row);
  }
  return Uint32Array.from([...starts, source.rows]);
}
