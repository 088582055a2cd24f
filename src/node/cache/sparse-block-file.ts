import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
import { MinibatchError } from "../../engine/errors.ts";
import { CsrMatrix } from "../../engine/matrix/csr-matrix.ts";
import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import { SparseSource } from "../../engine/matrix/sparse-source.ts";
import { writeAll } from "../files/bytes.ts";
import { fileError } from "../files/file-error.ts";

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
  /** Checksum (CRC-32) of each block, then those of the rows' lengths, the targets and the weights. */
  readonly checksums: readonly number[];
  /** Whether the rows have weights. */
  readonly weighted: boolean;
  /** Targets of a row, where it has several. */
  readonly outputs?: number | undefined;
}

/**
 * Writes sparse rows: block behind block, each with the ends of its rows, the features of its entries (both unsigned
 * 32-bit), and their values; then how many entries each row has (unsigned 32-bit); then the target of each row and, where rows
 * have weights, the weight of each, as 64-bit floats. Numbers are little-endian.
 */
export class SparseBlockWriter {
  readonly #path: string;
  readonly #file: number;
  readonly #precision: Precision;
  readonly #outputs: number | undefined;
  readonly #blocks: [rows: number, entries: number][] = [];
  readonly #checksums: number[] = [];
  readonly #lengths: Uint32Array[] = [];
  readonly #targets: Float64Array[] = [];
  readonly #weights: Float64Array[] = [];
  #waiting: CsrMatrix[] = [];
  #waitingRows = 0;
  #waitingEntries = 0;
  #isClosed = false;

  /**
   * @param path - the file, which is created or emptied
   * @param precision - width of the rows' values
   * @param outputs - targets of a row, where it has several
   * @throws {MinibatchError} `INVALID_FILE` when it cannot be written
   */
  constructor(path: string, precision: Precision, outputs?: number) {
    this.#path = path;
    this.#precision = precision;
    this.#outputs = outputs;
    try {
      this.#file = openSync(path, "w+");
    } catch (error) {
      throw fileError(path, "cannot write", error);
    }
  }

