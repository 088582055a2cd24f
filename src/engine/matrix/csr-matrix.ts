import { MinibatchError } from "../errors.ts";
import { DenseMatrix, type Precision } from "./dense-matrix.ts";

/**
 * A sparse matrix in compressed sparse row form: row r has the entries `indptr[r]` … `indptr[r + 1] - 1`, each a column
 * number in `indices` and a number in `values`. Columns ascend within a row, without duplicates. Columns that are not there
 * are 0. Equals scipy.sparse.csr_matrix in canonical form.
 *
 * One matrix holds fewer than 2^32 entries; a list of matrices with the same columns is taken for one data set wherever a
 * `CsrMatrix` is, so that there is no bound on all of them together.
 */
export class CsrMatrix {
  /** Where each row starts in `indices` and `values`, [rows + 1], from 0. */
  readonly indptr: Uint32Array;
  /** Column numbers, [entries]. */
  readonly indices: Uint32Array;
  /** Numbers, [entries]. */
  readonly values: Float32Array | Float64Array;
  /** Number of rows, 0 or more. */
  readonly rows: number;
  /** Number of columns, 0 to 2^32 - 1. */
  readonly columns: number;

  /**
   * Keeps the arrays, without a copy, after checking them.
   *
   * @param indptr - where each row starts, [rows + 1], from 0 and not descending
   * @param indices - column numbers, [entries], ascending within a row
   * @param values - numbers, [entries], finite
   * @throws {MinibatchError} `INVALID_SHAPE` when sizes do not fit; `INVALID_DATA` naming row and position of the first column
   * out of range, out of order (see {@link CsrMatrix.canonical}) or twice in a row, and of the first number that is not finite
   */
  constructor(
    indptr: Uint32Array,
    indices: Uint32Array,
    values: Float32Array | Float64Array,
    rows: number,
    columns: number,
  ) {
    this.indptr = indptr;
    this.indices = indices;
    this.values = values;
    this.rows = rows;
    this.columns = columns;
    checkSizes(this);
    checkRows(this, true);
  }

  /**
   * A matrix of arrays that are known to be right: only their sizes are checked.
   *
   * @throws {MinibatchError} `INVALID_SHAPE` when sizes do not fit
   */
  static unchecked(
    indptr: Uint32Array,
    indices: Uint32Array,
    values: Float32Array | Float64Array,
    rows: number,
    columns: number,
  ): CsrMatrix {
    const fields: CsrFields = { indptr, indices, values, rows, columns };
    checkSizes(fields);
    return Object.assign(Object.create(CsrMatrix.prototype) as CsrMatrix, fields);
  }

  /**
   * A copy with the columns of each row in order, and numbers of the same column added up in the order they come in.
   *
   * @throws {MinibatchError} `INVALID_SHAPE` when sizes do not fit; `INVALID_DATA` naming row and position of the first column
   * out of range, and of the first number or sum that is not finite
   */
  static canonical(
    indptr: Uint32Array,
    indices: Uint32Array,
    values: Float32Array | Float64Array,
    rows: number,
    columns: number,
  ): CsrMatrix {
    const given: CsrFields = { indptr, indices, values, rows, columns };
    checkSizes(given);
    checkRows(given, false);
    const sorted = sortRows(given);
    checkRows(sorted, true);
    return CsrMatrix.unchecked(sorted.indptr, sorted.indices, sorted.values, rows, columns);
  }

