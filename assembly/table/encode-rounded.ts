// Numbers at 32 bits as features: (x - shift) / scale, computed in 64 bits and rounded to 32.

import { CELLS, COLUMNS, COUNT, FILLS, INDICATORS, PLACES, ROWS, SCALES, SHIFTS, STRIDE, TO, TURN_ROWS, WIDTH } from "./encode-record";

/**
 * Writes a feature of every column for every row of a record, whose rows are 32-bit floats. All are chosen. NaN becomes the column's
 * fill, and, where it has an indicator, the feature after it 1, else 0.
 */
export function encodeRounded(record: usize): void {
  const width = <usize>load<u32>(record, WIDTH);
  const stride = <usize>load<u32>(record, STRIDE);
  const columns = <usize>load<u32>(record, COLUMNS);
  const cells = <usize>load<u32>(record, CELLS);
  const places = <usize>load<u32>(record, PLACES);
  let rows = <usize>load<u32>(record, ROWS);
  let to = <usize>load<u32>(record, TO);
  for (const end = rows + <usize>load<u32>(record, COUNT) * width; rows < end; rows += TURN_ROWS * width, to += TURN_ROWS * stride) {
    const turn = min(end, rows + TURN_ROWS * width);
    for (let i: usize = 0; i < columns; ) {
      const cell = cells + (i << 2);
      const place = places + (i << 2);
      // Columns and features ascend, so the outer ones tell of those between.
      if (i + 3 < columns && load<u32>(cell, 12) - load<u32>(cell) == 12 && load<u32>(place, 12) - load<u32>(place) == 12) {
        encodeFour(record, i, rows, turn, to);
        i += 4;
      } else encodeOne(record, i++, rows, turn, to);
    }
  }
}

/** Four columns beside one another, of which only the last may have an indicator. */
function encodeFour(record: usize, i: usize, rows: usize, end: usize, to: usize): void {
  const width = <usize>load<u32>(record, WIDTH);
  const stride = <usize>load<u32>(record, STRIDE);
  const indicates = load<u32>(<usize>load<u32>(record, INDICATORS) + (i << 2), 12) != 0;
  const shifts = <usize>load<u32>(record, SHIFTS) + (i << 3);
  const scales = <usize>load<u32>(record, SCALES) + (i << 3);
  const fills = <usize>load<u32>(record, FILLS) + (i << 3);
  const shift0 = v128.load(shifts);
  const shift1 = v128.load(shifts, 16);
  const scale0 = v128.load(scales);
  const scale1 = v128.load(scales, 16);
  const fill0 = v128.load(fills);
  const fill1 = v128.load(fills, 16);
  const offset = <usize>load<u32>(<usize>load<u32>(record, CELLS) + (i << 2));
  to += <usize>load<u32>(<usize>load<u32>(record, PLACES) + (i << 2));
  for (; rows < end; rows += width, to += stride) {
    const values = v128.load(rows + offset);
    const low = f64x2.promote_low_f32x4(values);
    const high = f64x2.promote_low_f32x4(v128.shuffle<i64>(values, values, 1, 1));
    const there = f64x2.eq(high, high);
    const features0 = f64x2.div(f64x2.sub(v128.bitselect(low, fill0, f64x2.eq(low, low)), shift0), scale0);
    const features1 = f64x2.div(f64x2.sub(v128.bitselect(high, fill1, there), shift1), scale1);
    v128.store(to, v128.shuffle<i64>(f32x4.demote_f64x2_zero(features0), f32x4.demote_f64x2_zero(features1), 0, 2));
    if (indicates) store<f32>(to, i64x2.extract_lane(there, 1) == 0 ? 1 : 0, 16);
  }
}

function encodeOne(record: usize, i: usize, rows: usize, end: usize, to: usize): void {
  const width = <usize>load<u32>(record, WIDTH);
  const stride = <usize>load<u32>(record, STRIDE);
  const indicates = load<u32>(<usize>load<u32>(record, INDICATORS) + (i << 2)) != 0;
  const shift = load<f64>(<usize>load<u32>(record, SHIFTS) + (i << 3));
  const scale = load<f64>(<usize>load<u32>(record, SCALES) + (i << 3));
  const fill = load<f64>(<usize>load<u32>(record, FILLS) + (i << 3));
  const offset = <usize>load<u32>(<usize>load<u32>(record, CELLS) + (i << 2));
  to += <usize>load<u32>(<usize>load<u32>(record, PLACES) + (i << 2));
  for (; rows < end; rows += width, to += stride) {
    const value = <f64>load<f32>(rows + offset);
    const missing = value != value;
    store<f32>(to, <f32>(((missing ? fill : value) - shift) / scale));
    if (indicates) store<f32>(to, missing ? 1 : 0, 4);
  }
}
