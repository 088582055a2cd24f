// Loops over the rows of a table that look at its target and at what each row is for.

/** Numbers below it that are whole are told apart. */
const SMALL: f64 = 256;

// What is known of a target after some of its rows, in `state`: a byte for each small number, 1 where it was seen; then
// 64-bit floats.
const LARGEST: usize = 256;
const OTHERS: usize = 264;

/**
 * Looks through a target's numbers, where NaN is missing: writes the rows that have one to `present`, counted from `first`, and gives
 * how many they are; adds to `state` which small numbers there are, the greatest magnitude, and how many are others.
 */
export function scanTarget(values: usize, rows: u32, first: u32, present: usize, state: usize): u32 {
  const start = present;
  let largest = load<f64>(state, LARGEST);
  let others = load<f64>(state, OTHERS);
  for (let row: u32 = 0; row < rows; row++, values += 8) {
    const value = load<f64>(values);
    if (value != value) continue;
    store<u32>(present, first + row);
    present += 4;
    largest = max(largest, abs(value));
    if (value >= 0 && value < SMALL && floor(value) == value) store<u8>(state + <usize><u32>value, 1);
    else others++;
  }
  store<f64>(state, largest, LARGEST);
  store<f64>(state, others, OTHERS);
  return <u32>((present - start) >> 2);
}

/** Writes each row's code, i32: that of its number, which is small, by `table`, i32[256]; -1 where it is missing. */
export function codeTarget(values: usize, rows: u32, table: usize, codes: usize): void {
  for (const end = values + (<usize>rows << 3); values < end; values += 8, codes += 4) {
    const value = load<f64>(values);
    store<i32>(codes, value == value ? load<i32>(table + (<usize><u32>value << 2)) : -1);
  }
}

/** How many rows have the byte `value`. */
export function countPart(part: usize, rows: u32, value: u32): u32 {
  let count: u32 = 0;
  for (const end = part + <usize>rows; part < end; part++) count += <u32>(load<u8>(part) == value);
  return count;
}

/** Adds to `counts`, i32 each, how many rows of the byte `value` have each code. */
export function countCodes(part: usize, codes: usize, rows: u32, value: u32, counts: usize): void {
  for (const end = part + <usize>rows; part < end; part++, codes += 4) {
    if (load<u8>(part) != value) continue;
    const count = counts + (<usize>load<u32>(codes) << 2);
    store<u32>(count, load<u32>(count) + 1);
  }
}

/**
 * Writes to `to` some of the rows of the byte `value`, of which there are `count` in all: `most` of them, the distances between them
 * alike. `state` has how many were passed and taken, and which is the next, as 64-bit floats; `first` is the number of the first row.
 */
export function spreadRows(part: usize, rows: u32, value: u32, first: u32, count: f64, most: f64, state: usize, to: usize): void {
  let passed = load<f64>(state);
  let taken = load<f64>(state, 8);
  let next = load<f64>(state, 16);
  for (let row: u32 = 0; row < rows && taken < most; row++) {
    if (load<u8>(part + row) != value) continue;
    const isNext = passed >= next;
    passed++;
    if (!isNext) continue;
    store<u32>(to + (<usize><u32>taken << 2), first + row);
    taken++;
    next = floor((taken * count) / most);
  }
  store<f64>(state, passed);
  store<f64>(state, taken, 8);
  store<f64>(state, next, 16);
}
