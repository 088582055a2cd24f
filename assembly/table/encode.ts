// Numbers of rows as features: (x - shift) / scale, computed in 64 bits and rounded to T. An x may be rounded to 32 bits first.

import { CELLS, CHOSEN, COLUMNS, COUNT, FILLS, INDICATORS, PLACES, ROUNDED, ROWS, SCALES, SHIFTS, STRIDE, TO, TURN_ROWS, WIDTH } from "./encode-record";

/**
 * Writes a feature of every column for every chosen row. NaN becomes the column's fill, and, where it has an indicator, the feature
 * after it 1.
 */
export function encodeRows<T>(record: usize): void {
  const stride = <usize>load<u32>(record, STRIDE);
  const columns = <usize>load<u32>(record, COLUMNS);
  let to = <usize>load<u32>(record, TO);
  let chosen = <usize>load<u32>(record, CHOSEN);
  for (const end = chosen + (<usize>load<u32>(record, COUNT) << 2); chosen < end; chosen += TURN_ROWS << 2, to += TURN_ROWS * stride) {
    const turn = min(end, chosen + (TURN_ROWS << 2));
    let i: usize = 0;
    for (; i + 1 < columns; i += 2) encodePair<T>(record, i, chosen, turn, to);
    if (i < columns) encodeOne<T>(record, i, chosen, turn, to);
  }
}

function encodePair<T>(record: usize, i: usize, chosen: usize, end: usize, to: usize): void {
  const width = <usize>load<u32>(record, WIDTH);
  const stride = <usize>load<u32>(record, STRIDE);
  const cells = <usize>load<u32>(record, CELLS) + (i << 2);
  const places = <usize>load<u32>(record, PLACES) + (i << 2);
  const indicators = <usize>load<u32>(record, INDICATORS) + (i << 2);
  const shift = v128.load(<usize>load<u32>(record, SHIFTS) + (i << 3));
  const scale = v128.load(<usize>load<u32>(record, SCALES) + (i << 3));
  const fill = v128.load(<usize>load<u32>(record, FILLS) + (i << 3));
  const rounded = v128.load(<usize>load<u32>(record, ROUNDED) + (i << 3));
  const column = <usize>load<u32>(record, ROWS) + <usize>load<u32>(cells);
  const gap = <usize>load<u32>(cells, 4) - <usize>load<u32>(cells);
  const apart = <usize>load<u32>(places, 4) - <usize>load<u32>(places);
  to += <usize>load<u32>(places);
  if (gap == 8 && apart == sizeof<T>()) {
    // Neighbours without an indicator between: most columns of tables of numbers, in half the time.
    const indicates = load<u32>(indicators, 4) != 0;
    for (; chosen < end; chosen += 4, to += stride) {
      const values = roundedPair(v128.load(column + <usize>load<u32>(chosen) * width), rounded);
      const there = f64x2.eq(values, values);
      const features = f64x2.div(f64x2.sub(v128.bitselect(values, fill, there), shift), scale);
      if (sizeof<T>() == 4) v128.store64_lane(to, f32x4.demote_f64x2_zero(features), 0);
      else v128.store(to, features);
      if (indicates && i64x2.extract_lane(there, 1) == 0) store<T>(to + 2 * sizeof<T>(), <T>1);
    }
    return;
  }
  const indicates = load<u64>(indicators) != 0;
  for (; chosen < end; chosen += 4, to += stride) {
    const at = column + <usize>load<u32>(chosen) * width;
    const values = roundedPair(v128.load_lane<u64>(at + gap, v128.load64_zero(at), 1), rounded);
    const there = f64x2.eq(values, values);
    const features = f64x2.div(f64x2.sub(v128.bitselect(values, fill, there), shift), scale);
    store<T>(to, <T>f64x2.extract_lane(features, 0));
    store<T>(to + apart, <T>f64x2.extract_lane(features, 1));
    if (!indicates || v128.all_true<u64>(there)) continue;
    if (i64x2.extract_lane(there, 0) == 0 && load<u32>(indicators) != 0) store<T>(to + sizeof<T>(), <T>1);
    if (i64x2.extract_lane(there, 1) == 0 && load<u32>(indicators, 4) != 0) store<T>(to + apart + sizeof<T>(), <T>1);
  }
}

// @ts-ignore: decorator
@inline
function roundedPair(values: v128, rounded: v128): v128 {
  const single = f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(values));
  // One that is too large for 32 bits stays as it is.
  return v128.bitselect(single, values, v128.and(rounded, f64x2.ne(f64x2.abs(single), f64x2.splat(Infinity))));
}

function encodeOne<T>(record: usize, i: usize, chosen: usize, end: usize, to: usize): void {
  const width = <usize>load<u32>(record, WIDTH);
  const stride = <usize>load<u32>(record, STRIDE);
  const column = <usize>load<u32>(record, ROWS) + <usize>load<u32>(<usize>load<u32>(record, CELLS) + (i << 2));
  const indicates = load<u32>(<usize>load<u32>(record, INDICATORS) + (i << 2)) != 0;
  const shift = load<f64>(<usize>load<u32>(record, SHIFTS) + (i << 3));
  const scale = load<f64>(<usize>load<u32>(record, SCALES) + (i << 3));
  const fill = load<f64>(<usize>load<u32>(record, FILLS) + (i << 3));
  const rounded = load<u64>(<usize>load<u32>(record, ROUNDED) + (i << 3)) != 0;
  to += <usize>load<u32>(<usize>load<u32>(record, PLACES) + (i << 2));
  for (; chosen < end; chosen += 4, to += stride) {
    let value = load<f64>(column + <usize>load<u32>(chosen) * width);
    const single = <f64>(<f32>value);
    if (rounded && abs(single) != Infinity) value = single;
    const missing = value != value;
    store<T>(to, <T>(((missing ? fill : value) - shift) / scale));
    if (missing && indicates) store<T>(to + sizeof<T>(), <T>1);
  }
}