  /**
   * Appends rows.
   *
   * @param X - the rows, which are not to be changed afterwards; columns may grow from call to call
   * @param targets - [rows, targets] or longer
   * @param weights - [rows] or longer, where rows have weights
   * @throws {MinibatchError} `INVALID_FILE` when they cannot be written
   */
  append(X: CsrMatrix, targets: Float64Array, weights: Float64Array | undefined): void {
    if (X.rows === 0) return;
    this.#waiting.push(X);
    this.#waitingRows += X.rows;
    this.#waitingEntries += X.entries;
    this.#targets.push(targets.slice(0, X.rows * (this.#outputs ?? 1)));
    if (weights !== undefined) this.#weights.push(weights.slice(0, X.rows));
    if (this.#waitingRows >= BLOCK_ROWS || this.#waitingEntries >= BLOCK_ENTRIES) this.#writeBlock();
  }

  /**
   * Moves the entries of all rows so far one column to the right.
   *
   * @throws {MinibatchError} `INVALID_FILE` when the file cannot be read or written
   */
  shiftColumns(): void {
    if (this.#waitingRows > 0) this.#writeBlock();
    let position = 0;
    for (const [number, block] of this.#blocks.entries()) {
      const bytes = new Uint8Array(blockBytes(block, this.#precision));
      const [rows, entries] = block;
      try {
        readFully(this.#file, bytes, position);
        const indices = new Uint32Array(bytes.buffer, 4 * rows, entries);
        for (let i = 0; i < entries; i++) indices[i]! += 1;
        writeSync(this.#file, bytes, 0, bytes.length, position);
      } catch (error) {
        throw fileError(this.#path, "cannot write", error);
      }
      this.#checksums[number] = crc32(bytes);
      position += bytes.length;
    }
  }

  /**
   * Writes what is left and closes the file.
   *
   * @param shape - features of a row, and whether the weights of the rows are kept
   * @throws {MinibatchError} `INVALID_FILE` when it cannot be written
   */
  finish({ columns, weighted }: Pick<SparseBlockIndex, "columns" | "weighted">): SparseBlockIndex {
    if (this.#waitingRows > 0) this.#writeBlock();
    this.#writeChecked(this.#lengths);
    this.#writeChecked(this.#targets);
    if (weighted) this.#writeChecked(this.#weights);
    this.close();
    return {
      ...{ layout: "sparse", columns, precision: this.#precision, weighted },
      ...(this.#outputs !== undefined && { outputs: this.#outputs }),
      rows: this.#blocks.reduce((sum, [rows]) => sum + rows, 0),
      entries: this.#blocks.reduce((sum, [, entries]) => sum + entries, 0),
      blocks: this.#blocks,
      checksums: this.#checksums,
    };
  }

  /** Closes the file as it is, where it is still open. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    closeSync(this.#file);
  }

  #writeBlock(): void {
    const columns = this.#waiting.at(-1)!.columns;
    const { indptr, indices, values, rows, entries } = CsrMatrix.concat(
      this.#waiting.map((X) => X.withColumns(columns)),
    );
    this.#blocks.push([rows, entries]);
    this.#lengths.push(Uint32Array.from({ length: rows }, (_, r) => indptr[r + 1]! - indptr[r]!));
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
  /** Target of each row, [rows]; of several [rows, targets], row after row. */
  readonly targets: Float64Array;
  /** Weight of each row, [rows], where rows have weights. */
  readonly weights: Float64Array | undefined;
  readonly #path: string;
  readonly #file: number;
  readonly #starts: readonly number[];
  readonly #lengths: Uint32Array;
  /** Which blocks were found whole. */
  readonly #checked: Uint8Array;

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
    const { blocks, rows, precision, weighted, outputs = 1 } = index;
    let position = 0;
    this.#starts = blocks.map((block) => {
      const start = position;
      position += blockBytes(block, precision);
      return start;
    });
    this.#checked = new Uint8Array(blocks.length + 3);
    try {
      this.#file = openSync(path, "r");
    } catch (error) {
      throw fileError(path, "cannot read", error);
    }
    this.#lengths = new Uint32Array(this.#read(4 * rows, position, blocks.length));
    position += 4 * rows;
    this.targets = new Float64Array(this.#read(8 * rows * outputs, position, blocks.length + 1));
    position += 8 * rows * outputs;
    this.weights = weighted ? new Float64Array(this.#read(8 * rows, position, blocks.length + 2)) : undefined;
  }

  /**
   * The rows of a block.
   *
   * @throws {MinibatchError} `INVALID_FILE` when it cannot be read or is damaged
   */
  block(number: number): CsrMatrix {
    const { blocks, precision } = this.index;
    const block = blocks[number]!;
    const [rows, entries] = block;
    const buffer = this.#read(blockBytes(block, precision), this.#starts[number]!, number);
    const indptr = new Uint32Array(rows + 1);
    indptr.set(new Uint32Array(buffer, 0, rows), 1);
    const indices = new Uint32Array(buffer, 4 * rows, entries);
    const at = 4 * (rows + entries);
    // 64-bit numbers may begin where they must not.
    const values = precision === "f32" ? new Float32Array(buffer, at, entries) : new Float64Array(buffer.slice(at));
    return CsrMatrix.unchecked(indptr, indices, values, rows, this.columns);
  }

  /** The rows, which are read from the file whenever they are needed; it is to stay open. */
  source(): SparseSource {
    const blocks = this.index.blocks.map(([rows], number) => ({ rows, read: () => this.block(number) }));
    return new SparseSource({ blocks, columns: this.columns, lengths: this.#lengths });
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

  /** Bytes of the file; what was found whole once is not checked again. */
  #read(length: number, position: number, part: number): ArrayBuffer {
    const bytes = new Uint8Array(length);
    try {
      readFully(this.#file, bytes, position);
    } catch (error) {
      throw fileError(this.#path, "cannot read", error);
    }
    if (this.#checked[part] === 1) return bytes.buffer;
    if (crc32(bytes) !== this.index.checksums[part]) {
      const message = `${this.#path}: the encoded rows are damaged; remove this file, or train with --no-cache`;
      throw new MinibatchError("INVALID_FILE", message, { file: this.#path });
    }
    this.#checked[part] = 1;
    return bytes.buffer;
  }
}

function blockBytes([rows, entries]: readonly [rows: number, entries: number], precision: Precision): number {
  return 4 * rows + (4 + (precision === "f32" ? 4 : 8)) * entries;
}

/** Fills bytes from a place of a file; what is behind its end stays 0. */
function readFully(file: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; ) {
    const count = readSync(file, bytes, done, bytes.length - done, position + done);
    if (count === 0) return;
    done += count;
  }
}
