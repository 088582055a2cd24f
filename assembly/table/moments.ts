// Sums over the numbers of rows, column by column. A row counts where its mask, 64 bits wide, is zero; the mask of another is all ones,
// which make a NaN of any number. A number counts where it is not NaN in a row that counts. What is summed up are the distances from the
// mean so far, or from the first number, and their squares: two running sums of each, of every other row. `rows` is even; masks of ones
// fill up.
//
// Two columns go together, side by side in a register; beside the last one of an odd number lies what comes behind it in memory. The
// columns take turns every few rows, which then stay in the processor's first cache.

// What is known of each column, 64-bit floats: how many numbers count, their mean, the sum of the squares of their distances from it, the
// least, the greatest, the greatest magnitude of all rows' numbers, whether they count or not, and how many rows would count but for NaN.
const KNOWN_BYTES: usize = 56;

/** Rows after which the next two columns have their turn; even. */
const TURN_ROWS: i32 = 64;

// What is kept of two columns between their turns, in slots of a register.
const STATE_BYTES: usize = 160;
const SUM0: usize = 0;
const SUM1: usize = 16;
const SQUARES0: usize = 32;
const SQUARES1: usize = 48;
const COUNTS: usize = 64;
const LARGEST: usize = 80;
const LEAST: usize = 96;
const GREATEST: usize = 112;
const SHIFT: usize = 128;
const LOST: usize = 144;

/** NaN of 32 bits: which one a missing number becomes is else the processor's choice. */
const MISSING: i32 = 0x7fc00000;

/**
 * Adds rows to what is known of each column, by their own mean and squared distances (Chan, Golub and LeVeque 1983), so that large
 * numbers close together lose no digits. Gives the greatest magnitude of these rows' numbers. The first columns may be written as 32-bit
 * floats meanwhile.
 *
 * @param values - `rows` x `columns` numbers, row after row, and 8 bytes more that may be read
 * @param count - how many of the rows count
 * @param known - 56 bytes for each column
 * @param scratch - 160 bytes for each two columns
 * @param places - where each row is written to, u32 each
 * @param offset - bytes from there to the first column
 * @param rounded - how many columns are written; 0: none, and what is about them is not used
 * @param lost - u32 for each column: made other than 0 where a number is not the same at 32 bits
 */
export function addRows(
  values: usize,
  masks: usize,
  rows: i32,
  count: f64,
  columns: i32,
  known: usize,
  scratch: usize,
  places: usize,
  offset: usize,
  rounded: i32,
  lost: usize,
): f64 {
  const width = <usize>columns << 3;
  for (let c = 0; c < columns; c += 2) begin(scratch + <usize>(c >> 1) * STATE_BYTES, known + <usize>c * KNOWN_BYTES, values + (<usize>c << 3), width, masks, rows, c + 1 < columns);
  for (let row: i32 = 0; row < rows; row += TURN_ROWS) {
    const turn = min(TURN_ROWS, rows - row);
    const first = values + <usize>row * width;
    for (let c = 0; c < columns; c += 2) {
      const at = <usize>c << 2;
      addPair(first + (at << 1), width, masks + (<usize>row << 3), turn, scratch + <usize>(c >> 1) * STATE_BYTES, places + (<usize>row << 2), offset + at, rounded - c);
    }
  }
  let largest: f64 = 0;
  for (let c = 0; c < columns; c++) {
    const state = scratch + <usize>(c >> 1) * STATE_BYTES + (<usize>(c & 1) << 3);
    largest = max(largest, load<f64>(state, LARGEST));
    join(known + <usize>c * KNOWN_BYTES, state, count);
    if (c < rounded && load<u64>(state, LOST) != 0) store<u32>(lost + (<usize>c << 2), 1);
  }
  return largest;
}

function begin(state: usize, known: usize, column: usize, width: usize, masks: usize, rows: i32, hasTwo: bool): void {
  memory.fill(state, 0, STATE_BYTES);
  v128.store(state, f64x2.splat(Infinity), LEAST);
  v128.store(state, f64x2.splat(-Infinity), GREATEST);
  store<f64>(state, shiftOf(known, column, width, masks, rows), SHIFT);
  if (hasTwo) store<f64>(state, shiftOf(known + KNOWN_BYTES, column + 8, width, masks, rows), SHIFT + 8);
}

/** The mean of a column so far, or else the first number that counts: near enough to the others that their squares lose few digits. */
function shiftOf(known: usize, column: usize, width: usize, masks: usize, rows: i32): f64 {
  if (load<f64>(known) > 0) return load<f64>(known, 8);
  for (const end = masks + (<usize>rows << 3); masks < end; masks += 8, column += width) {
    const value = load<f64>(column);
    if (load<u64>(masks) == 0 && value == value) return value;
  }
  return 0;
}

function join(known: usize, state: usize, rows: f64): void {
  const count = <f64>load<i64>(state, COUNTS);
  store<f64>(known, max(load<f64>(known, 40), load<f64>(state, LARGEST)), 40);
  store<f64>(known, load<f64>(known, 48) + (rows - count), 48);
  if (count == 0) return;
  const sum = load<f64>(state, SUM0) + load<f64>(state, SUM1);
  const mean = load<f64>(state, SHIFT) + sum / count;
  const squares = load<f64>(state, SQUARES0) + load<f64>(state, SQUARES1) - (sum * sum) / count;
  const before = load<f64>(known);
  const both = before + count;
  const gap = mean - load<f64>(known, 8);
  store<f64>(known, both);
  store<f64>(known, load<f64>(known, 8) + gap * (count / both), 8);
  store<f64>(known, load<f64>(known, 16) + (squares + gap * gap * ((before * count) / both)), 16);
  store<f64>(known, min(load<f64>(known, 24), load<f64>(state, LEAST)), 24);
  store<f64>(known, max(load<f64>(known, 32), load<f64>(state, GREATEST)), 32);
}

