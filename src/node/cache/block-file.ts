import { closeSync, openSync, readSync } from "node:fs";
import { crc32 } from "node:zlib";
import { MinibatchError } from "../../engine/errors.ts";
import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import type { RowSource } from "../../engine/matrix/row-source.ts";
import { fileError } from "../files/file-error.ts";
import { bytesOf, writeAll } from "../tables/raw-store.ts";

/** Rows are written, checked and read in blocks of about so many bytes. */
const BLOCK_BYTES = 262_144;

/** What is known of a file of encoded rows; plain values. */
export interface BlockIndex {
  /** Rows in all. */
  readonly rows: number;
  /** Features of a row. */
  readonly columns: number;
  /** Width of the features. */
  readonly precision: Precision;
  /** Rows of a block; the last one may be short. */
  readonly blockRows: number;
  /** Checksum (CRC-32) of each block's features, then those of the targets and the weights. */
  readonly checksums: readonly number[];
  /** Whether the rows have weights. */
  readonly weighted: boolean;
}

/**
 * Writes encoded rows: blocks of features, row-major, behind one another; then the target of each row and, where rows
 * have weights, the weight of each, as 64-bit floats. Numbers are little-endian.
 */
export class BlockWriter {
  readonly #path: string;
  readonly #file: number;
  readonly #columns: number;
  readonly #precision: Precision;
  readonly #weighted: boolean;
  readonly #blockRows: number;
  readonly #block: Float32Array | Float64Array;
  readonly #checksums: number[] = [];
  readonly #targets: GrowingNumbers = new GrowingNumbers();
  readonly #weights: GrowingNumbers = new GrowingNumbers();
  #filled = 0;
  #rows = 0;

  /**
   * @param path - the file, which is created or emptied
   * @param shape - its rows' features, their width, and whether rows have weights
   * @throws {MinibatchError} `INVALID_FILE` when it cannot be written
   */
  constructor(path: string, shape: Pick<BlockIndex, "columns" | "precision" | "weighted">) {
    const { columns, precision, weighted } = shape;
    const bytes = precision === "f32" ? 4 : 8;
    this.#path = path;
    this.#columns = columns;
    this.#precision = precision;
    this.#weighted = weighted;
    this.#blockRows = Math.max(1, Math.floor(BLOCK_BYTES / (columns * bytes)));
    const length = this.#blockRows * columns;
    this.#block = precision === "f32" ? new Float32Array(length) : new Float64Array(length);
    try {
      this.#file = openSync(path, "w");
    } catch (error) {
      throw fileError(path, "cannot write", error);
    }
  }

