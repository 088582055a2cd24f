// Dense rows against a weight vector: the products of the forward pass and the sums of the backward pass.
// Both walk the columns in panels of up to 8 vectors, held in registers while every row passes by, so that
// a row costs one pointer and loads at fixed offsets. Rows are given by a table of pointers (u32).

import { lanes, mulAdd } from "./vector";

/** Vectors of a panel: with the running sum and a scratch register they fill the 16 registers of SSE and AVX. */
const PANEL: i32 = 8;

/** Above this many vectors a row is wide. */
const WIDE: i32 = 32;

/** Bytes of the partial sums that `dotRows` keeps for each row. */
export const PARTIAL: usize = 16;

// @ts-ignore: decorator
@inline
function dotPanel<T>(vectors: i32, first: bool, rows: usize, count: i32, offset: usize, w: usize, partial: usize): void {
  const w0 = v128.load(w);
  const w1 = vectors > 1 ? v128.load(w, 16) : w0;
  const w2 = vectors > 2 ? v128.load(w, 32) : w0;
  const w3 = vectors > 3 ? v128.load(w, 48) : w0;
  const w4 = vectors > 4 ? v128.load(w, 64) : w0;
  const w5 = vectors > 5 ? v128.load(w, 80) : w0;
  const w6 = vectors > 6 ? v128.load(w, 96) : w0;
  const w7 = vectors > 7 ? v128.load(w, 112) : w0;
  for (let end = rows + (<usize>count << 2); rows < end; rows += 4, partial += PARTIAL) {
    const x = <usize>load<u32>(rows) + offset;
    let sum = mulAdd<T>(v128.load(x), w0, first ? v128.splat<T>(0 as T) : v128.load(partial));
    if (vectors > 1) sum = mulAdd<T>(v128.load(x, 16), w1, sum);
    if (vectors > 2) sum = mulAdd<T>(v128.load(x, 32), w2, sum);
    if (vectors > 3) sum = mulAdd<T>(v128.load(x, 48), w3, sum);
    if (vectors > 4) sum = mulAdd<T>(v128.load(x, 64), w4, sum);
    if (vectors > 5) sum = mulAdd<T>(v128.load(x, 80), w5, sum);
    if (vectors > 6) sum = mulAdd<T>(v128.load(x, 96), w6, sum);
    if (vectors > 7) sum = mulAdd<T>(v128.load(x, 112), w7, sum);
    v128.store(partial, sum);
  }
}

// @ts-ignore: decorator
@inline
function addPanel<T>(vectors: i32, rows: usize, count: i32, offset: usize, d: usize, g: usize): void {
  let g0 = v128.load(g);
  let g1 = vectors > 1 ? v128.load(g, 16) : g0;
  let g2 = vectors > 2 ? v128.load(g, 32) : g0;
  let g3 = vectors > 3 ? v128.load(g, 48) : g0;
  let g4 = vectors > 4 ? v128.load(g, 64) : g0;
  let g5 = vectors > 5 ? v128.load(g, 80) : g0;
  let g6 = vectors > 6 ? v128.load(g, 96) : g0;
  let g7 = vectors > 7 ? v128.load(g, 112) : g0;
  for (let end = rows + (<usize>count << 2); rows < end; rows += 4, d += sizeof<T>()) {
    const x = <usize>load<u32>(rows) + offset;
    const v = sizeof<T>() == 4 ? v128.load32_splat(d) : v128.load64_splat(d);
    g0 = mulAdd<T>(v128.load(x), v, g0);
    if (vectors > 1) g1 = mulAdd<T>(v128.load(x, 16), v, g1);
    if (vectors > 2) g2 = mulAdd<T>(v128.load(x, 32), v, g2);
    if (vectors > 3) g3 = mulAdd<T>(v128.load(x, 48), v, g3);
    if (vectors > 4) g4 = mulAdd<T>(v128.load(x, 64), v, g4);
    if (vectors > 5) g5 = mulAdd<T>(v128.load(x, 80), v, g5);
    if (vectors > 6) g6 = mulAdd<T>(v128.load(x, 96), v, g6);
    if (vectors > 7) g7 = mulAdd<T>(v128.load(x, 112), v, g7);
  }
  v128.store(g, g0);
  if (vectors > 1) v128.store(g, g1, 16);
  if (vectors > 2) v128.store(g, g2, 32);
  if (vectors > 3) v128.store(g, g3, 48);
  if (vectors > 4) v128.store(g, g4, 64);
  if (vectors > 5) v128.store(g, g5, 80);
  if (vectors > 6) v128.store(g, g6, 96);
  if (vectors > 7) v128.store(g, g7, 112);
}

