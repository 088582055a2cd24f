// Numbers of rows at 32 bits.

/** Rows after which the next four columns have their turn: they stay in the processor's first cache. */
const TURN_ROWS: usize = 64;

/** NaN of 32 bits: which one a missing number becomes is else the processor's choice. */
const MISSING: i32 = 0x7fc00000;

/**
 * Writes the first columns of a run in the chosen rows as 32-bit floats.
 *
 * @param values - rows of numbers, row after row
 * @param width - bytes of a row
 * @param columns - how many columns are written
 * @param chosen - indices of the rows, u32 each
 * @param to - where the first row's first number goes
 * @param stride - bytes from one row there to the next
 * @param lost - u32 for each column, and up to three more: made other than 0 where a number is not the same at 32 bits
 */
export function roundRows(values: usize, width: usize, columns: usize, chosen: usize, count: usize, to: usize, stride: usize, lost: usize): void {
  const end = chosen + (count << 2);
  for (; chosen < end; chosen += TURN_ROWS << 2, to += TURN_ROWS * stride) {
    const turn = min(end, chosen + (TURN_ROWS << 2));
    let column: usize = 0;
    for (; column + 3 < columns; column += 4) roundFour(values + (column << 3), width, chosen, turn, to + (column << 2), stride, lost + (column << 2));
    for (; column < columns; column++) roundOne(values + (column << 3), width, chosen, turn, to + (column << 2), stride, lost + (column << 2));
  }
}

function roundFour(values: usize, width: usize, chosen: usize, end: usize, to: usize, stride: usize, lost: usize): void {
  let other = v128.load(lost);
  const missing = i32x4.splat(MISSING);
  for (; chosen < end; chosen += 4, to += stride) {
    const at = values + <usize>load<u32>(chosen) * width;
    const low = v128.load(at);
    const high = v128.load(at, 16);
    const low32 = f32x4.demote_f64x2_zero(low);
    const high32 = f32x4.demote_f64x2_zero(high);
    const there = v128.shuffle<i32>(f64x2.eq(low, low), f64x2.eq(high, high), 0, 2, 4, 6);
    const differs = v128.shuffle<i32>(f64x2.ne(f64x2.promote_low_f32x4(low32), low), f64x2.ne(f64x2.promote_low_f32x4(high32), high), 0, 2, 4, 6);
    other = v128.or(other, v128.and(differs, there));
    v128.store(to, v128.bitselect(v128.shuffle<i32>(low32, high32, 0, 1, 4, 5), missing, there));
  }
  v128.store(lost, other);
}

function roundOne(values: usize, width: usize, chosen: usize, end: usize, to: usize, stride: usize, lost: usize): void {
  let other = load<u32>(lost);
  for (; chosen < end; chosen += 4, to += stride) {
    const value = load<f64>(values + <usize>load<u32>(chosen) * width);
    if (value != value) {
      store<i32>(to, MISSING);
      continue;
    }
    const rounded = <f32>value;
    store<f32>(to, rounded);
    if (<f64>rounded != value) other = 1;
  }
  store<u32>(lost, other);
}
