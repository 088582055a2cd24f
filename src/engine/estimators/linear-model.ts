import { MinibatchError } from "../errors.ts";
import { Arena } from "../kernels/arena.ts";
import { acquireKernels, releaseKernels } from "../kernels/wasm.ts";
import { DenseMatrix, type MatrixLike } from "../matrix/dense-matrix.ts";
import { type RowSource, rowSource } from "../matrix/row-source.ts";
import type { LossName } from "../objective/losses.ts";
import { OPTIMIZER_DEFAULTS } from "../optimizer/optimizers.ts";
import { createSchedule } from "../optimizer/schedule.ts";
import { ResidentRows } from "../sampling/resident-rows.ts";
import type { EpochEvent, TrainingListeners } from "../training/events.ts";
import { Trainer } from "../training/trainer.ts";
import { PLAIN_SETUP, type TrainingSetup } from "../training/training-setup.ts";
import type { LinearWeights } from "../training/weights.ts";
import { forward, forwardSigns, type Link, type OutputSink, type SignSink } from "./forward.ts";
import { type InitialWeights, startingWeights } from "./initial-weights.ts";
import type { ResolvedOptions } from "./sgd-options.ts";

/** What a classifier and a regressor share: the weights of a linear model, how they are trained, and the outputs. */
export class LinearModel<Loss extends LossName> {
  /** The options with the defaults filled in. */
  readonly options: ResolvedOptions<Loss>;
  readonly #initial: InitialWeights | undefined;
  #weights: LinearWeights | undefined;
  #trainer: Trainer | undefined;
  #busy = false;
  #history: readonly EpochEvent[] = [];

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

  set weights(weights: LinearWeights) {
    this.#weights = weights;
  }

  /**
   * Trains from the initial weights; what was reached is kept also when training is aborted or diverges.
   *
   * @param begun - called when the rows are in the engine and nothing stands in the way of training
   */
  async fit(
    source: RowSource,
    targets: Float32Array | Float64Array,
    outputs: number,
    listeners: TrainingListeners,
    begun: () => void = () => {},
  ): Promise<void> {
    listeners.signal?.throwIfAborted();
    if (this.#busy) throw new MinibatchError("INVALID_OPTION", "fit: the model is being trained already");
    this.#busy = true;
    const kernels = acquireKernels();
    try {
      const arena = new Arena(kernels);
      const trainer = new Trainer(kernels, arena, this.#setup(source, outputs));
      const { shuffle, seed, precision } = this.options;
      const rows = new ResidentRows(kernels, arena, {
        rows: source.rows,
        columns: source.columns,
        shuffle,
        seed,
        precision,
      });
      await rows.load(source, targets);
      begun();
      await this.#run(trainer, rows, listeners);
    } finally {
      this.#busy = false;
      releaseKernels(kernels);
    }
  }

  #setup({ rows, columns }: RowSource, outputs: number): TrainingSetup {
    const { learningRate, schedule, epsilon, quantile, batchSize, ...options } = this.options;
    return {
      ...PLAIN_SETUP,
      ...options,
      batchSize: Math.min(batchSize, rows),
      lossOptions: { epsilon, quantile },
      optimizer: { name: "sgd", ...OPTIMIZER_DEFAULTS },
      columns,
      outputs,
      schedule: createSchedule(schedule, learningRate),
      weights: startingWeights(this.#initial, outputs, columns),
    };
  }

  async #run(trainer: Trainer, rows: ResidentRows, listeners: TrainingListeners): Promise<void> {
    this.#trainer = trainer;
    this.#history = trainer.history;
    try {
      await trainer.run(rows, { epochs: this.options.epochs, listeners });
    } finally {
      this.#weights = trainer.weights();
      this.#trainer = undefined;
    }
  }

  /**
   * Outputs x . w + b of rows, [rows, outputs], after the link, in `out` where it is given.
   *
   * @throws {MinibatchError} as {@link source}, {@link room} and {@link eachOutput}
   */
  outputs(X: MatrixLike, link: Link, out?: DenseMatrix): DenseMatrix {
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
  source(X: MatrixLike): RowSource {
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
export function trainingRows(X: MatrixLike | RowSource, targets: number): RowSource {
  const source = rowSource(X);
  if (source.rows === 0) throw new MinibatchError("INVALID_SHAPE", "X: got no rows, expected at least one");
  if (source.columns === 0) throw new MinibatchError("INVALID_SHAPE", "X: got no columns, expected at least one");
  if (targets !== source.rows) {
    throw new MinibatchError("INVALID_SHAPE", `y: got ${targets} targets for ${source.rows} rows of X`);
  }
  return source;
}