  /**
   * Appends rows.
   *
   * @param features - [rows, columns] or longer, of the file's precision
   * @param targets - [rows] or longer
   * @param weights - [rows] or longer, where rows have weights
   * @throws {MinibatchError} `INVALID_FILE` when they cannot be written
   */
  append(
    features: Float32Array | Float64Array,
    targets: Float64Array,
    weights: Float64Array | undefined,
    rows: number,
  ): void {
    const columns = this.#columns;
    for (let from = 0; from < rows; ) {
      const count = Math.min(rows - from, this.#blockRows - this.#filled);
      this.#block.set(features.subarray(from * columns, (from + count) * columns), this.#filled * columns);
      this.#filled += count;
      from += count;
      if (this.#filled === this.#blockRows) this.#writeBlock();
    }
    this.#targets.append(targets.subarray(0, rows));
    if (weights !== undefined) this.#weights.append(weights.subarray(0, rows));
    this.#rows += rows;
  }

  /**
   * Writes what is left and closes the file.
   *
   * @throws {MinibatchError} `INVALID_FILE` when it cannot be written
   */
  finish(): BlockIndex {
    if (this.#filled > 0) this.#writeBlock();
    this.#write(bytesOf(this.#targets.values));
    if (this.#weighted) this.#write(bytesOf(this.#weights.values));
    this.close();
    return {
      rows: this.#rows,
      columns: this.#columns,
      precision: this.#precision,
      blockRows: this.#blockRows,
      checksums: this.#checksums,
      weighted: this.#weighted,
    };
  }

  /** Closes the file as it is. */
  close(): void {
    closeSync(this.#file);
  }

  #writeBlock(): void {
    this.#write(bytesOf(this.#block.subarray(0, this.#filled * this.#columns)));
    this.#filled = 0;
  }

  #write(bytes: Uint8Array): void {
    this.#checksums.push(crc32(bytes));
    try {
      writeAll(this.#file, bytes);
    } catch (error) {
      throw fileError(this.#path, "cannot write", error);
    }
  }
}

/** Numbers in an array that grows. */
class GrowingNumbers {
  #numbers = new Float64Array(4096);
  #length = 0;

  append(values: Float64Array): void {
    const length = this.#length + values.length;
    if (length > this.#numbers.length) {
      const grown = new Float64Array(Math.max(length, 2 * this.#numbers.length));
      grown.set(this.values);
      this.#numbers = grown;
    }
    this.#numbers.set(values, this.#length);
    this.#length = length;
  }

  get values(): Float64Array {
    return this.#numbers.subarray(0, this.#length);
  }
}

/** Encoded rows in a file, which are read and checked block by block. */
export class BlockFile implements RowSource {
  readonly rows: number;
  readonly columns: number;
  /** What is known of the file. */
  readonly index: BlockIndex;
  /** Target of each row, [rows]. */
  readonly targets: Float64Array;
  /** Weight of each row, [rows], where rows have weights. */
  readonly weights: Float64Array | undefined;
  readonly #path: string;
  readonly #file: number;
  readonly #block: Float32Array | Float64Array;
  #loaded = -1;

  /**
   * Opens a file and reads its targets.
   *
   * @throws {MinibatchError} `INVALID_FILE` when it cannot be read or is damaged
   */
  constructor(path: string, index: BlockIndex) {
    this.#path = path;
    this.index = index;
    this.rows = index.rows;
    this.columns = index.columns;
    const length = index.blockRows * index.columns;
    this.#block = index.precision === "f32" ? new Float32Array(length) : new Float64Array(length);
    try {
      this.#file = openSync(path, "r");
    } catch (error) {
      throw fileError(path, "cannot read", error);
    }
    const position = index.rows * index.columns * this.#block.BYTES_PER_ELEMENT;
    this.targets = this.#numbers(position, this.blocks);
    this.weights = index.weighted ? this.#numbers(position + index.rows * 8, this.blocks + 1) : undefined;
  }

  /** Number of blocks. */
  get blocks(): number {
    return Math.ceil(this.rows / this.index.blockRows);
  }

  read(first: number, count: number, to: Float32Array | Float64Array): void {
    const { blockRows } = this.index;
    for (let row = first; row < first + count; ) {
      const block = Math.floor(row / blockRows);
      const start = row - block * blockRows;
      const rows = Math.min(first + count - row, blockRows - start);
      const values = this.#load(block).subarray(start * this.columns, (start + rows) * this.columns);
      to.set(values, (row - first) * this.columns);
      row += rows;
    }
  }

  value(row: number, column: number): number {
    const { blockRows } = this.index;
    const block = Math.floor(row / blockRows);
    return this.#load(block)[(row - block * blockRows) * this.columns + column]!;
  }

  /** Closes the file. */
  close(): void {
    closeSync(this.#file);
  }

  /** The features of a block; the array is written to again by the next. */
  #load(block: number): Float32Array | Float64Array {
    if (block === this.#loaded) return this.#block;
    const { blockRows } = this.index;
    const rows = Math.min(blockRows, this.rows - block * blockRows);
    const bytes = bytesOf(this.#block.subarray(0, rows * this.columns));
    this.#loaded = -1;
    this.#read(bytes, block * this.#block.byteLength, block);
    this.#loaded = block;
    return this.#block;
  }

  #numbers(position: number, checksum: number): Float64Array {
    const values = new Float64Array(this.rows);
    this.#read(bytesOf(values), position, checksum);
    return values;
  }

  #read(bytes: Uint8Array, position: number, checksum: number): void {
    try {
      for (let done = 0; done < bytes.length; ) {
        const count = readSync(this.#file, bytes, done, bytes.length - done, position + done);
        if (count === 0) break;
        done += count;
      }
    } catch (error) {
      throw fileError(this.#path, "cannot read", error);
    }
    if (crc32(bytes) === this.index.checksums[checksum]) return;
    const message = `${this.#path}: the encoded rows are damaged; remove this file, or train with --no-cache`;
    throw new MinibatchError("INVALID_FILE", message, { file: this.#path });
  }
}
