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
