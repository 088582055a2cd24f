import { type Arena, bytesOf } from "../kernels/arena.ts";
import { checkFinite } from "../kernels/check-finite.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { Precision } from "../matrix/dense-matrix.ts";
import { type RowSource, STAGE_BYTES } from "../matrix/row-source.ts";
import { Turns } from "../training/turns.ts";
import type { TrainingRows, Visit } from "./training-rows.ts";
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
  /** Targets of each row. Default 1. */
  readonly targets?: number;
  /** Whether each row has a weight. Default false. */
  readonly weighted?: boolean;
}

/** The training rows in the engine's memory, cut into windows, and the order in which an epoch visits them. */
export class ResidentRows implements TrainingRows {
  /** Rows of an epoch: all of them. */
  readonly rows: number;
  /** Bytes from one row to the next. */
  readonly stride: number;
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #options: ResidentRowsOptions;
  readonly #plan: WindowPlan;
  readonly #rows: number;
  readonly #targets: number;
  /** Numbers of a target record. */
  readonly #targetWidth: number;
  readonly #order: number;
  readonly #windows: number;
  readonly #stage: number;
  readonly #stageTargets: number;
  readonly #stageRows: number;

  /** Reserves the memory; {@link load} fills it. */
  constructor(kernels: Kernels, arena: Arena, options: ResidentRowsOptions) {
    const { rows, columns, targets = 1, weighted = false } = options;
    const element = bytesOf(options.precision);
    this.rows = rows;
    this.#targetWidth = targets + (weighted ? 1 : 0);
    const targetBytes = this.#targetWidth * element;
    this.#kernels = kernels;
    this.#arena = arena;
    this.#options = options;
    this.stride = columns * element;
    this.#plan = planWindows(options.shuffle, rows, this.stride + targetBytes);
    this.#stageRows = Math.min(rows, Math.max(1, Math.floor(STAGE_BYTES / this.stride)));
    this.#stage = arena.reserve(this.#stageRows * this.stride);
    this.#stageTargets = arena.reserve(this.#stageRows * targetBytes);
    this.#windows = arena.reserve(this.#plan.count * 8);
    this.#order = options.shuffle === "none" ? 0 : arena.reserve(this.#plan.size(0) * 4);
    this.#rows = arena.reserve(rows * this.stride);
    this.#targets = arena.reserve(rows * targetBytes);
  }

  /**
   * Copies the rows, their targets and their weights into the engine's memory, each to its window. Nothing is kept.
   *
   * @param targets - [rows] or [rows][targets]
   * @param weights - [rows], >= 0, where the rows are weighted
   * @throws {MinibatchError} `INVALID_DATA` naming row and column when a number is NaN, infinite, or too large for f32
   * @throws {MinibatchError} `INVALID_SHAPE` when a row has another number of columns than the first
   */
  async load(
    source: RowSource,
    targets: Float32Array | Float64Array,
    weights?: Float32Array | Float64Array,
  ): Promise<void> {
    const { precision, seed } = this.#options;
    const turns = new Turns();
    const targetBytes = this.#targetWidth * bytesOf(precision);
    const starts = this.#arena.uint32(this.#windows, this.#plan.count);
    for (let w = 0; w < this.#plan.count; w++) starts[w] = this.#plan.start(w);
    const stage = this.#arena.numbers(precision, this.#stage, this.#stageRows * source.columns);
    const stageTargets = this.#arena.numbers(precision, this.#stageTargets, this.#stageRows * this.#targetWidth);
    this.#kernels.seed(seed, DEALING);
    for (let first = 0; first < source.rows; first += this.#stageRows) {
      const count = Math.min(this.#stageRows, source.rows - first);
      source.read(first, count, stage);
      this.#stageRecords(stageTargets, first, count, targets, weights);
      checkFinite(this.#kernels, precision, this.#stage, source, first, count);
      this.#kernels.dealRows(
        this.#stage,
        this.#stageTargets,
        first,
        count,
        source.rows,
        this.stride,
        targetBytes,
        this.#plan.count,
        this.#windows,
        this.#windows + this.#plan.count * 4,
        this.#rows,
        this.#targets,
      );
      if (turns.due) await turns.give();
    }
  }

  /** Writes the target records of the rows first … first + count - 1. */
  #stageRecords(
    stage: Float32Array | Float64Array,
    first: number,
    count: number,
    targets: Float32Array | Float64Array,
    weights?: Float32Array | Float64Array,
  ): void {
    const width = this.#targetWidth;
    const own = weights ? width - 1 : width;
    if (!weights) {
      stage.set(targets.subarray(first * own, (first + count) * own));
      return;
    }
    for (let r = 0; r < count; r++) {
      for (let k = 0; k < own; k++) stage[r * width + k] = targets[(first + r) * own + k];
      stage[r * width + own] = weights[first + r];
    }
  }

  /** The visits of an epoch (from 1), which depend on the seed and its number only. */
  *visits(epoch: number): Generator<Visit> {
    const { shuffle, seed } = this.#options;
    const kernels = this.#kernels;
    const plan = this.#plan;
    kernels.seed(seed, epoch);
    kernels.randomOrder(this.#windows, 0, plan.count);
    // A copy: the memory may grow between two visits, which detaches views.
    const windows = this.#arena.uint32(this.#windows, plan.count).slice();
    const targetBytes = this.#targetWidth * bytesOf(this.#options.precision);
    for (const window of windows) {
      const first = plan.start(window);
      const count = plan.size(window);
      const rows = this.#rows + first * this.stride;
      const targets = this.#targets + first * targetBytes;
      if (shuffle !== "none") kernels.randomOrder(this.#order, 0, count);
      if (shuffle === "block") {
        kernels.touch(rows, count * this.stride);
        kernels.touch(targets, count * targetBytes);
      }
      yield { rows, targets, order: this.#order, count };
    }
  }
}
