import { closeSync, openSync, readSync } from "node:fs";
import { crc32 } from "node:zlib";
import { MinibatchError } from "../../engine/errors.ts";
import { CsrMatrix } from "../../engine/matrix/csr-matrix.ts";
import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import { fileError } from "../files/file-error.ts";
import { writeAll } from "../tables/raw-store.ts";

/** A block is written when it has this many entries or rows. */
const BLOCK_ENTRIES = 65_536;
const BLOCK_ROWS = 8192;

/** What is known of a file of encoded sparse rows; plain values. */
export interface SparseBlockIndex {
  /** Says that the rows are sparse. */
  readonly layout: "sparse";
  /** Rows in all. */
  readonly rows: number;
  /** Features of a row. */
  readonly columns: number;
  /** Values other than 0 in all. */
  readonly entries: number;
  /** Width of the values. */
  readonly precision: Precision;
  /** Rows and entries of each block. */
  readonly blocks: readonly (readonly [rows: number, entries: number])[];
  /** Checksum (CRC-32) of each block, then those of the targets and the weights. */
  readonly checksums: readonly number[];
  /** Whether the rows have weights. */
  readonly weighted: boolean;
}

/**
 * Writes sparse rows: block behind block, each with the ends of its rows, the features of its entries (both unsigned
 * 32-bit), and their values; then the target of each row and, where rows have weights, the weight of each, as 64-bit
 * floats. Numbers are little-endian.
 */
export class SparseBlockWriter {
  readonly #path: string;
  readonly #file: number;
  readonly #shape: Pick<SparseBlockIndex, "columns" | "precision" | "weighted">;
  readonly #blocks: [rows: number, entries: number][] = [];
  readonly #checksums: number[] = [];
  readonly #targets: Float64Array[] = [];
  readonly #weights: Float64Array[] = [];
  #waiting: CsrMatrix[] = [];
  #waitingRows = 0;
  #waitingEntries = 0;

  /**
   * @param path - the file, which is created or emptied
   * @param shape - its rows' features, the width of their values, and whether rows have weights
   * @throws {MinibatchError} `INVALID_FILE` when it cannot be written
   */
  constructor(path: string, shape: Pick<SparseBlockIndex, "columns" | "precision" | "weighted">) {
    this.#path = path;
    this.#shape = shape;
    try {
      this.#file = openSync(path, "w");
    } catch (error) {
      throw fileError(path, "cannot write", error);
    }
  }

