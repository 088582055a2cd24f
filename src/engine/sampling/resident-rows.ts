import { type Arena, bytesOf } from "../kernels/arena.ts";
import { checkFinite } from "../kernels/check-finite.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { Precision } from "../matrix/dense-matrix.ts";
import { type RowSource, STAGE_BYTES } from "../matrix/row-source.ts";
import type { Turns } from "../training/turns.ts";
import { planWindows, type ShuffleMode, type WindowPlan } from "./windows.ts";

/** What stands for an epoch's number in the key of the random numbers that deal the rows. */
const DEALING = 0xffffffff;

/** What {@link ResidentRows} is made from. */
export interface ResidentRowsOptions {
  /** Rows of the data. */
  readonly rows: number;
  /** Columns of each row. */
  readonly columns: number;
  /** Shuffle mode. */
  readonly shuffle: ShuffleMode;
  /** Seed of the orders, 0 … 2^32 - 1. */
  readonly seed: number;
  /** Width of the engine's numbers. */
  readonly precision: Precision;
}

/** A stretch of rows in memory, in the order in which to train on them. */
export interface Visit {
  /** Pointer to the row of number 0. */
  readonly rows: number;
  /** Pointer to the target of the row of number 0. */
  readonly targets: number;
  /** Pointer to u32[count]: row numbers, or 0 for 0, 1, 2 … */
  readonly order: number;
  /** How many rows to train on. */
  readonly count: number;
}

/** The training rows in the engine's memory, cut into windows, and the order in which an epoch visits them. */
export class ResidentRows {
  /** Bytes from one row to the next. */
  readonly stride: number;
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #options: ResidentRowsOptions;
  readonly #plan: WindowPlan;
  readonly #rows: number;
  readonly #targets: number;
  readonly #order: number;
  readonly #windows: number;
  readonly #stage: number;
  readonly #stageTargets: number;
  readonly #stageRows: number;

  /** Reserves the memory; {@link load} fills it. */
  constructor(kernels: Kernels, arena: Arena, options: ResidentRowsOptions) {
    const { rows, columns } = options;
    const element = bytesOf(options.precision);
    this.#kernels = kernels;
    this.#arena = arena;
    this.#options = options;
    this.stride = columns * element;
    this.#plan = planWindows(options.shuffle, rows, this.stride + element);
    this.#stageRows = Math.min(rows, Math.max(1, Math.floor(STAGE_BYTES / this.stride)));
    this.#stage = arena.reserve(this.#stageRows * this.stride);
    this.#stageTargets = arena.reserve(this.#stageRows * element);
    this.#windows = arena.reserve(this.#plan.count * 8);
    this.#order = options.shuffle === "none" ? 0 : arena.reserve(this.#plan.size(0) * 4);
    this.#rows = arena.reserve(rows * this.stride);
    this.#targets = arena.reserve(rows * element);
  }

  /**
   * Copies the rows and their targets into the engine's memory, each to its window.
   *
   * @throws {MinibatchError} `INVALID_DATA` naming row and column when a number is NaN, infinite, or too large for f32
   * @throws {MinibatchError} `INVALID_SHAPE` when a row has another number of columns than the first
   */
  async load(source: RowSource, targets: Float32Array | Float64Array, turns: Turns): Promise<void> {
    const { precision, seed } = this.#options;
    const element = bytesOf(precision);
    const starts = this.#arena.uint32(this.#windows, this.#plan.count);
    for (let w = 0; w < this.#plan.count; w++) starts[w] = this.#plan.start(w);
    const stage = this.#arena.numbers(precision, this.#stage, this.#stageRows * source.columns);
    const stageTargets = this.#arena.numbers(precision, this.#stageTargets, this.#stageRows);
    this.#kernels.seed(seed, DEALING);
    for (let first = 0; first < source.rows; first += this.#stageRows) {
      const count = Math.min(this.#stageRows, source.rows - first);
      source.read(first, count, stage);
      stageTargets.set(targets.subarray(first, first + count));
      checkFinite(this.#kernels, precision, this.#stage, source, first, count);
      this.#kernels.dealRows(
        this.#stage,
        this.#stageTargets,
        first,
        count,
        source.rows,
        this.stride,
        element,
        this.#plan.count,
        this.#windows,
        this.#windows + this.#plan.count * 4,
        this.#rows,
        this.#targets,
      );
      if (turns.due) await turns.give();
    }
  }

  /** The visits of an epoch (from 1), which depend on the seed and its number only. */
  *visits(epoch: number): Generator<Visit> {
    const { shuffle, seed, precision } = this.#options;
    const kernels = this.#kernels;
    const plan = this.#plan;
    kernels.seed(seed, epoch);
    kernels.randomOrder(this.#windows, 0, plan.count);
    const windows = this.#arena.uint32(this.#windows, plan.count);
    for (const window of windows) {
      const first = plan.start(window);
      const count = plan.size(window);
      const rows = this.#rows + first * this.stride;
      const targets = this.#targets + first * bytesOf(precision);
      if (shuffle !== "none") kernels.randomOrder(this.#order, 0, count);
      if (shuffle === "block") {
        kernels.touch(rows, count * this.stride);
        kernels.touch(targets, count * bytesOf(precision));
      }
      yield { rows, targets, order: this.#order, count };
    }
  }
}
