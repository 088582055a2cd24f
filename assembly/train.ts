// The training step: rows are added to the open batch; a full batch updates the weights.
//
// The order of every sum is fixed. A leaf is 64 rows of a batch: its gradient is added row after row, its losses
// and bias derivatives are kept by row and summed when the leaf ends. Leaves are combined pairwise as in a binary
// counter, older + newer. So the bytes depend neither on how the rows of a batch were cut into calls nor, later,
// on how many threads own the leaves.

import { addRows, dotRows, PARTIAL } from "./dense";
import { comparesNumbers, lossRows, SOFTMAX, softmaxRows } from "./loss";
import * as run from "./run";
import { lanes, vectorEnd } from "./vector";

const LEAF_ROWS: i32 = 64;

/** Rows go through forward and backward pass in strips that stay in the L1 cache in between. */
const STRIP_BYTES: usize = 24576;

// Scratch, each part with room for 64 rows and one vector more: row pointers, partial sums, targets, targets of one
// output against the rest, losses of one output, losses of the row, and for each output its values and then their
// derivatives.
const POINTERS: usize = 0;
const PARTIALS: usize = POINTERS + 64 * 4 + 16;
const TARGETS: usize = PARTIALS + 68 * PARTIAL;
const AGAINST_REST: usize = TARGETS + 66 * 8;
const LOSSES: usize = AGAINST_REST + 66 * 8;
const ROW_LOSSES: usize = LOSSES + 66 * 8;
const DERIVATIVES: usize = ROW_LOSSES + 66 * 8;
export const SCRATCH_BYTES: i32 = <i32>DERIVATIVES;
export const DERIVATIVE_BYTES: i32 = 66 * 8;

function addVector<T>(from: usize, to: usize, length: i32): void {
  const end = <usize>vectorEnd<T>(length) * sizeof<T>();
  let at: usize = 0;
  for (; at < end; at += 16) v128.store(to + at, v128.add<T>(v128.load(from + at), v128.load(to + at)));
  const all = <usize>length * sizeof<T>();
  for (; at < all; at += sizeof<T>()) store<T>(to + at, load<T>(from + at) + load<T>(to + at));
}

/** to = from; from = 0. Written out because memory.copy and memory.fill leave the module, too dear for short vectors. */
function moveVector<T>(from: usize, to: usize, length: i32): void {
  const bytes = <usize>length * sizeof<T>();
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(to + at, v128.load(from + at));
    v128.store(from + at, i64x2.splat(0));
  }
}

/** Sum of `count` values of T in f64: in lanes (position modulo 4), then (l0 + l1) + (l2 + l3). Zeros what is left of the last 4. */
function sumLeaf<T>(at: usize, count: i32): f64 {
  for (let i = count; i & 3; i++) store<T>(at + <usize>i * sizeof<T>(), 0 as T);
  let a = f64x2.splat(0);
  let b = a;
  const end = at + <usize>count * sizeof<T>();
  if (sizeof<T>() == 4) {
    for (; at < end; at += 16) {
      const v = v128.load(at);
      a = f64x2.add(a, f64x2.promote_low_f32x4(v));
      b = f64x2.add(b, f64x2.promote_low_f32x4(v128.shuffle<f64>(v, v, 1, 1)));
    }
  } else {
    for (; at < end; at += 32) {
      a = f64x2.add(a, v128.load(at));
      b = f64x2.add(b, v128.load(at, 16));
    }
  }
  return f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1) + (f64x2.extract_lane(b, 0) + f64x2.extract_lane(b, 1));
}

/** Sums what the open leaf keeps by row: the losses, and the derivatives of the biases. */
function endLeaf<T>(record: usize): void {
  const filled = ((run.whole(record, run.FILLED) - 1) & (LEAF_ROWS - 1)) + 1;
  const scratch = run.pointer(record, run.SCRATCH);
  store<f64>(run.pointer(record, run.LOSS_TREE), sumLeaf<T>(scratch + ROW_LOSSES, filled));
  const width = <usize>run.whole(record, run.WIDTH) * sizeof<T>();
  let bias = run.pointer(record, run.GRADIENT) + <usize>run.whole(record, run.COLUMNS) * sizeof<T>();
  let derivatives = scratch + DERIVATIVES;
  for (let output = run.whole(record, run.OUTPUTS); output > 0; output--) {
    store<T>(bias, <T>sumLeaf<T>(derivatives, filled));
    bias += width;
    derivatives += DERIVATIVE_BYTES;
  }
}

