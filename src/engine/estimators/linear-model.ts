import { MinibatchError } from "../errors.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { acquireKernels, releaseKernels } from "../kernels/wasm.ts";
import { DenseMatrix } from "../matrix/dense-matrix.ts";
import { type RowSource, type Rows, rowSource } from "../matrix/row-source.ts";
import type { LossName } from "../objective/losses.ts";
import type { EpochEvent, TrainingListeners } from "../training/events.ts";
import type { Trainer } from "../training/trainer.ts";
import type { TrainingState } from "../training/training-state.ts";
import type { LinearWeights } from "../training/weights.ts";
import { forward, forwardSigns, type Link, type OutputSink, type SignSink } from "./forward.ts";
import { type InitialWeights, startingWeights } from "./initial-weights.ts";
import { findBestRate, type LearningRateSearch, searchRates } from "./learning-rate/find-best-rate.ts";
import { fromTrainingState, startState, toTrainingState } from "./scikit-learn/plain-state.ts";
import { type ScikitLearnTask, trainAsScikitLearn } from "./scikit-learn/train.ts";
import type { ResolvedOptions } from "./sgd-options.ts";
import {
  type JobSetup,
  type ModelTrainingState,
  type StreamedLoss,
  TrainingJob,
  type TrainingTask,
} from "./training-job.ts";

/** Losses of the rows of a stream, each taken before the row was learned from: progressive validation. */
export interface ProgressiveLoss {
  /** Rows of this call. */
  readonly rows: number;
  /** Their mean loss, without penalty. */
  readonly loss: number;
  /** Rows since the stream began. */
  readonly totalRows: number;
  /** Their mean loss. */
  readonly totalLoss: number;
}

const NOTHING_STREAMED: StreamedLoss = { rows: 0, weight: 0, lossSum: 0 };

/** What a classifier and a regressor share: the weights of a linear model, how they are trained, and the outputs. */
export class LinearModel<Loss extends LossName> {
  /** The options with the defaults filled in. */
  readonly options: ResolvedOptions<Loss>;
  readonly #initial: InitialWeights | undefined;
  #weights: LinearWeights | undefined;
  #trainer: Trainer | undefined;
  #busy = false;
  #history: readonly EpochEvent[] = [];
  #trainingState: ModelTrainingState | undefined;

  constructor(options: ResolvedOptions<Loss>, initial: InitialWeights | undefined) {
    this.options = options;
    this.#initial = initial;
  }

  /** The finished epochs of the last training. */
  get history(): readonly EpochEvent[] {
    return this.#history;
  }

  /**
   * The weights; during training those after the last finished batch.
   *
   * @throws {MinibatchError} `NOT_FITTED` before there are any
   */
  get weights(): LinearWeights {
    const weights = this.#trainer?.weights() ?? this.#weights;
    if (!weights) throw new MinibatchError("NOT_FITTED", "the model has no weights yet: call fit first");
    return weights;
  }

  /** Whether the model has weights, those of a training that failed too. */
  get hasWeights(): boolean {
    return this.#weights !== undefined;
  }

  /**
   * Where the last training stands, for going on; undefined before one. After one that failed: its last finished epoch, or
   * where the model stood before it.
   */
  get trainingState(): ModelTrainingState | undefined {
    return this.#trainingState;
  }

  /**
   * Makes the model one that was trained already.
   *
   * @param state - where its training stands, for going on
   */
  restore(weights: LinearWeights, state: ModelTrainingState | undefined): void {
    this.#weights = weights;
    this.#trainingState = state;
  }

