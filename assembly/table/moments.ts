// Sums over the numbers of rows, column by column. A row counts where its mask, 64 bits wide, is zero; the mask of another is all ones,
// which make a NaN of any number. A number counts where it is not NaN in a row that counts. There are four running sums of each column, of every fourth row each; the one of row r has the index r mod 4. They
// are added as (s0 + s2) + (s1 + s3). `rows` is a multiple of 4, to which masks of ones fill up.
//
// Two columns go together, side by side in a register; beside the last one of an odd number lies what comes behind it in memory. The
// columns take turns every few rows, which then stay in the processor's first cache.

// What is known of each column, 64-bit floats: how many numbers count, their mean, the sum of the squares of their distances from it, the
// least, the greatest, the greatest magnitude of all rows' numbers, whether they count or not, and how many rows would count but for NaN.
const KNOWN_BYTES: usize = 56;

/** Rows after which the next two columns have their turn; a multiple of 4. */
const TURN_ROWS: i32 = 64;

/** Bytes that are kept of two columns between their turns. */
const SUMS_BYTES: usize = 160;
const DISTANCES_BYTES: usize = 128;

/** Bytes that come out for two columns. */
const SUMS_OUT: usize = 80;
const DISTANCES_OUT: usize = 32;

/**
 * Adds rows to what is known of each column, by their own mean and squared distances (Chan, Golub and LeVeque 1983), so that large
 * numbers close together lose no digits. Gives the greatest magnitude of these rows' numbers.
 *
 * @param values - `rows` x `columns` numbers, row after row, and 8 bytes more that may be read
 * @param count - how many of the rows count
 * @param known - 56 bytes for each column
 * @param scratch - 256 bytes for each two columns
 */
export function addRows(values: usize, masks: usize, rows: i32, count: f64, columns: i32, known: usize, scratch: usize): f64 {
  const pairs = <usize>((columns + 1) >> 1);
  const out = scratch + pairs * SUMS_BYTES;
  const means = out + pairs * SUMS_OUT;
  sumNumbers(values, masks, rows, columns, scratch, out);
  let largest: f64 = 0;
  for (let c = 0; c < columns; c++) {
    const sums = out + <usize>(c >> 1) * SUMS_OUT + (<usize>(c & 1) << 3);
    const own = load<f64>(sums);
    store<f64>(means + (<usize>c << 3), own == 0 ? 0 : load<f64>(sums, 16) / own);
    largest = max(largest, load<f64>(sums, 64));
  }
  // The numbers' sums stay where they are: those of the distances take less room than is kept for them.
  sumDistances(values, masks, rows, columns, means, scratch, scratch);
  for (let c = 0; c < columns; c++, known += KNOWN_BYTES) {
    const sums = out + <usize>(c >> 1) * SUMS_OUT + (<usize>(c & 1) << 3);
    const distances = scratch + <usize>(c >> 1) * DISTANCES_OUT + (<usize>(c & 1) << 3);
    join(known, sums, distances, load<f64>(means + (<usize>c << 3)), count);
  }
  return largest;
}

function join(known: usize, sums: usize, distances: usize, mean: f64, rows: f64): void {
  const count = load<f64>(sums);
  store<f64>(known, max(load<f64>(known, 40), load<f64>(sums, 64)), 40);
  store<f64>(known, load<f64>(known, 48) + (rows - count), 48);
  if (count == 0) return;
  const rest = load<f64>(distances);
  const squares = load<f64>(distances, 16) - (rest * rest) / count;
  const before = load<f64>(known);
  const both = before + count;
  const gap = mean - load<f64>(known, 8);
  store<f64>(known, both);
  store<f64>(known, load<f64>(known, 8) + gap * (count / both), 8);
  store<f64>(known, load<f64>(known, 16) + (squares + gap * gap * ((before * count) / both)), 16);
  store<f64>(known, min(load<f64>(known, 24), load<f64>(sums, 32)), 24);
  store<f64>(known, max(load<f64>(known, 32), load<f64>(sums, 48)), 32);
}

