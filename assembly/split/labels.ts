// Numbers that stand for classes.

/** Numbers below it that are whole are told apart. */
const SMALL: f64 = 256;

// What is known of numbers after some of them, in `state`: a byte for each small one, 1 where it was seen; then 64-bit floats.
const LARGEST: usize = 256;
const OTHERS: usize = 264;

/**
 * Looks through numbers, where NaN is missing: writes the rows that have one to `present`, counted from `first`, and gives
 * how many they are; adds to `state` which small numbers there are, the greatest magnitude, and how many are others.
 */
export function scanNumbers(values: usize, rows: u32, first: u32, present: usize, state: usize): u32 {
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
export function codeNumbers(values: usize, rows: u32, table: usize, codes: usize): void {
  for (const end = values + (<usize>rows << 3); values < end; values += 8, codes += 4) {
    const value = load<f64>(values);
    store<i32>(codes, value == value ? load<i32>(table + (<usize><u32>value << 2)) : -1);
  }
}
