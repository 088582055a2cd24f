import { MinibatchError } from "../errors.ts";
import { Arena } from "../kernels/arena.ts";
import { type Kernels, ofWidth, type WidthKernels } from "../kernels/kernels.ts";
import { RUN_RECORD_BYTES, RUN_SLOT, type RunSlot } from "../kernels/run-record.ts";
import type { Precision } from "../matrix/dense-matrix.ts";
import type { RowSource } from "../matrix/row-source.ts";
import { KERNEL_LOSS, type LossName, type LossOptions } from "../objective/losses.ts";
import type { Schedule } from "../optimizer/schedule.ts";
import { ResidentRows, type Visit } from "../sampling/resident-rows.ts";
import type { ShuffleMode } from "../sampling/windows.ts";
import type { BatchEvent, EpochEvent, TrainingListeners } from "./events.ts";
import { Turns } from "./turns.ts";
import { EngineWeights, type LinearWeights } from "./weights.ts";

/** Rows of a leaf of the gradient's tree, as in assembly/train.ts. */
const LEAF_ROWS = 64;

/** A call of the kernel takes at most so many rows and bytes, some milliseconds' work: others get their turn after it. */
const SPAN_ROWS = 65536;
const SPAN_BYTES = 8388608;

/** What a training run is. */
export interface TrainingSetup {
  /** Size of the training data, and the model's number of outputs. */
  readonly rows: number;
  readonly columns: number;
  readonly outputs: number;
  readonly weights: LinearWeights;
  readonly loss: LossName;
  readonly lossOptions: Required<LossOptions>;
  readonly schedule: Schedule;
  readonly batchSize: number;
  readonly epochs: number;
  readonly l2: number;
  readonly reduction: "mean" | "sum";
  readonly shuffle: ShuffleMode;
  readonly seed: number;
  readonly precision: Precision;
  readonly fitIntercept: boolean;
}

/**
 * The training loop: for every epoch, for every visit of the sampler, the step kernel over its rows, batch after batch.
 * It never prints, draws or writes: listeners do.
 */
export class Trainer {
  readonly #setup: TrainingSetup;
  readonly #kernels: WidthKernels;
  readonly #rows: ResidentRows;
  readonly #weights: EngineWeights;
  readonly #record: Float64Array;
  readonly #rates: Float64Array;
  readonly #batchLosses: Float64Array;
  readonly #recordPointer: number;
  readonly #batchSize: number;
  readonly #history: EpochEvent[] = [];
  readonly #clock = new Clock();
  readonly #turns = new Turns();
  readonly #spanRows: number;
  #updates = 0;
  #epoch = 0;
  #batch = 0;
  #lossSum = 0;

