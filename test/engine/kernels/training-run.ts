import type { Kernels } from "../../../src/engine/kernels/kernels.ts";
import { REGISTERS, RUN_SLOTS, type RunSlot } from "../../../src/engine/kernels/run-record.ts";
import type { Precision } from "../../../src/engine/matrix/dense-matrix.ts";
import { comparesNumbers, KERNEL_LOSS, type LossName, type LossOptions } from "../../../src/engine/objective/losses.ts";
import {
  KERNEL_OPTIMIZER,
  OPTIMIZER_DEFAULTS,
  type OptimizerName,
  type OptimizerParameterName,
} from "../../../src/engine/optimizer/optimizers.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";
import { ofWidth, type WidthKernels } from "./backends.ts";
import { GuardedMemory } from "./guarded-memory.ts";

/** A training run for the kernels: its shape and options; {@link drawData} gives its numbers. */
export interface TrainingCase extends LossOptions {
  readonly precision: Precision;
  readonly rows: number;
  readonly columns: number;
  readonly outputs: number;
  readonly batchSize: number;
  readonly loss: LossName;
  readonly reduction: "mean" | "sum";
  readonly l2: number;
  readonly intercept: boolean;
  readonly ordered: boolean;
  readonly rate: number;
  /** Numbers between a row's end and the next row, which nobody may use. */
  readonly padding: number;
  /** Default `sgd`, with the default parameters of each. */
  readonly optimizer?: OptimizerName;
  readonly l1?: number;
  readonly maxNorm?: number;
  readonly clipNorm?: number;
  readonly clipValue?: number;
  /** The mean of the weights begins with this number of samples; 0 for none. */
  readonly average?: number;
  /** Whether rows have weights, and which weight counts as one row. */
  readonly weighted?: boolean;
  readonly weightUnit?: number;
  /** Whether each output has a target of its own. */
  readonly ownTargets?: boolean;
  readonly passiveAggressive?: 0 | 1 | 2;
  readonly aggressiveness?: number;
  /** Whether every batch has the rate; else it falls from batch to batch. */
  readonly constantRate?: boolean;
}

/** The numbers of a run. */
export interface TrainingData {
  /** [rows][columns] */
  readonly X: ArrayLike<number>;
  /**
   * [rows], or [rows][outputs] with targets of their own: a class number where outputs share it, else 0 or 1, a number or
   * a count, as the loss wants.
   */
  readonly y: ArrayLike<number>;
  /** [rows], where rows have weights. */
  readonly rowWeights?: ArrayLike<number> | undefined;
  /** [outputs][columns + 1], the bias last. */
  readonly weights: ArrayLike<number>;
  /** Row numbers, or none. */
  readonly order?: ArrayLike<number> | undefined;
}

/** What a run leaves behind. */
export interface TrainingResult {
  /** Bytes of [outputs][width], padding included. */
  readonly weightBytes: Uint8Array;
  /** [outputs][columns + 1]. */
  readonly weights: number[];
  /** The open gradient, [outputs][columns + 1]. */
  readonly gradient: number[];
  /** Loss sum of each batch. */
  readonly losses: Float64Array;
  /** Weight of each batch, where rows have weights. */
  readonly batchWeights: Float64Array;
  /** Penalty of each batch. */
  readonly penalties: Float64Array;
  /** The optimiser's arrays, then what is paid of the L1 penalty, then the mean of the weights, then the registers. */
  readonly state: Readonly<Record<"arrays" | "paid" | "average" | "registers", number[]>>;
  /** What each call of the kernel returned. */
  readonly finished: number[];
  /** Guards that were overwritten. */
  readonly overruns: string[];
}

/** Draws the numbers of a case. Columns are scaled so that training stays finite. */
export function drawData(run: TrainingCase, seed: number): TrainingData {
  const random = new RandomState(seed);
  const scale = 2 / Math.sqrt(run.columns + 1);
  const X = random.uniform(-scale, scale, run.rows * run.columns).map((x, i) => (i % 11 === 7 ? 0 : x));
  const weights = random.uniform(-0.5, 0.5, run.outputs * (run.columns + 1));
  const y = drawTargets(run, random);
  const order = run.ordered ? random.permutation(run.rows) : undefined;
  const rowWeights = run.weighted ? random.uniform(0, 3, run.rows) : undefined;
  return { X, y, weights, order, rowWeights };
}

function drawTargets(run: TrainingCase, random: RandomState): Float64Array {
  const { rows, outputs, loss } = run;
  if (outputs > 1 && !hasOwnTargets(run)) return random.uniform(0, outputs, rows).map(Math.floor);
  const count = rows * outputs;
  if (loss === "poisson") return random.uniform(0, 4, count).map(Math.floor);
  return comparesNumbers(loss) ? random.uniform(-2, 2, count) : random.uniform(0, 2, count).map(Math.floor);
}