/**
 * Writes to `out`, for each two columns as pairs of 64-bit floats: how many numbers count, their sum, the least and the greatest;
 * then the greatest magnitude of all rows' numbers, whether they count or not.
 *
 * @param values - `rows` x `columns` numbers, row after row, and 8 bytes more that may be read
 * @param state - 160 bytes for each two columns
 */
function sumNumbers(values: usize, masks: usize, rows: i32, columns: i32, state: usize, out: usize): void {
  const width = <usize>columns << 3;
  const end = state + <usize>((columns + 1) >> 1) * SUMS_BYTES;
  memory.fill(state, 0, end - state);
  for (let at = state; at < end; at += SUMS_BYTES) {
    v128.store(at, f64x2.splat(Infinity), 96);
    v128.store(at, f64x2.splat(Infinity), 112);
    v128.store(at, f64x2.splat(-Infinity), 128);
    v128.store(at, f64x2.splat(-Infinity), 144);
  }
  for (let row: i32 = 0; row < rows; row += TURN_ROWS) {
    const count = min(TURN_ROWS, rows - row);
    let column = values + <usize>row * width;
    for (let at = state; at < end; at += SUMS_BYTES, column += 16) addNumbers(column, width, masks + (<usize>row << 3), count, at);
  }
  for (let at = state; at < end; at += SUMS_BYTES, out += SUMS_OUT) {
    const sum02 = f64x2.add(v128.load(at), v128.load(at, 32));
    const sum13 = f64x2.add(v128.load(at, 16), v128.load(at, 48));
    store<f64>(out, <f64>load<i64>(at, 64));
    store<f64>(out, <f64>load<i64>(at, 72), 8);
    v128.store(out, f64x2.add(sum02, sum13), 16);
    v128.store(out, f64x2.min(v128.load(at, 96), v128.load(at, 112)), 32);
    v128.store(out, f64x2.max(v128.load(at, 128), v128.load(at, 144)), 48);
    v128.store(out, v128.load(at, 80), 64);
  }
}

function addNumbers(values: usize, width: usize, masks: usize, rows: i32, state: usize): void {
  let sum0 = v128.load(state);
  let sum1 = v128.load(state, 16);
  let sum2 = v128.load(state, 32);
  let sum3 = v128.load(state, 48);
  let count = v128.load(state, 64);
  let largest = v128.load(state, 80);
  let least0 = v128.load(state, 96);
  let least1 = v128.load(state, 112);
  let greatest0 = v128.load(state, 128);
  let greatest1 = v128.load(state, 144);
  for (const end = masks + (<usize>rows << 3); masks < end; masks += 32) {
    let value = v128.load(values);
    let counted = v128.or(value, v128.load64_splat(masks));
    let there = f64x2.eq(counted, counted);
    largest = f64x2.pmax(largest, f64x2.abs(value));
    count = i64x2.sub(count, there);
    sum0 = f64x2.add(sum0, v128.and(counted, there));
    least0 = f64x2.pmin(least0, counted);
    greatest0 = f64x2.pmax(greatest0, counted);
    values += width;
    value = v128.load(values);
    counted = v128.or(value, v128.load64_splat(masks, 8));
    there = f64x2.eq(counted, counted);
    largest = f64x2.pmax(largest, f64x2.abs(value));
    count = i64x2.sub(count, there);
    sum1 = f64x2.add(sum1, v128.and(counted, there));
    least1 = f64x2.pmin(least1, counted);
    greatest1 = f64x2.pmax(greatest1, counted);
    values += width;
    value = v128.load(values);
    counted = v128.or(value, v128.load64_splat(masks, 16));
    there = f64x2.eq(counted, counted);
    largest = f64x2.pmax(largest, f64x2.abs(value));
    count = i64x2.sub(count, there);
    sum2 = f64x2.add(sum2, v128.and(counted, there));
    least0 = f64x2.pmin(least0, counted);
    greatest0 = f64x2.pmax(greatest0, counted);
    values += width;
    value = v128.load(values);
    counted = v128.or(value, v128.load64_splat(masks, 24));
    there = f64x2.eq(counted, counted);
    largest = f64x2.pmax(largest, f64x2.abs(value));
    count = i64x2.sub(count, there);
    sum3 = f64x2.add(sum3, v128.and(counted, there));
    least1 = f64x2.pmin(least1, counted);
    greatest1 = f64x2.pmax(greatest1, counted);
    values += width;
  }
  v128.store(state, sum0);
  v128.store(state, sum1, 16);
  v128.store(state, sum2, 32);
  v128.store(state, sum3, 48);
  v128.store(state, count, 64);
  v128.store(state, largest, 80);
  v128.store(state, least0, 96);
  v128.store(state, least1, 112);
  v128.store(state, greatest0, 128);
  v128.store(state, greatest1, 144);
}