  /**
   * Trains from the initial weights, or with `warmStart` from where the last training ended, or from the weights of a model
   * that does not know it; what was reached is kept also when training is aborted or diverges.
   *
   * @param begun - called when the rows are in the engine and nothing stands in the way of training
   */
  async fit(task: TrainingTask, listeners: TrainingListeners, begun: () => void = () => {}): Promise<void> {
    const { options } = this;
    const resume = options.warmStart ? this.#trainingState : undefined;
    if (resume) checkSameShape(resume.trainer, task);
    await this.#exclusively(listeners, async (kernels) => {
      const weights = options.warmStart ? this.#goOn(task) : this.#start(task);
      const learningRate =
        options.learningRate === "auto"
          ? (resume?.learningRate ?? (await findBestRate(kernels, task, options, weights, listeners)))
          : options.learningRate;
      const setup: JobSetup = { options, weights, learningRate, shuffle: options.shuffle, resume };
      await this.#run(new TrainingJob(kernels, task, setup), options.epochs, listeners, begun);
    });
  }

  /**
   * Trains on some more rows, once, in the order in which they come. When it fails the model stays as it was.
   *
   * @returns the losses of these rows, and of all so far, each taken before it was learned from
   * @throws {MinibatchError} as {@link fit}
   */
  async partialFit(
    task: TrainingTask,
    listeners: TrainingListeners,
    begun: () => void = () => {},
  ): Promise<ProgressiveLoss> {
    const { options } = this;
    const resume = this.#trainingState;
    if (resume) checkSameShape(resume.trainer, task);
    await this.#exclusively(listeners, async (kernels) => {
      const learningRate = options.learningRate as number;
      const weights = this.#goOn(task);
      const setup: JobSetup = { options, weights, learningRate, shuffle: "none", resume, stream: true };
      await this.#run(new TrainingJob(kernels, task, setup), 1, listeners, begun);
    });
    return this.#countStreamed();
  }

  /** Adds the rows of the last training to those of the stream. */
  #countStreamed(): ProgressiveLoss {
    const state = this.#trainingState;
    const event = this.#history.at(-1);
    if (!state || !event) throw new MinibatchError("NOT_FITTED", "partialFit: nothing was trained");
    const { streamed } = state;
    const total: StreamedLoss = {
      rows: streamed.rows + event.rows,
      weight: streamed.weight + event.weight,
      lossSum: streamed.lossSum + event.loss * event.weight,
    };
    this.#trainingState = { ...state, streamed: total };
    return { rows: event.rows, loss: event.loss, totalRows: total.rows, totalLoss: total.lossSum / total.weight };
  }

  /** Tries learning rates, from the initial weights; the model stays as it is. */
  async searchRates(task: TrainingTask, listeners: Pick<TrainingListeners, "signal">): Promise<LearningRateSearch> {
    let search: LearningRateSearch | undefined;
    await this.#exclusively(listeners, async (kernels) => {
      search = await searchRates(kernels, task, this.options, this.#start(task), listeners);
    });
    return search as unknown as LearningRateSearch;
  }

  /**
   * Trains as scikit-learn does.
   *
   * @param begun - as for {@link fit}
   */
  async fitAsScikitLearn(
    task: ScikitLearnTask,
    listeners: TrainingListeners,
    begun: () => void = () => {},
  ): Promise<void> {
    await this.#exclusively(listeners, async () => {
      const start = startingWeights(this.#initial, task.problems.length, task.source.columns);
      const history: EpochEvent[] = [];
      const { end } = await trainAsScikitLearn(task, this.options, startState(start), listeners, {
        begun: () => {
          this.#trainingState = undefined;
          this.#history = history;
          this.#weights = start;
          begun();
        },
        reached: (weights) => {
          this.#weights = weights;
        },
        epochEnded: (event) => {
          history.push(event);
        },
      });
      this.#trainingState = toTrainingState(end.state, this.options.learningRate as number, NOTHING_STREAMED);
    });
  }

  /**
   * Learns from some more rows as scikit-learn's `partial_fit` does: one epoch of the rows in the order of the seed, the row count
   * of the schedule and of averaging going on. When it fails the model stays as it was.
   *
   * @returns the losses of these rows, summed over the outputs, and of all so far, without the rows' weights
   * @throws {MinibatchError} `INVALID_SHAPE` for another number of columns or outputs than before; as {@link fitAsScikitLearn}
   */
  async partialFitAsScikitLearn(
    task: ScikitLearnTask,
    listeners: TrainingListeners,
    begun: () => void = () => {},
  ): Promise<ProgressiveLoss> {
    const resume = this.#trainingState;
    const outputs = task.problems.length;
    if (resume) checkSameShape(resume.trainer, { source: task.source, targets: { outputs } });
    let told: ProgressiveLoss | undefined;
    await this.#exclusively(listeners, async () => {
      const weights = this.#weights ?? startingWeights(this.#initial, outputs, task.source.columns);
      const start = resume ? fromTrainingState(resume) : startState(weights);
      const history: EpochEvent[] = [];
      const options = { ...this.options, epochs: 1, tol: null };
      const { end, lossSum } = await trainAsScikitLearn(task, options, start, listeners, {
        begun() {},
        reached() {},
        epochEnded: (event) => {
          history.push(event);
        },
      });
      begun();
      const { rows } = task.source;
      const before = resume?.streamed ?? NOTHING_STREAMED;
      const all = { rows: before.rows + rows, weight: before.weight + rows, lossSum: before.lossSum + lossSum };
      this.#history = history;
      this.#weights = end.model;
      this.#trainingState = toTrainingState(end.state, options.learningRate as number, all);
      told = { rows, loss: lossSum / rows, totalRows: all.rows, totalLoss: all.lossSum / all.weight };
    });
    return told as unknown as ProgressiveLoss;
  }

  #start({ source, targets }: TrainingTask): LinearWeights {
    return startingWeights(this.#initial, targets.outputs, source.columns);
  }

  /** The weights of now, or those to start from. */
  #goOn(task: TrainingTask): LinearWeights {
    if (!this.#weights) return this.#start(task);
    const { coef } = this.#weights;
    checkSameShape({ columns: coef[0].length, outputs: coef.length }, task);
    return this.#weights;
  }

  async #exclusively(listeners: TrainingListeners, work: (kernels: Kernels) => Promise<void>): Promise<void> {
    listeners.signal?.throwIfAborted();
    if (this.#busy) throw new MinibatchError("INVALID_OPTION", "fit: the model is being trained already");
    this.#busy = true;
    const kernels = acquireKernels();
    try {
      await work(kernels);
    } finally {
      this.#busy = false;
      releaseKernels(kernels);
    }
  }

  async #run(job: TrainingJob, epochs: number, listeners: TrainingListeners, begun: () => void): Promise<void> {
    await job.load();
    begun();
    this.#trainer = job.trainer;
    this.#history = job.trainer.history;
    try {
      await job.run(epochs, listeners);
      this.#weights = job.result;
      this.#trainingState = job.state;
    } catch (error) {
      // A piece of a stream is learned as a whole or not at all, so that it can be given again.
      if (job.isStream) job.trainer.rewind();
      this.#weights = job.result;
      job.trainer.rewind();
      if (job.trainer.history.length > 0) this.#trainingState = job.state;
      throw error;
    } finally {
      this.#trainer = undefined;
    }
  }

  /**
   * Outputs x . w + b of rows, [rows, outputs], after the link, in `out` where it is given.
   *
   * @throws {MinibatchError} as {@link source}, {@link room} and {@link eachOutput}
   */
  outputs(X: Rows, link: Link, out?: DenseMatrix): DenseMatrix {
    const columns = this.weights.coef.length;
    const source = this.source(X);
    const all = this.room(source.rows, columns, out);
    this.eachOutput(source, link, (values, first) => all.data.set(values, first * columns));
    return all;
  }

  /**
   * The matrix that receives outputs: `out`, or a new one.
   *
   * @throws {MinibatchError} `INVALID_SHAPE` when `out` has another size
   */
  room(rows: number, columns: number, out?: DenseMatrix): DenseMatrix {
    if (!out) return DenseMatrix.zeros(rows, columns, this.options.precision);
    if (out.rows === rows && out.columns === columns) return out;
    const got = `${out.rows} rows x ${out.columns} columns`;
    throw new MinibatchError("INVALID_SHAPE", `out: got ${got}, expected ${rows} x ${columns}`);
  }

  /**
   * Gives outputs x . w + b of rows to the sink, after the link, stretch by stretch.
   *
   * @throws {MinibatchError} `NOT_FITTED`; `INVALID_DATA` for NaN and infinite numbers
   */
  eachOutput(source: RowSource, link: Link, sink: OutputSink): void {
    if (source.rows === 0) return;
    forward(this.weights, this.options.precision, source, link, sink);
  }

  /**
   * Gives the signs of outputs x . w + b to the sink, stretch by stretch.
   *
   * @throws {MinibatchError} as {@link eachOutput}
   */
  eachSign(source: RowSource, sink: SignSink): void {
    if (source.rows === 0) return;
    forwardSigns(this.weights, this.options.precision, source, sink);
  }

  /**
   * The rows of a matrix that the model can take.
   *
   * @throws {MinibatchError} `NOT_FITTED`; `INVALID_SHAPE` for another number of columns than in training
   */
  source(X: Rows): RowSource {
    const columns = this.weights.coef[0].length;
    const source = rowSource(X);
    if (source.rows > 0 && source.columns !== columns) {
      throw new MinibatchError("INVALID_SHAPE", `X: got ${source.columns} columns, expected ${columns} as in training`);
    }
    return source;
  }
}