/** Whether each output of a run has a target of its own; softmax never has. */
export function hasOwnTargets({ ownTargets, outputs, loss }: TrainingCase): boolean {
  return (ownTargets ?? false) && outputs > 1 && loss !== "softmax";
}

/** The kernels' parameter of a run's loss. */
export function lossParameter({ loss, epsilon = 0.1, quantile = 0.3 }: TrainingCase): number {
  const { parameter } = KERNEL_LOSS[loss];
  return typeof parameter === "number" ? parameter : { epsilon, quantile }[parameter];
}

/**
 * Lays a run out in the kernels' memory and trains for some epochs, each from the first row to the last.
 *
 * @param options.cuts - positions at which an epoch is cut into calls
 * @param options.last - name of the piece of memory to lie at its very end
 */
export function runTraining(
  kernels: Kernels,
  run: TrainingCase,
  data: TrainingData,
  { cuts = [] as readonly number[], epochs = 1, last = undefined as string | undefined } = {},
): TrainingResult {
  const { precision, outputs, columns } = run;
  const layout = new RunLayout(kernels, run, data, epochs, last);
  const { train, finish }: WidthKernels = ofWidth(kernels, precision);
  const finished: number[] = [];
  let batches = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    let from = 0;
    for (const to of [...cuts, run.rows]) {
      layout.startAtBatch(batches);
      const count = train(layout.record, from, to);
      finished.push(count);
      batches += count;
      from = to;
    }
    if (layout.slot("filled") === 0) continue;
    layout.startAtBatch(0);
    finish(layout.record, batches++);
  }
  const weightBytes = layout.memory.bytes(layout.weights, layout.bytes);
  const withoutPadding = (pointer: number): number[] =>
    Array.from(layout.memory.view(precision, pointer, outputs * layout.width)).filter(
      (_, i) => i % layout.width <= columns,
    );
  return {
    weightBytes,
    weights: withoutPadding(layout.weights),
    gradient: withoutPadding(layout.gradient),
    losses: layout.memory.view("f64", layout.losses, batches).slice() as Float64Array,
    batchWeights: layout.memory.view("f64", layout.batchWeights, run.weighted ? batches : 0).slice() as Float64Array,
    penalties: layout.memory.view("f64", layout.penalties, batches).slice() as Float64Array,
    state: layout.state(),
    finished,
    overruns: layout.memory.overruns(),
  };
}

/** A run in the memory of the kernels. */
export class RunLayout {
  readonly memory: GuardedMemory;
  readonly record: number;
  readonly weights: number;
  readonly gradient: number;
  readonly losses: number;
  readonly batchWeights: number;
  readonly penalties: number;
  /** Numbers from one output's weights to the next. */
  readonly width: number;
  /** Bytes of one set of weights. */
  readonly bytes: number;
  readonly #rates: number;
  readonly #run: TrainingCase;

