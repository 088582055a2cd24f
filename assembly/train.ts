// The training step: rows are added to the open batch; a full batch updates the weights.
//
// The order of every sum is fixed. A leaf is 64 rows of a batch: its gradient is added row after row, its losses
// and bias derivatives are kept by row and summed when the leaf ends. Leaves are combined pairwise as in a binary
// counter, older + newer. So the bytes depend neither on how the rows of a batch were cut into calls nor, later,
// on how many threads own the leaves.

import { backwardRows, DERIVATIVE_BYTES, DERIVATIVES, forwardRows, LEAF_ROWS, ROW_LOSSES, stripRows } from "./rows";
import * as run from "./run";
import { update } from "./update";
import { addVector } from "./vector";
import { penaltyOf } from "./weights";

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
  run.setWhole(record, run.LEAVES, leaves + 1);
}

/** Adds the rows at positions [from, to) to the open leaf, which holds `inLeaf` rows. */
function addToLeaf<T>(record: usize, from: i32, to: i32, inLeaf: i32): void {
  const strip = stripRows(record);
  for (let start = from; start < to; start += strip) {
    const count = min(strip, to - start);
    const place = inLeaf + start - from;
    forwardRows<T>(record, start, count, place);
    backwardRows<T>(record, count, place);
  }
}

/** Ends the open batch: sums the tree, tells the batch's loss, weight and penalty, and updates the weights. */
export function finishBatch<T>(record: usize, batch: i32): void {
  endLeaf<T>(record);
  let level: usize = 1;
  for (let rest = run.whole(record, run.LEAVES); rest; rest >>= 1, level++) {
    if (rest & 1) merge<T>(record, level);
  }
  const at = <usize>batch << 3;
  const rows = run.whole(record, run.FILLED);
  const weight = run.tellBatch(record, batch);
  const penalties = run.pointer(record, run.BATCH_PENALTIES);
  if (penalties) store<f64>(penalties + at, penaltyOf<T>(record));
  update<T>(record, load<f64>(run.pointer(record, run.RATES) + at), rows, weight);
  run.setWhole(record, run.FILLED, 0);
  run.setWhole(record, run.LEAVES, 0);
  run.set(record, run.BATCH_WEIGHT, 0);
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
    run.setWhole(record, run.FILLED, filled);
    if (filled == batchSize) {
      finishBatch<T>(record, finished++);
      filled = 0;
    }
  }
  return finished;
}

/** The sum of the losses of the rows at positions [from, to), leaf after leaf from `from`; nothing is trained. */
export function evaluateRows<T>(record: usize, from: i32, to: i32): f64 {
  const strip = stripRows(record);
  let sum: f64 = 0;
  for (let leaf = from; leaf < to; leaf += LEAF_ROWS) {
    const rows = min(LEAF_ROWS, to - leaf);
    for (let place = 0; place < rows; place += strip) {
      forwardRows<T>(record, leaf + place, min(strip, rows - place), place);
    }
    sum += sumLeaf<T>(run.pointer(record, run.SCRATCH) + ROW_LOSSES, rows);
  }
  return sum;
}
