import { type Arena, bytesOf } from "../kernels/arena.ts";
import { type Kernels, ofWidth } from "../kernels/kernels.ts";
import { SparseStage } from "../kernels/sparse-stage.ts";
import type { Precision } from "../matrix/dense-matrix.ts";
import type { SparseSource } from "../matrix/sparse-source.ts";
import { Turns } from "../training/turns.ts";
import type { TrainingRows, Visit } from "./training-rows.ts";
import { planWindows, type ShuffleMode, type WindowPlan } from "./windows.ts";

/** What stands for an epoch's number in the key of the random numbers that deal the rows. */
const DEALING = 0xffffffff;

/** Row numbers that are dealt at once. */
const DEALT_ROWS = 16384;

/** Bytes of a window of the block shuffle: less than of dense rows, as the cache must hold many of the weights beside it. */
const WINDOW_BYTES = 65536;

/** Rows of a visit of the block shuffle: as many windows as have so many. A visit for each window would take its time. */
const VISIT_ROWS = 4096;

/** What {@link SparseRows} is made from. */
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

/**
 * Sparse training rows in the engine's memory as entries, cut into windows, and the order in which an epoch visits them:
 * the counterpart of `ResidentRows`. An entry takes 8 bytes in f32 and 12 in f64; all must fit 4 GiB, with the weights.
 */
export class SparseRows implements TrainingRows {
  /** Rows of an epoch: all of them. */
  readonly rows: number;
  /** Mean of the bytes of a row, 1 or more. */
  readonly stride: number;
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #options: SparseRowsOptions;
  readonly #source: SparseSource;
  readonly #plan: WindowPlan;
  readonly #entryBytes: number;
  /** Bytes of a target record. */
  readonly #targetBytes: number;
  readonly #entries: number;
  readonly #starts: number;
  readonly #targets: number;
  readonly #order: number;
  readonly #windows: number;
  /** Windows of a visit, and the table that tells the kernels where they lie. */
  readonly #visitWindows: number;
  readonly #touched: number;

