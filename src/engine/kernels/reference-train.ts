import { rowLoss } from "./reference-loss.ts";
import { output, RunView } from "./reference-run.ts";
import { referencePenalty, referenceUpdate } from "./reference-update.ts";
import type { Width } from "./reference-width.ts";

/** Rows of a leaf of the tree in which a batch is summed. */
const LEAF_ROWS = 64;

/** Bytes of scratch: the losses of the open leaf's rows, then their derivatives for each output. */
export function trainScratchBytes(outputs: number): number {
  return (1 + outputs) * LEAF_ROWS * 8;
}

/** A training run: the naive form of assembly/train.ts and assembly/rows.ts, row by row. */
export class ReferenceRun {
  readonly #width: Width;
  readonly #memory: DataView;
  readonly #run: RunView;

  /** Reads the record of a run. */
  constructor(width: Width, memory: DataView, record: number) {
    this.#width = width;
    this.#memory = memory;
    this.#run = new RunView(width, memory, record);
  }

  /** Trains on the rows at positions [from, to); returns how many batches were finished. */
  train(from: number, to: number): number {
    const run = this.#run;
    let finished = 0;
    for (let position = from; position < to; position++) {
      const { filled, batchSize } = run.slots;
      if (filled > 0 && filled % LEAF_ROWS === 0) this.#closeLeaf();
      this.#forward(position, filled % LEAF_ROWS);
      this.#backward(position, filled % LEAF_ROWS);
      run.setSlot("filled", filled + 1);
      if (filled + 1 === batchSize) this.finish(finished++);
    }
    return finished;
  }

  /** Ends the open batch: older leaves are added to the open one, then the weights are updated. */
  finish(batch: number): void {
    const run = this.#run;
    const { batchLosses, batchWeights, batchPenalties, rates, filled, leaves, weighted } = run.slots;
    this.#sumLeaf();
    for (let level = 1, rest = leaves; rest > 0; level++, rest >>= 1) if (rest & 1) this.#merge(level);
    this.#memory.setFloat64(batchLosses + batch * 8, run.loss(0), true);
    const weight = weighted === 1 ? run.slots.batchWeight : filled;
    if (weighted === 1) this.#memory.setFloat64(batchWeights + batch * 8, weight, true);
    if (batchPenalties !== 0) this.#memory.setFloat64(batchPenalties + batch * 8, referencePenalty(run), true);
    referenceUpdate(run, this.#memory.getFloat64(rates + batch * 8, true), filled, weight);
    run.setSlot("filled", 0);
    run.setSlot("leaves", 0);
    run.setSlot("batchWeight", 0);
  }

  /** The sum of the losses of the rows at positions [from, to), leaf after leaf from `from`. */
  evaluate(from: number, to: number): number {
    let sum = 0;
    for (let leaf = from; leaf < to; leaf += LEAF_ROWS) {
      const rows = Math.min(LEAF_ROWS, to - leaf);
      for (let place = 0; place < rows; place++) this.#forward(leaf + place, place);
      sum += this.#sumKept(0, rows);
    }
    return sum;
  }

  /** Keeps loss and derivatives of the row at a position, as those of the row number `place` of the leaf. */
  #forward(position: number, place: number): void {
    const { bytes, round, read, write } = this.#width;
    const { columns, outputs, weights, width, targets, targetWidth, ownTargets, weighted } = this.#run.slots;
    const row = this.#rowAt(position);
    const record = targets + this.#rowNumber(position) * targetWidth * bytes;
    const z = Array.from({ length: outputs }, (_, k) =>
      output(this.#width, this.#memory, row, columns, weights + k * width * bytes),
    );
    const own = ownTargets === 1 ? outputs : 1;
    const y = Array.from({ length: own }, (_, k) => read(this.#memory, record + k * bytes));
    const squaredNorm = this.#run.slots.passiveAggressive > 0 ? this.#run.dot(row, row) : 0;
    const { loss, derivatives } = rowLoss(this.#width, this.#run.slots, { z, y, squaredNorm });
    const weight = weighted === 1 ? read(this.#memory, record + own * bytes) : 1;
    if (weighted === 1) this.#run.setSlot("batchWeight", this.#run.slots.batchWeight + weight);
    write(this.#memory, this.#keptAt(0, place), round(loss * weight));
    for (const [k, derivative] of derivatives.entries()) {
      write(this.#memory, this.#keptAt(1 + k, place), round(derivative * weight));
    }
  }

  /** Adds the row at a position to the open gradient. */
  #backward(position: number, place: number): void {
    const { bytes, round, read } = this.#width;
    const row = this.#rowAt(position);
    this.#run.eachOutput((k) => {
      const derivative = read(this.#memory, this.#keptAt(1 + k, place));
      for (let j = 0; j < this.#run.slots.columns; j++) {
        this.#addToGradient(k, j, round(read(this.#memory, row + j * bytes) * derivative));
      }
    });
  }

  #rowNumber(position: number): number {
    const { order } = this.#run.slots;
    return order === 0 ? position : this.#memory.getUint32(order + position * 4, true);
  }

  #rowAt(position: number): number {
    return this.#run.slots.rows + this.#rowNumber(position) * this.#run.slots.stride;
  }

  /** Files the full open leaf in the tree, as 1 is added to a binary counter, and opens an empty one. */
  #closeLeaf(): void {
    const run = this.#run;
    const { leaves } = run.slots;
    this.#sumLeaf();
    let level = 1;
    for (let carry = leaves; carry & 1; carry >>= 1) this.#merge(level++);
    this.#eachGradient((k, j) => {
      run.setGradient(k, j, run.gradient(k, j), level);
      run.setGradient(k, j, 0);
    });
    run.setLoss(level, run.loss(0));
    run.setSlot("leaves", leaves + 1);
  }

  /** Sums the losses of the open leaf's rows, and for each output their derivatives: the gradient of the bias. */
  #sumLeaf(): void {
    const run = this.#run;
    const rows = ((run.slots.filled - 1) % LEAF_ROWS) + 1;
    run.setLoss(0, this.#sumKept(0, rows));
    run.eachOutput((k) => run.setGradient(k, run.slots.columns, this.#width.round(this.#sumKept(1 + k, rows))));
  }

  /** Sum in f64 of what is kept for the first rows of the leaf: position modulo 4, then (l0 + l1) + (l2 + l3). */
  #sumKept(part: number, rows: number): number {
    const l = [0, 0, 0, 0];
    for (let i = 0; i < rows; i++) l[i % 4] += this.#width.read(this.#memory, this.#keptAt(part, i));
    return l[0] + l[1] + (l[2] + l[3]);
  }

  /** open = open + the sum kept at a level. */
  #merge(level: number): void {
    this.#eachGradient((k, j) => this.#addToGradient(k, j, this.#run.gradient(k, j, level)));
    this.#run.setLoss(0, this.#run.loss(level) + this.#run.loss(0));
  }

  #eachGradient(visit: (output: number, column: number) => void): void {
    this.#run.eachOutput((k) => {
      for (let j = 0; j <= this.#run.slots.columns; j++) visit(k, j);
    });
  }

  #addToGradient(output: number, column: number, value: number): void {
    this.#run.setGradient(output, column, this.#width.round(this.#run.gradient(output, column) + value));
  }

  #keptAt(part: number, place: number): number {
    return this.#run.slots.scratch + (part * LEAF_ROWS + place) * 8;
  }
}
