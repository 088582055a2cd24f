// A table of names by column, open addressing with linear probing. It holds the first name that came to a column, notes
// where another one came, and stops taking names when it is full.
//
// A table is u32 header[8] (capacity, a power of two; most names; names; bytes of names; room for bytes; pointer to the
// bytes), then u32[capacity][4]: column + 1 or 0 where empty, print of the name, its place in the bytes, its length with
// the highest bit set where another name came.

/** Bytes of the header. */
export const NAMES_HEADER_BYTES: usize = 32;

/**
 * Adds a name to a column, with a prefix and a ^ before it where there is one.
 *
 * @param print - a number that equal names share and other names rarely do
 */
export function addName(
  table: usize,
  column: u32,
  print: u32,
  prefix: usize,
  prefixLength: u32,
  name: usize,
  nameLength: u32,
): void {
  const mask = load<u32>(table) - 1;
  let i = (column * 0x9e3779b1) >> 7;
  while (true) {
    i &= mask;
    const entry = table + NAMES_HEADER_BYTES + (<usize>i << 4);
    const key = load<u32>(entry);
    if (key == column + 1) {
      if (load<u32>(entry, 4) != print) store<u32>(entry, load<u32>(entry, 12) | 0x80000000, 12);
      return;
    }
    if (key == 0) {
      const names = load<u32>(table, 8);
      const used = load<u32>(table, 12);
      const before = prefixLength == 0 ? 0 : prefixLength + 1;
      const length = before + nameLength;
      if (names >= load<u32>(table, 4) || used + length > load<u32>(table, 16)) return;
      const to = <usize>load<u32>(table, 20) + used;
      if (before != 0) {
        memory.copy(to, prefix, prefixLength);
        store<u8>(to + prefixLength, 0x5e);
      }
      memory.copy(to + before, name, nameLength);
      store<u32>(entry, column + 1);
      store<u32>(entry, print, 4);
      store<u32>(entry, used, 8);
      store<u32>(entry, length, 12);
      store<u32>(table, names + 1, 8);
      store<u32>(table, used + length, 12);
      return;
    }
    i++;
  }
}

/** A print of a name from its hash and its bytes: the column has used up some bits of the hash. */
// @ts-ignore: decorator
@inline
export function printOf(hash: u32, name: usize, length: u32): u32 {
  return (hash ^ (length * 0x85ebca6b)) + (<u32>load<u8>(name) + (<u32>load<u8>(name + length - 1) << 8)) * 0x9e3779b1;
}
