import { MinibatchError } from "../errors.ts";
import { CsrMatrix } from "./csr-matrix.ts";
import { DenseMatrix } from "./dense-matrix.ts";
import type { RowSource } from "./row-source.ts";

/** Sparse rows: one matrix, or several with the same columns, whose rows follow one another. */
export type SparseLike = CsrMatrix | readonly CsrMatrix[];

/** Whether X is sparse: a {@link CsrMatrix}, or a list that begins with one. */
export function isSparse(X: unknown): X is SparseLike {
  return X instanceof CsrMatrix || (Array.isArray(X) && X[0] instanceof CsrMatrix);
}

/** Consecutive rows that are in memory, or are read whenever they are asked for. */
export interface RowBlock {
  /** How many. */
  readonly rows: number;
  /** The rows, which are not to be changed. */
  read(): CsrMatrix;
}

/** Rows that are not in memory. */
export interface StoredRows {
  /** The rows, block by block; each with at least one. */
  readonly blocks: readonly RowBlock[];
  /** Number of columns. */
  readonly columns: number;
  /** Entries of each row, [rows]. */
  readonly lengths: Uint32Array;
}

/** A stretch of rows of one block. */
export interface SparseStretch {
  /** The block. */
  readonly block: CsrMatrix;
  /** First row in the block, and first row of all. */
  readonly from: number;
  readonly first: number;
  /** How many rows. */
  readonly count: number;
}

/** Of stored rows that are taken, so many entries at most are read at once and kept: those of a sample, not of a part. */
const KEPT_ENTRIES = 1_048_576;

/**
 * The rows of one or several sparse matrices, or of a file. Training and predicting take them as they are; whoever knows dense
 * rows only can read them as such.
 */
export class SparseSource implements RowSource {
  /** Number of rows. */
  readonly rows: number;
  /** Number of columns. */
  readonly columns: number;
  /** Number of entries; no bound but what a double counts exactly. */
  readonly entries: number;
  /** Entries of the row that has most. */
  readonly longest: number;
  /** Entries of each row, [rows]. */
  readonly lengths: Uint32Array;
  /** The rows, block by block. */
  readonly blocks: readonly RowBlock[];
  /** Number of each block's first row, and the number of rows. */
  readonly firsts: Float64Array;
  readonly #isStored: boolean;
  readonly #numbers: ArrayLike<number> | undefined;
  /** The block of which a row was asked for last. */
  #last: { readonly block: number; readonly matrix: CsrMatrix } | undefined;

  /**
   * @param X - a matrix, one or more with the same columns, or rows that are read when they are needed
   * @param numbers - the numbers that errors name the rows by, [rows]; by default those that they have
   * @throws {MinibatchError} `INVALID_SHAPE` naming the first matrix that is none or has other columns than the first
   */
  constructor(X: SparseLike | StoredRows, numbers?: ArrayLike<number>) {
    const { blocks, columns, lengths } = "lengths" in X ? X : inMemory(X);
    this.#isStored = "lengths" in X;
    this.#numbers = numbers;
    this.blocks = blocks;
    this.columns = columns;
    this.lengths = lengths;
    this.firsts = new Float64Array(blocks.length + 1);
    for (const [b, block] of blocks.entries()) this.firsts[b + 1] = this.firsts[b] + block.rows;
    this.rows = lengths.length;
    let entries = 0;
    let longest = 0;
    for (const length of lengths) {
      entries += length;
      if (length > longest) longest = length;
    }
    this.entries = entries;
    this.longest = longest;
  }

  /** The blocks' matrices, one after the other: stored ones are read, and not kept. */
  *matrices(): Generator<CsrMatrix> {
    for (const block of this.blocks) yield block.read();
  }

  /** Writes rows first … first + count - 1 with their zeros to the start of `to`, row-major. */
  read(first: number, count: number, to: Float32Array | Float64Array): void {
    to.fill(0, 0, count * this.columns);
    for (let r = 0; r < count; r++) {
      const { indices, values } = this.#row(first + r);
      for (let i = 0; i < indices.length; i++) to[r * this.columns + indices[i]] = values[i];
    }
  }

  /** One number, as it was given; 0 where there is no entry. */
  value(row: number, column: number): number {
    const { indices, values } = this.#row(row);
    const at = indices.indexOf(column);
    return at < 0 ? 0 : values[at];
  }

  /** The number that errors name a row by. */
  numberOf(row: number): number {
    return this.#numbers?.[row] ?? row;
  }

  /** The given rows, in the given order, as sparse rows; `rows` is kept. Of stored ones many stay where they are. */
  takeRows(rows: ArrayLike<number>): SparseSource {
    const lengths = new Uint32Array(rows.length);
    for (let i = 0; i < rows.length; i++) lengths[i] = this.lengths[rows[i]];
    const numbers = this.#numbers ? Uint32Array.from(rows, (row) => this.numberOf(row)) : rows;
    const blocks: RowBlock[] = [];
    // Rows next to each other that lie in one block are taken at once.
    for (let i = 0; i < rows.length; ) {
      const block = this.#blockOf(rows[i]);
      const first = this.firsts[block];
      const own: number[] = [];
      for (; i < rows.length && rows[i] >= first && rows[i] < this.firsts[block + 1]; i++) own.push(rows[i] - first);
      blocks.push(new TakenRows(this.blocks[block], Uint32Array.from(own)));
    }
    const entries = lengths.reduce((sum, length) => sum + length, 0);
    const staysStored = this.#isStored && entries > KEPT_ENTRIES;
    const taken = staysStored ? { blocks, columns: this.columns, lengths } : blocks.map((block) => block.read());
    return new SparseSource(taken, numbers);
  }

