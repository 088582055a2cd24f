import { closeSync, openSync, readSync } from "node:fs";
import { TableMemory } from "../../data/kernels/table-memory.ts";
import type { RowLayout } from "../../data/table/row-layout.ts";
import { bytesOf, writeAll } from "../files/bytes.ts";
import { fileError } from "../files/file-error.ts";
import type { NumberBatch } from "./number-lists.ts";
import { copyColumn, GroupRoom, RawGroup, type RawRows } from "./raw-rows.ts";

/** Bytes of groups that stay in memory; the others go to the file. */
const MEMORY_BYTES = 268_435_456;

/** How large a store is. */
export interface RawStoreSizes {
  /** Bytes of rows that stay in memory. Default 256 MiB. */
  readonly memoryBytes?: number | undefined;
  /** About how many rows will come. Default unknown. */
  readonly expectedRows?: number | undefined;
}

/**
 * A table's raw values in groups of some thousand rows: what a table is between being read once and being
 * encoded, which needs the statistics of all its rows. The first 256 MiB stay in the memory of the kernels that take the
 * statistics and encode, the rest goes to a temporary file.
 */
export class RawStore implements RawRows {
  readonly #path: string;
  #room: GroupRoom;
  /** Places of the groups that stay in memory. */
  readonly #inMemory: number[] = [];
  readonly #memoryGroups: number;
  #file: number | undefined;
  /** Place of the group that is filled, or was read from the file. */
  #group: number;
  #filled = 0;
  #rows = 0;

  /**
   * @param path - the file, which is created or emptied when it is needed
   * @param layout - how a row lies
   * @param sizes - how much there is, where somebody knows, and how much stays in memory
   */
  constructor(path: string, layout: RowLayout, { memoryBytes = MEMORY_BYTES, expectedRows = 0 }: RawStoreSizes = {}) {
    this.#path = path;
    const memory = new TableMemory();
    this.#room = new GroupRoom(memory, layout);
    const { rows, bytes } = this.#room;
    this.#memoryGroups = Math.floor(memoryBytes / bytes);
    // One group more is filled when the last one is kept.
    const groups = Math.min(Math.ceil(expectedRows / rows), this.#memoryGroups) + 1;
    memory.reserve(groups * bytes);
    this.#group = memory.take(bytes);
  }

  /** Rows appended so far. */
  get rows(): number {
    return this.#rows;
  }

  /** Rows of a group at most. */
  get groupRows(): number {
    return this.#room.rows;
  }

  /** How a row lies. */
  get layout(): RowLayout {
    return this.#room.layout;
  }

  /** Where the groups lie. */
  get memory(): TableMemory {
    return this.#room.memory;
  }

  /**
   * Appends rows.
   *
   * @throws {MinibatchError} `INVALID_FILE` when they cannot be written
   */
  append(batch: NumberBatch): void {
    for (let from = 0; from < batch.rows; ) {
      const count = Math.min(batch.rows - from, this.groupRows - this.#filled);
      this.#room.bring(batch, from, count, this.#group, this.#filled);
      this.#filled += count;
      this.#rows += count;
      from += count;
      if (this.#filled === this.groupRows) this.#keep();
    }
  }

  /** Writes the rows that are left. To be called after the last {@link append}. */
  finish(): void {
    if (this.#filled > 0) this.#keep();
  }

  /** Does nothing: the groups are there. */
  begin(): void {}

  /** All rows in their order; the arrays are written to again when the next group is asked for. */
  *groups(): Generator<RawGroup> {
    const length = this.groupRows;
    for (let first = 0; first < this.#rows; first += length) {
      const number = first / length;
      const place = this.#inMemory[number] ?? this.#group;
      if (place === this.#group) this.#read(bytesOf(this.#numbers(place)), this.#position(number));
      yield new RawGroup(this.#room, place, { first, rows: Math.min(length, this.#rows - first) });
    }
  }

  columns(indices: readonly number[]): Promise<Float64Array[]> {
    return Promise.resolve(indices.map((index) => this.#column(index)));
  }

  /** Frees the memory and closes the file, which is left where it is. */
  close(): void {
    this.#inMemory.length = 0;
    this.#room = new GroupRoom(new TableMemory(), this.layout);
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #column(index: number): Float64Array {
    const { layout, starts, memory } = this.#room;
    const run = layout.runOf(index);
    const { first: start, columns } = layout.runs[run]!;
    const values = new Float64Array(this.#rows);
    const read = new Float64Array(this.#file === undefined ? 0 : this.groupRows * columns);
    for (let first = 0; first < this.#rows; first += this.groupRows) {
      const part = values.subarray(first, Math.min(first + this.groupRows, this.#rows));
      const number = first / this.groupRows;
      const place = this.#inMemory[number];
      if (place === undefined) this.#read(bytesOf(read), this.#position(number) + starts[run]!);
      const numbers = place === undefined ? read : memory.numbers(place + starts[run]!, part.length * columns);
      copyColumn(numbers, columns, index - start, part);
    }
    return values;
  }

  #numbers(place: number): Float64Array {
    return this.memory.numbers(place, this.#room.bytes / 8);
  }

  #position(group: number): number {
    return (group - this.#inMemory.length) * this.#room.bytes;
  }

  #keep(): void {
    this.#filled = 0;
    if (this.#inMemory.length < this.#memoryGroups) {
      this.#inMemory.push(this.#group);
      this.#group = this.memory.take(this.#room.bytes);
      return;
    }
    try {
      this.#file ??= openSync(this.#path, "w+");
      writeAll(this.#file, bytesOf(this.#numbers(this.#group)));
    } catch (error) {
      throw fileError(this.#path, "cannot write", error);
    }
  }

  #read(into: Uint8Array, position: number): void {
    for (let done = 0; done < into.length; ) {
      const count = readSync(this.#file!, into, done, into.length - done, position + done);
      if (count === 0) throw fileError(this.#path, "cannot read", new Error("the file is shorter than it was"));
      done += count;
    }
  }
}
