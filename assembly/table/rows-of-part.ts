// Loops over the rows of a table that look at what each row is for.

/** How many rows have the byte `value`. */
export function countPart(part: usize, rows: u32, value: u32): u32 {
  let count: u32 = 0;
  for (const end = part + <usize>rows; part < end; part++) count += <u32>(load<u8>(part) == value);
  return count;
}

/**
 * Adds to `counts`, i32 each, how many rows of the byte `value` have each code, which is not -1 for them. The place before `counts` takes
 * all other rows: to branch by what a row is for, which is drawn by chance, takes longer than all else.
 */
export function countCodes(part: usize, codes: usize, rows: u32, value: u32, counts: usize): void {
  for (const end = part + <usize>rows; part < end; part++, codes += 4) {
    // -1 where the row is for something else.
    const other = <u32>(load<u8>(part) == value) - 1;
    const count = counts + (<usize>(load<u32>(codes) | other) << 2);
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
