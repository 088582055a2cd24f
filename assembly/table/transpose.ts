// Rows of numbers as columns.

/** Rows that fill a cache line of a column. */
const LINE_ROWS: i32 = 8;

/**
 * Writes `rows` x `columns` numbers, row-major, column by column; `stride` bytes lie between the starts of two columns. The
 * starts are often so far apart that all columns share a few places of the cache: so 8 rows are taken at a time, which
 * fill a cache line of a column before the next column comes.
 */
export function transpose(from: usize, rows: i32, columns: i32, to: usize, stride: usize): void {
  const width = <usize>columns << 3;
  let row: i32 = 0;
  for (; row + LINE_ROWS <= rows; row += LINE_ROWS, from += LINE_ROWS * width) lines(from, width, to + (<usize>row << 3), stride);
  for (; row < rows; row++) {
    let at = to + (<usize>row << 3);
    for (const end = from + width; from < end; from += 8, at += stride) store<f64>(at, load<f64>(from));
  }
}

// @ts-ignore: decorator
@inline
function lines(from: usize, width: usize, to: usize, stride: usize): void {
  const pairs = from + (width & -16);
  let cell = from;
  for (; cell < pairs; cell += 16, to += 2 * stride) {
    let at = cell;
    for (let i: usize = 0; i < 64; i += 16, at += 2 * width) {
      const a = v128.load(at);
      const b = v128.load(at + width);
      v128.store(to + i, v128.shuffle<u64>(a, b, 0, 2));
      v128.store(to + stride + i, v128.shuffle<u64>(a, b, 1, 3));
    }
  }
  if ((width & 8) == 0) return;
  for (let i: usize = 0; i < 64; i += 8, cell += width) store<f64>(to + i, load<f64>(cell));
}
