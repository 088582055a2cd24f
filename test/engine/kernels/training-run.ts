import type { Kernels } from "../../../src/engine/kernels/kernels.ts";
import { RUN_RECORD_BYTES, RUN_SLOT, type RunSlot } from "../../../src/engine/kernels/run-record.ts";
import type { Precision } from "../../../src/engine/matrix/dense-matrix.ts";
import { comparesNumbers, KERNEL_LOSS, type LossName, type LossOptions } from "../../../src/engine/objective/losses.ts";
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
}

/** The numbers of a run. */
export interface TrainingData {
  /** [rows][columns] */
  readonly X: ArrayLike<number>;
  /** [rows]: a class number where there are more outputs, else 0 or 1, a number or a count, as the loss wants. */
  readonly y: ArrayLike<number>;
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
  return { X, y: drawTargets(run, random), weights, order: run.ordered ? random.permutation(run.rows) : undefined };
}

function drawTargets({ rows, outputs, loss }: TrainingCase, random: RandomState): Float64Array {
  if (outputs > 1) return random.uniform(0, outputs, rows).map(Math.floor);
  if (loss === "poisson") return random.uniform(0, 4, rows).map(Math.floor);
  return comparesNumbers(loss) ? random.uniform(-2, 2, rows) : random.uniform(0, 2, rows).map(Math.floor);
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
    finished,
    overruns: layout.memory.overruns(),
  };
}

class RunLayout {
  readonly memory: GuardedMemory;
  readonly record: number;
  readonly weights: number;
  readonly gradient: number;
  readonly losses: number;
  /** Numbers from one output's weights to the next. */
  readonly width: number;
  /** Bytes of one set of weights. */
  readonly bytes: number;
  readonly #rates: number;

  constructor(kernels: Kernels, run: TrainingCase, data: TrainingData, epochs: number, last: string | undefined) {
    const { precision, rows, columns, outputs, batchSize } = run;
    const element = precision === "f32" ? 4 : 8;
    const lanes = 16 / element;
    const batches = epochs * Math.ceil(rows / batchSize);
    this.width = Math.ceil((columns + 1) / lanes) * lanes;
    this.bytes = outputs * this.width * element;
    this.memory = new GuardedMemory(kernels, last);
    this.weights = this.memory.reserve("weights", this.bytes);
    this.gradient = this.memory.reserve("gradient", levelsOf(run) * this.bytes);
    this.memory.view(precision, this.gradient, outputs * this.width).fill(0);
    this.losses = this.memory.reserve("batchLosses", batches * 8);
    this.#rates = this.memory.numbers(
      "rates",
      "f64",
      Float64Array.from({ length: batches }, (_, b) => run.rate / (1 + b / 8)),
    );
    this.record = this.memory.reserve("record", RUN_RECORD_BYTES);
    this.#writeWeights(run, data);
    this.#set({
      rows: this.memory.numbers("rows", precision, padRows(run, data.X)),
      stride: (columns + run.padding) * element,
      // Targets are read whole vector by whole vector.
      targets: this.memory.numbers("targets", precision, data.y, { read: 16 }),
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
      filled: 0,
      leaves: 0,
    });
  }

  /** Lets the next call use the rates and loss places of the batches from this one. */
  startAtBatch(batch: number): void {
    this.#set({ rates: this.#rates + batch * 8, batchLosses: this.losses + batch * 8 });
  }

  slot(name: RunSlot): number {
    return this.memory.view("f64", this.record, RUN_RECORD_BYTES / 8)[RUN_SLOT[name]];
  }

  #set(slots: Partial<Record<RunSlot, number>>): void {
    const record = this.memory.view("f64", this.record, RUN_RECORD_BYTES / 8);
    for (const [name, value] of Object.entries(slots)) record[RUN_SLOT[name as RunSlot]] = value;
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

/** Levels of the gradient's tree: the open leaf, and one for each bit of the number of leaves closed before the last. */
export function levelsOf({ rows, batchSize }: TrainingCase): number {
  const closed = Math.ceil(Math.min(rows, batchSize) / 64) - 1;
  return 1 + closed.toString(2).replace(/^0$/, "").length;
}
