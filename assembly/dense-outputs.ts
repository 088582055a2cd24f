// Dense rows against the weights of several outputs. Rows and outputs are taken in groups whose sums fit the registers,
// so that a number loaded serves several products, and columns in blocks that stay in the L1 cache from group to group.
// The order of each sum is that of dense.ts.

import { finishDots, PARTIAL } from "./dense";
import { touch } from "./memory";
import { lanes, mulAdd, zero } from "./vector";

/** Rows of a strip, and outputs whose sums are kept at once. */
export const STRIP_ROWS: i32 = 32;
const CHUNK: i32 = 12;

/** Vectors of a block of columns. */
const BLOCK: i32 = 32;

/** Bytes of the sums of a strip's rows for one output, with room for one vector of rows more. */
const OUTPUT_SUMS: usize = (<usize>STRIP_ROWS + 4) * PARTIAL;
export const OUTPUTS_SCRATCH: usize = <usize>CHUNK * OUTPUT_SUMS;

/** Rows longer than this come from memory faster when they are read once from end to end. */
const WIDE_BYTES: i32 = 512;

/** Size of the next group where `left` things go into groups of at most 3 of nearly the same size. */
// @ts-ignore: decorator
@inline
function groupOf3(left: i32): i32 {
  const groups = (left + 2) / 3;
  return (left + groups - 1) / groups;
}

/** Sums of 4 rows (or 1) by 3, 2 or 1 outputs over `vectors` vectors of columns. */
// @ts-ignore: decorator
@inline
function dotGroup<T>(four: bool, outputs: i32, rows: usize, offset: usize, w: usize, width: usize, vectors: i32, sums: usize): void {
  const sums1 = sums + OUTPUT_SUMS;
  const sums2 = sums1 + OUTPUT_SUMS;
  let a0 = v128.load(sums);
  let a1 = four ? v128.load(sums, 16) : a0;
  let a2 = four ? v128.load(sums, 32) : a0;
  let a3 = four ? v128.load(sums, 48) : a0;
  let b0 = outputs > 1 ? v128.load(sums1) : a0;
  let b1 = outputs > 1 && four ? v128.load(sums1, 16) : a0;
  let b2 = outputs > 1 && four ? v128.load(sums1, 32) : a0;
  let b3 = outputs > 1 && four ? v128.load(sums1, 48) : a0;
  let c0 = outputs > 2 ? v128.load(sums2) : a0;
  let c1 = outputs > 2 && four ? v128.load(sums2, 16) : a0;
  let c2 = outputs > 2 && four ? v128.load(sums2, 32) : a0;
  let c3 = outputs > 2 && four ? v128.load(sums2, 48) : a0;
  let x0 = <usize>load<u32>(rows) + offset;
  let x1 = four ? <usize>load<u32>(rows, 4) + offset : x0;
  let x2 = four ? <usize>load<u32>(rows, 8) + offset : x0;
  let x3 = four ? <usize>load<u32>(rows, 12) + offset : x0;
  const w1 = w + width;
  const w2 = w1 + width;
  for (let at: usize = 0; at < <usize>vectors << 4; at += 16) {
    const u = v128.load(w + at);
    const v = outputs > 1 ? v128.load(w1 + at) : u;
    const t = outputs > 2 ? v128.load(w2 + at) : u;
    let x = v128.load(x0 + at);
    a0 = mulAdd<T>(x, u, a0);
    if (outputs > 1) b0 = mulAdd<T>(x, v, b0);
    if (outputs > 2) c0 = mulAdd<T>(x, t, c0);
    if (four) {
      x = v128.load(x1 + at);
      a1 = mulAdd<T>(x, u, a1);
      if (outputs > 1) b1 = mulAdd<T>(x, v, b1);
      if (outputs > 2) c1 = mulAdd<T>(x, t, c1);
      x = v128.load(x2 + at);
      a2 = mulAdd<T>(x, u, a2);
      if (outputs > 1) b2 = mulAdd<T>(x, v, b2);
      if (outputs > 2) c2 = mulAdd<T>(x, t, c2);
      x = v128.load(x3 + at);
      a3 = mulAdd<T>(x, u, a3);
      if (outputs > 1) b3 = mulAdd<T>(x, v, b3);
      if (outputs > 2) c3 = mulAdd<T>(x, t, c3);
    }
  }
  v128.store(sums, a0);
  if (four) {
    v128.store(sums, a1, 16);
    v128.store(sums, a2, 32);
    v128.store(sums, a3, 48);
  }
  if (outputs > 1) {
    v128.store(sums1, b0);
    if (four) {
      v128.store(sums1, b1, 16);
      v128.store(sums1, b2, 32);
      v128.store(sums1, b3, 48);
    }
  }
  if (outputs > 2) {
    v128.store(sums2, c0);
    if (four) {
      v128.store(sums2, c1, 16);
      v128.store(sums2, c2, 32);
      v128.store(sums2, c3, 48);
    }
  }
}