/** Adds the sum kept at `level` to the open one (older + newer). */
function merge<T>(record: usize, level: usize): void {
  const length = run.whole(record, run.OUTPUTS) * run.whole(record, run.WIDTH);
  const open = run.pointer(record, run.GRADIENT);
  addVector<T>(open + level * <usize>length * sizeof<T>(), open, length);
  const losses = run.pointer(record, run.LOSS_TREE);
  store<f64>(losses, load<f64>(losses + (level << 3)) + load<f64>(losses));
}

/** Files the full open leaf in the tree and opens an empty one. */
function closeLeaf<T>(record: usize): void {
  endLeaf<T>(record);
  const leaves = run.whole(record, run.LEAVES);
  let level: usize = 1;
  for (let carry = leaves; carry & 1; carry >>= 1) merge<T>(record, level++);
  const length = run.whole(record, run.OUTPUTS) * run.whole(record, run.WIDTH);
  const open = run.pointer(record, run.GRADIENT);
  moveVector<T>(open, open + level * <usize>length * sizeof<T>(), length);
  const losses = run.pointer(record, run.LOSS_TREE);
  store<f64>(losses + (level << 3), load<f64>(losses));
  run.set(record, run.LEAVES, leaves + 1);
}

/** Losses and derivatives of `count` rows, whose outputs lie at `z`, an array for each output. */
function lossesOf<T>(record: usize, count: i32, z: usize, rowLosses: usize): void {
  const kind = run.whole(record, run.LOSS);
  const outputs = run.whole(record, run.OUTPUTS);
  const scratch = run.pointer(record, run.SCRATCH);
  const y = scratch + TARGETS;
  const parameter = <T>run.get(record, run.LOSS_PARAMETER);
  if (kind == SOFTMAX) {
    softmaxRows<T>(count, outputs, z, DERIVATIVE_BYTES, y, rowLosses);
    return;
  }
  if (outputs == 1) {
    lossRows<T>(kind, parameter, count, z, y, rowLosses, z);
    return;
  }
  const own = scratch + AGAINST_REST;
  const other: T = comparesNumbers(kind) ? <T>-1 : <T>0;
  for (let output = 0; output < outputs; output++, z += DERIVATIVE_BYTES) {
    for (let r: usize = 0; r < <usize>count; r++) {
      const at = r * sizeof<T>();
      store<T>(own + at, load<T>(y + at) == <T>output ? <T>1 : other);
    }
    lossRows<T>(kind, parameter, count, z, own, output ? scratch + LOSSES : rowLosses, z);
    if (output) addVector<T>(scratch + LOSSES, rowLosses, count);
  }
}

/** Adds the rows at positions [from, to) to the open leaf, which holds `inLeaf` rows. */
function addToLeaf<T>(record: usize, from: i32, to: i32, inLeaf: i32): void {
  const rows = run.pointer(record, run.ROWS);
  const stride = run.pointer(record, run.STRIDE);
  const targets = run.pointer(record, run.TARGETS);
  const order = run.pointer(record, run.ORDER);
  const columns = run.whole(record, run.COLUMNS);
  const outputs = run.whole(record, run.OUTPUTS);
  const width = <usize>run.whole(record, run.WIDTH) * sizeof<T>();
  const scratch = run.pointer(record, run.SCRATCH);
  const bias = <usize>columns * sizeof<T>();
  const pointers = scratch + POINTERS;
  const y = scratch + TARGETS;
  const strip = <i32>max<usize>(8, (STRIP_BYTES / stride) & ~7);
  for (let start = from; start < to; start += strip) {
    const count = min(strip, to - start);
    const first = <usize>(inLeaf + start - from) * sizeof<T>();
    if (order) {
      for (let r: usize = 0; r < <usize>count; r++) {
        const row: usize = load<u32>(order + ((<usize>start + r) << 2));
        store<u32>(pointers + (r << 2), <u32>(rows + row * stride));
        store<T>(y + r * sizeof<T>(), load<T>(targets + row * sizeof<T>()));
      }
    } else {
      let x = rows + <usize>start * stride;
      for (let r: usize = 0; r < <usize>count; r++, x += stride) store<u32>(pointers + (r << 2), <u32>x);
      const from = targets + <usize>start * sizeof<T>();
      for (let at: usize = 0; at < <usize>count * sizeof<T>(); at += 16) v128.store(y + at, v128.load(from + at));
    }
    const z = scratch + DERIVATIVES + first;
    let w = run.pointer(record, run.WEIGHTS);
    for (let output = 0; output < outputs; output++, w += width) {
      dotRows<T>(pointers, count, w, columns, load<T>(w + bias), scratch + PARTIALS, z + output * DERIVATIVE_BYTES);
    }
    lossesOf<T>(record, count, z, scratch + ROW_LOSSES + first);
    let g = run.pointer(record, run.GRADIENT);
    for (let output = 0; output < outputs; output++, g += width) {
      addRows<T>(pointers, count, z + output * DERIVATIVE_BYTES, columns, g);
    }
  }
}

