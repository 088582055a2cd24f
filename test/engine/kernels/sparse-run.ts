import type { Kernels } from "../../../src/engine/kernels/kernels.ts";
import { RUN_SLOTS, type RunSlot } from "../../../src/engine/kernels/run-record.ts";
import {
  HISTORY_ENTRY_BYTES,
  keptDerivativeBytes,
  keptRows,
  needsHistory,
  needsWhole,
  POWERS_BYTES,
  SPARSE_SLOTS,
  type SparseSlot,
} from "../../../src/engine/kernels/sparse-record.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";
import { ofWidth } from "./backends.ts";
import { drawData, RunLayout, type TrainingCase, type TrainingData, type TrainingResult } from "./training-run.ts";

/** A training run on sparse rows. */
export interface SparseCase extends TrainingCase {
  /** Share of the numbers that are not 0, above 0 to 1. */
  readonly density: number;
  /** Entries of the history, where one is kept. Default 64. */
  readonly historyRoom?: number;
  /** Whether updates go over all columns. Default false. */
  readonly whole?: boolean;
  /** Whether the batches do not tell their penalties. Default false. */
  readonly untold?: boolean;
}

/** Draws the numbers of a case, most of them 0. The first rows have none but zeros where the density is below 1/2. */
export function drawSparse(run: SparseCase, seed: number): TrainingData {
  const data = drawData(run, seed);
  const random = new RandomState(seed + 1);
  const kept = random.uniform(0, 1, run.rows * run.columns);
  const empty = run.density < 0.5 ? run.columns : 0;
  return { ...data, X: Float64Array.from(data.X, (x, i) => (i >= empty && kept[i] < run.density ? x || 0.25 : 0)) };
}

/** Lays a run on sparse rows out and trains for some epochs; the weights are settled after each, as the trainer does. */
export function runSparse(
  kernels: Kernels,
  run: SparseCase,
  data: TrainingData,
  { cuts = [] as readonly number[], epochs = 1, last = undefined as string | undefined } = {},
): TrainingResult & { readonly settled: boolean } {
  const { precision, outputs, columns } = run;
  const layout = new RunLayout(kernels, run, data, epochs, last);
  const sparse = new SparseLayout(kernels, layout, run, data);
  const { trainSparse, finishSparse, settle } = ofWidth(kernels, precision);
  const finished: number[] = [];
  let batches = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    let from = 0;
    for (const to of [...cuts, run.rows]) {
      layout.startAtBatch(batches);
      const count = trainSparse(layout.record, from, to);
      finished.push(count);
      batches += count;
      from = to;
    }
    if (layout.slot("filled") > 0) {
      layout.startAtBatch(0);
      finishSparse(layout.record, batches++);
    }
    settle(layout.record);
  }
  const withoutPadding = (pointer: number): number[] =>
    Array.from(layout.memory.view(precision, pointer, outputs * layout.width)).filter(
      (_, i) => i % layout.width <= columns,
    );
  return {
    weightBytes: layout.memory.bytes(layout.weights, layout.bytes),
    weights: withoutPadding(layout.weights),
    gradient: sparse.leftovers(),
    losses: layout.memory.view("f64", layout.losses, batches).slice() as Float64Array,
    batchWeights: layout.memory.view("f64", layout.batchWeights, run.weighted ? batches : 0).slice() as Float64Array,
    penalties: layout.memory.view("f64", layout.penalties, run.untold ? 0 : batches).slice() as Float64Array,
    state: layout.state(),
    finished,
    overruns: layout.memory.overruns(),
    settled: sparse.slot("age") === 0 && sparse.slot("scale") === 1,
  };
}

function optionsOf({ optimizer = "sgd", l1 = 0, l2, average = 0, maxNorm = 0 }: SparseCase) {
  return { optimizer, l1, l2, average, maxNorm };
}

/** What sparse rows need beside the layout of a run: rows of entries, and the sparse record with what it points to. */
export class SparseLayout {
  readonly #layout: RunLayout;
  readonly #run: SparseCase;
  readonly #record: number;
  readonly #room: number;

