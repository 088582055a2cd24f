import { MinibatchError } from "../errors.ts";
import type { Arena } from "../kernels/arena.ts";
import { type Kernels, ofWidth, type WidthKernels } from "../kernels/kernels.ts";
import { KERNEL_LOSS } from "../objective/losses.ts";
import { KERNEL_OPTIMIZER, type OptimizerParameterName } from "../optimizer/optimizers.ts";
import type { Visit } from "../sampling/training-rows.ts";
import { EngineArray } from "./engine-array.ts";
import { EngineState } from "./engine-state.ts";
import type { BatchEvent } from "./events.ts";
import { penaltyDivisor } from "./penalty.ts";
import { RunRecord } from "./run-record.ts";
import { SparseRun } from "./sparse-run.ts";
import type { TrainingSetup } from "./training-setup.ts";
import type { TrainingState } from "./training-state.ts";
import type { LinearWeights } from "./weights.ts";

/** Rows of a leaf of the gradient's tree, as in assembly/rows.ts. */
const LEAF_ROWS = 64;

/** A call of the kernel takes at most so many rows and bytes, some milliseconds' work: others get their turn after it. */
const SPAN_ROWS = 65536;
const SPAN_BYTES = 8388608;

/** A training run in the kernels' memory: the calls of the kernels, and what the batches of an epoch tell. */
export class EngineRun {
  /** What training goes on with from batch to batch. */
  readonly state: EngineState;
  /** Updates since training began. */
  updates = 0;
  /** Batches of this epoch. */
  batches = 0;
  /** Sum of the weights of the rows of this epoch's finished batches; their number where they have none. */
  weight = 0;
  readonly #setup: TrainingSetup;
  readonly #kernels: StepKernels;
  readonly #sparse: SparseRun | undefined;
  readonly #arena: Arena;
  readonly #record: RunRecord;
  readonly #evaluation: RunRecord;
  readonly #evaluationWeights: EngineArray;
  readonly #rates: number;
  readonly #told: BatchPlaces;
  #lossSum = 0;
  #penaltySum = 0;
  #evaluatedLoss = 0;
  #evaluatedRows = 0;
  #lastRows = 0;
  #keptUpdates = 0;

