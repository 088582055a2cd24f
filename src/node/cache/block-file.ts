import { closeSync, openSync, readSync } from "node:fs";
import type { NumericEncoder } from "../../data/table/encoders/numeric.ts";
import { RoundedEncoder } from "../../data/table/rounded-encoder.ts";
import { MinibatchError } from "../../engine/errors.ts";
import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import type { RowSource } from "../../engine/matrix/row-source.ts";
import { bytesOf } from "../files/bytes.ts";
import { fileError } from "../files/file-error.ts";
import { checksumOf } from "./checksum.ts";

/** What is known of a file of rows, encoded or to be; plain values. */
export interface BlockIndex {
  /** Rows in all. */
  readonly rows: number;
  /** Numbers of a row: features, or what they are made from. */
  readonly columns: number;
  /** Width of the numbers. */
  readonly precision: Precision;
  /** Rows of a block; the last one may be short. */
  readonly blockRows: number;
  /** Checksum of each block's numbers, then those of the targets and the weights. */
  readonly checksums: readonly number[];
  /** Whether the rows have weights. */
  readonly weighted: boolean;
  /** Targets of a row, where it has several. */
  readonly outputs?: number | undefined;
  /** Of numbers that are encoded when they are read: the position in a row of each encoder's, ascending. */
  readonly rounded?: readonly number[];
}

/** How a file is opened. */
export interface BlockFileOptions {
  /** Whether this process has written the file just now: its blocks then need no check. Default false. */
  readonly isOwn?: boolean;
  /** How its numbers become features, where they are encoded when they are read. */
  readonly encoders?: readonly NumericEncoder[];
}

/**
 * Encoded rows in a file, which are read block by block; each block is checked when it is first read. Rows of rounded numbers are
 * encoded then.
 */
export class BlockFile implements RowSource {
  readonly rows: number;
  readonly columns: number;
  /** What is known of the file. */
  readonly index: BlockIndex;
  /** Target of each row, [rows]; of several [rows, targets], row after row. */
  readonly targets: Float64Array;
  /** Weight of each row, [rows], where rows have weights. */
  readonly weights: Float64Array | undefined;
  readonly #path: string;
  readonly #file: number;
  /** The numbers of a block. */
  readonly #block: Float32Array | Float64Array;
  /** Their features. */
  readonly #features: Float32Array | Float64Array;
  readonly #encoder: RoundedEncoder | undefined;
  readonly #isChecked: Uint8Array;
  #loaded = -1;

  /**
   * Opens a file and reads its targets.
   *
   * @throws {MinibatchError} `INVALID_FILE` when it cannot be read or is damaged
   */
  constructor(path: string, index: BlockIndex, { isOwn = false, encoders = [] }: BlockFileOptions = {}) {
    this.#path = path;
    this.index = index;
    this.rows = index.rows;
    const { columns, rounded: indices, blockRows } = index;
    this.#encoder = indices && new RoundedEncoder({ encoders, indices, columns }, blockRows);
    this.columns = this.#encoder?.features ?? columns;
    const length = blockRows * columns;
    this.#isChecked = new Uint8Array(index.checksums.length).fill(isOwn ? 1 : 0);
    this.#block =
      this.#encoder?.rows ?? (index.precision === "f32" ? new Float32Array(length) : new Float64Array(length));
    this.#features = this.#encoder?.encoded ?? this.#block;
    try {
      this.#file = openSync(path, "r");
    } catch (error) {
      throw fileError(path, "cannot read", error);
    }
    const position = index.rows * columns * this.#block.BYTES_PER_ELEMENT;
    const targets = index.rows * (index.outputs ?? 1);
    try {
      this.targets = this.#numbers(targets, position, this.blocks);
      this.weights = index.weighted ? this.#numbers(index.rows, position + targets * 8, this.blocks + 1) : undefined;
    } catch (error) {
      this.close();
      throw error;
    }
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

  /**
   * Reads all rows and checks those that have not been.
   *
   * @throws {MinibatchError} `INVALID_FILE` when they cannot be read or are damaged
   */
  check(): void {
    for (let block = 0; block < this.blocks; block++) this.#load(block);
  }

  /** Closes the file. */
  close(): void {
    closeSync(this.#file);
  }

  /** The features of a block; the array is written to again by the next. */
  #load(block: number): Float32Array | Float64Array {
    if (block === this.#loaded) return this.#features;
    const { blockRows, columns } = this.index;
    const rows = Math.min(blockRows, this.rows - block * blockRows);
    const bytes = bytesOf(this.#block.subarray(0, rows * columns));
    this.#loaded = -1;
    this.#read(bytes, block * blockRows * columns * this.#block.BYTES_PER_ELEMENT, block);
    this.#encoder?.encode(rows);
    this.#loaded = block;
    return this.#features;
  }

  #numbers(count: number, position: number, checksum: number): Float64Array {
    const values = new Float64Array(count);
    this.#read(bytesOf(values), position, checksum);
    return values;
  }

  #read(bytes: Uint8Array, position: number, checksum: number): void {
    let done = 0;
    try {
      while (done < bytes.length) {
        const count = readSync(this.#file, bytes, done, bytes.length - done, position + done);
        if (count === 0) break;
        done += count;
      }
    } catch (error) {
      throw fileError(this.#path, "cannot read", error);
    }
    // A training reads a block in every epoch: checking it takes longer than reading it.
    const isWhole = done === bytes.length;
    if (
      isWhole &&
      (this.#isChecked[checksum] || checksumOf(bytes, this.#encoder?.kernels) === this.index.checksums[checksum])
    ) {
      this.#isChecked[checksum] = 1;
      return;
    }
    const message = `${this.#path}: the encoded rows are damaged; remove this file, or train with --no-cache`;
    throw new MinibatchError("INVALID_FILE", message, { file: this.#path });
  }
}
