import { notFinite } from "../../kernels/check-finite.ts";
import type { RowSource } from "../../matrix/row-source.ts";
import { SparseSource } from "../../matrix/sparse-source.ts";

/** Rows in 64-bit floats, dense or sparse. */
export interface PlainMatrix {
  /** Columns of a row. */
  readonly width: number;
  /** Dense: [rows][width]. Sparse: the numbers of the entries, row after row. */
  readonly numbers: Float64Array;
  /** Sparse: the column of each entry. */
  readonly columns?: Uint32Array;
  /** Sparse: where each row starts, and where the last one ends. */
  readonly starts?: Float64Array;
}

/**
 * All rows of a source.
 *
 * @throws {MinibatchError} `INVALID_DATA` naming row and column of the first number that is not finite
 */
export function readPlain(source: RowSource): PlainMatrix {
  return source instanceof SparseSource ? readEntries(source) : readDense(source);
}

function readDense(source: RowSource): PlainMatrix {
  const { rows, columns, data } = source;
  const numbers = data instanceof Float64Array ? data : new Float64Array(rows * columns);
  if (numbers !== data) source.read(0, rows, numbers);
  const at = numbers.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) throw notFinite(source, Math.floor(at / columns), at % columns);
  return { width: columns, numbers };
}

/** The numbers of a sparse matrix are finite: it is checked when it is made. */
function readEntries(source: SparseSource): PlainMatrix {
  const { rows, columns: width, entries } = source;
  const numbers = new Float64Array(entries);
  const columns = new Uint32Array(entries);
  const starts = new Float64Array(rows + 1);
  let row = 0;
  for (const block of source.matrices()) {
    const start = starts[row];
    numbers.set(block.values.subarray(0, block.entries), start);
    columns.set(block.indices.subarray(0, block.entries), start);
    for (let r = 1; r <= block.rows; r++) starts[row + r] = start + block.indptr[r];
    row += block.rows;
  }
  return { width, numbers, columns, starts };
}