/**
 * Writes to `out`, for each two columns as pairs of 64-bit floats, the sum of the numbers' distances from the column's mean, and
 * that of their squares.
 *
 * @param means - f64[columns], and one more where they are odd
 * @param state - 128 bytes for each two columns
 */
function sumDistances(values: usize, masks: usize, rows: i32, columns: i32, means: usize, state: usize, out: usize): void {
  const width = <usize>columns << 3;
  const end = state + <usize>((columns + 1) >> 1) * DISTANCES_BYTES;
  memory.fill(state, 0, end - state);
  for (let row: i32 = 0; row < rows; row += TURN_ROWS) {
    const count = min(TURN_ROWS, rows - row);
    let column = values + <usize>row * width;
    let mean = means;
    for (let at = state; at < end; at += DISTANCES_BYTES, column += 16, mean += 16) {
      addDistances(column, width, masks + (<usize>row << 3), count, v128.load(mean), at);
    }
  }
  for (let at = state; at < end; at += DISTANCES_BYTES, out += DISTANCES_OUT) {
    for (let i: usize = 0; i < 2; i++) {
      const sums = at + (i << 6);
      const sum02 = f64x2.add(v128.load(sums), v128.load(sums, 32));
      const sum13 = f64x2.add(v128.load(sums, 16), v128.load(sums, 48));
      v128.store(out + (i << 4), f64x2.add(sum02, sum13));
    }
  }
}

function addDistances(values: usize, width: usize, masks: usize, rows: i32, mean: v128, state: usize): void {
  let sum0 = v128.load(state);
  let sum1 = v128.load(state, 16);
  let sum2 = v128.load(state, 32);
  let sum3 = v128.load(state, 48);
  let squares0 = v128.load(state, 64);
  let squares1 = v128.load(state, 80);
  let squares2 = v128.load(state, 96);
  let squares3 = v128.load(state, 112);
  for (const end = masks + (<usize>rows << 3); masks < end; masks += 32) {
    let distance = distanceAt(values, mean, v128.load64_splat(masks));
    sum0 = f64x2.add(sum0, distance);
    squares0 = f64x2.add(squares0, f64x2.mul(distance, distance));
    values += width;
    distance = distanceAt(values, mean, v128.load64_splat(masks, 8));
    sum1 = f64x2.add(sum1, distance);
    squares1 = f64x2.add(squares1, f64x2.mul(distance, distance));
    values += width;
    distance = distanceAt(values, mean, v128.load64_splat(masks, 16));
    sum2 = f64x2.add(sum2, distance);
    squares2 = f64x2.add(squares2, f64x2.mul(distance, distance));
    values += width;
    distance = distanceAt(values, mean, v128.load64_splat(masks, 24));
    sum3 = f64x2.add(sum3, distance);
    squares3 = f64x2.add(squares3, f64x2.mul(distance, distance));
    values += width;
  }
  v128.store(state, sum0);
  v128.store(state, sum1, 16);
  v128.store(state, sum2, 32);
  v128.store(state, sum3, 48);
  v128.store(state, squares0, 64);
  v128.store(state, squares1, 80);
  v128.store(state, squares2, 96);
  v128.store(state, squares3, 112);
}

// @ts-ignore: decorator
@inline
function distanceAt(values: usize, mean: v128, mask: v128): v128 {
  const counted = v128.or(v128.load(values), mask);
  return v128.and(f64x2.sub(counted, mean), f64x2.eq(counted, counted));
}
