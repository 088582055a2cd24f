import { rowLoss } from "./reference-loss.ts";
import type { Width } from "./reference-width.ts";
import { RUN_SLOT, type RunSlot } from "./run-record.ts";

/** Rows of a leaf of the tree in which a batch is summed. */
const LEAF_ROWS = 64;

/** Bytes of scratch: the losses of the open leaf's rows, then their derivatives for each output. */
export function trainScratchBytes(outputs: number): number {
  return (1 + outputs) * LEAF_ROWS * 8;
}

/**
 * row . w + bias: whole vectors lane by lane, then (l0 + l1) + (l2 + l3) or l0 + l1, then the last columns % lanes
 * elements one after another, then the bias, which follows the weights.
 */
export function output(width: Width, memory: DataView, row: number, columns: number, weights: number): number {
  const { bytes, lanes, round, read } = width;
  const product = (j: number): number => round(read(memory, row + j * bytes) * read(memory, weights + j * bytes));
  const whole = columns - (columns % lanes);
  const l = new Array<number>(lanes).fill(0);
  for (let j = 0; j < whole; j++) l[j % lanes] = round(l[j % lanes] + product(j));
  let sum = lanes === 2 ? round(l[0] + l[1]) : round(round(l[0] + l[1]) + round(l[2] + l[3]));
  for (let j = whole; j < columns; j++) sum = round(sum + product(j));
  return round(sum + read(memory, weights + columns * bytes));
}

/** A training run: the naive form of assembly/train.ts, row by row. */
export class ReferenceRun {
  readonly #width: Width;
  readonly #memory: DataView;
  readonly #record: number;
  readonly #run: Record<RunSlot, number>;

  /** Reads the record of a run. */
  constructor(width: Width, memory: DataView, record: number) {
    this.#width = width;
    this.#memory = memory;
    this.#record = record;
    const slots = Object.entries(RUN_SLOT).map(([name, index]) => [name, memory.getFloat64(record + index * 8, true)]);
    this.#run = Object.fromEntries(slots) as Record<RunSlot, number>;
  }

  /** Trains on the rows at positions [from, to); returns how many batches were finished. */
  train(from: number, to: number): number {
    let finished = 0;
    for (let position = from; position < to; position++) {
      const { filled, batchSize } = this.#run;
      if (filled > 0 && filled % LEAF_ROWS === 0) this.#closeLeaf();
      this.#addRow(position, filled % LEAF_ROWS);
      this.#setSlot("filled", filled + 1);
      if (filled + 1 === batchSize) this.finish(finished++);
    }
    return finished;
  }

  /** Ends the open batch: older leaves are added to the open one, then the weights are updated. */
  finish(batch: number): void {
    const { batchLosses, rates, filled, leaves } = this.#run;
    this.#sumLeaf();
    for (let level = 1, rest = leaves; rest > 0; level++, rest >>= 1) if (rest & 1) this.#merge(level);
    this.#memory.setFloat64(batchLosses + batch * 8, this.#loss(0), true);
    this.#update(this.#memory.getFloat64(rates + batch * 8, true), filled);
    this.#setSlot("filled", 0);
    this.#setSlot("leaves", 0);
  }

