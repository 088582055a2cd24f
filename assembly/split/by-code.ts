// Rows by the code of their class: `codes` has an i32 from 0 for each.

/** Adds to `counts`, an i32 for each code, how many rows have it. */
export function countCodes(codes: usize, rows: u32, counts: usize): void {
  for (const end = codes + (<usize>rows << 2); codes < end; codes += 4) {
    const count = counts + (<usize>load<u32>(codes) << 2);
    store<u32>(count, load<u32>(count) + 1);
  }
}

/** Writes the rows of the first code, then those of the next, and so on. `next` has the place of each code's first row. */
export function rowsByCode(codes: usize, rows: u32, next: usize, to: usize): void {
  for (let row: u32 = 0; row < rows; row++, codes += 4) {
    const own = next + (<usize>load<u32>(codes) << 2);
    const place = load<u32>(own);
    store<u32>(own, place + 1);
    store<u32>(to + (<usize>place << 2), row);
  }
}
