import { MinibatchError } from "../errors.ts";
import { Arena } from "../kernels/arena.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { RowSource } from "../matrix/row-source.ts";
import { asSparse, SparseSource } from "../matrix/sparse-source.ts";
import type { LossName } from "../objective/losses.ts";
import { createSchedule, type Schedule, type ScheduleState } from "../optimizer/schedule.ts";
import { ResidentRows } from "../sampling/resident-rows.ts";
import { SparseRows } from "../sampling/sparse-rows.ts";
import type { TrainingRows } from "../sampling/training-rows.ts";
import type { ShuffleMode } from "../sampling/windows.ts";
import { ColumnMap } from "../training/column-map.ts";
import type { TrainingListeners } from "../training/events.ts";
import { penaltyDivisor } from "../training/penalty.ts";
import type { StoppingRule } from "../training/stopping.ts";
import { Trainer } from "../training/trainer.ts";
import type { SparseShape } from "../training/training-setup.ts";
import type { TrainingState } from "../training/training-state.ts";
import type { LinearWeights } from "../training/weights.ts";
import type { HeldOutRows } from "./early-stopping/held-out-views.ts";
import { METRICS } from "./early-stopping/metrics.ts";
import { type ControlState, type HeldOutWatch, StoppingControl } from "./early-stopping/stopping-control.ts";
import type { RowPlacer } from "./row-placer.ts";
import type { ResolvedOptions } from "./sgd-options.ts";
import { factorWeights, relativeWeights } from "./targets/row-weights.ts";
import type { TrainingTargets } from "./targets/training-targets.ts";
import { schedulePlan, type TrainingPlan, trainingPlan, updateRows } from "./training-plan.ts";

/** What is learned from. */
export interface TrainingTask {
  /** The rows. */
  readonly source: RowSource;
  /** What is learned of them. */
  readonly targets: TrainingTargets;
  /** How often each row counts, > 0; undefined: once. */
  readonly weights?: Float64Array | undefined;
  /** Rows to watch beside. */
  readonly heldOut?: HeldOutRows | undefined;
  /** How the rows get to the kernels, where not by copying them. */
  readonly placer?: RowPlacer | undefined;
}

/** Where a training stands: a plain value, from which it goes on to the same bytes. */
export interface ModelTrainingState {
  /** Weights, optimiser and counters of the trainer. */
  readonly trainer: TrainingState;
  /** Of the learning rate. */
  readonly schedule: ScheduleState;
  /** Of the stopping rules. */
  readonly control: ControlState;
  /** The rate that was given or found. */
  readonly learningRate: number;
  /** What `partialFit` has seen. */
  readonly streamed: StreamedLoss;
}

/** The rows of a stream, each judged before it was learned from. */
export interface StreamedLoss {
  /** How many rows. */
  readonly rows: number;
  /** The sum of their weights; `rows` where they have none. */
  readonly weight: number;
  /** The sum of their weighted losses. */
  readonly lossSum: number;
}

/** How a job is to be run. */
export interface JobSetup {
  /** The options. */
  readonly options: ResolvedOptions<LossName>;
  /** The weights to start from. */
  readonly weights: LinearWeights;
  /** The learning rate, a number by now. */
  readonly learningRate: number;
  /** The order of the rows. */
  readonly shuffle: ShuffleMode;
  /** Where to go on from. */
  readonly resume?: ModelTrainingState | undefined;
  /** Whether the rows are a piece of a stream. */
  readonly stream?: boolean;
}

/** One training of a linear model: rows and trainer in the engine's memory, schedule, and stopping rules. */
export class TrainingJob {
  readonly trainer: Trainer;
  /** Where the columns of sparse rows are in the engine. */
  readonly #map: ColumnMap | undefined;
  readonly #task: TrainingTask;
  readonly #setup: JobSetup;
  readonly #plan: TrainingPlan;
  readonly #schedule: Schedule;
  readonly #control: StoppingControl;
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  #rows: TrainingRows | undefined;
  #heldOut: TrainingRows | undefined;

