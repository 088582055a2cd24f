// The forward pass alone.

import { dotRows, PARTIAL } from "./dense";
import { exp, expNegative, sigmoidFrom } from "./math";

const STRIP: i32 = 64;

// Scratch, each part with room for one vector more than a strip: row pointers, partial sums, outputs.
const PARTIALS: usize = 64 * 4 + 16;
const OUTPUTS: usize = PARTIALS + 68 * PARTIAL;
export const OUTPUT_SCRATCH_BYTES: i32 = <i32>(OUTPUTS + 66 * 8);

/**
 * to[r][k] = row r . weights[k] + bias[k], for rows that lie one behind the other; the bias follows the weights. Up to
 * 12 bytes behind `to` are overwritten.
 */
export function linearOutputs<T>(
  rows: usize,
  count: i32,
  stride: usize,
  columns: i32,
  weights: usize,
  width: i32,
  outputs: i32,
  scratch: usize,
  to: usize,
): void {
  const pointers = scratch;
  const partial = scratch + PARTIALS;
  const z = scratch + OUTPUTS;
  for (let start = 0; start < count; start += STRIP) {
    const strip = min(STRIP, count - start);
    let x = rows + <usize>start * stride;
    for (let r: usize = 0; r < <usize>strip; r++, x += stride) store<u32>(pointers + (r << 2), <u32>x);
    for (let output = 0; output < outputs; output++) {
      const w = weights + <usize>output * <usize>width * sizeof<T>();
      const bias = load<T>(w + <usize>columns * sizeof<T>());
      if (outputs == 1) {
        dotRows<T>(pointers, strip, w, columns, bias, partial, to + <usize>start * sizeof<T>());
        continue;
      }
      dotRows<T>(pointers, strip, w, columns, bias, partial, z);
      let at = to + <usize>(start * outputs + output) * sizeof<T>();
      for (let r: usize = 0; r < <usize>strip; r++, at += <usize>outputs * sizeof<T>()) {
        store<T>(at, load<T>(z + r * sizeof<T>()));
      }
    }
  }
}

/** z = 1 / (1 + exp(-z)) for `count` numbers, rounded up to whole vectors. */
export function sigmoid<T>(z: usize, count: i32): void {
  for (const end = z + <usize>count * sizeof<T>(); z < end; z += 16) {
    const v = v128.load(z);
    v128.store(z, sigmoidFrom<T>(v, expNegative<T>(v128.neg<T>(v128.abs<T>(v)))));
  }
}

/** z = exp(z) for `count` numbers, rounded up to whole vectors. */
export function exponential<T>(z: usize, count: i32): void {
  for (const end = z + <usize>count * sizeof<T>(); z < end; z += 16) v128.store(z, exp<T>(v128.load(z)));
}

/**
 * Each row's share of exp(z): z[r][k] = exp(z[r][k] - m) / sum over k, m being the row's largest; the sum goes in the
 * order of k. Up to whole vectors behind the last number are overwritten.
 */
export function softmax<T>(z: usize, rows: i32, outputs: i32): void {
  const row = <usize>outputs * sizeof<T>();
  const end = z + <usize>rows * row;
  for (let r = z; r < end; r += row) {
    let most = load<T>(r);
    for (let at = r + sizeof<T>(); at < r + row; at += sizeof<T>()) {
      const value = load<T>(at);
      if (most < value) most = value;
    }
    for (let at = r; at < r + row; at += sizeof<T>()) store<T>(at, load<T>(at) - most);
  }
  for (let at = z; at < end; at += 16) v128.store(at, expNegative<T>(v128.load(at)));
  for (let r = z; r < end; r += row) {
    let sum: T = 0;
    for (let at = r; at < r + row; at += sizeof<T>()) sum += load<T>(at);
    for (let at = r; at < r + row; at += sizeof<T>()) store<T>(at, load<T>(at) / sum);
  }
}

/** to[i] = 1 where z[i] > 0, else 0, a byte each, for `count` numbers; up to 3 bytes behind the last are overwritten. */
export function signs<T>(z: usize, count: i32, to: usize): void {
  const zero = v128.splat<T>(0 as T);
  for (const end = to + count; to < end; z += 16, to += 16 / sizeof<T>()) {
    const above = v128.gt<T>(v128.load(z), zero);
    if (sizeof<T>() == 4) {
      // Each lane's lowest byte, as one word; a lane that is above holds -1.
      const bytes = v128.swizzle(above, i8x16(0, 4, 8, 12, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1));
      store<u32>(to, i32x4.extract_lane(bytes, 0) & 0x01010101);
    } else {
      const bytes = v128.swizzle(above, i8x16(0, 8, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1));
      store<u16>(to, <u16>(i32x4.extract_lane(bytes, 0) & 0x0101));
    }
  }
}
