import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { fileError } from "../files/file-error.ts";
import type { NumberBatch } from "./duckdb-session.ts";

/** Bytes of a group at most; a row of a group is a whole row of the table. */
const GROUP_BYTES = 4_194_304;
const MAX_GROUP_ROWS = 8192;

/** Bytes of groups that stay in memory; the others go to the file. */
const MEMORY_BYTES = 268_435_456;

/** Rows that lie together in the store. */
export interface RawGroup extends NumberBatch {
  /** Number of the first row. */
  readonly first: number;
}

/**
 * A table's raw values by column in groups of some thousand rows: what a table is between being read once and being
 * encoded, which needs the statistics of all its rows. The first 256 MiB stay in memory, the rest goes to a temporary
 * file.
 */
export class RawStore {
  readonly #path: string;
  readonly #columns: number;
  readonly #groupRows: number;
  readonly #inMemory: Float64Array[] = [];
  readonly #memoryGroups: number;
  #file: number | undefined;
  #group: Float64Array;
  #filled = 0;
  #rows = 0;

  /**
   * @param path - the file, which is created or emptied when it is needed
   * @param columns - values of a row
   * @param memoryBytes - bytes of rows that stay in memory. Default 256 MiB
   */
  constructor(path: string, columns: number, memoryBytes: number = MEMORY_BYTES) {
    this.#path = path;
    this.#columns = columns;
    this.#groupRows = Math.max(1, Math.min(MAX_GROUP_ROWS, Math.floor(GROUP_BYTES / (8 * columns))));
    this.#group = new Float64Array(this.#groupRows * columns);
    this.#memoryGroups = Math.floor(memoryBytes / this.#group.byteLength);
  }

  /** Rows appended so far. */
  get rows(): number {
    return this.#rows;
  }

  /**
   * Appends rows.
   *
   * @throws {MinibatchError} `INVALID_FILE` when they cannot be written
   */
  append({ rows, columns }: NumberBatch): void {
    for (let from = 0; from < rows; ) {
      const count = Math.min(rows - from, this.#groupRows - this.#filled);
      for (let c = 0; c < this.#columns; c++) {
        this.#group.set(columns[c]!.subarray(from, from + count), c * this.#groupRows + this.#filled);
      }
      this.#filled += count;
      this.#rows += count;
      from += count;
      if (this.#filled === this.#groupRows) this.#keep();
    }
  }

  /** Writes the rows that are left. To be called after the last {@link append}. */
  finish(): void {
    if (this.#filled > 0) this.#keep();
  }

  /** All rows in their order; the arrays are written to again when the next group is asked for. */
  *groups(): Generator<RawGroup> {
    for (let first = 0; first < this.#rows; first += this.#groupRows) {
      const number = first / this.#groupRows;
      const group = this.#inMemory[number] ?? this.#group;
      if (group === this.#group) this.#read(bytesOf(group), this.#position(number));
      const columns = Array.from({ length: this.#columns }, (_, c) =>
        group.subarray(c * this.#groupRows, (c + 1) * this.#groupRows),
      );
      yield { first, rows: Math.min(this.#groupRows, this.#rows - first), columns };
    }
  }

  /** One column of all rows, [rows]. */
  column(index: number): Float64Array {
    const values = new Float64Array(this.#rows);
    for (let first = 0; first < this.#rows; first += this.#groupRows) {
      const part = values.subarray(first, Math.min(first + this.#groupRows, this.#rows));
      const number = first / this.#groupRows;
      const start = index * this.#groupRows;
      const group = this.#inMemory[number];
      if (group === undefined) this.#read(bytesOf(part), this.#position(number) + start * 8);
      else part.set(group.subarray(start, start + part.length));
    }
    return values;
  }

  /** Frees the memory and closes the file, which is left where it is. */
  close(): void {
    this.#inMemory.length = 0;
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #position(group: number): number {
    return (group - this.#inMemory.length) * this.#group.byteLength;
  }

  #keep(): void {
    this.#filled = 0;
    if (this.#inMemory.length < this.#memoryGroups) {
      this.#inMemory.push(this.#group);
      this.#group = new Float64Array(this.#group.length);
      return;
    }
    try {
      this.#file ??= openSync(this.#path, "w+");
      writeAll(this.#file, bytesOf(this.#group));
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

/** Writes all bytes; a single call may write fewer. */
export function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done);
}

/** The bytes of an array of numbers. */
export function bytesOf(array: Float32Array | Float64Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