  /** @throws {MinibatchError} `INVALID_DATA` when the data do not fit the engine */
  constructor(kernels: Kernels, asked: TrainingTask, setup: JobSetup) {
    const task = inOneKind(asked);
    const { options, resume } = setup;
    const { source, targets } = task;
    // The kernels read weights of all rows or of none.
    const given = task.weights ?? (task.heldOut?.weights && new Float64Array(source.rows).fill(1));
    const areFactors = setup.stream === true || options.reduction === "sum";
    const inEngine = given && (areFactors ? factorWeights(given, options.precision) : relativeWeights(given));
    const weights = inEngine?.weights;
    const arena = new Arena(kernels);
    this.#task = { ...task, weights };
    this.#setup = setup;
    // Weights say how often a row is there; the length of a batch's step does not depend on their unit. The unit of a
    // stream is 1: the mean of a piece would make its weights mean nothing beside those of other pieces.
    const mean = weights && weights.reduce((sum, weight) => sum + weight, 0) / source.rows;
    const weightUnit = weights && setup.stream ? 1 : mean;
    const numbers = rowNumbers(source);
    this.#map = columnMap(task, setup);
    this.#schedule = createSchedule(schedulePlan(options, setup.learningRate, source.rows, numbers), resume?.schedule);
    this.#plan = {
      ...trainingPlan(options, targets, source.rows, this.#map?.columns ?? source.columns, weightUnit),
      weightScale: inEngine?.scale ?? 1,
    };
    this.trainer = new Trainer(kernels, arena, {
      ...this.#plan,
      batchSize: updateRows(options, source.rows, numbers),
      sparse: source instanceof SparseSource ? sparseShape(source) : undefined,
      weights: this.#map?.weightsIn(setup.weights) ?? setup.weights,
      schedule: this.#schedule,
      state: resume && (this.#map?.stateIn(resume.trainer) ?? resume.trainer),
      stream: setup.stream,
    });
    this.#arena = arena;
    this.#kernels = kernels;
    this.#control = new StoppingControl(this.#schedule, trainingRule(options), this.#watch(), resume?.control);
  }

  /** Whether the rows are a piece of a stream. */
  get isStream(): boolean {
    return this.#setup.stream === true;
  }

  /** Where the training stands, between epochs. */
  get state(): ModelTrainingState {
    const state = this.trainer.state();
    return {
      trainer: this.#map?.stateOut(state) ?? state,
      schedule: this.#schedule.state,
      control: this.#control.state,
      learningRate: this.#setup.learningRate,
      streamed: this.#setup.resume?.streamed ?? { rows: 0, weight: 0, lossSum: 0 },
    };
  }

  /**
   * The weights to keep: those of the best epoch on the rows held out, where their metric may end the training and one is
   * finished, else the last.
   */
  get result(): LinearWeights {
    const best = this.#setup.options.earlyStopping ? this.#control.state.best : undefined;
    return best ?? this.#weights();
  }

  /** The weights of now, of all columns. */
  #weights(): LinearWeights {
    const weights = this.trainer.weights();
    return this.#map?.weightsOut(weights) ?? weights;
  }

