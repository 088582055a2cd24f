import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { fileError } from "../files/file-error.ts";
import type { NumberBatch } from "./duckdb-session.ts";

/** Bytes of a group at most; a row of a group is a whole row of the table. */
const GROUP_BYTES = 4_194_304;
const MAX_GROUP_ROWS = 8192;

/** Rows that lie together in the store. */
export interface RawGroup extends NumberBatch {
  /** Number of the first row. */
  readonly first: number;
}

/**
 * A table's raw values in a temporary file, by column in groups of some thousand rows: what a table is between being
 * read once and being encoded, which needs the statistics of all its rows.
 */
export class RawStore {
  readonly #path: string;
  readonly #file: number;
  readonly #columns: number;
  readonly #groupRows: number;
  readonly #group: Float64Array;
  #filled = 0;
  #rows = 0;

  /**
   * @param path - the file, which is created or emptied
   * @param columns - values of a row
   * @throws {MinibatchError} `INVALID_FILE` when it cannot be written
   */
  constructor(path: string, columns: number) {
    this.#path = path;
    this.#columns = columns;
    this.#groupRows = Math.max(1, Math.min(MAX_GROUP_ROWS, Math.floor(GROUP_BYTES / (8 * columns))));
    this.#group = new Float64Array(this.#groupRows * columns);
    try {
      this.#file = openSync(path, "w+");
    } catch (error) {
      throw fileError(path, "cannot write", error);
    }
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
      if (this.#filled === this.#groupRows) this.#write();
    }
  }

  /** Writes the rows that are left. To be called after the last {@link append}. */
  finish(): void {
    if (this.#filled > 0) this.#write();
  }

  /** All rows in their order; the arrays are written to again when the next group is asked for. */
  *groups(): Generator<RawGroup> {
    const columns = Array.from({ length: this.#columns }, (_, c) =>
      this.#group.subarray(c * this.#groupRows, (c + 1) * this.#groupRows),
    );
    for (let first = 0; first < this.#rows; first += this.#groupRows) {
      this.#read(bytesOf(this.#group), (first / this.#groupRows) * this.#group.byteLength);
      yield { first, rows: Math.min(this.#groupRows, this.#rows - first), columns };
    }
  }

  /** One column of all rows, [rows]. */
  column(index: number): Float64Array {
    const values = new Float64Array(this.#rows);
    for (let first = 0; first < this.#rows; first += this.#groupRows) {
      const part = values.subarray(first, Math.min(first + this.#groupRows, this.#rows));
      const group = (first / this.#groupRows) * this.#group.byteLength;
      this.#read(bytesOf(part), group + index * this.#groupRows * 8);
    }
    return values;
  }

  /** Closes the file; it is left where it is. */
  close(): void {
    closeSync(this.#file);
  }

  #write(): void {
    try {
      writeAll(this.#file, bytesOf(this.#group));
    } catch (error) {
      throw fileError(this.#path, "cannot write", error);
    }
    this.#filled = 0;
  }

  #read(into: Uint8Array, position: number): void {
    for (let done = 0; done < into.length; ) {
      const count = readSync(this.#file, into, done, into.length - done, position + done);
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