  /** Adds the row at a position to the open leaf, as its row number `place`. */
  #addRow(position: number, place: number): void {
    const { bytes, round, read, write } = this.#width;
    const { rows, stride, targets, order, columns, outputs, weights, width, loss: code, lossParameter } = this.#run;
    const number = order === 0 ? position : this.#memory.getUint32(order + position * 4, true);
    const row = rows + number * stride;
    const z = Array.from({ length: outputs }, (_, k) =>
      output(this.#width, this.#memory, row, columns, weights + k * width * bytes),
    );
    const target = read(this.#memory, targets + number * bytes);
    const { loss, derivatives } = rowLoss(this.#width, code, round(lossParameter), z, target);
    write(this.#memory, this.#keptAt(0, place), loss);
    for (const [k, derivative] of derivatives.entries()) {
      write(this.#memory, this.#keptAt(1 + k, place), derivative);
      for (let j = 0; j < columns; j++) {
        const product = round(read(this.#memory, row + j * bytes) * derivative);
        this.#addTo(this.#gradientAt(0, k, j), product);
      }
    }
  }

  /** Files the full open leaf in the tree, as 1 is added to a binary counter, and opens an empty one. */
  #closeLeaf(): void {
    const { leaves } = this.#run;
    this.#sumLeaf();
    let level = 1;
    for (let carry = leaves; carry & 1; carry >>= 1) this.#merge(level++);
    this.#eachGradient((k, j) => {
      this.#width.write(this.#memory, this.#gradientAt(level, k, j), this.#gradient(0, k, j));
      this.#width.write(this.#memory, this.#gradientAt(0, k, j), 0);
    });
    this.#setLoss(level, this.#loss(0));
    this.#setSlot("leaves", leaves + 1);
  }

  /** Sums the losses of the open leaf's rows, and for each output their derivatives: the gradient of the bias. */
  #sumLeaf(): void {
    const { round, write } = this.#width;
    const { columns, outputs } = this.#run;
    this.#setLoss(0, this.#sumKept(0));
    for (let k = 0; k < outputs; k++) {
      write(this.#memory, this.#gradientAt(0, k, columns), round(this.#sumKept(1 + k)));
    }
  }

  /** Sum in f64 of what is kept for the rows of the open leaf: position modulo 4, then (l0 + l1) + (l2 + l3). */
  #sumKept(part: number): number {
    const rows = ((this.#run.filled - 1) % LEAF_ROWS) + 1;
    const l = [0, 0, 0, 0];
    for (let i = 0; i < rows; i++) l[i % 4] += this.#width.read(this.#memory, this.#keptAt(part, i));
    return l[0] + l[1] + (l[2] + l[3]);
  }

  /** open = open + the sum kept at a level. */
  #merge(level: number): void {
    this.#eachGradient((k, j) => this.#addTo(this.#gradientAt(0, k, j), this.#gradient(level, k, j)));
    this.#setLoss(0, this.#loss(level) + this.#loss(0));
  }

  /** w = (1 - rate l2) w - rate g, and g = 0. With `sum`, rate and l2 are those of the rows together. */
  #update(rate: number, rows: number): void {
    const { round, read, write } = this.#width;
    const { columns, weights, width, sum, l2, intercept } = this.#run;
    const step = round(sum === 1 ? rate : rate / rows);
    const decay = round(Math.max(0, 1 - rate * l2 * (sum === 1 ? rows : 1)));
    this.#eachGradient((k, j) => {
      const at = weights + (k * width + j) * this.#width.bytes;
      const w = read(this.#memory, at);
      const move = round(this.#gradient(0, k, j) * step);
      if (j < columns) write(this.#memory, at, round(round(w * decay) - move));
      else if (intercept === 1) write(this.#memory, at, round(w - move));
      write(this.#memory, this.#gradientAt(0, k, j), 0);
    });
  }

  #eachGradient(visit: (output: number, column: number) => void): void {
    const { outputs, columns } = this.#run;
    for (let k = 0; k < outputs; k++) for (let j = 0; j <= columns; j++) visit(k, j);
  }

  #gradientAt(level: number, output: number, column: number): number {
    const { gradient, outputs, width } = this.#run;
    return gradient + ((level * outputs + output) * width + column) * this.#width.bytes;
  }

  #gradient(level: number, output: number, column: number): number {
    return this.#width.read(this.#memory, this.#gradientAt(level, output, column));
  }

  #addTo(pointer: number, value: number): void {
    const { round, read, write } = this.#width;
    write(this.#memory, pointer, round(read(this.#memory, pointer) + value));
  }

  #keptAt(part: number, place: number): number {
    return this.#run.scratch + (part * LEAF_ROWS + place) * 8;
  }

  #loss(level: number): number {
    return this.#memory.getFloat64(this.#run.lossTree + level * 8, true);
  }

  #setLoss(level: number, value: number): void {
    this.#memory.setFloat64(this.#run.lossTree + level * 8, value, true);
  }

  #setSlot(slot: RunSlot, value: number): void {
    this.#run[slot] = value;
    this.#memory.setFloat64(this.#record + RUN_SLOT[slot] * 8, value, true);
  }
}