  constructor(_kernels: Kernels, layout: RunLayout, run: SparseCase, data: TrainingData) {
    const { precision, columns, outputs, batchSize, rows } = run;
    const { memory } = layout;
    this.#layout = layout;
    this.#run = run;
    this.#room = Math.min(columns, Math.min(batchSize, rows) * columns);
    this.#record = memory.reserve("sparse record", SPARSE_SLOTS.bytes);
    memory.view("f64", this.#record, SPARSE_SLOTS.bytes / 8).fill(0);
    const options = optionsOf(run);
    const lazy = !this.#whole && needsHistory(options);
    const historyRoom = run.historyRoom ?? 64;
    const kept = this.#whole
      ? 0
      : keptRows({ ...options, batchSize, clipNorm: run.clipNorm ?? 0, clipValue: run.clipValue ?? 0 });
    const zeros = (name: string, length: number): number => memory.uint32(name, new Uint32Array(length));
    this.#set({
      positions: zeros("positions", columns),
      touched: memory.reserve("touched", (this.#room + 1) * 4),
      touchedRoom: this.#room,
      biasSums: memory.numbers("biasSums", "f64", new Float64Array(outputs)),
      last: lazy ? zeros("last", columns) : 0,
      history: lazy ? memory.reserve("history", historyRoom * HISTORY_ENTRY_BYTES) : 0,
      historyRoom: lazy ? historyRoom : Number.POSITIVE_INFINITY,
      powers: lazy ? memory.reserve("powers", POWERS_BYTES) : 0,
      scale: 1,
      keptRows: kept,
      whole: this.#whole ? 1 : 0,
      keptPointers: memory.reserve("kept pointers", kept * 4),
      keptDerivatives: memory.reserve(
        "kept derivatives",
        keptDerivativeBytes(kept, outputs, precision === "f32" ? 4 : 8),
      ),
    });
    this.#setRun({
      rows: this.#writeRows(data),
      stride: 0,
      gradient: memory.numbers("sparse gradient", precision, new Float64Array(outputs * this.#gradientWidth)),
      sparse: this.#record,
      windows: memory.uint32("windows", [0, 64, 64, Math.floor(rows / 2), 128, 64, 0xffffffff, 0, 0]),
      ...(run.untold && { batchPenalties: 0 }),
    });
  }

  /** Whether updates go over all columns, which they must for some options. */
  get #whole(): boolean {
    return this.#run.whole === true || needsWhole(optionsOf(this.#run));
  }

  /** Numbers from one output's gradient to the next. */
  get #gradientWidth(): number {
    return this.#whole ? this.#layout.width : this.#room;
  }

  slot(name: SparseSlot): number {
    return SPARSE_SLOTS.get(this.#layout.memory.dataView(), this.#record, name);
  }

  /** What must be zeros between two batches: gradient, positions, sums of the biases. */
  leftovers(): number[] {
    const { memory } = this.#layout;
    const { precision, columns, outputs } = this.#run;
    return [
      ...memory.view(precision, this.#layout.slot("gradient"), outputs * this.#gradientWidth),
      ...memory.uint32View(this.slot("positions"), columns),
      ...memory.view("f64", this.slot("biasSums"), outputs),
    ];
  }

  /** Packs the rows with the kernel of the library, whose reference is tested, too. */
  #writeRows({ X }: TrainingData): number {
    const { memory } = this.#layout;
    const { rows, columns, precision } = this.#run;
    const size = precision === "f32" ? 8 : 12;
    const numbers = Array.from(X);
    const entries = numbers.filter((x) => x !== 0).length;
    const at = memory.reserve("entries", entries * size);
    const view = memory.dataView();
    const starts: number[] = [];
    let end = at;
    for (let r = 0; r < rows; r++) {
      starts.push(end);
      for (let c = 0; c < columns; c++) {
        const x = numbers[r * columns + c];
        if (x === 0) continue;
        view.setUint32(end, c, true);
        if (precision === "f32") view.setFloat32(end + 4, x, true);
        else view.setFloat64(end + 4, x, true);
        end += size;
      }
    }
    return memory.uint32("starts", [...starts, end]);
  }

  #set(slots: Partial<Record<SparseSlot, number>>): void {
    const memory = this.#layout.memory.dataView();
    for (const [name, value] of Object.entries(slots))
      SPARSE_SLOTS.set(memory, this.#record, name as SparseSlot, value);
  }

  #setRun(slots: Partial<Record<RunSlot, number>>): void {
    const { memory, record } = this.#layout;
    for (const [name, value] of Object.entries(slots)) RUN_SLOTS.set(memory.dataView(), record, name as RunSlot, value);
  }
}
