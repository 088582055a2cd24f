// Entries of a row in the making: u64 keys, column in the high half and number in the low one, beside f64 values by number.

/** Sorts u64[count] at `keys`: quicksort by the median of three, insertion sort where few are left. */
function sortKeys(keys: usize, count: i32): void {
  while (count > 24) {
    const last = keys + (<usize>(count - 1) << 3);
    const middle = keys + (<usize>(count >> 1) << 3);
    const a = load<u64>(keys);
    const b = load<u64>(middle);
    const c = load<u64>(last);
    const pivot = max(min(a, b), min(max(a, b), c));
    let i = keys;
    let j = last;
    while (true) {
      while (load<u64>(i) < pivot) i += 8;
      while (load<u64>(j) > pivot) j -= 8;
      if (i >= j) break;
      const t = load<u64>(i);
      store<u64>(i, load<u64>(j));
      store<u64>(j, t);
      i += 8;
      j -= 8;
    }
    // Keys differ, so that both parts are shorter. The shorter one goes first: the stack stays low.
    const left = <i32>((i - keys) >> 3);
    if (left < count - left) {
      sortKeys(keys, left);
      keys = i;
      count -= left;
    } else {
      sortKeys(i, count - left);
      count = left;
    }
  }
  for (let i = 1; i < count; i++) {
    const key = load<u64>(keys + (<usize>i << 3));
    let at = keys + (<usize>i << 3);
    for (; at > keys && load<u64>(at - 8) > key; at -= 8) store<u64>(at, load<u64>(at - 8));
    store<u64>(at, key);
  }
}

/**
 * Writes a row: columns ascending, each one once with the sum of its entries in the order of their numbers.
 *
 * @param columns - to u32[]
 * @param sums - to f64[], at most `count`
 * @returns how many columns were written
 */
export function sumEntries(keys: usize, values: usize, count: i32, columns: usize, sums: usize): i32 {
  sortKeys(keys, count);
  let written = 0;
  for (let i = 0; i < count; ) {
    const column = <u32>(load<u64>(keys + (<usize>i << 3)) >> 32);
    let sum: f64 = 0;
    do {
      const key = load<u64>(keys + (<usize>i << 3));
      if (<u32>(key >> 32) != column) break;
      sum += load<f64>(values + (<usize>(<u32>key) << 3));
    } while (++i < count);
    store<u32>(columns + (<usize>written << 2), column);
    store<f64>(sums + (<usize>written << 3), sum);
    written++;
  }
  return written;
}