  /**
   * A matrix from the entries of each row, in any order, those of the same column added up.
   *
   * @param rows - for each row its [column, number] pairs
   * @param columns - number of columns
   * @throws {MinibatchError} `INVALID_DATA` as {@link CsrMatrix.canonical}
   */
  static from(
    rows: readonly (readonly (readonly [column: number, value: number])[])[],
    columns: number,
    precision: Precision = "f64",
  ): CsrMatrix {
    const indptr = new Uint32Array(rows.length + 1);
    for (const [r, row] of rows.entries()) indptr[r + 1] = indptr[r] + row.length;
    const indices = new Uint32Array(indptr[rows.length]);
    const values = numbers(precision, indices.length);
    for (const [r, row] of rows.entries()) {
      for (const [i, [column, value]] of row.entries()) {
        if (!(Number.isInteger(column) && column >= 0 && column < columns)) throw outOfRange(r, i, column, columns);
        indices[indptr[r] + i] = column;
        values[indptr[r] + i] = value;
      }
    }
    return CsrMatrix.canonical(indptr, indices, values, rows.length, columns);
  }

  /** The numbers of a dense matrix that are not 0, in its precision. */
  static fromDense(matrix: DenseMatrix): CsrMatrix {
    const { rows, columns, data } = matrix;
    const indptr = new Uint32Array(rows + 1);
    let entries = 0;
    for (let r = 0; r < rows; r++) {
      for (let at = r * columns; at < (r + 1) * columns; at++) if (data[at] !== 0) entries++;
      indptr[r + 1] = entries;
    }
    const indices = new Uint32Array(entries);
    const values = numbers(matrix.precision, entries);
    entries = 0;
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        const value = data[r * columns + c];
        if (value === 0) continue;
        indices[entries] = c;
        values[entries++] = value;
      }
    }
    return new CsrMatrix(indptr, indices, values, rows, columns);
  }

  /**
   * The rows of several matrices, one after another, as one.
   *
   * @param blocks - one or more matrices with the same columns and the same precision
   * @throws {MinibatchError} `INVALID_SHAPE` when these differ, or there are 2^32 entries or more
   */
  static concat(blocks: readonly CsrMatrix[]): CsrMatrix {
    const first = blocks[0];
    if (!first) throw new MinibatchError("INVALID_SHAPE", "concat: got no matrix, expected one or more");
    for (const [b, { columns, precision }] of blocks.entries()) {
      if (columns === first.columns && precision === first.precision) continue;
      const [got, expected] = [`${columns} columns of ${precision}`, `${first.columns} of ${first.precision}`];
      throw new MinibatchError("INVALID_SHAPE", `concat: matrix ${b} has ${got}, expected ${expected} as in matrix 0`);
    }
    const rows = blocks.reduce((sum, block) => sum + block.rows, 0);
    const entries = blocks.reduce((sum, block) => sum + block.entries, 0);
    if (entries >= 2 ** 32) {
      throw new MinibatchError(
        "INVALID_SHAPE",
        `concat: ${entries} entries, expected fewer than 2^32: keep the blocks`,
      );
    }
    const indptr = new Uint32Array(rows + 1);
    const indices = new Uint32Array(entries);
    const values = numbers(first.precision, entries);
    let row = 0;
    for (const block of blocks) {
      const start = indptr[row];
      indices.set(block.indices.subarray(0, block.entries), start);
      values.set(block.values.subarray(0, block.entries), start);
      for (let r = 1; r <= block.rows; r++) indptr[row + r] = start + block.indptr[r];
      row += block.rows;
    }
    return CsrMatrix.unchecked(indptr, indices, values, rows, first.columns);
  }

  /** Number of entries. */
  get entries(): number {
    return this.indptr[this.rows];
  }

  /** Width of the numbers. */
  get precision(): Precision {
    return this.values instanceof Float32Array ? "f32" : "f64";
  }

  /** Views of one row: its column numbers and its numbers. */
  row(row: number): { readonly indices: Uint32Array; readonly values: Float32Array | Float64Array } {
    const [start, end] = [this.indptr[row], this.indptr[row + 1]];
    return { indices: this.indices.subarray(start, end), values: this.values.subarray(start, end) };
  }

  /** The number at (row, column), both from 0 and within the matrix, which is not checked. */
  get(row: number, column: number): number {
    const { indices, values } = this.row(row);
    let low = 0;
    let high = indices.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (indices[middle] < column) low = middle + 1;
      else high = middle;
    }
    return indices[low] === column ? values[low] : 0;
  }

  /**
   * The rows `from` … `to` - 1; column numbers and numbers are views, not copies.
   *
   * @throws {MinibatchError} `INVALID_SHAPE` when these are no rows of the matrix
   */
  slice(from: number, to: number): CsrMatrix {
    if (!(Number.isInteger(from) && Number.isInteger(to) && 0 <= from && from <= to && to <= this.rows)) {
      throw new MinibatchError("INVALID_SHAPE", `slice: got rows ${from} to ${to}, expected within 0 to ${this.rows}`);
    }
    const [start, end] = [this.indptr[from], this.indptr[to]];
    const indptr = this.indptr.slice(from, to + 1).map((at) => at - start);
    const [indices, values] = [this.indices.subarray(start, end), this.values.subarray(start, end)];
    return CsrMatrix.unchecked(indptr, indices, values, to - from, this.columns);
  }

  /**
   * A copy with the given rows, in the given order.
   *
   * @throws {MinibatchError} `INVALID_SHAPE` when an index is no row of the matrix, or there are 2^32 entries or more
   */
  takeRows(rows: ArrayLike<number>): CsrMatrix {
    const indptr = new Uint32Array(rows.length + 1);
    let entries = 0;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      if (!(Number.isInteger(row) && row >= 0 && row < this.rows)) {
        throw new MinibatchError("INVALID_SHAPE", `takeRows: index ${i} is ${row}, expected a row below ${this.rows}`);
      }
      entries += this.indptr[row + 1] - this.indptr[row];
      indptr[i + 1] = entries;
    }
    if (entries >= 2 ** 32) {
      throw new MinibatchError(
        "INVALID_SHAPE",
        `takeRows: ${entries} entries, expected fewer than 2^32: take fewer rows`,
      );
    }
    const indices = new Uint32Array(entries);
    const values = numbers(this.precision, entries);
    // Rows next to each other are copied in one go.
    for (let i = 0, next = 0; i < rows.length; i = next) {
      for (next = i + 1; next < rows.length && rows[next] === rows[next - 1] + 1; ) next++;
      const [start, end] = [this.indptr[rows[i]], this.indptr[rows[next - 1] + 1]];
      if (end - start > LONG_COPY) {
        indices.set(this.indices.subarray(start, end), indptr[i]);
        values.set(this.values.subarray(start, end), indptr[i]);
        continue;
      }
      for (let from = start, to = indptr[i]; from < end; from++, to++) {
        indices[to] = this.indices[from];
        values[to] = this.values[from];
      }
    }
    return CsrMatrix.unchecked(indptr, indices, values, rows.length, this.columns);
  }

  /**
   * The same arrays with more columns, all 0.
   *
   * @throws {MinibatchError} `INVALID_SHAPE` when there would be fewer
   */
  withColumns(columns: number): CsrMatrix {
    if (!(columns >= this.columns)) {
      throw new MinibatchError("INVALID_SHAPE", `withColumns: got ${columns}, expected at least ${this.columns}`);
    }
    return CsrMatrix.unchecked(this.indptr, this.indices, this.values, this.rows, columns);
  }

  /** The matrix with all its zeros, [rows, columns], in its precision. */
  toDense(): DenseMatrix {
    const dense = DenseMatrix.zeros(this.rows, this.columns, this.precision);
    for (let r = 0; r < this.rows; r++) {
      for (let i = this.indptr[r]; i < this.indptr[r + 1]; i++) {
        dense.data[r * this.columns + this.indices[i]] = this.values[i];
      }
    }
    return dense;
  }
}

