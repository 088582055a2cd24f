import { type Arena, bytesOf } from "../kernels/arena.ts";
import { type Kernels, ofWidth } from "../kernels/kernels.ts";
import { SparseStage } from "../kernels/sparse-stage.ts";
import type { Precision } from "../matrix/dense-matrix.ts";
import type { SparseSource } from "../matrix/sparse-source.ts";
import { Turns } from "../training/turns.ts";
import type { Visit } from "./training-rows.ts";
import { planWindows, type ShuffleMode, type WindowPlan } from "./windows.ts";

/** Row numbers that are dealt at once. */
const DEALT_ROWS = 16384;

/** Bytes of a window of the block shuffle: less than of dense rows, as the cache must hold many of the weights beside it. */
const WINDOW_BYTES = 65536;

/** Rows of a visit of the block shuffle: as many windows as have so many. A visit for each window would take its time. */
const VISIT_ROWS = 4096;

/** More rows no visit of the block shuffle has: a window is 256 KiB at most, and a row takes 8 bytes at least. */
const MOST_VISIT_ROWS = 65536;

/** How sparse rows lie in the engine's memory. */
export interface SparseRowsOptions {
  /** Shuffle mode. */
  readonly shuffle: ShuffleMode;
  /** Seed of the orders, 0 … 2^32 - 1. */
  readonly seed: number;
  /** Width of the engine's numbers. */
  readonly precision: Precision;
  /** Targets of each row. Default 1. */
  readonly targets?: number;
  /** Whether each row has a weight. Default false. */
  readonly weighted?: boolean;
  /** The engine's number of each column. Default its own. */
  readonly places?: Uint32Array | undefined;
}

/** What a {@link SparseBuffer} has room for. */
export interface SparseRoom {
  /** Most rows. */
  readonly rows: number;
  /** Most entries. */
  readonly entries: number;
}

/** What is loaded at once. */
export interface SparseLoad {
  /** The rows. */
  readonly source: SparseSource;
  /** Targets as the kernels take them, [rows] or [rows][targets]. */
  readonly targets: Float32Array | Float64Array;
  /** Weights, [rows], >= 0, where rows are weighted. */
  readonly weights?: Float32Array | Float64Array | undefined;
}

/**
 * Sparse rows in the engine's memory as entries, cut into windows, and the order in which they are visited. An entry takes 8
 * bytes in f32 and 12 in f64; all must fit 4 GiB, with the weights.
 */
export class SparseBuffer {
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #options: SparseRowsOptions;
  readonly #entryBytes: number;
  /** Bytes of a target record. */
  readonly #targetBytes: number;
  readonly #entries: number;
  readonly #starts: number;
  readonly #targets: number;
  readonly #order: number;
  readonly #windows: number;
  /** The table that tells the kernels where a visit's windows lie. */
  readonly #touched: number;
  #plan: WindowPlan;

  /**
   * Reserves the memory.
   *
   * @throws {MinibatchError} `INVALID_DATA` when the rows do not fit 4 GiB
   */
  constructor(kernels: Kernels, arena: Arena, room: SparseRoom, options: SparseRowsOptions) {
    const { precision, shuffle, targets = 1, weighted = false } = options;
    const { rows, entries } = room;
    this.#kernels = kernels;
    this.#arena = arena;
    this.#options = options;
    this.#entryBytes = 4 + bytesOf(precision);
    this.#targetBytes = (targets + (weighted ? 1 : 0)) * bytesOf(precision);
    // Fewer rows have no more windows.
    this.#plan = this.#planOf(room);
    const { count } = this.#plan;
    const visitRows = shuffle === "full" ? rows : Math.min(rows, MOST_VISIT_ROWS);
    this.#windows = arena.reserve(count * 8);
    this.#order = shuffle === "none" ? 0 : arena.reserve(visitRows * 4);
    this.#touched = shuffle === "block" ? arena.reserve((Math.min(count, VISIT_ROWS) + 1) * 12) : 0;
    this.#starts = arena.reserve((rows + 1) * 4);
    this.#targets = arena.reserve(rows * this.#targetBytes);
    this.#entries = arena.reserve(entries * this.#entryBytes);
  }

