// The training step on sparse rows. A batch's losses and the gradient of its biases are summed in f64, row after row;
// so is, in T, the gradient of each touched column. Plain SGD sums no gradient: at the batch's end each row takes its share
// of the step, row after row. Hence the bytes do not depend on how a batch is cut into calls. Where updates go over all columns,
// the gradient has a place for each, and the update is that of dense rows.

import { DERIVATIVE_BYTES, DERIVATIVES, LEAF_ROWS, lossesAt, POINTERS, ROW_LOSSES, SQUARED_NORMS, spreadTargets, TARGETS } from "./rows";
import * as run from "./run";
import { entryBytes, gather, scatter, scatterGradient, squaredNorm, touchWindow } from "./sparse";
import { catchUp, openLazy, settleAll } from "./sparse-lazy";
import { isPlain, trainPlain } from "./sparse-plain";
import * as sparse from "./sparse-record";
import { openSteps } from "./sparse-steps";
import { keptDerivativeBytes, updateSparse } from "./sparse-update";
import { update } from "./update";

/** Lists the columns of a row that the batch has not touched before, and brings their weights up to date. */
function touchRow<T>(own: usize, at: usize, end: usize): void {
  const positions = run.pointer(own, sparse.POSITIONS);
  const touched = run.pointer(own, sparse.TOUCHED);
  const before = <u32>run.whole(own, sparse.TOUCHED_COUNT);
  let count = before;
  // Without a branch: which columns are new cannot be foreseen. Every column is written behind the list, new ones stay.
  for (; at < end; at += entryBytes<T>()) {
    const column = load<u32>(at);
    const place = positions + (<usize>column << 2);
    const position = load<u32>(place);
    store<u32>(touched + (<usize>count << 2), column);
    count += <u32>(position == 0);
    store<u32>(place, position == 0 ? count : position);
  }
  run.setWhole(own, sparse.TOUCHED_COUNT, count);
  if (!run.pointer(own, sparse.LAST) || run.get(own, sparse.AGE) == 0) return;
  for (let i = before; i < count; i++) catchUp<T>(load<u32>(touched + (<usize>i << 2)));
}

/** The rows at positions [start, start + count), up to their losses and derivatives in the scratch. */
function forward<T>(record: usize, start: i32, count: i32, touching: bool): void {
  const starts = run.pointer(record, run.ROWS);
  const order = run.pointer(record, run.ORDER);
  const targets = run.pointer(record, run.TARGETS);
  const targetWidth = <usize>run.whole(record, run.TARGET_WIDTH);
  const outputs = run.whole(record, run.OUTPUTS);
  const width = <usize>run.whole(record, run.WIDTH) * sizeof<T>();
  const bias = <usize>run.whole(record, run.COLUMNS) * sizeof<T>();
  const weights = run.pointer(record, run.WEIGHTS);
  const scratch = run.pointer(record, run.SCRATCH);
  const own = run.pointer(record, run.SPARSE);
  const passive = run.whole(record, run.PASSIVE_AGGRESSIVE);
  // Settled weights are undivided.
  const scale = run.get(own, sparse.AGE) == 0 ? <T>1 : <T>run.get(own, sparse.SCALE);
  const divided = run.whole(record, run.OPTIMIZER) == 0;
  let windows = run.pointer(record, run.WINDOWS);
  for (let r: usize = 0; r < <usize>count; r++) {
    const row: usize = order ? <usize>load<u32>(order + ((<usize>start + r) << 2)) : <usize>start + r;
    if (windows) windows = touchWindow(windows, start + <i32>r);
    const pointer = starts + (row << 2);
    store<u32>(scratch + POINTERS + (r << 2), <u32>pointer);
    const target = targets + row * targetWidth * sizeof<T>();
    if (targetWidth == 1) store<T>(scratch + TARGETS + r * sizeof<T>(), load<T>(target));
    else spreadTargets<T>(record, target, r * sizeof<T>());
    const at = <usize>load<u32>(pointer);
    const end = <usize>load<u32>(pointer, 4);
    if (touching) touchRow<T>(own, at, end);
    if (passive) store<T>(scratch + SQUARED_NORMS + r * sizeof<T>(), squaredNorm<T>(at, end));
    let w = weights;
    let z = scratch + DERIVATIVES + r * sizeof<T>();
    for (let k = outputs; k > 0; k--, w += width, z += DERIVATIVE_BYTES) {
      const sum = gather<T>(at, end, w);
      store<T>(z, (divided ? sum * scale : sum) + load<T>(w + bias));
    }
  }
  run.setWhole(record, run.WINDOWS, <i32>windows);
  lossesAt<T>(record, count, 0);
}

