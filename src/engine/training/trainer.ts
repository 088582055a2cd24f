import { MinibatchError } from "../errors.ts";
import type { Arena } from "../kernels/arena.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { comparesNumbers } from "../objective/losses.ts";
import type { TrainingRows, Visit } from "../sampling/training-rows.ts";
import { Clock } from "./clock.ts";
import { EngineRun } from "./engine-run.ts";
import type { BatchEvent, EpochEvent, TrainingControl, TrainingEnd, TrainingListeners } from "./events.ts";
import type { TrainingSetup } from "./training-setup.ts";
import type { TrainingState } from "./training-state.ts";
import { Turns } from "./turns.ts";
import { type LinearWeights, zeroWeights } from "./weights.ts";

/** Milliseconds between two calls of `onProgress`. */
const PROGRESS_MS = 100;

/** An epoch's mean loss this many times as large as at the starting weights, and as with weights of zeros, is an explosion. */
const EXPLOSION = 1e6;

/** Rows of which the loss at the starting weights is taken. */
const START_ROWS = 4096;

/** How long to train, and who listens. */
export interface RunOptions {
  /** Epochs to train, beyond those of the state that training goes on from. */
  readonly epochs: number;
  /** Listeners. */
  readonly listeners?: TrainingListeners;
  /** Decides after each epoch. */
  readonly control?: TrainingControl | undefined;
}

/**
 * The training loop: for every epoch, for every visit of the rows, the step kernel over its rows, batch after batch. It
 * never prints, draws or writes: listeners do.
 */
export class Trainer {
  readonly #setup: TrainingSetup;
  readonly #run: EngineRun;
  readonly #history: EpochEvent[] = [];
  readonly #clock = new Clock();
  readonly #turns = new Turns();
  #told = 0;
  #epoch = 0;
  #lastEpoch = 0;
  #samplesSeen = 0;
  #startLoss = Number.NaN;
  #zeroLoss: number | undefined;
  /** Rows seen before the epoch that is open. */
  #samplesBefore: number | undefined;
  #rowsSeen = 0;

  /**
   * Reserves what training needs beside the rows.
   *
   * @throws {MinibatchError} `INVALID_DATA` when it does not fit the engine; `INVALID_SHAPE` when the setup's state is that
   * of another training
   */
  constructor(kernels: Kernels, arena: Arena, setup: TrainingSetup) {
    this.#setup = setup;
    this.#run = new EngineRun(kernels, arena, setup);
    if (!setup.state) return;
    this.#epoch = setup.state.epoch;
    this.#samplesSeen = setup.state.samplesSeen;
    this.#startLoss = setup.state.startLoss;
  }

  /** The finished epochs of this trainer. */
  get history(): readonly EpochEvent[] {
    return this.#history;
  }

  /**
   * A copy of the model's weights after the last finished batch: with averaging the mean over the updates, once it has
   * begun.
   */
  weights(): LinearWeights {
    return this.#run.state.model();
  }