/** Fewer entries are copied one by one in less time than it takes to make views of them. */
const LONG_COPY = 128;

/** What a matrix consists of. */
type CsrFields = Pick<CsrMatrix, "indptr" | "indices" | "values" | "rows" | "columns">;

function numbers(precision: Precision, length: number): Float32Array | Float64Array {
  return precision === "f32" ? new Float32Array(length) : new Float64Array(length);
}

function checkSizes({ indptr, indices, values, rows, columns }: CsrFields): void {
  const valid = Number.isInteger(rows) && rows >= 0 && Number.isInteger(columns) && columns >= 0 && columns < 2 ** 32;
  if (!valid) {
    throw new MinibatchError("INVALID_SHAPE", `matrix: ${rows} rows x ${columns} columns, expected whole numbers >= 0`);
  }
  if (indptr.length !== rows + 1 || indptr[0] !== 0) {
    const got = `${indptr.length} row starts from ${indptr[0]}`;
    throw new MinibatchError("INVALID_SHAPE", `matrix: got ${got}, expected ${rows + 1} from 0 for ${rows} rows`);
  }
  const end = indptr[rows];
  if (end <= indices.length && indices.length === values.length) return;
  const got = `${indices.length} column numbers and ${values.length} numbers`;
  throw new MinibatchError("INVALID_SHAPE", `matrix: got ${got}, expected ${end} of each, where the last row ends`);
}

