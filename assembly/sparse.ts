// Sparse rows: entries of a column number (u32) and a value (T) one behind the other, rows one behind the other. A table of
// u32 pointers says where each row starts; a row ends where the next one starts. Columns are distinct within a row.

import { touch } from "./memory";

/** Bytes of an entry. */
// @ts-ignore: decorator
@inline
export function entryBytes<T>(): usize {
  return 4 + sizeof<T>();
}

// @ts-ignore: decorator
@inline
function product<T>(at: usize, v: usize): T {
  return load<T>(at, 4) * load<T>(v + <usize>load<u32>(at) * sizeof<T>());
}

/** Reads the memory of the window that begins at a position, where one does; see `windows` of the run record. */
// @ts-ignore: decorator
@inline
export function touchWindow(windows: usize, position: i32): usize {
  if (load<u32>(windows) != <u32>position) return windows;
  touch(load<u32>(windows, 4), load<u32>(windows, 8));
  return windows + 12;
}

/** Sum of value times v[column] over the entries [at, end): in lanes (position modulo 4), then (l0 + l1) + (l2 + l3). */
export function gather<T>(at: usize, end: usize, v: usize): T {
  const size = entryBytes<T>();
  let l0: T = 0;
  let l1: T = 0;
  let l2: T = 0;
  let l3: T = 0;
  for (; at + 4 * size <= end; at += 4 * size) {
    l0 += product<T>(at, v);
    l1 += product<T>(at + size, v);
    l2 += product<T>(at + 2 * size, v);
    l3 += product<T>(at + 3 * size, v);
  }
  if (at < end) l0 += product<T>(at, v);
  if (at + size < end) l1 += product<T>(at + size, v);
  if (at + 2 * size < end) l2 += product<T>(at + 2 * size, v);
  return l0 + l1 + (l2 + l3);
}

/** Sum of the squared values of the entries, in the order of {@link gather}. */
export function squaredNorm<T>(at: usize, end: usize): T {
  const size = entryBytes<T>();
  let l0: T = 0;
  let l1: T = 0;
  let l2: T = 0;
  let l3: T = 0;
  for (let lane = 0; at < end; at += size, lane++) {
    const square = load<T>(at, 4) * load<T>(at, 4);
    const which = lane & 3;
    if (which == 0) l0 += square;
    else if (which == 1) l1 += square;
    else if (which == 2) l2 += square;
    else l3 += square;
  }
  return l0 + l1 + (l2 + l3);
}

// @ts-ignore: decorator
@inline
function subtract<T>(at: usize, v: usize, step: T): void {
  const place = v + <usize>load<u32>(at) * sizeof<T>();
  store<T>(place, load<T>(place) - load<T>(at, 4) * step);
}

/** v[column] -= value * step, over the entries [at, end). */
export function scatter<T>(at: usize, end: usize, v: usize, step: T): void {
  const size = entryBytes<T>();
  for (; at + 4 * size <= end; at += 4 * size) {
    subtract<T>(at, v, step);
    subtract<T>(at + size, v, step);
    subtract<T>(at + 2 * size, v, step);
    subtract<T>(at + 3 * size, v, step);
  }
  for (; at < end; at += size) subtract<T>(at, v, step);
}

/** {@link scatter}, and sums[column] -= factor * (new v - old v) in f64. */
export function scatterSummed<T>(at: usize, end: usize, v: usize, step: T, sums: usize, factor: f64): void {
  const size = entryBytes<T>();
  for (; at < end; at += size) {
    const column = <usize>load<u32>(at);
    const place = v + column * sizeof<T>();
    const old = load<T>(place);
    const now = old - load<T>(at, 4) * step;
    store<T>(place, now);
    const sum = sums + (column << 3);
    store<f64>(sum, load<f64>(sum) - factor * (<f64>now - <f64>old));
  }
}

/** g[position of column] += value * derivative, over the entries [at, end); positions count from 1. */
export function scatterGradient<T>(at: usize, end: usize, positions: usize, g: usize, derivative: T): void {
  const size = entryBytes<T>();
  const first = g - sizeof<T>();
  for (; at < end; at += size) {
    const place = first + <usize>load<u32>(positions + (<usize>load<u32>(at) << 2)) * sizeof<T>();
    store<T>(place, load<T>(place) + load<T>(at, 4) * derivative);
  }
}

/**
 * Lays rows out as entries: row r of `count` has the next lengths[r] numbers of `columns` (u32) and `values`, and its
 * entries go to the pointer targets[r]. A column becomes its number in `places` (u32), where that is not 0.
 */
export function packRows<T>(columns: usize, values: usize, lengths: usize, targets: usize, count: i32, places: usize): void {
  for (let r: usize = 0; r < <usize>count; r++) {
    let to = <usize>load<u32>(targets + (r << 2));
    for (let left = load<u32>(lengths + (r << 2)); left > 0; left--) {
      const column = load<u32>(columns);
      store<u32>(to, places ? load<u32>(places + (<usize>column << 2)) : column);
      store<T>(to, load<T>(values), 4);
      columns += 4;
      values += sizeof<T>();
      to += entryBytes<T>();
    }
  }
}

/**
 * to[r][k] = row r . weights[k] + bias of k, for rows whose columns (u32) and values lie apart: row r has the entries
 * starts[r] … starts[r + 1] - 1. The order of a sum is that of {@link gather}.
 */
export function sparseOutputs<T>(
  columnNumbers: usize,
  values: usize,
  starts: usize,
  count: i32,
  columns: i32,
  weights: usize,
  width: i32,
  outputs: i32,
  to: usize,
): void {
  for (let r: usize = 0; r < <usize>count; r++) {
    const first = <usize>load<u32>(starts + (r << 2));
    const end = <usize>load<u32>(starts + (r << 2), 4);
    let w = weights;
    for (let k = outputs; k > 0; k--, w += <usize>width * sizeof<T>(), to += sizeof<T>()) {
      let l0: T = 0;
      let l1: T = 0;
      let l2: T = 0;
      let l3: T = 0;
      let i = first;
      for (; i + 4 <= end; i += 4) {
        const c = columnNumbers + (i << 2);
        const x = values + i * sizeof<T>();
        l0 += load<T>(x) * load<T>(w + <usize>load<u32>(c) * sizeof<T>());
        l1 += load<T>(x + sizeof<T>()) * load<T>(w + <usize>load<u32>(c, 4) * sizeof<T>());
        l2 += load<T>(x + 2 * sizeof<T>()) * load<T>(w + <usize>load<u32>(c, 8) * sizeof<T>());
        l3 += load<T>(x + 3 * sizeof<T>()) * load<T>(w + <usize>load<u32>(c, 12) * sizeof<T>());
      }
      for (let lane = 0; i < end; i++, lane++) {
        const term = load<T>(values + i * sizeof<T>()) * load<T>(w + <usize>load<u32>(columnNumbers + (i << 2)) * sizeof<T>());
        if (lane == 0) l0 += term;
        else if (lane == 1) l1 += term;
        else l2 += term;
      }
      store<T>(to, l0 + l1 + (l2 + l3) + load<T>(w + <usize>columns * sizeof<T>()));
    }
  }
}
