import { CsrMatrix } from "../../engine/matrix/csr-matrix.ts";
import type { Precision } from "../../engine/matrix/dense-matrix.ts";

/** Values of the first block, and of the largest: a small file makes a small one. */
const FIRST_VALUES = 65536;
const MOST_VALUES = 4194304;

/** Who takes blocks out of a parser while it reads. */
export interface BlockTaker {
  /** Values of a block at most, where no row has more. */
  readonly mostValues: number;
  /** Called where an index 0 comes that says that the columns of all blocks taken so far are those one to the right. */
  shiftColumns(): void;
}

/** Consecutive rows with their targets. */
export interface SparseBlock {
  /** The rows; its columns are those seen up to here where the number was not given. */
  readonly X: CsrMatrix;
  /** The target of each row, [rows]. */
  readonly y: Float64Array;
  /** The importance of each row, [rows]; absent where every row counts as one. */
  readonly weights?: Float64Array;
}

/** Rows as a parser leaves them in its memory: views, to be copied. */
export interface ParsedRows {
  readonly rows: number;
  /** u32[rows + 1], from 0. */
  readonly indptr: Uint32Array;
  readonly indices: Uint32Array;
  readonly values: Float32Array | Float64Array;
  readonly targets: Float64Array;
  readonly weights?: Float64Array;
}

/** Collects parsed rows in blocks of growing size, so that little memory lies idle and nothing is copied twice. */
export class BlockBuilder {
  readonly #precision: Precision;
  readonly #taker: BlockTaker | undefined;
  #done: OpenBlock[] = [];
  #open: OpenBlock | undefined;
  #nextValues = FIRST_VALUES;

  constructor(precision: Precision, taker?: BlockTaker) {
    this.#precision = precision;
    this.#taker = taker;
  }

  /** Copies rows to the end. */
  append(parsed: ParsedRows): void {
    if (parsed.rows === 0) return;
    if (this.#open === undefined || !this.#open.hasRoomFor(parsed)) this.#begin(parsed);
    this.#open!.append(parsed);
  }

  #begin(parsed: ParsedRows): void {
    if (this.#open !== undefined) this.#done.push(this.#open);
    const values = Math.max(this.#nextValues, parsed.values.length);
    this.#open = new OpenBlock(
      this.#precision,
      Math.max(values / 8, parsed.rows),
      values,
      parsed.weights !== undefined,
    );
    this.#nextValues = Math.min(2 * this.#nextValues, this.#taker?.mostValues ?? MOST_VALUES);
  }

  /** Moves every value collected one column to the right, and those that were taken. */
  shiftColumns(): void {
    for (const block of this.#blocks()) block.shiftColumns();
    this.#taker?.shiftColumns();
  }

  /** The blocks that are full, which leave the builder; with `all`, also the last one. */
  take(columns: number, all: boolean): SparseBlock[] {
    const taken = all ? this.#blocks() : this.#done;
    this.#done = [];
    if (all) this.#open = undefined;
    return taken.map((block) => block.finish(columns));
  }

  #blocks(): OpenBlock[] {
    return this.#open === undefined ? this.#done : [...this.#done, this.#open];
  }
}

class OpenBlock {
  readonly #indptr: Uint32Array;
  readonly #indices: Uint32Array;
  readonly #values: Float32Array | Float64Array;
  readonly #targets: Float64Array;
  readonly #weights: Float64Array | undefined;
  #rows = 0;
  #count = 0;

  constructor(precision: Precision, rows: number, values: number, weighted: boolean) {
    this.#indptr = new Uint32Array(rows + 1);
    this.#indices = new Uint32Array(values);
    this.#values = precision === "f32" ? new Float32Array(values) : new Float64Array(values);
    this.#targets = new Float64Array(rows);
    this.#weights = weighted ? new Float64Array(rows) : undefined;
  }

  hasRoomFor({ rows, values }: ParsedRows): boolean {
    return this.#rows + rows <= this.#targets.length && this.#count + values.length <= this.#values.length;
  }

  append({ rows, indptr, indices, values, targets, weights }: ParsedRows): void {
    this.#indices.set(indices, this.#count);
    this.#values.set(values, this.#count);
    this.#targets.set(targets, this.#rows);
    if (weights !== undefined) this.#weights?.set(weights, this.#rows);
    for (let r = 1; r <= rows; r++) this.#indptr[this.#rows + r] = this.#count + indptr[r]!;
    this.#rows += rows;
    this.#count += values.length;
  }

  shiftColumns(): void {
    for (let i = 0; i < this.#count; i++) this.#indices[i]! += 1;
  }

  finish(columns: number): SparseBlock {
    const rows = this.#rows;
    const indptr = fitted(this.#indptr, rows + 1);
    const indices = fitted(this.#indices, this.#count);
    const X = CsrMatrix.unchecked(indptr, indices, fitted(this.#values, this.#count), rows, columns);
    const y = fitted(this.#targets, rows);
    return this.#weights === undefined ? { X, y } : { X, y, weights: fitted(this.#weights, rows) };
  }
}

/** The first numbers of an array: a view where that keeps most of it, else a copy. */
function fitted<T extends Uint32Array | Float32Array | Float64Array>(array: T, length: number): T {
  return (length * 4 > array.length * 3 ? array.subarray(0, length) : array.slice(0, length)) as T;
}