/** @param written - how many of the two columns are written as 32-bit floats; none below 1, both above */
function addPair(values: usize, width: usize, masks: usize, rows: i32, state: usize, places: usize, offset: usize, written: i32): void {
  if (written < 1) addTurn(values, width, masks, rows, state, places, offset, 0, false);
  else if (written == 1) addTurn(values, width, masks, rows, state, places, offset, 1, true);
  // Most columns that lose digits do so at once: from there on it need not be looked at.
  else if (v128.all_true<i64>(v128.load(state, LOST))) addTurn(values, width, masks, rows, state, places, offset, 2, false);
  else addTurn(values, width, masks, rows, state, places, offset, 2, true);
}

// @ts-ignore: decorator
@inline
function addTurn(values: usize, width: usize, masks: usize, rows: i32, state: usize, places: usize, offset: usize, written: i32, checks: bool): void {
  const shift = v128.load(state, SHIFT);
  const from = values;
  let absent = i64x2.splat(0);
  let sum0 = v128.load(state, SUM0);
  let sum1 = v128.load(state, SUM1);
  let squares0 = v128.load(state, SQUARES0);
  let squares1 = v128.load(state, SQUARES1);
  let count = v128.load(state, COUNTS);
  let largest = v128.load(state, LARGEST);
  let least = v128.load(state, LEAST);
  let greatest = v128.load(state, GREATEST);
  let lost = i64x2.splat(0);
  for (let row = 0; row < rows; row += 2) {
    let value = v128.load(values);
    let counted = v128.or(value, v128.load64_splat(masks));
    let there = f64x2.eq(counted, counted);
    let distance = v128.and(f64x2.sub(counted, shift), there);
    count = i64x2.sub(count, there);
    sum0 = f64x2.add(sum0, distance);
    squares0 = f64x2.add(squares0, f64x2.mul(distance, distance));
    largest = f64x2.pmax(largest, f64x2.abs(value));
    least = f64x2.pmin(least, counted);
    greatest = f64x2.pmax(greatest, counted);
    if (written > 0) {
      const rounded = f32x4.demote_f64x2_zero(value);
      if (checks) lost = v128.or(lost, f64x2.ne(f64x2.promote_low_f32x4(rounded), value));
      absent = v128.or(absent, f64x2.ne(value, value));
      if (written > 1) v128.store64_lane(<usize>load<u32>(places) + offset, rounded, 0);
      else v128.store32_lane(<usize>load<u32>(places) + offset, rounded, 0);
    }
    values += width;
    value = v128.load(values);
    counted = v128.or(value, v128.load64_splat(masks, 8));
    there = f64x2.eq(counted, counted);
    distance = v128.and(f64x2.sub(counted, shift), there);
    count = i64x2.sub(count, there);
    sum1 = f64x2.add(sum1, distance);
    squares1 = f64x2.add(squares1, f64x2.mul(distance, distance));
    largest = f64x2.pmax(largest, f64x2.abs(value));
    least = f64x2.pmin(least, counted);
    greatest = f64x2.pmax(greatest, counted);
    if (written > 0) {
      const rounded = f32x4.demote_f64x2_zero(value);
      if (checks) lost = v128.or(lost, f64x2.ne(f64x2.promote_low_f32x4(rounded), value));
      absent = v128.or(absent, f64x2.ne(value, value));
      if (written > 1) v128.store64_lane(<usize>load<u32>(places, 4) + offset, rounded, 0);
      else v128.store32_lane(<usize>load<u32>(places, 4) + offset, rounded, 0);
    }
    values += width;
    masks += 16;
    places += 8;
  }
  v128.store(state, sum0, SUM0);
  v128.store(state, sum1, SUM1);
  v128.store(state, squares0, SQUARES0);
  v128.store(state, squares1, SQUARES1);
  v128.store(state, count, COUNTS);
  v128.store(state, largest, LARGEST);
  v128.store(state, least, LEAST);
  v128.store(state, greatest, GREATEST);
  if (written == 0) return;
  // NaN is no number that is lost, and is to be the same one everywhere.
  if (v128.any_true(absent)) {
    const back = places - (<usize>rows << 2);
    lost = i64x2.replace_lane(lost, 0, writeMissing(from, width, rows, back, offset));
    if (written > 1) lost = i64x2.replace_lane(lost, 1, writeMissing(from + 8, width, rows, back, offset + 4));
  }
  if (checks) v128.store(state, v128.or(v128.load(state, LOST), lost), LOST);
}

/** Writes the same NaN wherever a column's number is missing, and gives other than 0 where one that is not is another at 32 bits. */
function writeMissing(values: usize, width: usize, rows: i32, places: usize, offset: usize): i64 {
  let lost: i64 = 0;
  for (let row = 0; row < rows; row++, values += width, places += 4) {
    const value = load<f64>(values);
    if (value != value) store<i32>(<usize>load<u32>(places) + offset, MISSING);
    else if (<f64>(<f32>value) != value) lost = -1;
  }
  return lost;
}