  /** The rows of some blocks, by number, in the order given. */
  takeBlocks(numbers: ArrayLike<number>): SparseSource {
    const blocks = Array.from(numbers, (b) => this.blocks[b]);
    const rows = new Float64Array(blocks.reduce((sum, block) => sum + block.rows, 0));
    const lengths = new Uint32Array(rows.length);
    let at = 0;
    for (let i = 0; i < numbers.length; i++) {
      for (let row = this.firsts[numbers[i]]; row < this.firsts[numbers[i] + 1]; row++) {
        lengths[at] = this.lengths[row];
        rows[at++] = this.numberOf(row);
      }
    }
    return new SparseSource({ blocks, columns: this.columns, lengths }, rows);
  }

  #row(row: number): ReturnType<CsrMatrix["row"]> {
    const block = this.#blockOf(row);
    if (this.#last?.block !== block) this.#last = { block, matrix: this.blocks[block].read() };
    return this.#last.matrix.row(row - this.firsts[block]);
  }

  /** Number of the block that has a row. */
  #blockOf(row: number): number {
    let low = 0;
    let high = this.blocks.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.firsts[middle] <= row) low = middle;
      else high = middle;
    }
    return low;
  }

  /** The rows in stretches of at most so many rows and entries; a row with more entries is a stretch of its own. */
  *stretches(rows: number, entries: number): Generator<SparseStretch> {
    let first = 0;
    for (const block of this.matrices()) {
      for (let from = 0; from < block.rows; ) {
        let to = from + 1;
        const end = block.indptr[from] + entries;
        while (to < block.rows && to - from < rows && block.indptr[to + 1] <= end) to++;
        yield { block, from, first, count: to - from };
        first += to - from;
        from = to;
      }
    }
  }
}

/** Rows of a matrix. */
class MatrixBlock implements RowBlock {
  readonly rows: number;
  readonly #matrix: CsrMatrix;

  constructor(matrix: CsrMatrix) {
    this.rows = matrix.rows;
    this.#matrix = matrix;
  }

  read(): CsrMatrix {
    return this.#matrix;
  }
}

/** Some rows of a block, which are picked when it is read. */
class TakenRows implements RowBlock {
  readonly rows: number;
  readonly #from: RowBlock;
  readonly #picks: Uint32Array;

  constructor(from: RowBlock, picks: Uint32Array) {
    this.rows = picks.length;
    // Of rows taken twice only the last choice is copied.
    this.#from = from instanceof TakenRows ? from.#from : from;
    this.#picks = from instanceof TakenRows ? picks.map((pick) => from.#picks[pick]) : picks;
  }

  read(): CsrMatrix {
    return this.#from.read().takeRows(this.#picks);
  }
}

function inMemory(X: SparseLike): StoredRows {
  const matrices: readonly CsrMatrix[] = X instanceof CsrMatrix ? [X] : X;
  const columns = matrices[0]?.columns ?? 0;
  for (const [b, block] of matrices.entries()) {
    if (!(block instanceof CsrMatrix)) {
      throw new MinibatchError("INVALID_SHAPE", `X: block ${b} is no CsrMatrix, which block 0 is`);
    }
    if (block.columns !== columns) {
      const expected = `${columns} as in block 0: CsrMatrix.withColumns makes them wider`;
      throw new MinibatchError("INVALID_SHAPE", `X: block ${b} has ${block.columns} columns, expected ${expected}`);
    }
  }
  const lengths = new Uint32Array(matrices.reduce((sum, { rows }) => sum + rows, 0));
  let row = 0;
  for (const { indptr, rows } of matrices) {
    for (let r = 0; r < rows; r++) lengths[row++] = indptr[r + 1] - indptr[r];
  }
  return { blocks: matrices.map((matrix) => new MatrixBlock(matrix)), columns, lengths };
}

/** Rows that are made sparse at once. */
const DENSE_ROWS = 1024;

/** Rows as sparse ones, of which numbers that are 0 are left out; a copy where they are dense. */
export function asSparse(source: RowSource): SparseSource {
  if (source instanceof SparseSource) return source;
  const blocks: CsrMatrix[] = [];
  for (let first = 0; first < source.rows; first += DENSE_ROWS) {
    const matrix = DenseMatrix.zeros(Math.min(DENSE_ROWS, source.rows - first), source.columns);
    source.read(first, matrix.rows, matrix.data);
    blocks.push(CsrMatrix.fromDense(matrix));
  }
  return new SparseSource(
    blocks,
    Float64Array.from({ length: source.rows }, (_, r) => source.numberOf?.(r) ?? r),
  );
}
