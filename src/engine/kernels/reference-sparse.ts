import { KERNEL_OPTIMIZER } from "../optimizer/optimizers.ts";
import type { WidthKernels } from "./kernels.ts";
import { rowLoss } from "./reference-loss.ts";
import { catchUp, settle } from "./reference-sparse-lazy.ts";
import { type Entry, SparseRunView } from "./reference-sparse-run.ts";
import { updateSparse } from "./reference-sparse-update.ts";
import { referenceUpdate } from "./reference-update.ts";
import type { Width } from "./reference-width.ts";

/** Sum over the terms of entries: in lanes (position modulo 4), then (l0 + l1) + (l2 + l3). */
function laneSum({ round }: Width, terms: readonly number[]): number {
  const l = [0, 0, 0, 0];
  for (const [i, term] of terms.entries()) l[i % 4] = round(l[i % 4] + term);
  return round(round(l[0] + l[1]) + round(l[2] + l[3]));
}

/** A training run on sparse rows: the naive form of assembly/sparse-train.ts, row by row. */
export class ReferenceSparseRun {
  readonly #run: SparseRunView;
  readonly #width: Width;

  /** Reads the records of a run. */
  constructor(width: Width, memory: DataView, record: number) {
    this.#width = width;
    this.#run = new SparseRunView(width, memory, record);
  }

  /** Trains on the rows at positions [from, to); returns how many batches were finished. */
  train(from: number, to: number): number {
    const run = this.#run;
    const direct = run.own("keptRows") !== 0;
    const whole = run.own("whole") === 1;
    let finished = 0;
    for (let position = from; position < to; position++) {
      const { filled, batchSize } = run.slots;
      const entries = run.rowAt(position);
      if (!direct && !whole) for (const { column } of entries) this.#touch(column);
      const { loss, derivatives } = this.#forward(position);
      run.setLoss(0, (filled === 0 ? 0 : run.loss(0)) + loss);
      for (const [k, derivative] of derivatives.entries()) {
        run.setBiasSum(k, run.biasSum(k) + derivative);
        if (direct) run.keepDerivative(filled, k, derivative);
        else if (whole) for (const entry of entries) this.#addToWhole(k, entry, derivative);
        else for (const entry of entries) this.#addToGradient(k, entry, derivative);
      }
      if (direct) run.keepRow(filled, position);
      run.setSlot("filled", filled + 1);
      if (filled + 1 === batchSize) this.finish(finished++);
    }
    return finished;
  }