/** Partial sums of 8 rows walked side by side: for wide rows, which come from memory as 8 streams. */
function dotTile<T>(rows: usize, vectors: i32, w: usize, partial: usize): void {
  let x0 = <usize>load<u32>(rows, 0);
  let x1 = <usize>load<u32>(rows, 4);
  let x2 = <usize>load<u32>(rows, 8);
  let x3 = <usize>load<u32>(rows, 12);
  let x4 = <usize>load<u32>(rows, 16);
  let x5 = <usize>load<u32>(rows, 20);
  let x6 = <usize>load<u32>(rows, 24);
  let x7 = <usize>load<u32>(rows, 28);
  let s0 = v128.splat<T>(0 as T);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let s4 = s0;
  let s5 = s0;
  let s6 = s0;
  let s7 = s0;
  let v: v128;
  for (; vectors >= 2; vectors -= 2, w += 32) {
    v = v128.load(w);
    s0 = mulAdd<T>(v128.load(x0), v, s0);
    s1 = mulAdd<T>(v128.load(x1), v, s1);
    s2 = mulAdd<T>(v128.load(x2), v, s2);
    s3 = mulAdd<T>(v128.load(x3), v, s3);
    s4 = mulAdd<T>(v128.load(x4), v, s4);
    s5 = mulAdd<T>(v128.load(x5), v, s5);
    s6 = mulAdd<T>(v128.load(x6), v, s6);
    s7 = mulAdd<T>(v128.load(x7), v, s7);
    v = v128.load(w, 16);
    s0 = mulAdd<T>(v128.load(x0, 16), v, s0);
    s1 = mulAdd<T>(v128.load(x1, 16), v, s1);
    s2 = mulAdd<T>(v128.load(x2, 16), v, s2);
    s3 = mulAdd<T>(v128.load(x3, 16), v, s3);
    s4 = mulAdd<T>(v128.load(x4, 16), v, s4);
    s5 = mulAdd<T>(v128.load(x5, 16), v, s5);
    s6 = mulAdd<T>(v128.load(x6, 16), v, s6);
    s7 = mulAdd<T>(v128.load(x7, 16), v, s7);
    x0 += 32;
    x1 += 32;
    x2 += 32;
    x3 += 32;
    x4 += 32;
    x5 += 32;
    x6 += 32;
    x7 += 32;
  }
  if (vectors) {
    v = v128.load(w);
    s0 = mulAdd<T>(v128.load(x0), v, s0);
    s1 = mulAdd<T>(v128.load(x1), v, s1);
    s2 = mulAdd<T>(v128.load(x2), v, s2);
    s3 = mulAdd<T>(v128.load(x3), v, s3);
    s4 = mulAdd<T>(v128.load(x4), v, s4);
    s5 = mulAdd<T>(v128.load(x5), v, s5);
    s6 = mulAdd<T>(v128.load(x6), v, s6);
    s7 = mulAdd<T>(v128.load(x7), v, s7);
  }
  v128.store(partial, s0, 0);
  v128.store(partial, s1, 16);
  v128.store(partial, s2, 32);
  v128.store(partial, s3, 48);
  v128.store(partial, s4, 64);
  v128.store(partial, s5, 80);
  v128.store(partial, s6, 96);
  v128.store(partial, s7, 112);
}

/** Sums the lanes of 4 (f32) or 2 (f64) vectors: (l0 + l1) + (l2 + l3), or l0 + l1, of each. */
// @ts-ignore: decorator
@inline
function sumLanesOf<T>(partial: usize): v128 {
  const a = v128.load(partial);
  const b = v128.load(partial, 16);
  if (sizeof<T>() == 8) {
    return f64x2.add(v128.shuffle<f64>(a, b, 0, 2), v128.shuffle<f64>(a, b, 1, 3));
  }
  const c = v128.load(partial, 32);
  const d = v128.load(partial, 48);
  const ab01 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const ab23 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd01 = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cd23 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  return f32x4.add(
    f32x4.add(v128.shuffle<f64>(ab01, cd01, 0, 2), v128.shuffle<f64>(ab01, cd01, 1, 3)),
    f32x4.add(v128.shuffle<f64>(ab23, cd23, 0, 2), v128.shuffle<f64>(ab23, cd23, 1, 3)),
  );
}