  /** Reserves the memory and starts from the setup's state or weights. */
  constructor(kernels: Kernels, arena: Arena, setup: TrainingSetup) {
    const { precision, outputs, columns, batchSize } = setup;
    this.#setup = setup;
    this.#arena = arena;
    this.#kernels = stepKernels(kernels, setup);
    const batches = Math.floor(SPAN_ROWS / batchSize) + 2;
    const levels = 33 - Math.clz32(Math.ceil(batchSize / LEAF_ROWS) - 1);
    this.#sparse = setup.sparse && new SparseRun(kernels, arena, setup, setup.sparse);
    this.#record = new RunRecord(arena);
    this.state = new EngineState(arena, setup, this.#sparse && { run: this.#sparse, record: this.#record.pointer });
    const gradient = this.#sparse ? undefined : new EngineArray(arena, precision, levels * outputs, columns);
    const lossTree = arena.reserve(levels * 8);
    const scratch = arena.reserve(kernels.trainScratchBytes(outputs));
    this.#rates = arena.reserve(batches * 8);
    this.#told = new BatchPlaces(arena, setup, batches);
    this.#evaluation = new RunRecord(arena);
    this.#evaluationWeights = new EngineArray(arena, precision, outputs, columns);
    const evaluationScratch = arena.reserve(kernels.trainScratchBytes(outputs));
    gradient?.clear();
    const common = { ...this.state.slots, ...slotsOf(setup) };
    this.#record.clear();
    this.#record.set({
      ...common,
      ...(gradient && { gradient: gradient.pointer }),
      ...this.#sparse?.slots,
      lossTree,
      scratch,
      rates: this.#rates,
      ...this.#told.slots,
    });
    this.#evaluation.clear();
    this.#evaluation.set({
      ...common,
      ...this.#sparse?.evaluationSlots,
      weights: this.#evaluationWeights.pointer,
      scratch: evaluationScratch,
    });
    if (setup.state) this.restore(setup.state);
    else this.state.start(setup.weights, this.#firstRate());
  }

  /**
   * Goes back to a state.
   *
   * @throws {MinibatchError} `INVALID_SHAPE` when it is the state of a training of another shape
   */
  restore(state: TrainingState): void {
    const { precision, outputs, columns, optimizer } = this.#setup;
    const expected = { precision, outputs, columns, optimizer: optimizer.name };
    for (const [name, value] of Object.entries(expected)) checkSame(name, state[name as keyof typeof expected], value);
    this.state.restore(state);
    this.updates = state.updates;
  }

  /** Keeps the state between two epochs. */
  keep(): void {
    // Up to date already, but for a training that was stopped in the middle of an epoch.
    this.endEpoch();
    this.state.keep();
    this.#keptUpdates = this.updates;
  }

  /** Goes back to the state that was kept last. */
  goBack(): void {
    this.state.goBack();
    this.updates = this.#keptUpdates;
  }

  /** Rows of the open batch. */
  get openRows(): number {
    return this.#record.get("filled");
  }

  /** Mean loss per row of this epoch's finished batches. */
  get epochLoss(): number {
    return this.#lossSum / this.weight;
  }

  /** Mean penalty of this epoch's batches, where it is asked for. */
  get penalty(): number {
    return this.#penaltySum / this.batches;
  }

  /** Starts the sums of an epoch. */
  beginEpoch(): void {
    this.batches = 0;
    this.weight = 0;
    this.#lossSum = 0;
    this.#penaltySum = 0;
  }

  /** Ends an epoch, all of whose batches are finished: weights of sparse rows are brought up to date. */
  endEpoch(): void {
    this.#sparse?.settle(this.#record.pointer);
  }

  /** Makes the rows of a visit those that {@link train} means. */
  visit(visit: Visit, stride: number): void {
    this.#record.set(visit);
    this.#record.set({ stride });
  }

  /** How many rows the next call of {@link train} may take: up to the open batch's end, or some milliseconds' work. */
  span(stride: number, single: boolean): number {
    const span = Math.min(SPAN_ROWS, Math.max(LEAF_ROWS, Math.floor(SPAN_BYTES / stride)));
    return single ? Math.min(span, this.#setup.batchSize - this.openRows) : span;
  }

  /** Trains on the rows at positions [from, to) of the visit; returns how many batches were finished. */
  train(from: number, to: number): number {
    const { batchSize, schedule } = this.#setup;
    const batches = Math.floor((this.openRows + to - from) / batchSize);
    schedule.fill(this.#arena.float64(this.#rates, Math.max(1, batches)), this.updates, batches);
    const finished = this.#kernels.train(this.#record.pointer, from, to);
    if (finished > 0) this.#count(finished, finished * batchSize);
    return finished;
  }

  /** Ends the open batch, which must not be empty. */
  finish(): void {
    const rows = this.openRows;
    this.#setup.schedule.fill(this.#arena.float64(this.#rates, 1), this.updates, 1);
    this.#kernels.finish(this.#record.pointer, 0);
    this.#count(1, rows);
  }

  /** What the last batch tells, when the last call finished one only. */
  lastBatch(): Omit<BatchEvent, "epoch"> {
    const rows = this.#lastRows;
    const { weightScale } = this.#setup;
    const lossSum = this.#told.losses(1)[0];
    const weight = this.#told.weights(1)?.[0] ?? rows;
    const learningRate = this.#arena.float64(this.#rates, 1)[0];
    return {
      ...{ batch: this.batches, rows, learningRate, loss: lossSum / weight },
      ...{ weight: weight * weightScale, lossSum: lossSum * weightScale },
    };
  }

  /** Starts an evaluation of weights. */
  evaluateModel(weights: LinearWeights): void {
    this.#evaluationWeights.clear();
    this.#evaluationWeights.writeWeights(weights);
    this.#evaluation.set({ batchWeight: 0 });
    this.#evaluatedLoss = 0;
    this.#evaluatedRows = 0;
  }

  /** Adds the rows of a visit to the evaluation. */
  evaluate(visit: Visit, stride: number): void {
    this.#evaluation.set(visit);
    this.#evaluation.set({ stride });
    this.#evaluatedLoss += this.#kernels.evaluate(this.#evaluation.pointer, 0, visit.count);
    this.#evaluatedRows += visit.count;
  }

  /** The mean loss of the rows evaluated. */
  evaluated(): number {
    return this.#evaluatedLoss / (this.#setup.weighted ? this.#evaluation.get("batchWeight") : this.#evaluatedRows);
  }

  #firstRate(): number {
    const rates = new Float64Array(1);
    this.#setup.schedule.fill(rates, 0, 1);
    return rates[0];
  }

  /** Counts batches that the last call has finished. */
  #count(batches: number, rows: number): void {
    for (const loss of this.#told.losses(batches)) this.#lossSum += loss;
    this.#countPenalties(batches, rows);
    const weights = this.#told.weights(batches);
    if (weights) for (const weight of weights) this.weight += weight;
    else this.weight += rows;
    this.#lastRows = rows;
    this.updates += batches;
    this.batches += batches;
  }

  /** Adds the penalties of the batches that the last call has finished, each as it counts beside a row's loss. */
  #countPenalties(batches: number, rows: number): void {
    const penalties = this.#told.penalties(batches);
    if (!penalties) return;
    const before = this.state.samples - rows;
    for (let i = 0; i < batches; i++) {
      const seen = before + ((i + 1) * rows) / batches;
      this.#penaltySum += penalties[i] / penaltyDivisor(this.#setup, this.updates + i + 1, seen);
    }
  }
}