  /**
   * Gives the rows to the engine.
   *
   * @throws {MinibatchError} `INVALID_DATA` and `INVALID_SHAPE` for rows that cannot be used
   */
  async load(): Promise<void> {
    const { source, targets, weights, heldOut, placer } = this.#task;
    const { precision, seed } = this.#setup.options;
    this.#rows = placer
      ? await placer(this.#kernels, this.#arena, {
          ...{ source, targets: targets.values, width: targets.width, weights, precision, seed },
          places: this.#map?.places,
        })
      : await this.#copied(source, targets, weights, this.#setup.shuffle);
    if (!heldOut) return;
    const ones = weights && relativeWeights(heldOut.weights ?? new Float64Array(heldOut.source.rows).fill(1)).weights;
    try {
      this.#heldOut = await this.#copied(heldOut.source, heldOut.targets, ones, "none");
    } catch (error) {
      if (!(error instanceof MinibatchError) || !heldOut.name) throw error;
      throw new MinibatchError(error.code, error.message.replace(/^X:/, `${heldOut.name}:`), error.details);
    }
  }

  async #copied(
    source: RowSource,
    targets: TrainingTargets,
    weights: Float64Array | undefined,
    shuffle: ShuffleMode,
  ): Promise<TrainingRows> {
    const { precision, seed } = this.#setup.options;
    const { rows, columns } = source;
    if (this.#map && source instanceof SparseSource) {
      const layout = {
        ...{ shuffle, seed, precision, targets: targets.width, weighted: weights !== undefined },
        places: this.#map.places,
      };
      const sparse = new SparseRows(this.#kernels, this.#arena, source, layout);
      await sparse.load(targets.values, weights);
      return sparse;
    }
    const resident = new ResidentRows(this.#kernels, this.#arena, {
      ...{ rows, columns, shuffle, seed, precision, targets: targets.width, weighted: weights !== undefined },
    });
    await resident.load(source, targets.values, weights);
    return resident;
  }

  #trainingRows(): TrainingRows {
    if (!this.#rows) throw new Error("the rows are not loaded");
    return this.#rows;
  }

  /**
   * Trains for a number of epochs more.
   *
   * @throws what {@link Trainer.run} throws
   */
  async run(epochs: number, listeners: TrainingListeners): Promise<void> {
    await this.trainer.run(this.#trainingRows(), { epochs, listeners, control: this.#control });
  }

  /**
   * The mean loss of the training rows with the weights of now, plus the penalty of the weights.
   *
   * @param updates - updates after which the penalty is to count, with `ftrl`
   * @param rows - rows trained on by then
   */
  async objective(updates: number, rows: number): Promise<number> {
    const { l1, l2 } = this.#setup.options;
    const loss = await this.trainer.evaluate(this.#trainingRows());
    let penalty = 0;
    for (const weights of this.trainer.weights().coef) {
      for (const weight of weights) penalty += l1 * Math.abs(weight) + 0.5 * l2 * weight * weight;
    }
    return loss + penalty / penaltyDivisor(this.#plan, updates, rows);
  }

  async #heldOutLoss(): Promise<number> {
    return this.#heldOut ? this.trainer.evaluate(this.#heldOut) : Number.NaN;
  }

  #watch(): HeldOutWatch | undefined {
    const { heldOut } = this.#task;
    if (!heldOut) return undefined;
    const { earlyStopping } = this.#setup.options;
    const metric = METRICS[earlyStopping ? earlyStopping.metric : "loss"];
    const rule = earlyStopping
      ? {
          better: metric.better,
          minDelta: earlyStopping.minDelta,
          patience: earlyStopping.patience,
          tiesImprove: false,
        }
      : undefined;
    const weights = (): LinearWeights => this.#weights();
    return {
      rule,
      weights,
      score: async () => {
        const score = await metric.of(heldOut.view(weights(), heldOut.weights, () => this.#heldOutLoss()));
        if (!Number.isNaN(score)) return score;
        const name = earlyStopping ? earlyStopping.metric : "loss";
        throw new MinibatchError("INVALID_DATA", `validation: the ${name} of the rows is NaN, expected a number`);
      },
    };
  }
}

/** The task with sparse rows held out where its own are sparse: the kernels of a training know rows of one kind. */
function inOneKind(task: TrainingTask): TrainingTask {
  const { source, heldOut } = task;
  if (!(source instanceof SparseSource) || !heldOut) return task;
  return { ...task, heldOut: { ...heldOut, source: asSparse(heldOut.source) } };
}

/** Where the columns of sparse rows are in the engine; undefined for dense rows. */
function columnMap({ source, heldOut }: TrainingTask, { weights, resume }: JobSetup): ColumnMap | undefined {
  if (!(source instanceof SparseSource)) return undefined;
  // A column that the rows held out have must have a place, too.
  const beside = heldOut?.source;
  return new ColumnMap(beside instanceof SparseSource ? [source, beside] : [source], weights, resume?.trainer);
}

function sparseShape({ longest, entries, rows }: SparseSource): SparseShape {
  return { longestRow: longest, meanRow: entries / rows };
}

/** Numbers of the engine's width that a row takes, on average where rows are sparse: an entry takes two. */
function rowNumbers(source: RowSource): number {
  return source instanceof SparseSource ? Math.max(1, (2 * source.entries) / source.rows) : source.columns;
}

/** When the loss on the training rows ends training. */
function trainingRule({ tol, patience }: ResolvedOptions<LossName>): StoppingRule | undefined {
  return tol === null ? undefined : { better: "lower", minDelta: tol, patience, tiesImprove: false };
}

/** What `partialFit` returns for rows of which none counts: nothing has changed. */
export function nothingLearned(state: ModelTrainingState | undefined): {
  readonly rows: number;
  readonly loss: number;
  readonly totalRows: number;
  readonly totalLoss: number;
} {
  const { rows, lossSum, weight } = state?.streamed ?? { rows: 0, lossSum: 0, weight: 0 };
  return { rows: 0, loss: Number.NaN, totalRows: rows, totalLoss: lossSum / weight };
}
