// Numbers of a column as features: (x - shift) / scale, computed in 64 bits and rounded to T.

// The record, in slots of 8 bytes: src/data/kernels/table-kernels.ts writes it.
const VALUES: usize = 0;
const CHOSEN: usize = 8;
const COUNT: usize = 16;
const TO: usize = 24;
const STRIDE: usize = 32;
const INDICATOR: usize = 40;
const SHIFT: usize = 48;
const SCALE: usize = 56;
const FILL: usize = 64;

/**
 * Writes a feature of every chosen row. NaN becomes `fill`, and, with an indicator, the feature after it 1.
 */
export function encodeNumbers<T>(record: usize): void {
  const values = <usize>load<u32>(record, VALUES);
  const stride = <usize>load<u32>(record, STRIDE);
  const indicator = load<u32>(record, INDICATOR) != 0;
  const shift = load<f64>(record, SHIFT);
  const scale = load<f64>(record, SCALE);
  const fill = load<f64>(record, FILL);
  let chosen = <usize>load<u32>(record, CHOSEN);
  let to = <usize>load<u32>(record, TO);
  const shifts = f64x2.splat(shift);
  const scales = f64x2.splat(scale);
  const count = load<u32>(record, COUNT);
  const end = chosen + (<usize>count << 2);
  for (const pairs = chosen + (<usize>(count & -2) << 2); chosen < pairs; chosen += 8) {
    const a = load<f64>(values + (<usize>load<u32>(chosen) << 3));
    const b = load<f64>(values + (<usize>load<u32>(chosen, 4) << 3));
    const both = f64x2.replace_lane(f64x2.splat(a), 1, b);
    const features = f64x2.div(f64x2.sub(both, shifts), scales);
    if (v128.all_true<u64>(f64x2.eq(both, both))) {
      store<T>(to, <T>f64x2.extract_lane(features, 0));
      store<T>(to + stride, <T>f64x2.extract_lane(features, 1));
    } else {
      encodeNumber<T>(a, shift, scale, fill, indicator, to);
      encodeNumber<T>(b, shift, scale, fill, indicator, to + stride);
    }
    to += 2 * stride;
  }
  if (chosen < end) encodeNumber<T>(load<f64>(values + (<usize>load<u32>(chosen) << 3)), shift, scale, fill, indicator, to);
}

// @ts-ignore: decorator
@inline
function encodeNumber<T>(value: f64, shift: f64, scale: f64, fill: f64, indicator: bool, to: usize): void {
  const missing = value != value;
  store<T>(to, <T>(((missing ? fill : value) - shift) / scale));
  if (missing && indicator) store<T>(to + sizeof<T>(), <T>1);
}
