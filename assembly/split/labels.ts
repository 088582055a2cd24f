// Numbers that stand for classes.

/** Numbers below it that are whole are told apart. */
const SMALL: u32 = 256;

// What is known of numbers after some of them, in `state`: a byte for each small one, 1 where it was seen; then, as 64-bit floats, the
// greatest magnitude of others, and 1 where there are any.
const LARGEST: usize = 256;
const OTHERS: usize = 264;

/**
 * Looks through numbers, where NaN is missing: writes the rows that have one to `present`, counted from `first`, which has room for one
 * more than all, and gives how many they are; writes the numbers, as long as all are small, as i32 to `codes`, -1 for missing ones;
 * adds to `state`.
 */
export function scanNumbers(values: usize, rows: u32, first: u32, present: usize, codes: usize, state: usize): u32 {
  const start = present;
  const end = values + (<usize>rows << 3);
  let largest = load<f64>(state, LARGEST);
  let others = load<f64>(state, OTHERS);
  while (values < end) {
    // Four by four, as long as all are small.
    for (; others == 0 && values + 32 <= end; values += 32, codes += 16, present += 16, first += 4) {
      const low = v128.load(values);
      const high = v128.load(values, 16);
      const wholeLow = i32x4.trunc_sat_f64x2_s_zero(low);
      const wholeHigh = i32x4.trunc_sat_f64x2_s_zero(high);
      const isLow = f64x2.eq(f64x2.convert_low_i32x4_s(wholeLow), low);
      const isHigh = f64x2.eq(f64x2.convert_low_i32x4_s(wholeHigh), high);
      const numbers = v128.shuffle<i64>(wholeLow, wholeHigh, 0, 2);
      if (!i64x2.all_true(v128.and(isLow, isHigh)) || v128.any_true(v128.and(numbers, i32x4.splat(~(SMALL - 1))))) break;
      v128.store(codes, numbers);
      v128.store(present, i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3)));
      store<u8>(state + <usize>i32x4.extract_lane(numbers, 0), 1);
      store<u8>(state + <usize>i32x4.extract_lane(numbers, 1), 1);
      store<u8>(state + <usize>i32x4.extract_lane(numbers, 2), 1);
      store<u8>(state + <usize>i32x4.extract_lane(numbers, 3), 1);
    }
    // The four that are not, or those that are left over.
    for (const some = min(values + 32, end); values < some; values += 8, codes += 4, first++) {
      const value = load<f64>(values);
      // The next row is written over it where the number is missing.
      store<u32>(present, first);
      present += <usize>(value == value) << 2;
      const whole = <i32>value;
      const isSmall = <f64>whole == value && <u32>whole < SMALL;
      store<i32>(codes, isSmall ? whole : -1);
      if (isSmall) {
        store<u8>(state + <usize>whole, 1);
      } else if (value == value) {
        largest = max(largest, abs(value));
        others = 1;
      }
    }
    // Once there are others, no number stands for a class because it is small.
    for (; others != 0 && values < end; values += 8, first++) {
      const value = load<f64>(values);
      store<u32>(present, first);
      present += <usize>(value == value) << 2;
      const size = abs(value);
      if (size > largest) largest = size;
    }
  }
  store<f64>(state, largest, LARGEST);
  store<f64>(state, others, OTHERS);
  return <u32>((present - start) >> 2);
}

/** Writes another code for each: that of `table`, which has one for -1 before that for 0. */
export function renameCodes(codes: usize, rows: u32, table: usize): void {
  for (const end = codes + (<usize>rows << 2); codes < end; codes += 4) {
    store<i32>(codes, load<i32>(table + (<usize>load<u32>(codes) << 2)));
  }
}
