import { KERNEL_OPTIMIZER } from "../optimizer/optimizers.ts";
import { RunView } from "./reference-run.ts";
import type { Width } from "./reference-width.ts";
import { HISTORY_ENTRY_BYTES, SPARSE_SLOTS, type SparseSlot } from "./sparse-record.ts";

/** An entry of a sparse row. */
export interface Entry {
  readonly column: number;
  readonly value: number;
}

/** The numbers that the history keeps of an update, by the optimiser; assembly/sparse-record.ts says what each is. */
type Field =
  | "rate"
  | "due"
  | "averaged"
  | "count"
  | "product"
  | "productSum"
  | "unitDue"
  | "unitDueSum"
  | "time"
  | "time2"
  | "time3"
  | "unbiasedRate"
  | "factor";

/** An entry of the history; what the optimiser does not need is 0. */
export type HistoryEntry = Record<Field, number>;

const COMMON: readonly Field[] = ["rate", "due", "averaged", "count"];
const DIVIDED: readonly Field[] = ["product", "productSum", "unitDue", "unitDueSum"];
const SQUARES: readonly Field[] = ["time", "time2", "time3"];
const MOVING: readonly Field[] = ["unbiasedRate", "factor"];

/** A run record, its sparse record, and the arrays that they point to. */
export class SparseRunView extends RunView {
  readonly #own: number;

  constructor(width: Width, memory: DataView, record: number) {
    super(width, memory, record);
    this.#own = this.slots.sparse;
  }

  /** A slot of the sparse record. */
  own(slot: SparseSlot): number {
    return SPARSE_SLOTS.get(this.memory, this.#own, slot);
  }

  /** Writes a slot of the sparse record. */
  setOwn(slot: SparseSlot, value: number): void {
    SPARSE_SLOTS.set(this.memory, this.#own, slot, value);
  }

  /** The entries of the row at a position. */
  rowAt(position: number): Entry[] {
    return this.entriesAt(this.slots.rows + this.rowNumber(position) * 4);
  }

  /** The entries of the row whose start, and behind it whose end, is kept at a pointer. */
  entriesAt(pointer: number): Entry[] {
    const size = 4 + this.width.bytes;
    const entries: Entry[] = [];
    const end = this.memory.getUint32(pointer + 4, true);
    for (let entry = this.memory.getUint32(pointer, true); entry < end; entry += size) {
      entries.push({ column: this.memory.getUint32(entry, true), value: this.width.read(this.memory, entry + 4) });
    }
    return entries;
  }

  /** Number of the row at a position. */
  rowNumber(position: number): number {
    const { order } = this.slots;
    return order === 0 ? position : this.memory.getUint32(order + position * 4, true);
  }

  /** The position of a column in the list of touched ones, from 1, or 0. */
  position(column: number): number {
    return this.memory.getUint32(this.own("positions") + column * 4, true);
  }

  /** Writes the position of a column. */
  setPosition(column: number, position: number): void {
    this.memory.setUint32(this.own("positions") + column * 4, position, true);
  }

  /** The column at a position, from 1, of the list. */
  touched(position: number): number {
    return this.memory.getUint32(this.own("touched") + (position - 1) * 4, true);
  }

  /** Writes the column at a position. */
  setTouched(position: number, column: number): void {
    this.memory.setUint32(this.own("touched") + (position - 1) * 4, column, true);
  }

  /** Pointer to the gradient of the column at a position of the list. */
  touchedGradientAt(output: number, position: number): number {
    return this.slots.gradient + (output * this.own("touchedRoom") + position - 1) * this.width.bytes;
  }

  /** The summed derivatives of an output. */
  biasSum(output: number): number {
    return this.memory.getFloat64(this.own("biasSums") + output * 8, true);
  }

  /** Writes the summed derivatives of an output. */
  setBiasSum(output: number, value: number): void {
    this.memory.setFloat64(this.own("biasSums") + output * 8, value, true);
  }

  /** The update up to which a column is up to date. */
  last(column: number): number {
    return this.memory.getUint32(this.own("last") + column * 4, true);
  }

  /** Writes it. */
  setLast(column: number, age: number): void {
    this.memory.setUint32(this.own("last") + column * 4, age, true);
  }

  get #fields(): readonly Field[] {
    const { optimizer } = this.slots;
    if (optimizer === KERNEL_OPTIMIZER.sgd.code) return [...COMMON, ...DIVIDED];
    return [...COMMON, ...(optimizer === KERNEL_OPTIMIZER.adagrad.code ? SQUARES : MOVING)];
  }

  /** The history's entry of an update. */
  history(age: number): HistoryEntry {
    const at = this.own("history") + age * HISTORY_ENTRY_BYTES;
    const none = Object.fromEntries([...COMMON, ...DIVIDED, ...SQUARES, ...MOVING].map((name) => [name, 0]));
    const fields = this.#fields.map((name, i) => [name, this.memory.getFloat64(at + i * 8, true)]);
    return { ...none, ...Object.fromEntries(fields) } as HistoryEntry;
  }

  /** Writes numbers of the history's entry of an update; the others become 0. */
  setHistory(age: number, entry: Partial<HistoryEntry>): void {
    const at = this.own("history") + age * HISTORY_ENTRY_BYTES;
    for (const [i, name] of this.#fields.entries()) this.memory.setFloat64(at + i * 8, entry[name] ?? 0, true);
  }

  /** Adds to the sum of a weight over the averaged updates. */
  addToAverage(output: number, column: number, value: number): void {
    this.setAverage(output, column, this.average(output, column) + value);
  }

  /** Writes a weight, rounded to the width, and returns what it then is. */
  putWeight(output: number, column: number, value: number): number {
    const rounded = this.width.round(value);
    this.setWeight(output, column, rounded);
    return rounded;
  }

  /** Keeps the row at a position as row `row` of the open batch. */
  keepRow(row: number, position: number): void {
    this.memory.setUint32(this.own("keptPointers") + row * 4, this.slots.rows + this.rowNumber(position) * 4, true);
  }

  /** The entries of a row of the open batch. */
  keptRow(row: number): Entry[] {
    return this.entriesAt(this.memory.getUint32(this.own("keptPointers") + row * 4, true));
  }

  /** Keeps the derivative of a row of the open batch by an output. */
  keepDerivative(row: number, output: number, derivative: number): void {
    this.width.write(this.memory, this.#keptDerivativeAt(row, output), derivative);
  }

  /** The derivative of a row of the open batch by an output. */
  keptDerivative(row: number, output: number): number {
    return this.width.read(this.memory, this.#keptDerivativeAt(row, output));
  }

  #keptDerivativeAt(row: number, output: number): number {
    const { bytes } = this.width;
    return this.own("keptDerivatives") + output * (this.own("keptRows") * bytes + 16) + row * bytes;
  }
}
