// Rows of named values, hashed to columns.

import { sumEntries } from "./entries";
import { hashedColumn, hashIsNegative, murmur32 } from "./murmur";

/**
 * Hashes `rows` rows of names.
 *
 * @param names - u8[]: the names one behind the other
 * @param offsets - u32[names + 1]: where each starts
 * @param values - f64[names]; a name of value 0 is left out
 * @param ends - u32[rows]: the number of the first name behind each row
 * @param columns - number of columns
 * @param signed - 1: the hash's sign goes to the value
 * @param keys - u64[], scratch for as many as the longest row has names; `signs`: f64[] the same
 * @param indptr - to u32[rows + 1]
 * @param indices - to u32[names]
 * @param sums - to f64[names]
 */
export function hashRows(
  names: usize,
  offsets: usize,
  values: usize,
  ends: usize,
  rows: i32,
  columns: u32,
  signed: i32,
  keys: usize,
  signs: usize,
  indptr: usize,
  indices: usize,
  sums: usize,
): void {
  let name: usize = 0;
  let count: usize = 0;
  store<u32>(indptr, 0);
  for (let r: usize = 0; r < <usize>rows; r++) {
    const end = <usize>load<u32>(ends + (r << 2));
    let n: usize = 0;
    for (; name < end; name++) {
      const value = load<f64>(values + (name << 3));
      if (value == 0) continue;
      const from = load<u32>(offsets + (name << 2));
      const hash = murmur32(names + <usize>from, <usize>(load<u32>(offsets + (name << 2), 4) - from), 0);
      const column = hashedColumn(hash, columns);
      store<u64>(keys + (n << 3), (<u64>column << 32) | <u64>n);
      store<f64>(signs + (n << 3), hashIsNegative && signed == 1 ? -value : value);
      n++;
    }
    count += <usize>sumEntries(keys, signs, <i32>n, indices + (count << 2), sums + (count << 3));
    store<u32>(indptr + (r << 2), <u32>count, 4);
  }
}