  /**
   * Appends rows.
   *
   * @param X - the rows, which are not to be changed afterwards
   * @param targets - [rows] or longer
   * @param weights - [rows] or longer, where rows have weights
   * @throws {MinibatchError} `INVALID_FILE` when they cannot be written
   */
  append(X: CsrMatrix, targets: Float64Array, weights: Float64Array | undefined): void {
    if (X.rows === 0) return;
    this.#waiting.push(X);
    this.#waitingRows += X.rows;
    this.#waitingEntries += X.entries;
    this.#targets.push(targets.slice(0, X.rows));
    if (weights !== undefined) this.#weights.push(weights.slice(0, X.rows));
    if (this.#waitingRows >= BLOCK_ROWS || this.#waitingEntries >= BLOCK_ENTRIES) this.#writeBlock();
  }

  /**
   * Writes what is left and closes the file.
   *
   * @throws {MinibatchError} `INVALID_FILE` when it cannot be written
   */
  finish(): SparseBlockIndex {
    if (this.#waitingRows > 0) this.#writeBlock();
    this.#writeChecked(this.#targets);
    if (this.#shape.weighted) this.#writeChecked(this.#weights);
    this.close();
    return {
      layout: "sparse",
      ...this.#shape,
      rows: this.#blocks.reduce((sum, [rows]) => sum + rows, 0),
      entries: this.#blocks.reduce((sum, [, entries]) => sum + entries, 0),
      blocks: this.#blocks,
      checksums: this.#checksums,
    };
  }

  /** Closes the file as it is. */
  close(): void {
    closeSync(this.#file);
  }

  #writeBlock(): void {
    const { indptr, indices, values, rows, entries } = CsrMatrix.concat(this.#waiting);
    this.#blocks.push([rows, entries]);
    this.#writeChecked([indptr.subarray(1), indices, values]);
    this.#waiting = [];
    this.#waitingRows = 0;
    this.#waitingEntries = 0;
  }

  #writeChecked(parts: readonly (Uint32Array | Float32Array | Float64Array)[]): void {
    let checksum = 0;
    try {
      for (const part of parts) {
        const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
        // Of no bytes the checksum would begin anew.
        if (bytes.length > 0) checksum = crc32(bytes, checksum);
        writeAll(this.#file, bytes);
      }
    } catch (error) {
      throw fileError(this.#path, "cannot write", error);
    }
    this.#checksums.push(checksum);
  }
}

/** Encoded sparse rows in a file, which are read and checked block by block. */
export class SparseBlockFile {
  readonly rows: number;
  readonly columns: number;
  /** What is known of the file. */
  readonly index: SparseBlockIndex;
  /** Target of each row, [rows]. */
  readonly targets: Float64Array;
  /** Weight of each row, [rows], where rows have weights. */
  readonly weights: Float64Array | undefined;
  readonly #path: string;
  readonly #file: number;
  readonly #starts: readonly number[];

  /**
   * Opens a file and reads its targets.
   *
   * @throws {MinibatchError} `INVALID_FILE` when it cannot be read or is damaged
   */
  constructor(path: string, index: SparseBlockIndex) {
    this.#path = path;
    this.index = index;
    this.rows = index.rows;
    this.columns = index.columns;
    let position = 0;
    this.#starts = index.blocks.map((block) => {
      const start = position;
      position += this.#blockBytes(block);
      return start;
    });
    try {
      this.#file = openSync(path, "r");
    } catch (error) {
      throw fileError(path, "cannot read", error);
    }
    const { blocks } = index;
    this.targets = new Float64Array(this.#read(8 * index.rows, position, blocks.length));
    const after = position + 8 * index.rows;
    this.weights = index.weighted ? new Float64Array(this.#read(8 * index.rows, after, blocks.length + 1)) : undefined;
  }

  /**
   * The rows of a block.
   *
   * @throws {MinibatchError} `INVALID_FILE` when it cannot be read or is damaged
   */
  block(number: number): CsrMatrix {
    const { blocks, precision } = this.index;
    const [rows, entries] = blocks[number]!;
    const buffer = this.#read(this.#blockBytes(blocks[number]!), this.#starts[number]!, number);
    const indptr = new Uint32Array(rows + 1);
    indptr.set(new Uint32Array(buffer, 0, rows), 1);
    const indices = new Uint32Array(buffer, 4 * rows, entries);
    // 64-bit numbers may begin where they must not.
    const bytes = buffer.slice(4 * (rows + entries));
    const values = precision === "f32" ? new Float32Array(bytes) : new Float64Array(bytes);
    return CsrMatrix.unchecked(indptr, indices, values, rows, this.columns);
  }

  /** All rows, block by block. */
  matrices(): CsrMatrix[] {
    return this.index.blocks.map((_, number) => this.block(number));
  }

  /**
   * Reads and checks all rows.
   *
   * @throws {MinibatchError} `INVALID_FILE` when they cannot be read or are damaged
   */
  check(): void {
    for (let block = 0; block < this.index.blocks.length; block++) this.block(block);
  }

  /** Closes the file. */
  close(): void {
    closeSync(this.#file);
  }

  #blockBytes([rows, entries]: readonly [rows: number, entries: number]): number {
    return 4 * rows + (4 + (this.index.precision === "f32" ? 4 : 8)) * entries;
  }

  #read(length: number, position: number, checksum: number): ArrayBuffer {
    const bytes = new Uint8Array(length);
    try {
      for (let done = 0; done < bytes.length; ) {
        const count = readSync(this.#file, bytes, done, bytes.length - done, position + done);
        if (count === 0) break;
        done += count;
      }
    } catch (error) {
      throw fileError(this.#path, "cannot read", error);
    }
    if (crc32(bytes) === this.index.checksums[checksum]) return bytes.buffer;
    const message = `${this.#path}: the encoded rows are damaged; remove this file, or train with --no-cache`;
    throw new MinibatchError("INVALID_FILE", message, { file: this.#path });
  }
}