function checkSame(name: string, got: unknown, expected: unknown): void {
  if (got === expected) return;
  const [gotText, expectedText] = [JSON.stringify(got), JSON.stringify(expected)];
  throw new MinibatchError("INVALID_SHAPE", `training state: ${name}: got ${gotText}, expected ${expectedText}`);
}

/** The kernels of a step, which are others for sparse rows. */
type StepKernels = Pick<WidthKernels, "train" | "finish" | "evaluate">;

function stepKernels(kernels: Kernels, { precision, sparse }: TrainingSetup): StepKernels {
  const own = ofWidth(kernels, precision);
  if (!sparse) return own;
  return { train: own.trainSparse, finish: own.finishSparse, evaluate: own.evaluateSparse };
}

/** Where the kernels tell what the batches of a call were. */
class BatchPlaces {
  readonly #arena: Arena;
  readonly #losses: number;
  readonly #weights: number;
  readonly #penalties: number;

  constructor(arena: Arena, { weighted, penalties, l1, l2 }: TrainingSetup, batches: number) {
    this.#arena = arena;
    this.#losses = arena.reserve(batches * 8);
    this.#weights = weighted ? arena.reserve(batches * 8) : 0;
    // Without strength they are 0: a pass over all weights after every batch would only say so.
    this.#penalties = penalties && (l1 > 0 || l2 > 0) ? arena.reserve(batches * 8) : 0;
  }

  get slots() {
    return { batchLosses: this.#losses, batchWeights: this.#weights, batchPenalties: this.#penalties };
  }

  losses(batches: number): Float64Array {
    return this.#arena.float64(this.#losses, batches);
  }

  weights(batches: number): Float64Array | undefined {
    return this.#weights ? this.#arena.float64(this.#weights, batches) : undefined;
  }

  penalties(batches: number): Float64Array | undefined {
    return this.#penalties ? this.#arena.float64(this.#penalties, batches) : undefined;
  }
}

/** The options of a setup, as slots of a run record. */
function slotsOf(setup: TrainingSetup) {
  const { optimizer, loss, lossOptions } = setup;
  const { code, parameter } = KERNEL_LOSS[loss];
  const kernel = KERNEL_OPTIMIZER[optimizer.name];
  const parameterOf = (name: OptimizerParameterName | undefined): number => (name ? optimizer[name] : 0);
  const { columns, outputs, weightUnit, passiveAggressive, aggressiveness, batchSize } = setup;
  const { l1, l2, maxNorm, clipNorm, clipValue } = setup;
  return {
    ...{ columns, outputs, weightUnit, passiveAggressive, aggressiveness, batchSize },
    ...{ l1, l2, maxNorm, clipNorm, clipValue },
    targetWidth: (setup.ownTargets ? outputs : 1) + (setup.weighted ? 1 : 0),
    ownTargets: Number(setup.ownTargets),
    weighted: Number(setup.weighted),
    loss: code,
    lossParameter: typeof parameter === "number" ? parameter : lossOptions[parameter],
    sum: Number(setup.reduction === "sum"),
    intercept: Number(setup.fitIntercept),
    optimizer: kernel.code,
    momentDecay: parameterOf(kernel.momentDecay),
    squareDecay: parameterOf(kernel.squareDecay),
    stabilizer: parameterOf(kernel.stabilizer),
    averageFrom: setup.average,
  };
}