/**
 * The training rows, checked.
 *
 * @throws {MinibatchError} `INVALID_SHAPE` when there is no row or no column, or not one target for each row
 */
export function trainingRows(X: Rows, targets: number): RowSource {
  const source = rowSource(X);
  if (source.rows === 0) throw new MinibatchError("INVALID_SHAPE", "X: got no rows, expected at least one");
  if (source.columns === 0) throw new MinibatchError("INVALID_SHAPE", "X: got no columns, expected at least one");
  if (targets !== source.rows) {
    throw new MinibatchError("INVALID_SHAPE", `y: got ${targets} targets for ${source.rows} rows of X`);
  }
  return source;
}

/** A training goes on with as many columns and outputs as it began with. */
function checkSameShape(
  { columns, outputs }: Pick<TrainingState, "columns" | "outputs">,
  { source, targets }: { readonly source: RowSource; readonly targets: Pick<TrainingTask["targets"], "outputs"> },
): void {
  if (source.columns !== columns) {
    const message = `X: got ${source.columns} columns, expected ${columns} as in the training that goes on`;
    throw new MinibatchError("INVALID_SHAPE", message);
  }
  if (targets.outputs !== outputs) {
    const message = `y: got ${targets.outputs} outputs, expected ${outputs} as in the training that goes on`;
    throw new MinibatchError("INVALID_SHAPE", message);
  }
}