  /**
   * Reserves the memory; {@link load} fills it.
   *
   * @throws {MinibatchError} `INVALID_DATA` when the rows do not fit 4 GiB
   */
  constructor(kernels: Kernels, arena: Arena, source: SparseSource, options: SparseRowsOptions) {
    const { precision, shuffle, targets = 1, weighted = false } = options;
    const { rows, entries } = source;
    this.rows = rows;
    this.#kernels = kernels;
    this.#arena = arena;
    this.#options = options;
    this.#source = source;
    this.#entryBytes = 4 + bytesOf(precision);
    this.#targetBytes = (targets + (weighted ? 1 : 0)) * bytesOf(precision);
    const rowBytes = (entries * this.#entryBytes) / rows;
    this.stride = Math.max(1, Math.ceil(rowBytes));
    const plan = planWindows(shuffle, rows, rowBytes + this.#targetBytes + 4, WINDOW_BYTES);
    this.#plan = plan;
    this.#windows = arena.reserve(plan.count * 8);
    this.#visitWindows = Math.min(plan.count, Math.ceil(VISIT_ROWS / plan.size(0)));
    this.#order = shuffle === "none" ? 0 : arena.reserve(this.#visitWindows * plan.size(0) * 4);
    this.#touched = shuffle === "block" ? arena.reserve((this.#visitWindows + 1) * 12) : 0;
    this.#starts = arena.reserve((rows + 1) * 4);
    this.#targets = arena.reserve(rows * this.#targetBytes);
    this.#entries = arena.reserve(entries * this.#entryBytes);
  }

  /**
   * Copies the rows, their targets and their weights into the engine's memory, each to its window. Nothing is kept.
   *
   * @param targets - [rows] or [rows][targets]
   * @param weights - [rows], >= 0, where the rows are weighted
   * @throws {MinibatchError} `INVALID_DATA` naming row and column when a number is NaN, infinite, or too large for f32
   */
  async load(targets: Float32Array | Float64Array, weights?: Float32Array | Float64Array): Promise<void> {
    const turns = new Turns();
    const mark = this.#arena.mark();
    const pointers = this.#placeRows(this.#dealRows(targets, weights));
    const { precision, places } = this.#options;
    const { packRows } = ofWidth(this.#kernels, precision);
    const stage = new SparseStage(this.#kernels, this.#arena, precision, this.#source);
    const lengths = this.#arena.reserve(stage.rows * 4);
    const to = this.#arena.reserve(stage.rows * 4);
    const table = places ? this.#arena.reserve(places.length * 4) : 0;
    if (places) this.#arena.uint32(table, places.length).set(places);
    for (const stretch of this.#source.stretches(stage.rows, stage.entries)) {
      const { block, from, first, count } = stretch;
      stage.copy(stretch);
      const rowLengths = this.#arena.uint32(lengths, count);
      for (let r = 0; r < count; r++) rowLengths[r] = block.indptr[from + r + 1] - block.indptr[from + r];
      this.#arena.uint32(to, count).set(pointers.subarray(first, first + count));
      packRows(stage.columns, stage.values, lengths, to, count, table);
      if (turns.due) await turns.give();
    }
    this.#arena.release(mark);
  }

  /** Deals row numbers to the places of the windows, and target records with them. Returns the row of each place. */
  #dealRows(targets: Float32Array | Float64Array, weights?: Float32Array | Float64Array): Uint32Array {
    const { seed, precision } = this.#options;
    const plan = this.#plan;
    const width = this.#targetBytes / bytesOf(precision);
    const own = weights ? width - 1 : width;
    const numbers = this.#arena.reserve(DEALT_ROWS * 4);
    const records = this.#arena.reserve(DEALT_ROWS * this.#targetBytes);
    const dealt = this.#arena.reserve(this.rows * 4);
    this.#arena
      .uint32(this.#windows, plan.count)
      .set(Uint32Array.from({ length: plan.count }, (_, w) => plan.start(w)));
    this.#kernels.seed(seed, DEALING);
    for (let first = 0; first < this.rows; first += DEALT_ROWS) {
      const count = Math.min(DEALT_ROWS, this.rows - first);
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
        this.rows,
        4,
        this.#targetBytes,
        plan.count,
        this.#windows,
        this.#windows + plan.count * 4,
        dealt,
        this.#targets,
      );
    }
    return this.#arena.uint32(dealt, this.rows).slice();
  }

  /** Writes where each place's row starts. Returns the same by rows. */
  #placeRows(dealt: Uint32Array): Uint32Array {
    const lengths = new Uint32Array(this.rows);
    let row = 0;
    for (const { indptr, rows } of this.#source.blocks) {
      for (let r = 0; r < rows; r++) lengths[row++] = indptr[r + 1] - indptr[r];
    }
    const starts = this.#arena.uint32(this.#starts, this.rows + 1);
    const pointers = new Uint32Array(this.rows);
    let start = this.#entries;
    for (let place = 0; place < this.rows; place++) {
      starts[place] = start;
      pointers[dealt[place]] = start;
      start += lengths[dealt[place]] * this.#entryBytes;
    }
    starts[this.rows] = start;
    return pointers;
  }

  /** The visits of an epoch (from 1), which depend on the seed and its number only. */
  *visits(epoch: number): Generator<Visit> {
    const { shuffle, seed } = this.#options;
    const kernels = this.#kernels;
    const plan = this.#plan;
    kernels.seed(seed, epoch);
    kernels.randomOrder(this.#windows, 0, plan.count);
    // A copy: the memory may grow between two visits, which detaches views.
    const all = this.#arena.uint32(this.#windows, plan.count).slice();
    const common = { rows: this.#starts, targets: this.#targets, order: this.#order };
    for (let turn = 0; turn < plan.count; turn += this.#visitWindows) {
      const windows = all.subarray(turn, turn + this.#visitWindows);
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
}