  constructor(kernels: Kernels, run: TrainingCase, data: TrainingData, epochs: number, last: string | undefined) {
    const { precision, rows, columns, outputs, batchSize } = run;
    const element = precision === "f32" ? 4 : 8;
    const lanes = 16 / element;
    const batches = epochs * Math.ceil(rows / batchSize);
    this.width = Math.ceil((columns + 1) / lanes) * lanes;
    this.bytes = outputs * this.width * element;
    this.#run = run;
    this.memory = new GuardedMemory(kernels, last);
    this.weights = this.memory.reserve("weights", this.bytes);
    this.gradient = this.memory.reserve("gradient", levelsOf(run) * this.bytes);
    this.memory.view(precision, this.gradient, outputs * this.width).fill(0);
    this.losses = this.memory.reserve("batchLosses", batches * 8);
    this.#rates = this.memory.numbers(
      "rates",
      "f64",
      Float64Array.from({ length: batches }, (_, b) => run.rate / (run.constantRate ? 1 : 1 + b / 8)),
    );
    this.batchWeights = this.memory.reserve("batchWeights", batches * 8);
    this.penalties = this.memory.reserve("batchPenalties", batches * 8);
    this.record = this.memory.reserve("record", RUN_SLOTS.bytes);
    this.memory.view("f64", this.record, RUN_SLOTS.bytes / 8).fill(0);
    this.#writeWeights(run, data);
    this.#setUpdate(run);
    this.#set({
      rows: this.memory.numbers("rows", precision, padRows(run, data.X)),
      stride: (columns + run.padding) * element,
      // Targets are read whole vector by whole vector.
      targets: this.memory.numbers("targets", precision, targetRecords(run, data), { read: 16 }),
      targetWidth: targetWidth(run),
      ownTargets: hasOwnTargets(run) ? 1 : 0,
      weighted: run.weighted ? 1 : 0,
      order: data.order ? this.memory.uint32("order", data.order) : 0,
      columns,
      outputs,
      weights: this.weights,
      width: this.width,
      gradient: this.gradient,
      lossTree: this.memory.reserve("lossTree", levelsOf(run) * 8),
      scratch: this.memory.reserve("scratch", kernels.trainScratchBytes(outputs)),
      loss: KERNEL_LOSS[run.loss].code,
      lossParameter: lossParameter(run),
      batchSize,
      sum: run.reduction === "sum" ? 1 : 0,
      l2: run.l2,
      intercept: run.intercept ? 1 : 0,
    });
  }

  /** What an update needs beside the gradient: all of it zeros at first, but for the powers. */
  #setUpdate(run: TrainingCase): void {
    const { precision, outputs } = run;
    const { code, state, l1, ...parameters } = KERNEL_OPTIMIZER[run.optimizer ?? "sgd"];
    const zeros = (name: string, width: Precision, length: number): number =>
      this.memory.numbers(name, width, new Float64Array(length));
    const numberOf = (name: OptimizerParameterName | undefined): number => (name ? OPTIMIZER_DEFAULTS[name] : 0);
    const length = outputs * this.width;
    this.#set({
      optimizer: code,
      momentDecay: numberOf(parameters.momentDecay),
      squareDecay: numberOf(parameters.squareDecay),
      stabilizer: numberOf(parameters.stabilizer),
      state: zeros("state", precision, state.length * length),
      l1: run.l1 ?? 0,
      l1Paid: run.l1 && l1 === "cumulative" ? zeros("l1Paid", precision, length) : 0,
      maxNorm: run.maxNorm ?? 0,
      clipNorm: run.clipNorm ?? 0,
      clipValue: run.clipValue ?? 0,
      average: run.average ? zeros("average", "f64", length) : 0,
      averageFrom: run.average ?? 0,
      registers: this.memory.numbers("registers", "f64", [0, 0, 0, 1, 1]),
      weightUnit: run.weightUnit ?? 1,
      passiveAggressive: run.passiveAggressive ?? 0,
      aggressiveness: run.aggressiveness ?? 1,
    });
  }

  /** The state an update leaves behind, padding left out. */
  state(): TrainingResult["state"] {
    const { outputs, columns, precision, optimizer = "sgd" } = this.#run;
    const read = (slot: RunSlot, width: Precision, arrays: number): number[] => {
      const pointer = this.slot(slot);
      const all = pointer === 0 ? [] : Array.from(this.memory.view(width, pointer, arrays * outputs * this.width));
      return all.filter((_, i) => i % this.width <= columns);
    };
    return {
      arrays: read("state", precision, KERNEL_OPTIMIZER[optimizer].state.length),
      paid: read("l1Paid", precision, 1),
      average: read("average", "f64", 1),
      registers: Array.from(this.memory.view("f64", this.slot("registers"), REGISTERS.length)),
    };
  }

  /** Lets the next call use the rates and loss places of the batches from this one. */
  startAtBatch(batch: number): void {
    this.#set({
      rates: this.#rates + batch * 8,
      batchLosses: this.losses + batch * 8,
      batchWeights: this.batchWeights + batch * 8,
      batchPenalties: this.penalties + batch * 8,
    });
  }

  slot(name: RunSlot): number {
    return RUN_SLOTS.get(this.memory.dataView(), this.record, name);
  }

  #set(slots: Partial<Record<RunSlot, number>>): void {
    const memory = this.memory.dataView();
    for (const [name, value] of Object.entries(slots)) RUN_SLOTS.set(memory, this.record, name as RunSlot, value);
  }

  #writeWeights({ precision, columns, outputs }: TrainingCase, data: TrainingData): void {
    const view = this.memory.view(precision, this.weights, outputs * this.width);
    for (let k = 0; k < outputs; k++) {
      for (let j = 0; j <= columns; j++) view[k * this.width + j] = data.weights[k * (columns + 1) + j];
    }
  }
}

/** Rows with NaN between them. */
function padRows({ rows, columns, padding }: TrainingCase, X: ArrayLike<number>): Float64Array {
  const stride = columns + padding;
  return Float64Array.from({ length: rows * stride }, (_, i) => {
    const column = i % stride;
    return column < columns ? X[Math.floor(i / stride) * columns + column] : Number.NaN;
  });
}

/** Numbers of a target record. */
function targetWidth(run: TrainingCase): number {
  return (hasOwnTargets(run) ? run.outputs : 1) + (run.weighted ? 1 : 0);
}

/** The targets of each row, then its weight where there are weights. */
function targetRecords(run: TrainingCase, { y, rowWeights }: TrainingData): Float64Array {
  const width = targetWidth(run);
  const own = run.weighted ? width - 1 : width;
  return Float64Array.from({ length: run.rows * width }, (_, i) => {
    const row = Math.floor(i / width);
    return i % width < own ? y[row * own + (i % width)] : rowWeights![row];
  });
}

/** Levels of the gradient's tree: the open leaf, and one for each bit of the number of leaves closed before the last. */
export function levelsOf({ rows, batchSize }: TrainingCase): number {
  const closed = Math.ceil(Math.min(rows, batchSize) / 64) - 1;
  return 1 + closed.toString(2).replace(/^0$/, "").length;
}