/**
 * Adds losses and derivatives of the last {@link forward} to their sums, and the gradient to its; or with `keeping`, keeps the
 * derivatives of its rows, which are rows `filled` … of the batch.
 */
function addUp<T>(record: usize, count: i32, filled: i32, keeping: bool): void {
  const scratch = run.pointer(record, run.SCRATCH);
  const outputs = run.whole(record, run.OUTPUTS);
  const own = run.pointer(record, run.SPARSE);
  const losses = run.pointer(record, run.LOSS_TREE);
  let total = run.whole(record, run.FILLED) ? load<f64>(losses) : 0;
  for (let r: usize = 0; r < <usize>count; r++) total += <f64>load<T>(scratch + ROW_LOSSES + r * sizeof<T>());
  store<f64>(losses, total);
  let d = scratch + DERIVATIVES;
  let sum = run.pointer(own, sparse.BIAS_SUMS);
  for (let k = outputs; k > 0; k--, d += DERIVATIVE_BYTES, sum += 8) {
    let bias = load<f64>(sum);
    for (let r: usize = 0; r < <usize>count; r++) bias += <f64>load<T>(d + r * sizeof<T>());
    store<f64>(sum, bias);
  }
  if (keeping) {
    const pointers = run.pointer(own, sparse.KEPT_POINTERS) + (<usize>filled << 2);
    memory.copy(pointers, scratch + POINTERS, <usize>count << 2);
    let from = scratch + DERIVATIVES;
    let to = run.pointer(own, sparse.KEPT_DERIVATIVES) + <usize>filled * sizeof<T>();
    const bytes = keptDerivativeBytes<T>(own);
    for (let k = outputs; k > 0; k--, from += DERIVATIVE_BYTES, to += bytes) memory.copy(to, from, <usize>count * sizeof<T>());
    return;
  }
  const whole = run.whole(own, sparse.WHOLE) != 0;
  const positions = run.pointer(own, sparse.POSITIONS);
  const room = <usize>(whole ? run.whole(record, run.WIDTH) : run.whole(own, sparse.TOUCHED_ROOM)) * sizeof<T>();
  for (let r: usize = 0; r < <usize>count; r++) {
    const pointer = <usize>load<u32>(scratch + POINTERS + (r << 2));
    const at = <usize>load<u32>(pointer);
    const end = <usize>load<u32>(pointer, 4);
    let g = run.pointer(record, run.GRADIENT);
    let own = scratch + DERIVATIVES + r * sizeof<T>();
    for (let k = outputs; k > 0; k--, g += room, own += DERIVATIVE_BYTES) {
      if (whole) scatter<T>(at, end, g, -load<T>(own));
      else scatterGradient<T>(at, end, positions, g, load<T>(own));
    }
  }
}

/** Trains on the rows at positions [from, to); returns how many batches were finished. */
export function trainSparseRows<T>(record: usize, from: i32, to: i32): i32 {
  openLazy(record);
  openSteps(record);
  const batchSize = run.whole(record, run.BATCH_SIZE);
  const own = run.pointer(record, run.SPARSE);
  const keeping = run.whole(own, sparse.KEPT_ROWS) != 0;
  const touching = !keeping && run.whole(own, sparse.WHOLE) == 0;
  const plain = isPlain(record);
  let filled = run.whole(record, run.FILLED);
  let finished = 0;
  for (let at = from; at < to; ) {
    // A batch that is open goes on as it began.
    if (plain && filled == 0 && to - at >= batchSize) {
      const batches = (to - at) / batchSize;
      trainPlain<T>(record, at, batches, finished);
      finished += batches;
      at += batches * batchSize;
      continue;
    }
    const take = min(min(batchSize - filled, LEAF_ROWS), to - at);
    forward<T>(record, at, take, touching);
    addUp<T>(record, take, filled, keeping);
    at += take;
    filled += take;
    run.setWhole(record, run.FILLED, filled);
    if (filled == batchSize) {
      finishSparseBatch<T>(record, finished++);
      filled = 0;
    }
  }
  return finished;
}

