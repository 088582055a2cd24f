import type { Width } from "./reference-width.ts";
import { REGISTERS, type RegisterName, RUN_SLOTS, type RunSlot } from "./run-record.ts";

/**
 * a . b: whole vectors lane by lane, then (l0 + l1) + (l2 + l3) or l0 + l1, then the last columns % lanes elements one
 * after another.
 */
export function dot(width: Width, memory: DataView, a: number, b: number, columns: number): number {
  const { bytes, lanes, round, read } = width;
  const product = (j: number): number => round(read(memory, a + j * bytes) * read(memory, b + j * bytes));
  const whole = columns - (columns % lanes);
  const l = new Array<number>(lanes).fill(0);
  for (let j = 0; j < whole; j++) l[j % lanes] = round(l[j % lanes] + product(j));
  let sum = lanes === 2 ? round(l[0] + l[1]) : round(round(l[0] + l[1]) + round(l[2] + l[3]));
  for (let j = whole; j < columns; j++) sum = round(sum + product(j));
  return sum;
}

/** row . w + bias, which follows the weights. */
export function output(width: Width, memory: DataView, row: number, columns: number, weights: number): number {
  return width.round(dot(width, memory, row, weights, columns) + width.read(memory, weights + columns * width.bytes));
}

/** A run record and the arrays that it points to. */
export class RunView {
  readonly width: Width;
  readonly memory: DataView;
  /** The slots as they were when the view was made, and as {@link setSlot} has set them since. */
  readonly slots: Record<RunSlot, number>;
  readonly #record: number;

  /** Reads the record of a run. */
  constructor(width: Width, memory: DataView, record: number) {
    this.width = width;
    this.memory = memory;
    this.#record = record;
    const names = Object.keys(RUN_SLOTS.index) as RunSlot[];
    const slots = names.map((name) => [name, RUN_SLOTS.get(memory, record, name)]);
    this.slots = Object.fromEntries(slots) as Record<RunSlot, number>;
  }

  /** Writes a slot. */
  setSlot(slot: RunSlot, value: number): void {
    this.slots[slot] = value;
    RUN_SLOTS.set(this.memory, this.#record, slot, value);
  }

  /** Visits the outputs by their numbers. */
  eachOutput(visit: (output: number) => void): void {
    for (let k = 0; k < this.slots.outputs; k++) visit(k);
  }

  /** a . b over the columns. */
  dot(a: number, b: number): number {
    return dot(this.width, this.memory, a, b, this.slots.columns);
  }

  /** Number of the element of an output and column in an array of the shape of the weights. */
  place(output: number, column: number): number {
    return output * this.slots.width + column;
  }

  /** Pointer to a weight, or at the column behind the last to a bias. */
  weightAt(output: number, column: number): number {
    return this.slots.weights + this.place(output, column) * this.width.bytes;
  }

  /** A weight. */
  weight(output: number, column: number): number {
    return this.width.read(this.memory, this.weightAt(output, column));
  }

  /** Writes a weight. */
  setWeight(output: number, column: number, value: number): void {
    this.width.write(this.memory, this.weightAt(output, column), value);
  }

  /** Pointer to an element of a level of the gradient; the open one is level 0. */
  gradientAt(output: number, column: number, level = 0): number {
    const { gradient, outputs, width } = this.slots;
    return gradient + (level * outputs * width + this.place(output, column)) * this.width.bytes;
  }

  /** An element of the gradient. */
  gradient(output: number, column: number, level = 0): number {
    return this.width.read(this.memory, this.gradientAt(output, column, level));
  }

  /** Writes an element of the gradient. */
  setGradient(output: number, column: number, value: number, level = 0): void {
    this.width.write(this.memory, this.gradientAt(output, column, level), value);
  }

  /** An element of an array of the optimiser's state. */
  state(array: number, place: number): number {
    return this.width.read(this.memory, this.#stateAt(array, place));
  }

  /** Writes an element of the optimiser's state. */
  setState(array: number, place: number, value: number): void {
    this.width.write(this.memory, this.#stateAt(array, place), value);
  }

  /** What a weight has paid of the L1 penalty. */
  paid(output: number, column: number): number {
    return this.width.read(this.memory, this.slots.l1Paid + this.place(output, column) * this.width.bytes);
  }

  /** Writes what a weight has paid. */
  setPaid(output: number, column: number, value: number): void {
    this.width.write(this.memory, this.slots.l1Paid + this.place(output, column) * this.width.bytes, value);
  }

  /** The mean of a weight over the updates. */
  average(output: number, column: number): number {
    return this.memory.getFloat64(this.slots.average + this.place(output, column) * 8, true);
  }

  /** Writes the mean of a weight. */
  setAverage(output: number, column: number, value: number): void {
    this.memory.setFloat64(this.slots.average + this.place(output, column) * 8, value, true);
  }

  /** A register. */
  register(name: RegisterName): number {
    return this.memory.getFloat64(this.slots.registers + REGISTERS.indexOf(name) * 8, true);
  }

  /** Writes a register. */
  setRegister(name: RegisterName, value: number): void {
    this.memory.setFloat64(this.slots.registers + REGISTERS.indexOf(name) * 8, value, true);
  }

  /** A loss of the tree. */
  loss(level: number): number {
    return this.memory.getFloat64(this.slots.lossTree + level * 8, true);
  }

  /** Writes a loss of the tree. */
  setLoss(level: number, value: number): void {
    this.memory.setFloat64(this.slots.lossTree + level * 8, value, true);
  }

  #stateAt(array: number, place: number): number {
    const { state, outputs, width } = this.slots;
    return state + (array * outputs * width + place) * this.width.bytes;
  }
}