// @ts-ignore: decorator
@inline
function dotPanelOf<T>(vectors: i32, first: bool, rows: usize, count: i32, offset: usize, w: usize, partial: usize): void {
  switch (vectors) {
    case 8:
      dotPanel<T>(8, first, rows, count, offset, w + offset, partial);
      break;
    case 7:
      dotPanel<T>(7, first, rows, count, offset, w + offset, partial);
      break;
    case 6:
      dotPanel<T>(6, first, rows, count, offset, w + offset, partial);
      break;
    case 5:
      dotPanel<T>(5, first, rows, count, offset, w + offset, partial);
      break;
    case 4:
      dotPanel<T>(4, first, rows, count, offset, w + offset, partial);
      break;
    case 3:
      dotPanel<T>(3, first, rows, count, offset, w + offset, partial);
      break;
    case 2:
      dotPanel<T>(2, first, rows, count, offset, w + offset, partial);
      break;
    case 1:
      dotPanel<T>(1, first, rows, count, offset, w + offset, partial);
      break;
    default:
      for (let r: usize = 0; r < <usize>count; r++) v128.store(partial + r * PARTIAL, v128.splat<T>(0 as T));
  }
}

/** Partial sums of `count` rows, panel after panel. */
function dotPanels<T>(rows: usize, count: i32, w: usize, vectors: i32, partial: usize): void {
  dotPanelOf<T>(min(vectors, PANEL), true, rows, count, 0, w, partial);
  let offset: usize = 128;
  for (let left = vectors - PANEL; left > 0; left -= PANEL, offset += 128) {
    dotPanelOf<T>(min(left, PANEL), false, rows, count, offset, w, partial);
  }
}

/**
 * z[r] = row r . w + bias, for `count` rows. The order of a product's sum: whole vectors lane by lane, then the
 * lanes, then the last columns % lanes elements one after another, then the bias.
 * `partial` is scratch of count * PARTIAL bytes, `z` of count elements, both rounded up to whole vectors of rows.
 */
export function dotRows<T>(rows: usize, count: i32, w: usize, columns: i32, bias: T, partial: usize, z: usize): void {
  const vectors = columns / lanes<T>();
  if (vectors > WIDE) {
    let r = 0;
    for (; r + 8 <= count; r += 8) dotTile<T>(rows + (<usize>r << 2), vectors, w, partial + <usize>r * PARTIAL);
    if (r < count) dotPanels<T>(rows + (<usize>r << 2), count - r, w, vectors, partial + <usize>r * PARTIAL);
  } else dotPanels<T>(rows, count, w, vectors, partial);
  finishDots<T>(rows, count, w, columns, bias, partial, z);
}

/** Makes products of the partial sums of `count` rows: adds up their lanes, the last columns, and the bias. */
export function finishDots<T>(rows: usize, count: i32, w: usize, columns: i32, bias: T, partial: usize, z: usize): void {
  const tail = columns % lanes<T>();
  const offset = <usize>(columns - tail) * sizeof<T>();
  const b = v128.splat<T>(bias);
  for (let r = 0; r < count; r += lanes<T>()) {
    const to = z + <usize>r * sizeof<T>();
    const sums = sumLanesOf<T>(partial + <usize>r * PARTIAL);
    v128.store(to, tail ? sums : v128.add<T>(sums, b));
  }
  if (!tail) return;
  for (let r = 0; r < count; r++) {
    const to = z + <usize>r * sizeof<T>();
    const x = <usize>load<u32>(rows + (<usize>r << 2)) + offset;
    let sum = load<T>(to);
    for (let j: usize = 0; j < <usize>tail * sizeof<T>(); j += sizeof<T>()) sum += load<T>(x + j) * load<T>(w + offset + j);
    store<T>(to, sum + bias);
  }
}

/** g += d[r] * row r, for `count` rows one after another. */
export function addRows<T>(rows: usize, count: i32, d: usize, columns: i32, g: usize): void {
  let offset: usize = 0;
  for (let left = columns / lanes<T>(); left > 0; left -= PANEL, offset += 128) {
    switch (min(left, PANEL)) {
      case 8:
        addPanel<T>(8, rows, count, offset, d, g + offset);
        break;
      case 7:
        addPanel<T>(7, rows, count, offset, d, g + offset);
        break;
      case 6:
        addPanel<T>(6, rows, count, offset, d, g + offset);
        break;
      case 5:
        addPanel<T>(5, rows, count, offset, d, g + offset);
        break;
      case 4:
        addPanel<T>(4, rows, count, offset, d, g + offset);
        break;
      case 3:
        addPanel<T>(3, rows, count, offset, d, g + offset);
        break;
      case 2:
        addPanel<T>(2, rows, count, offset, d, g + offset);
        break;
      case 1:
        addPanel<T>(1, rows, count, offset, d, g + offset);
        break;
    }
  }
  offset = <usize>(columns / lanes<T>()) * 16;
  for (let j = columns % lanes<T>(); j > 0; j--, offset += sizeof<T>()) {
    let sum = load<T>(g + offset);
    for (let r = 0; r < count; r++) {
      sum += load<T>(<usize>load<u32>(rows + (<usize>r << 2)) + offset) * load<T>(d + <usize>r * sizeof<T>());
    }
    store<T>(g + offset, sum);
  }
}
