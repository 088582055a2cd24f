// Rows by the code of their class: `codes` has an i32 for each, from 0, or -1 for rows without a class. What there is for each code has
// a place before that of code 0, too, which is that of those rows: so no row has to be looked at twice.

/** Adds to `counts`, an i32 for each code, how many rows have it. */
export function countCodes(codes: usize, rows: u32, counts: usize): void {
  for (const end = codes + (<usize>rows << 2); codes < end; codes += 4) {
    const count = counts + (<usize>load<u32>(codes) << 2);
    store<u32>(count, load<u32>(count) + 1);
  }
}

/**
 * Writes the rows, counted from `first`, to the places of their codes: `next` has that of the next row of each code, and then of the
 * one after them.
 */
export function rowsByCode(codes: usize, rows: u32, first: u32, next: usize, to: usize): void {
  for (const end = first + rows; first < end; first++, codes += 4) {
    const own = next + (<usize>load<u32>(codes) << 2);
    const place = load<u32>(own);
    store<u32>(own, place + 1);
    store<u32>(to + (<usize>place << 2), first);
  }
}

/** Writes `value` to the bytes of some rows. */
export function markRows(rows: usize, count: u32, value: u32, part: usize): void {
  for (const end = rows + (<usize>count << 2); rows < end; rows += 4) store<u8>(part + <usize>load<u32>(rows), value);
}