  /** Ends the open batch: tells its loss, weight and penalty, and updates the weights. */
  finish(batch: number): void {
    const run = this.#run;
    const { batchLosses, batchWeights, batchPenalties, rates, filled, weighted, batchWeight } = run.slots;
    const write = (pointer: number, value: number): void => run.memory.setFloat64(pointer + batch * 8, value, true);
    write(batchLosses, run.loss(0));
    if (weighted === 1) write(batchWeights, batchWeight);
    if (batchPenalties !== 0) write(batchPenalties, this.#penalty());
    const weight = weighted === 1 ? batchWeight : filled;
    const rate = run.memory.getFloat64(rates + batch * 8, true);
    if (run.own("whole") === 1) this.#updateWhole(rate, filled, weight);
    else updateSparse(run, rate, filled, weight);
    run.setSlot("filled", 0);
    run.setSlot("batchWeight", 0);
  }

  /** The sum of the losses of the rows at positions [from, to), row after row. */
  evaluate(from: number, to: number): number {
    let sum = 0;
    for (let position = from; position < to; position++) sum += this.#forward(position).loss;
    return sum;
  }

  /** Settles the weights. */
  settle(): void {
    settle(this.#run);
  }

  #forward(position: number): { loss: number; derivatives: number[] } {
    const run = this.#run;
    const { round, read, bytes } = this.#width;
    const { outputs, optimizer, columns, targets, targetWidth, ownTargets, weighted } = run.slots;
    const entries = run.rowAt(position);
    const divided = optimizer === KERNEL_OPTIMIZER.sgd.code && run.own("age") !== 0;
    const scale = divided ? round(run.own("scale")) : 1;
    const z = Array.from({ length: outputs }, (_, k) => {
      const terms = entries.map(({ column, value }) => round(value * run.weight(k, column)));
      return round(round(laneSum(this.#width, terms) * scale) + run.weight(k, columns));
    });
    const record = targets + run.rowNumber(position) * targetWidth * bytes;
    const own = ownTargets === 1 ? outputs : 1;
    const y = Array.from({ length: own }, (_, k) => read(run.memory, record + k * bytes));
    const squares = entries.map(({ value }) => round(value * value));
    const { loss, derivatives } = rowLoss(this.#width, run.slots, { z, y, squaredNorm: laneSum(this.#width, squares) });
    if (weighted === 0) return { loss, derivatives: [...derivatives] };
    const weight = read(run.memory, record + own * bytes);
    run.setSlot("batchWeight", run.slots.batchWeight + weight);
    return {
      loss: round(loss * weight),
      derivatives: derivatives.map((derivative) => round(derivative * weight)),
    };
  }

  /** Lists a column that the batch has not touched before, and brings its weights up to date. */
  #touch(column: number): void {
    const run = this.#run;
    if (run.position(column) !== 0) return;
    const count = run.own("touchedCount") + 1;
    run.setOwn("touchedCount", count);
    run.setTouched(count, column);
    run.setPosition(column, count);
    if (run.own("last") !== 0 && run.own("age") !== 0) catchUp(run, column);
  }

  #addToGradient(output: number, { column, value }: Entry, derivative: number): void {
    const { round, read, write } = this.#width;
    const at = this.#run.touchedGradientAt(output, this.#run.position(column));
    write(this.#run.memory, at, round(read(this.#run.memory, at) + round(value * derivative)));
  }

  #addToWhole(output: number, { column, value }: Entry, derivative: number): void {
    const { round } = this.#width;
    const run = this.#run;
    run.setGradient(output, column, round(run.gradient(output, column) + round(value * derivative)));
  }

  /** The update of dense rows, whose gradient has the biases' sums behind the columns. */
  #updateWhole(rate: number, rows: number, weight: number): void {
    const run = this.#run;
    run.eachOutput((k) => {
      run.setGradient(k, run.slots.columns, run.biasSum(k));
      run.setBiasSum(k, 0);
    });
    referenceUpdate(run, rate, rows, weight);
  }

  #penalty(): number {
    const run = this.#run;
    const { l1, l2, columns, optimizer } = run.slots;
    const divided = optimizer === KERNEL_OPTIMIZER.sgd.code && run.own("age") !== 0;
    const scale = divided ? run.own("scale") : 1;
    let sizes = 0;
    let squares = 0;
    run.eachOutput((k) => {
      for (let j = 0; j < columns; j++) {
        const value = scale * run.weight(k, j);
        sizes += Math.abs(value);
        squares += value * value;
      }
    });
    return l1 * sizes + 0.5 * l2 * squares;
  }
}

/** The kernels of sparse rows as plain loops. */
export function sparseKernels(
  width: Width,
  memory: WebAssembly.Memory,
): Pick<WidthKernels, "trainSparse" | "finishSparse" | "evaluateSparse" | "settle" | "packRows" | "sparseOutputs"> {
  const runOf = (record: number): ReferenceSparseRun =>
    new ReferenceSparseRun(width, new DataView(memory.buffer), record);
  return {
    trainSparse: (record, from, to) => runOf(record).train(from, to),
    finishSparse: (record, batch) => runOf(record).finish(batch),
    evaluateSparse: (record, from, to) => runOf(record).evaluate(from, to),
    settle: (record) => runOf(record).settle(),
    packRows(columns, values, lengths, targets, count, places) {
      const view = new DataView(memory.buffer);
      let entry = 0;
      for (let r = 0; r < count; r++) {
        let to = view.getUint32(targets + r * 4, true);
        for (let left = view.getUint32(lengths + r * 4, true); left > 0; left--, entry++) {
          const column = view.getUint32(columns + entry * 4, true);
          view.setUint32(to, places === 0 ? column : view.getUint32(places + column * 4, true), true);
          width.write(view, to + 4, width.read(view, values + entry * width.bytes));
          to += 4 + width.bytes;
        }
      }
    },
    sparseOutputs(columnNumbers, values, starts, count, columns, weights, weightsWidth, outputs, to) {
      const view = new DataView(memory.buffer);
      for (let r = 0; r < count; r++) {
        const [start, end] = [view.getUint32(starts + r * 4, true), view.getUint32(starts + r * 4 + 4, true)];
        for (let k = 0; k < outputs; k++) {
          const weight = (column: number): number =>
            width.read(view, weights + (k * weightsWidth + column) * width.bytes);
          const terms = Array.from({ length: end - start }, (_, i) => {
            const column = view.getUint32(columnNumbers + (start + i) * 4, true);
            return width.round(width.read(view, values + (start + i) * width.bytes) * weight(column));
          });
          width.write(view, to + (r * outputs + k) * width.bytes, width.round(laneSum(width, terms) + weight(columns)));
        }
      }
    },
  };
}