  /** Everything that training goes on with, after the last finished batch; see {@link TrainingState}. */
  state(): TrainingState {
    const { precision, outputs, columns, optimizer } = this.#setup;
    return {
      ...{ precision, outputs, columns, optimizer: optimizer.name, updates: this.#run.updates },
      ...{ epoch: this.#epoch, samplesSeen: this.#samplesSeen, startLoss: this.#startLoss },
      ...this.#run.state.read(),
    };
  }

  /**
   * The mean weighted loss of rows, without penalty, with the weights of {@link weights}.
   *
   * @param rows - rows in the same memory, with targets and weights as in training
   */
  async evaluate(rows: TrainingRows): Promise<number> {
    return this.#lossWith(this.weights(), rows);
  }

  async #lossWith(weights: LinearWeights, rows: TrainingRows): Promise<number> {
    this.#run.evaluateModel(weights);
    for await (const visit of rows.visits(1)) this.#run.evaluate(visit, rows.stride);
    return this.#run.evaluated();
  }

  /**
   * Trains for some epochs.
   *
   * @throws the signal's reason when the signal is aborted before the last batch is done; {@link weights} are then those
   * of the last finished batch
   * @throws {MinibatchError} `DIVERGED` when an epoch's loss or weights are not finite, or its loss is a million times that
   * at the start and that of weights of zeros, which is not looked at in a stream; {@link weights} and {@link state} are
   * then those from before that epoch
   */
  async run(rows: TrainingRows, { epochs, listeners = {}, control }: RunOptions): Promise<TrainingEnd> {
    this.#lastEpoch = this.#epoch + epochs;
    while (this.#epoch < this.#lastEpoch) {
      // Between two epochs: one that is not begun is none of the state's.
      if (listeners.stop?.aborted) return "stop";
      this.#samplesBefore = this.#samplesSeen;
      this.#run.keep();
      this.#epoch++;
      const stopped = await this.#trainEpoch(rows, listeners);
      if (stopped) return "stop";
      const event = this.#epochEvent();
      const fault = await this.#faultOf(event, rows);
      if (fault) {
        this.rewind();
        throw diverged(event, fault, this.#setup);
      }
      const verdict = await control?.epochEnded(event);
      const told = verdict?.validation === undefined ? event : { ...event, validation: verdict.validation };
      this.#history.push(told);
      this.#samplesBefore = undefined;
      await listeners.onEpoch?.(told);
      if (verdict?.stop) return "control";
    }
    return "epochs";
  }

  /** Trains an epoch; whether it was stopped before its end. */
  async #trainEpoch(rows: TrainingRows, listeners: TrainingListeners): Promise<boolean> {
    this.#run.beginEpoch();
    this.#rowsSeen = 0;
    this.#clock.resume();
    try {
      for await (const visit of rows.visits(this.#epoch)) {
        if (this.#samplesSeen === 0) this.#takeStartLoss(visit, rows.stride);
        if (await this.#trainVisit(visit, rows, listeners)) return true;
      }
      await this.#finishEpoch(listeners);
      this.#run.endEpoch();
      return false;
    } finally {
      this.#clock.pause();
    }
  }

  /** Trains on the rows of a visit, in spans; batch by batch where someone listens to batches. Whether it was stopped. */
  async #trainVisit(visit: Visit, rows: TrainingRows, listeners: TrainingListeners): Promise<boolean> {
    const { signal, stop, onBatch } = listeners;
    this.#run.visit(visit, rows.stride);
    for (let from = 0; from < visit.count; ) {
      signal?.throwIfAborted();
      if (stop?.aborted && this.#run.openRows === 0) return true;
      const single = onBatch !== undefined || stop?.aborted === true;
      const to = Math.min(visit.count, from + this.#run.span(rows.stride, single));
      const finished = this.#run.train(from, to);
      this.#samplesSeen += to - from;
      this.#rowsSeen += to - from;
      if (finished > 0 && onBatch) await this.#tell(onBatch);
      if (this.#turns.due) await this.#giveTurn(rows.rows, listeners);
      from = to;
    }
    return false;
  }

  /** Trains on the epoch's last batch, where it is short. */
  async #finishEpoch(listeners: TrainingListeners): Promise<void> {
    if (this.#run.openRows === 0) return;
    listeners.signal?.throwIfAborted();
    this.#run.finish();
    if (listeners.onBatch) await this.#tell(listeners.onBatch);
  }

  async #tell(onBatch: (event: BatchEvent) => void | Promise<void>): Promise<void> {
    this.#clock.pause();
    await onBatch({ epoch: this.#epoch, ...this.#run.lastBatch() });
    this.#clock.resume();
  }

  async #giveTurn(rows: number, { onProgress }: TrainingListeners): Promise<void> {
    this.#clock.pause();
    if (onProgress && performance.now() - this.#told >= PROGRESS_MS) {
      const { epoch, epochs } = { epoch: this.#epoch, epochs: this.#lastEpoch };
      const loss = this.#run.epochLoss;
      onProgress({ epoch, epochs, rowsSeen: this.#rowsSeen, rows, loss, elapsedMs: this.#clock.elapsedMs });
      this.#told = performance.now();
    }
    await this.#turns.give();
    this.#clock.resume();
  }

  #takeStartLoss(visit: Visit, stride: number): void {
    this.#run.evaluateModel(this.weights());
    this.#run.evaluate({ ...visit, count: Math.min(visit.count, START_ROWS) }, stride);
    this.#startLoss = this.#run.evaluated();
  }

  #epochEvent(): EpochEvent {
    const { batches, weight, epochLoss, penalty, updates } = this.#run;
    return {
      epoch: this.#epoch,
      epochs: this.#lastEpoch,
      loss: epochLoss,
      ...(this.#setup.penalties && { penalty }),
      rows: this.#rowsSeen,
      weight: weight * this.#setup.weightScale,
      batches,
      updates,
      samplesSeen: this.#samplesSeen,
      elapsedMs: this.#clock.elapsedMs,
    };
  }

  /** What is wrong with an epoch, if anything. */
  async #faultOf({ loss }: EpochEvent, rows: TrainingRows): Promise<string | undefined> {
    if (!Number.isFinite(loss)) return `the loss is ${loss}`;
    if (!this.#run.state.isFinite()) return "a weight is no longer finite";
    if (this.#setup.stream || loss <= EXPLOSION * this.#startLoss) return undefined;
    const usual = Math.max(this.#startLoss, await this.#lossOfZeros(rows));
    if (usual === 0 || loss <= EXPLOSION * usual) return undefined;
    return `the loss is ${loss.toPrecision(3)}, at the start it was ${this.#startLoss.toPrecision(3)}`;
  }

  /** The size of a loss that is nothing unusual: with weights of zeros over all rows, for classes 1. */
  async #lossOfZeros(rows: TrainingRows): Promise<number> {
    // The first rows, of which the loss at the start is taken, may have a loss of 0, or targets unlike the others'.
    const { loss, outputs, columns } = this.#setup;
    if (!comparesNumbers(loss)) return 1;
    this.#zeroLoss ??= await this.#lossWith(zeroWeights(outputs, columns), rows);
    return this.#zeroLoss;
  }

  /** Goes back to the end of the last finished epoch, from within one. */
  rewind(): void {
    if (this.#samplesBefore === undefined) return;
    this.#run.goBack();
    this.#epoch--;
    this.#samplesSeen = this.#samplesBefore;
    this.#samplesBefore = undefined;
  }
}

function diverged({ epoch }: EpochEvent, what: string, setup: TrainingSetup): MinibatchError {
  return new MinibatchError(
    "DIVERGED",
    `training diverged in epoch ${epoch}: ${what}: standardise the columns or lower learningRate (reduction "${setup.reduction}", batchSize ${setup.batchSize})`,
    { epoch, option: "learningRate" },
  );
}