  /**
   * Copies rows, their targets and their weights into the buffer, each to a window. Nothing is kept of what was loaded before.
   *
   * @param key - of the random numbers that deal the rows to the windows, beside the seed
   * @throws {MinibatchError} `INVALID_DATA` naming row and column when a number is NaN, infinite, or too large for f32
   */
  async load(rows: SparseLoad, key: number): Promise<void> {
    const { source } = rows;
    this.#plan = this.#planOf(source);
    const turns = new Turns();
    const mark = this.#arena.mark();
    const pointers = this.#placeRows(this.#dealRows(rows, key), source.lengths);
    const { precision, places } = this.#options;
    const { packRows } = ofWidth(this.#kernels, precision);
    const stage = new SparseStage(this.#kernels, this.#arena, precision, source);
    const lengths = this.#arena.reserve(stage.rows * 4);
    const to = this.#arena.reserve(stage.rows * 4);
    const table = places ? this.#arena.reserve(places.length * 4) : 0;
    if (places) this.#arena.uint32(table, places.length).set(places);
    for (const stretch of source.stretches(stage.rows, stage.entries)) {
      const { first, count } = stretch;
      stage.copy(stretch);
      this.#arena.uint32(lengths, count).set(source.lengths.subarray(first, first + count));
      this.#arena.uint32(to, count).set(pointers.subarray(first, first + count));
      packRows(stage.columns, stage.values, lengths, to, count, table);
      if (turns.due) await turns.give();
    }
    this.#arena.release(mark);
  }

  /** The visits of the rows, which depend on what was loaded, the seed, and the key of their random numbers. */
  *visits(key: number): Generator<Visit> {
    const { shuffle, seed } = this.#options;
    const kernels = this.#kernels;
    const plan = this.#plan;
    kernels.seed(seed, key);
    kernels.randomOrder(this.#windows, 0, plan.count);
    // A copy: the memory may grow between two visits, which detaches views.
    const all = this.#arena.uint32(this.#windows, plan.count).slice();
    const common = { rows: this.#starts, targets: this.#targets, order: this.#order };
    const visitWindows = Math.min(plan.count, Math.ceil(VISIT_ROWS / plan.size(0)));
    for (let turn = 0; turn < plan.count; turn += visitWindows) {
      const windows = all.subarray(turn, turn + visitWindows);
      let count = 0;
      const table: number[] = [];
      for (const window of windows) {
        const [first, size] = [plan.start(window), plan.size(window)];
        if (shuffle !== "none") kernels.randomOrder(this.#order + count * 4, first, size);
        const starts = this.#arena.uint32(this.#starts + first * 4, size + 1);
        table.push(count, starts[0], starts[size] - starts[0]);
        count += size;
      }
      if (shuffle === "block") this.#arena.uint32(this.#touched, table.length + 3).set([...table, 0xffffffff, 0, 0]);
      yield { ...common, count, windows: this.#touched };
    }
  }

  #planOf({ rows, entries }: SparseRoom): WindowPlan {
    const rowBytes = (entries * this.#entryBytes) / rows;
    return planWindows(this.#options.shuffle, rows, rowBytes + this.#targetBytes + 4, WINDOW_BYTES);
  }

  /** Deals row numbers to the places of the windows, and target records with them. Returns the row of each place. */
  #dealRows({ source: { rows }, targets, weights }: SparseLoad, key: number): Uint32Array {
    const { seed, precision } = this.#options;
    const plan = this.#plan;
    const width = this.#targetBytes / bytesOf(precision);
    const own = weights ? width - 1 : width;
    const numbers = this.#arena.reserve(DEALT_ROWS * 4);
    const records = this.#arena.reserve(DEALT_ROWS * this.#targetBytes);
    const dealt = this.#arena.reserve(rows * 4);
    this.#arena
      .uint32(this.#windows, plan.count)
      .set(Uint32Array.from({ length: plan.count }, (_, w) => plan.start(w)));
    this.#kernels.seed(seed, key);
    for (let first = 0; first < rows; first += DEALT_ROWS) {
      const count = Math.min(DEALT_ROWS, rows - first);
      const stage = this.#arena.uint32(numbers, count);
      const staged = this.#arena.numbers(precision, records, count * width);
      for (let r = 0; r < count; r++) {
        stage[r] = first + r;
        for (let k = 0; k < own; k++) staged[r * width + k] = targets[(first + r) * own + k];
        if (weights) staged[r * width + own] = weights[first + r];
      }
      this.#kernels.dealRows(
        numbers,
        records,
        first,
        count,
        rows,
        4,
        this.#targetBytes,
        plan.count,
        this.#windows,
        this.#windows + plan.count * 4,
        dealt,
        this.#targets,
      );
    }
    return this.#arena.uint32(dealt, rows).slice();
  }

  /** Writes where each place's row starts. Returns the same by rows. */
  #placeRows(dealt: Uint32Array, lengths: Uint32Array): Uint32Array {
    const rows = dealt.length;
    const starts = this.#arena.uint32(this.#starts, rows + 1);
    const pointers = new Uint32Array(rows);
    let start = this.#entries;
    for (let place = 0; place < rows; place++) {
      starts[place] = start;
      pointers[dealt[place]] = start;
      start += lengths[dealt[place]] * this.#entryBytes;
    }
    starts[rows] = start;
    return pointers;
  }
}
