// Rows of a part: `part` has a byte for each row, which says what it is for.

/** Writes the indices of the rows whose byte is `value`, u32 each, to `to`, which has room for one more than all rows; gives how many there are. */
export function chooseRows(part: usize, rows: u32, value: u32, to: usize): u32 {
  const start = to;
  for (let row: u32 = 0; row < rows; row++) {
    // The next one is written over it where it is not of the part.
    store<u32>(to, row);
    to += <usize>(load<u8>(part + row) == value) << 2;
  }
  return <u32>((to - start) >> 2);
}

/** Writes a mask of 64 bits for each row: zero where its byte is `value`, ones elsewhere. */
export function maskRows(part: usize, rows: u32, value: u32, masks: usize): void {
  for (let row: u32 = 0; row < rows; row++, masks += 8) store<i64>(masks, load<u8>(part + row) == value ? 0 : -1);
}

/**
 * Writes where each row goes, u32 each: behind the last one of its part.
 *
 * @param next - u32 for each part 0 to 2, where its next row goes; moved on. Rows of other bytes are as those of part 2
 * @param steps - u32 for each, bytes from one of its rows to the next
 */
export function placeRows(part: usize, rows: u32, next: usize, steps: usize, places: usize): void {
  for (let row: u32 = 0; row < rows; row++, places += 4) {
    const own = min(<usize>load<u8>(part + row), 2) << 2;
    const place = load<u32>(next + own);
    store<u32>(places, place);
    store<u32>(next + own, place + load<u32>(steps + own));
  }
}