/** w = (1 - rate l2) w - rate g; the bias is not penalised. Leaves g zero. */
function update<T>(record: usize, rate: f64, rows: i32): void {
  const sum = run.whole(record, run.SUM);
  const step = <T>(sum ? rate : rate / <f64>rows);
  const decay = <T>max(0.0, 1.0 - rate * run.get(record, run.L2) * (sum ? <f64>rows : 1.0));
  const columns = run.whole(record, run.COLUMNS);
  const end = <usize>vectorEnd<T>(columns) * sizeof<T>();
  const all = <usize>columns * sizeof<T>();
  const width = <usize>run.whole(record, run.WIDTH) * sizeof<T>();
  const intercept = run.whole(record, run.INTERCEPT);
  const stepV = v128.splat<T>(step);
  const decayV = v128.splat<T>(decay);
  let w = run.pointer(record, run.WEIGHTS);
  let g = run.pointer(record, run.GRADIENT);
  for (let output = run.whole(record, run.OUTPUTS); output > 0; output--) {
    let at: usize = 0;
    for (; at < end; at += 16) {
      const kept = v128.mul<T>(v128.load(w + at), decayV);
      v128.store(w + at, v128.sub<T>(kept, v128.mul<T>(v128.load(g + at), stepV)));
      v128.store(g + at, i64x2.splat(0));
    }
    for (; at < all; at += sizeof<T>()) {
      store<T>(w + at, load<T>(w + at) * decay - load<T>(g + at) * step);
      store<T>(g + at, 0 as T);
    }
    if (intercept) store<T>(w + all, load<T>(w + all) - load<T>(g + all) * step);
    store<T>(g + all, 0 as T);
    w += width;
    g += width;
  }
}

/** Ends the open batch: sums the tree, updates the weights, writes the batch's loss sum to BATCH_LOSSES[batch]. */
export function finishBatch<T>(record: usize, batch: i32): void {
  endLeaf<T>(record);
  let level: usize = 1;
  for (let rest = run.whole(record, run.LEAVES); rest; rest >>= 1, level++) {
    if (rest & 1) merge<T>(record, level);
  }
  const losses = run.pointer(record, run.LOSS_TREE);
  store<f64>(run.pointer(record, run.BATCH_LOSSES) + (<usize>batch << 3), load<f64>(losses));
  update<T>(record, load<f64>(run.pointer(record, run.RATES) + (<usize>batch << 3)), run.whole(record, run.FILLED));
  run.set(record, run.FILLED, 0);
  run.set(record, run.LEAVES, 0);
}

/** Trains on the rows at positions [from, to); returns how many batches were finished. */
export function trainRows<T>(record: usize, from: i32, to: i32): i32 {
  const batchSize = run.whole(record, run.BATCH_SIZE);
  let filled = run.whole(record, run.FILLED);
  let finished = 0;
  let at = from;
  while (at < to) {
    const inLeaf = filled & (LEAF_ROWS - 1);
    if (filled && !inLeaf) closeLeaf<T>(record);
    const take = min(min(batchSize - filled, LEAF_ROWS - inLeaf), to - at);
    addToLeaf<T>(record, at, at + take, inLeaf);
    at += take;
    filled += take;
    run.set(record, run.FILLED, filled);
    if (filled == batchSize) {
      finishBatch<T>(record, finished++);
      filled = 0;
    }
  }
  return finished;
}