/** Sums of `count` rows by 3, 2 or 1 outputs over a block of columns. */
function dotBlock<T>(outputs: i32, rows: usize, count: i32, offset: usize, w: usize, width: usize, vectors: i32, sums: usize): void {
  let r = 0;
  for (; r + 4 <= count; r += 4, rows += 16, sums += 4 * PARTIAL) {
    if (outputs == 3) dotGroup<T>(true, 3, rows, offset, w, width, vectors, sums);
    else if (outputs == 2) dotGroup<T>(true, 2, rows, offset, w, width, vectors, sums);
    else dotGroup<T>(true, 1, rows, offset, w, width, vectors, sums);
  }
  for (; r < count; r++, rows += 4, sums += PARTIAL) {
    if (outputs == 3) dotGroup<T>(false, 3, rows, offset, w, width, vectors, sums);
    else if (outputs == 2) dotGroup<T>(false, 2, rows, offset, w, width, vectors, sums);
    else dotGroup<T>(false, 1, rows, offset, w, width, vectors, sums);
  }
}

/**
 * z[k][r] = row r . w[k] + bias of k, for `count` <= STRIP_ROWS rows given by a table of pointers and all outputs.
 *
 * @param w - T[outputs][width], the bias behind the columns
 * @param width - bytes from one output's weights to the next
 * @param sums - scratch of OUTPUTS_SCRATCH bytes
 * @param z - an array of T per output, `zBytes` apart, rounded up to whole vectors
 */
export function dotOutputs<T>(
  rows: usize,
  count: i32,
  w: usize,
  width: usize,
  outputs: i32,
  columns: i32,
  sums: usize,
  z: usize,
  zBytes: usize,
): void {
  if (columns * <i32>sizeof<T>() > WIDE_BYTES) {
    for (let r: usize = 0; r < <usize>count; r++) touch(load<u32>(rows + (r << 2)), <usize>columns * sizeof<T>());
  }
  const all = columns / lanes<T>();
  for (let first = 0; first < outputs; first += CHUNK) {
    const chunk = min(CHUNK, outputs - first);
    for (let at: usize = 0; at < <usize>chunk * OUTPUT_SUMS; at += 16) v128.store(sums + at, zero<T>());
    for (let start = 0; start < all; start += BLOCK) {
      const vectors = min(BLOCK, all - start);
      const offset = <usize>start << 4;
      for (let k = 0; k < chunk; ) {
        const group = groupOf3(chunk - k);
        const own = w + <usize>(first + k) * width + offset;
        dotBlock<T>(group, rows, count, offset, own, width, vectors, sums + <usize>k * OUTPUT_SUMS);
        k += group;
      }
    }
    for (let k = 0; k < chunk; k++) {
      const own = w + <usize>(first + k) * width;
      const bias = load<T>(own + <usize>columns * sizeof<T>());
      finishDots<T>(rows, count, own, columns, bias, sums + <usize>k * OUTPUT_SUMS, z + <usize>(first + k) * zBytes);
    }
  }
}