/** Ends the open batch: tells its loss, weight and penalty, and updates the weights. */
export function finishSparseBatch<T>(record: usize, batch: i32): void {
  openLazy(record);
  openSteps(record);
  const at = <usize>batch << 3;
  const rows = run.whole(record, run.FILLED);
  const weight = run.tellBatch(record, batch);
  const penalties = run.pointer(record, run.BATCH_PENALTIES);
  if (penalties) store<f64>(penalties + at, penaltyOfSparse<T>(record));
  const rate = load<f64>(run.pointer(record, run.RATES) + at);
  if (run.whole(run.pointer(record, run.SPARSE), sparse.WHOLE)) {
    takeBiasSums<T>(record);
    update<T>(record, rate, rows, weight);
  } else updateSparse<T>(record, rate, rows, weight);
  run.setWhole(record, run.FILLED, 0);
  run.set(record, run.BATCH_WEIGHT, 0);
}

/** Puts the summed derivatives where the update of dense rows looks for them. */
function takeBiasSums<T>(record: usize): void {
  const width = <usize>run.whole(record, run.WIDTH) * sizeof<T>();
  let bias = run.pointer(record, run.GRADIENT) + <usize>run.whole(record, run.COLUMNS) * sizeof<T>();
  let sum = run.pointer(run.pointer(record, run.SPARSE), sparse.BIAS_SUMS);
  for (let k = run.whole(record, run.OUTPUTS); k > 0; k--, bias += width, sum += 8) {
    store<T>(bias, <T>load<f64>(sum));
    store<f64>(sum, 0);
  }
}

/** l1 sum |w| + l2 / 2 sum w^2, output by output, column by column; untouched weights as they were last. */
function penaltyOfSparse<T>(record: usize): f64 {
  const own = run.pointer(record, run.SPARSE);
  const columns = <usize>run.whole(record, run.COLUMNS);
  const width = <usize>run.whole(record, run.WIDTH);
  const weights = run.pointer(record, run.WEIGHTS);
  const divided = run.whole(record, run.OPTIMIZER) == 0 && run.get(own, sparse.AGE) != 0;
  const scale = divided ? run.get(own, sparse.SCALE) : 1;
  let sizes: f64 = 0;
  let squares: f64 = 0;
  for (let k: usize = 0; k < <usize>run.whole(record, run.OUTPUTS); k++) {
    for (let j: usize = 0; j < columns; j++) {
      const value = scale * <f64>load<T>(weights + (k * width + j) * sizeof<T>());
      sizes += Math.abs(value);
      squares += value * value;
    }
  }
  return run.get(record, run.L1) * sizes + 0.5 * run.get(record, run.L2) * squares;
}

/** The sum of the losses of the rows at positions [from, to), row after row; nothing is trained. */
export function evaluateSparseRows<T>(record: usize, from: i32, to: i32): f64 {
  const scratch = run.pointer(record, run.SCRATCH);
  let sum: f64 = 0;
  for (let at = from; at < to; at += LEAF_ROWS) {
    const rows = min(LEAF_ROWS, to - at);
    forward<T>(record, at, rows, false);
    for (let r: usize = 0; r < <usize>rows; r++) sum += <f64>load<T>(scratch + ROW_LOSSES + r * sizeof<T>());
  }
  return sum;
}

/** Settles the weights; see sparse-lazy.ts. */
export function settle<T>(record: usize): void {
  openLazy(record);
  openSteps(record);
  settleAll<T>();
}