  /** @throws {MinibatchError} `INVALID_DATA` when the data do not fit the engine */
  constructor(kernels: Kernels, setup: TrainingSetup) {
    const { rows, columns, outputs, precision } = setup;
    const { code, parameter } = KERNEL_LOSS[setup.loss];
    const arena = new Arena(kernels);
    this.#setup = setup;
    this.#kernels = ofWidth(kernels, precision);
    this.#batchSize = Math.min(setup.batchSize, rows);
    const spanBatches = Math.floor(Math.min(SPAN_ROWS, rows) / this.#batchSize) + 2;
    const levels = 33 - Math.clz32(Math.ceil(this.#batchSize / LEAF_ROWS) - 1);
    this.#weights = new EngineWeights(arena, precision, outputs, columns);
    const gradientBytes = levels * this.#weights.bytes;
    const gradient = arena.reserve(gradientBytes);
    const lossTree = arena.reserve(levels * 8);
    const scratch = arena.reserve(kernels.trainScratchBytes(outputs));
    const rates = arena.reserve(spanBatches * 8);
    const batchLosses = arena.reserve(spanBatches * 8);
    this.#recordPointer = arena.reserve(RUN_RECORD_BYTES);
    this.#rows = new ResidentRows(kernels, arena, setup);
    this.#spanRows = Math.min(SPAN_ROWS, Math.max(LEAF_ROWS, Math.floor(SPAN_BYTES / this.#rows.stride)));
    this.#record = arena.float64(this.#recordPointer, RUN_RECORD_BYTES / 8);
    this.#rates = arena.float64(rates, spanBatches);
    this.#batchLosses = arena.float64(batchLosses, spanBatches);
    arena.float64(gradient, gradientBytes / 8).fill(0);
    this.#record.fill(0);
    this.#set({
      stride: this.#rows.stride,
      columns,
      outputs,
      weights: this.#weights.pointer,
      width: this.#weights.width,
      gradient,
      lossTree,
      scratch,
      loss: code,
      lossParameter: typeof parameter === "number" ? parameter : setup.lossOptions[parameter],
      batchSize: this.#batchSize,
      sum: setup.reduction === "sum" ? 1 : 0,
      l2: setup.l2,
      intercept: setup.fitIntercept ? 1 : 0,
      rates,
      batchLosses,
    });
    this.#weights.write(setup.weights);
  }

  /** The finished epochs. */
  get history(): readonly EpochEvent[] {
    return this.#history;
  }

  /** A copy of the weights after the last finished batch. */
  weights(): LinearWeights {
    return this.#weights.read();
  }

  /**
   * Copies the rows into the engine, which comes before {@link run}. Targets are numbers, or class numbers when there are
   * several outputs. Neither is kept.
   *
   * @throws {MinibatchError} as {@link ResidentRows.load} does
   */
  async load(source: RowSource, targets: Float32Array | Float64Array): Promise<void> {
    await this.#rows.load(source, targets, this.#turns);
  }

  /**
   * Trains for the epochs asked for.
   *
   * @throws the signal's reason when the signal is aborted before the last batch is done; {@link weights} are then those
   * of the last finished batch
   * @throws {MinibatchError} `DIVERGED` when an epoch's loss or weights are not finite; {@link weights} are then those from
   * before that epoch
   */
  async run(listeners: TrainingListeners): Promise<void> {
    const { epochs } = this.#setup;
    for (this.#epoch = 1; this.#epoch <= epochs; this.#epoch++) {
      const before = this.#weights.read();
      this.#batch = 0;
      this.#lossSum = 0;
      this.#clock.resume();
      for (const visit of this.#rows.visits(this.#epoch)) await this.#train(visit, listeners);
      await this.#finishEpoch(listeners);
      this.#clock.pause();
      const event = this.#epochEvent();
      if (!Number.isFinite(event.loss) || !this.#weights.isFinite()) {
        this.#weights.write(before);
        throw diverged(event, this.#setup);
      }
      this.#history.push(event);
      await listeners.onEpoch?.(event);
    }
  }

  /** Trains on the rows of a visit, in spans; batch by batch where someone listens to batches. */
  async #train(visit: Visit, listeners: TrainingListeners): Promise<void> {
    this.#set({ rows: visit.rows, targets: visit.targets, order: visit.order });
    for (let from = 0; from < visit.count; ) {
      listeners.signal?.throwIfAborted();
      const span = listeners.onBatch ? this.#batchSize - this.#record[RUN_SLOT.filled] : this.#spanRows;
      const to = Math.min(visit.count, from + Math.min(span, this.#spanRows));
      const batches = Math.floor((this.#record[RUN_SLOT.filled] + to - from) / this.#batchSize);
      this.#setup.schedule.fill(this.#rates, this.#updates, batches);
      const finished = this.#kernels.train(this.#recordPointer, from, to);
      for (let b = 0; b < finished; b++) this.#count(this.#batchLosses[b]);
      if (finished > 0 && listeners.onBatch) await this.#tell(listeners.onBatch, this.#batchSize);
      if (this.#turns.due) await this.#giveTurn();
      from = to;
    }
  }

  /** Trains on the epoch's last batch, where it is short. */
  async #finishEpoch(listeners: TrainingListeners): Promise<void> {
    const rows = this.#record[RUN_SLOT.filled];
    if (rows === 0) return;
    listeners.signal?.throwIfAborted();
    this.#setup.schedule.fill(this.#rates, this.#updates, 1);
    this.#kernels.finish(this.#recordPointer, 0);
    this.#count(this.#batchLosses[0]);
    if (listeners.onBatch) await this.#tell(listeners.onBatch, rows);
  }

  #count(lossSum: number): void {
    this.#lossSum += lossSum;
    this.#updates++;
    this.#batch++;
  }

  async #tell(onBatch: NonNullable<TrainingListeners["onBatch"]>, rows: number): Promise<void> {
    this.#clock.pause();
    await onBatch(this.#batchEvent(rows));
    this.#clock.resume();
  }

  async #giveTurn(): Promise<void> {
    this.#clock.pause();
    await this.#turns.give();
    this.#clock.resume();
  }

  #batchEvent(rows: number): BatchEvent {
    const lossSum = this.#batchLosses[0];
    return {
      epoch: this.#epoch,
      batch: this.#batch,
      rows,
      loss: lossSum / rows,
      lossSum,
      learningRate: this.#rates[0],
    };
  }

  #epochEvent(): EpochEvent {
    const { rows, epochs } = this.#setup;
    return {
      epoch: this.#epoch,
      epochs,
      loss: this.#lossSum / rows,
      rows,
      batches: this.#batch,
      updates: this.#updates,
      samplesSeen: this.#epoch * rows,
      elapsedMs: this.#clock.elapsedMs,
    };
  }

  #set(slots: Partial<Record<RunSlot, number>>): void {
    for (const [name, value] of Object.entries(slots)) this.#record[RUN_SLOT[name as RunSlot]] = value;
  }
}

/** Counts the milliseconds spent training. */
class Clock {
  /** Milliseconds up to the last pause. */
  elapsedMs = 0;
  #since = 0;

  resume(): void {
    this.#since = performance.now();
  }

  pause(): void {
    this.elapsedMs += performance.now() - this.#since;
  }
}

function diverged(event: EpochEvent, setup: TrainingSetup): MinibatchError {
  const { epoch, loss } = event;
  const what = Number.isFinite(loss) ? "a weight is no longer finite" : `the loss is ${loss}`;
  return new MinibatchError(
    "DIVERGED",
    `training diverged in epoch ${epoch}: ${what}: standardise the columns or lower learningRate (reduction "${setup.reduction}", batchSize ${setup.batchSize})`,
    { epoch, option: "learningRate" },
  );
}
