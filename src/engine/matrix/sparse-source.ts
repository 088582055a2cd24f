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

/**
 * The rows of one or several sparse matrices. Training and predicting take them as they are; whoever knows dense rows only
 * can read them as such.
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
  /** The matrices. */
  readonly blocks: readonly CsrMatrix[];
  /** Number of each block's first row. */
  readonly #firsts: number[] = [];
  readonly #numbers: ArrayLike<number> | undefined;

  /**
   * @param X - a matrix, or one or more with the same columns
   * @param numbers - the numbers that errors name the rows by, [rows]; by default those that they have
   * @throws {MinibatchError} `INVALID_SHAPE` naming the first matrix that is none or has other columns than the first
   */
  constructor(X: SparseLike, numbers?: ArrayLike<number>) {
    const blocks: readonly CsrMatrix[] = X instanceof CsrMatrix ? [X] : X;
    this.blocks = blocks;
    this.#numbers = numbers;
    this.columns = blocks[0]?.columns ?? 0;
    for (const [b, block] of blocks.entries()) {
      if (!(block instanceof CsrMatrix)) {
        throw new MinibatchError("INVALID_SHAPE", `X: block ${b} is no CsrMatrix, which block 0 is`);
      }
      if (block.columns !== this.columns) {
        const expected = `${this.columns} as in block 0: CsrMatrix.withColumns makes them wider`;
        throw new MinibatchError("INVALID_SHAPE", `X: block ${b} has ${block.columns} columns, expected ${expected}`);
      }
    }
    let rows = 0;
    for (const block of blocks) {
      this.#firsts.push(rows);
      rows += block.rows;
    }
    this.rows = rows;
    this.entries = blocks.reduce((sum, block) => sum + block.entries, 0);
    this.longest = blocks.reduce((most, block) => Math.max(most, longestOf(block)), 0);
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

  /** The given rows, in the given order, as sparse rows. */
  takeRows(rows: ArrayLike<number>): SparseSource {
    const taken: CsrMatrix[] = [];
    // Rows next to each other that lie in one block are taken at once.
    for (let i = 0; i < rows.length; ) {
      const block = this.#blockOf(rows[i]);
      const own: number[] = [];
      for (; i < rows.length && this.#blockOf(rows[i]) === block; i++) own.push(rows[i] - this.#firsts[block]);
      taken.push(this.blocks[block].takeRows(own));
    }
    return new SparseSource(
      taken,
      Float64Array.from(rows, (row) => this.numberOf(row)),
    );
  }

  #row(row: number): ReturnType<CsrMatrix["row"]> {
    const block = this.#blockOf(row);
    return this.blocks[block].row(row - this.#firsts[block]);
  }

  /** Number of the block that has a row. */
  #blockOf(row: number): number {
    let low = 0;
    let high = this.blocks.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.#firsts[middle] <= row) low = middle;
      else high = middle;
    }
    return low;
  }

  /** The rows in stretches of at most so many rows and entries; a row with more entries is a stretch of its own. */
  *stretches(rows: number, entries: number): Generator<SparseStretch> {
    let first = 0;
    for (const block of this.blocks) {
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

function longestOf({ indptr, rows }: CsrMatrix): number {
  let longest = 0;
  for (let r = 0; r < rows; r++) longest = Math.max(longest, indptr[r + 1] - indptr[r]);
  return longest;
}