/** Checks what is in the rows; with `canonical` also that columns ascend. */
function checkRows({ indptr, indices, values, rows, columns }: CsrFields, canonical: boolean): void {
  for (let r = 0; r < rows; r++) {
    const [start, end] = [indptr[r], indptr[r + 1]];
    if (end < start || end > indptr[rows]) {
      throw new MinibatchError("INVALID_SHAPE", `matrix: row ${r} goes from entry ${start} to ${end}`, { row: r });
    }
    let least = 0;
    for (let i = start; i < end; i++) {
      const column = indices[i];
      if (column >= columns) throw outOfRange(r, i - start, column, columns);
      if (canonical && column < least) throw outOfOrder(r, i - start, column, indices[i - 1]);
      least = column + 1;
      if (values[i] - values[i] !== 0) throw notFinite(r, column, values[i]);
    }
  }
}

function outOfRange(row: number, position: number, column: number, columns: number): MinibatchError {
  return new MinibatchError(
    "INVALID_DATA",
    `matrix: row ${row}, entry ${position}: got column ${column}, expected a whole number below ${columns}`,
    { row },
  );
}

function outOfOrder(row: number, position: number, column: number, before: number): MinibatchError {
  const what = column === before ? `column ${column} twice` : `column ${column} after ${before}`;
  return new MinibatchError(
    "INVALID_DATA",
    `matrix: row ${row}, entry ${position}: got ${what}, expected ascending columns: CsrMatrix.canonical sorts and adds up`,
    { row, column },
  );
}

function notFinite(row: number, column: number, value: number): MinibatchError {
  return new MinibatchError(
    "INVALID_DATA",
    `matrix: row ${row}, column ${column}: got ${value}, expected a finite number`,
    { row, column },
  );
}

/** Sorts the entries of each row by column, equal ones in their order, and adds up numbers of the same column. */
function sortRows({ indptr, indices, values, rows, columns }: CsrFields): CsrFields {
  const sortedIndptr = new Uint32Array(rows + 1);
  const sortedIndices = new Uint32Array(indptr[rows]);
  const sortedValues = values.slice(0, indptr[rows]);
  let end = 0;
  for (let r = 0; r < rows; r++) {
    const start = indptr[r];
    const order = Uint32Array.from({ length: indptr[r + 1] - start }, (_, i) => start + i);
    order.sort((a, b) => indices[a] - indices[b] || a - b);
    const first = end;
    for (const i of order) {
      if (end > first && sortedIndices[end - 1] === indices[i]) sortedValues[end - 1] += values[i];
      else {
        sortedIndices[end] = indices[i];
        sortedValues[end++] = values[i];
      }
    }
    sortedIndptr[r + 1] = end;
  }
  return {
    indptr: sortedIndptr,
    indices: sortedIndices.slice(0, end),
    values: sortedValues.slice(0, end),
    rows,
    columns,
  };
}