/** g += d[r] * row r over 4, 2 or 1 vectors of columns, for 3, 2 or 1 outputs. */
// @ts-ignore: decorator
@inline
function addGroup<T>(vectors: i32, outputs: i32, rows: usize, count: i32, offset: usize, d: usize, dBytes: usize, g: usize, width: usize): void {
  const g1 = g + width;
  const g2 = g1 + width;
  let a0 = v128.load(g);
  let a1 = vectors > 1 ? v128.load(g, 16) : a0;
  let a2 = vectors > 2 ? v128.load(g, 32) : a0;
  let a3 = vectors > 3 ? v128.load(g, 48) : a0;
  let b0 = outputs > 1 ? v128.load(g1) : a0;
  let b1 = outputs > 1 && vectors > 1 ? v128.load(g1, 16) : a0;
  let b2 = outputs > 1 && vectors > 2 ? v128.load(g1, 32) : a0;
  let b3 = outputs > 1 && vectors > 3 ? v128.load(g1, 48) : a0;
  let c0 = outputs > 2 ? v128.load(g2) : a0;
  let c1 = outputs > 2 && vectors > 1 ? v128.load(g2, 16) : a0;
  let c2 = outputs > 2 && vectors > 2 ? v128.load(g2, 32) : a0;
  let c3 = outputs > 2 && vectors > 3 ? v128.load(g2, 48) : a0;
  const d1 = d + dBytes;
  const d2 = d1 + dBytes;
  for (let r: usize = 0; r < <usize>count * sizeof<T>(); r += sizeof<T>(), rows += 4) {
    const at = <usize>load<u32>(rows) + offset;
    const u = sizeof<T>() == 4 ? v128.load32_splat(d + r) : v128.load64_splat(d + r);
    const v = outputs > 1 ? (sizeof<T>() == 4 ? v128.load32_splat(d1 + r) : v128.load64_splat(d1 + r)) : u;
    const t = outputs > 2 ? (sizeof<T>() == 4 ? v128.load32_splat(d2 + r) : v128.load64_splat(d2 + r)) : u;
    let x = v128.load(at);
    a0 = mulAdd<T>(x, u, a0);
    if (outputs > 1) b0 = mulAdd<T>(x, v, b0);
    if (outputs > 2) c0 = mulAdd<T>(x, t, c0);
    if (vectors > 1) {
      x = v128.load(at, 16);
      a1 = mulAdd<T>(x, u, a1);
      if (outputs > 1) b1 = mulAdd<T>(x, v, b1);
      if (outputs > 2) c1 = mulAdd<T>(x, t, c1);
    }
    if (vectors > 2) {
      x = v128.load(at, 32);
      a2 = mulAdd<T>(x, u, a2);
      if (outputs > 1) b2 = mulAdd<T>(x, v, b2);
      if (outputs > 2) c2 = mulAdd<T>(x, t, c2);
      x = v128.load(at, 48);
      a3 = mulAdd<T>(x, u, a3);
      if (outputs > 1) b3 = mulAdd<T>(x, v, b3);
      if (outputs > 2) c3 = mulAdd<T>(x, t, c3);
    }
  }
  v128.store(g, a0);
  if (vectors > 1) v128.store(g, a1, 16);
  if (vectors > 2) v128.store(g, a2, 32);
  if (vectors > 3) v128.store(g, a3, 48);
  if (outputs > 1) {
    v128.store(g1, b0);
    if (vectors > 1) v128.store(g1, b1, 16);
    if (vectors > 2) v128.store(g1, b2, 32);
    if (vectors > 3) v128.store(g1, b3, 48);
  }
  if (outputs > 2) {
    v128.store(g2, c0);
    if (vectors > 1) v128.store(g2, c1, 16);
    if (vectors > 2) v128.store(g2, c2, 32);
    if (vectors > 3) v128.store(g2, c3, 48);
  }
}

/** g[k] += d[k][r] * row r for all outputs over 4, 2 or 1 vectors of columns. */
// @ts-ignore: decorator
@inline
function addColumns<T>(vectors: i32, outputs: i32, rows: usize, count: i32, offset: usize, d: usize, dBytes: usize, g: usize, width: usize): void {
  for (let k = 0; k < outputs; ) {
    const group = groupOf3(outputs - k);
    if (group == 3) addGroup<T>(vectors, 3, rows, count, offset, d, dBytes, g, width);
    else if (group == 2) addGroup<T>(vectors, 2, rows, count, offset, d, dBytes, g, width);
    else addGroup<T>(vectors, 1, rows, count, offset, d, dBytes, g, width);
    k += group;
    d += <usize>group * dBytes;
    g += <usize>group * width;
  }
}

/** g[k] += d[k][r] * row r, for `count` rows one after another and all outputs; d as z of {@link dotOutputs}. */
export function addOutputs<T>(rows: usize, count: i32, d: usize, dBytes: usize, outputs: i32, columns: i32, g: usize, width: usize): void {
  const vectors = columns / lanes<T>();
  let offset: usize = 0;
  let left = vectors;
  for (; left >= 4; left -= 4, offset += 64) addColumns<T>(4, outputs, rows, count, offset, d, dBytes, g + offset, width);
  if (left & 2) {
    addColumns<T>(2, outputs, rows, count, offset, d, dBytes, g + offset, width);
    offset += 32;
  }
  if (left & 1) {
    addColumns<T>(1, outputs, rows, count, offset, d, dBytes, g + offset, width);
    offset += 16;
  }
  for (let j = columns % lanes<T>(); j > 0; j--, offset += sizeof<T>()) {
    for (let k: usize = 0; k < <usize>outputs; k++) {
      let sum = load<T>(g + k * width + offset);
      for (let r: usize = 0; r < <usize>count; r++) {
        sum += load<T>(<usize>load<u32>(rows + (r << 2)) + offset) * load<T>(d + k * dBytes + r * sizeof<T>());
      }
      store<T>(g + k * width + offset, sum);
    }
  }
}
