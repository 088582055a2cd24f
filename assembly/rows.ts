// A strip of rows: their outputs, losses and derivatives, and what they add to the gradient.

import { addRows, dotRows } from "./dense";
import { addOutputs, dotOutputs, OUTPUTS_SCRATCH, STRIP_ROWS } from "./dense-outputs";
import { comparesNumbers, lossRows, SOFTMAX, softmaxRows } from "./loss";
import * as run from "./run";
import { addVector, dot } from "./vector";

/** Rows of a leaf of the tree in which a batch is summed. */
export const LEAF_ROWS: i32 = 64;

/** Rows go through forward and backward pass in strips that stay in the L1 cache in between. */
const STRIP_BYTES: usize = 24576;

/** An array of T with a place for each row of a leaf and one vector more. */
const ROW_ARRAY: usize = 66 * 8;

// Scratch: row pointers, partial sums, targets, targets of one output against the rest, losses of one output, losses of
// the rows, their weights, their squared norms, and for each output its values and then their derivatives, and its targets.
export const POINTERS: usize = 0;
const PARTIALS: usize = POINTERS + 64 * 4 + 16;
// The sums of a chunk of outputs need more room than those of a leaf's rows for one output.
export const TARGETS: usize = PARTIALS + OUTPUTS_SCRATCH;
const AGAINST_REST: usize = TARGETS + ROW_ARRAY;
const LOSSES: usize = AGAINST_REST + ROW_ARRAY;
export const ROW_LOSSES: usize = LOSSES + ROW_ARRAY;
const ROW_WEIGHTS: usize = ROW_LOSSES + ROW_ARRAY;
export const SQUARED_NORMS: usize = ROW_WEIGHTS + ROW_ARRAY;
export const DERIVATIVES: usize = SQUARED_NORMS + ROW_ARRAY;
export const DERIVATIVE_BYTES: usize = ROW_ARRAY;

/** Bytes of scratch for a number of outputs. */
export function scratchBytes(outputs: i32): i32 {
  return <i32>(DERIVATIVES + 2 * <usize>outputs * ROW_ARRAY);
}

/** Finds the rows at positions [start, start + count): their pointers, and where there is one target only, it. */
function findRows<T>(record: usize, start: i32, count: i32): void {
  const rows = run.pointer(record, run.ROWS);
  const stride = run.pointer(record, run.STRIDE);
  const targets = run.pointer(record, run.TARGETS);
  const order = run.pointer(record, run.ORDER);
  const width = run.whole(record, run.TARGET_WIDTH);
  const scratch = run.pointer(record, run.SCRATCH);
  const pointers = scratch + POINTERS;
  const y = scratch + TARGETS;
  if (width > 1) {
    for (let r = 0; r < count; r++) {
      const row: usize = order ? load<u32>(order + (<usize>(start + r) << 2)) : start + r;
      store<u32>(pointers + (<usize>r << 2), <u32>(rows + row * stride));
      spreadTargets<T>(record, targets + row * <usize>width * sizeof<T>(), <usize>r * sizeof<T>());
    }
  } else if (order) {
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
}

/** Whether each output has a target of its own; a single output has no other. */
function hasOwnTargets(record: usize): bool {
  return run.whole(record, run.OWN_TARGETS) != 0 && run.whole(record, run.OUTPUTS) > 1;
}

/** Puts the numbers of a target record where the losses look for them: `to` bytes into each array. */
export function spreadTargets<T>(record: usize, from: usize, to: usize): void {
  const scratch = run.pointer(record, run.SCRATCH);
  const outputs = run.whole(record, run.OUTPUTS);
  let at = from;
  if (hasOwnTargets(record)) {
    let y = scratch + DERIVATIVES + <usize>outputs * ROW_ARRAY + to;
    for (let k = outputs; k > 0; k--, at += sizeof<T>(), y += ROW_ARRAY) store<T>(y, load<T>(at));
  } else {
    store<T>(scratch + TARGETS + to, load<T>(at));
    at += sizeof<T>();
  }
  if (run.whole(record, run.WEIGHTED)) store<T>(scratch + ROW_WEIGHTS + to, load<T>(at));
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
  const isPassive = run.whole(record, run.PASSIVE_AGGRESSIVE) != 0;
  const ownTargets = hasOwnTargets(record);
  let own = ownTargets ? scratch + DERIVATIVES + <usize>outputs * ROW_ARRAY : y;
  const other: T = comparesNumbers(kind) ? <T>-1 : <T>0;
  for (let output = 0; output < outputs; output++, z += DERIVATIVE_BYTES) {
    if (!ownTargets && outputs > 1) {
      own = scratch + AGAINST_REST;
      for (let r: usize = 0; r < <usize>count; r++) {
        const at = r * sizeof<T>();
        store<T>(own + at, load<T>(y + at) == <T>output ? <T>1 : other);
      }
    }
    const losses = output ? scratch + LOSSES : rowLosses;
    lossRows<T>(kind, parameter, count, z, own, losses, z);
    if (isPassive) takePassiveSteps<T>(record, count, losses, z);
    if (output) addVector<T>(losses, rowLosses, count);
    if (ownTargets) own += ROW_ARRAY;
  }
}

/** Derivatives of size 1 become the steps of PA-I, min(C, loss / |x|^2), or PA-II, loss / (|x|^2 + 1 / (2 C)). */
function takePassiveSteps<T>(record: usize, count: i32, losses: usize, derivatives: usize): void {
  const norms = run.pointer(record, run.SCRATCH) + SQUARED_NORMS;
  const first = run.whole(record, run.PASSIVE_AGGRESSIVE) == 1;
  const bound = <T>run.get(record, run.AGGRESSIVENESS);
  for (let at: usize = 0; at < <usize>count * sizeof<T>(); at += sizeof<T>()) {
    const loss = load<T>(losses + at);
    const norm = load<T>(norms + at);
    let step = first ? loss / norm : loss / (norm + (1 as T) / ((2 as T) * bound));
    if (first && !(step < bound)) step = norm > 0 ? bound : <T>0;
    store<T>(derivatives + at, load<T>(derivatives + at) * step);
  }
}

/** Losses and derivatives count as often as their row weighs. */
function weigh<T>(record: usize, count: i32, z: usize, rowLosses: usize): void {
  const weights = run.pointer(record, run.SCRATCH) + ROW_WEIGHTS;
  multiply<T>(rowLosses, weights, count);
  for (let k = run.whole(record, run.OUTPUTS); k > 0; k--, z += DERIVATIVE_BYTES) multiply<T>(z, weights, count);
  let sum = run.get(record, run.BATCH_WEIGHT);
  for (let r: usize = 0; r < <usize>count; r++) sum += <f64>load<T>(weights + r * sizeof<T>());
  run.set(record, run.BATCH_WEIGHT, sum);
}

function multiply<T>(values: usize, by: usize, count: i32): void {
  for (let at: usize = 0; at < <usize>count * sizeof<T>(); at += 16) {
    v128.store(values + at, v128.mul<T>(v128.load(values + at), v128.load(by + at)));
  }
}

/** How many rows go through the passes at once. */
export function stripRows(record: usize): i32 {
  if (run.whole(record, run.OUTPUTS) > 1) return STRIP_ROWS;
  return <i32>max<usize>(8, (STRIP_BYTES / run.pointer(record, run.STRIDE)) & ~7);
}

/** The rows at positions [start, start + count), which come as rows `place` … of their leaf, up to their derivatives. */
export function forwardRows<T>(record: usize, start: i32, count: i32, place: i32): void {
  const columns = run.whole(record, run.COLUMNS);
  const outputs = run.whole(record, run.OUTPUTS);
  const scratch = run.pointer(record, run.SCRATCH);
  const pointers = scratch + POINTERS;
  const first = <usize>place * sizeof<T>();
  const z = scratch + DERIVATIVES + first;
  const w = run.pointer(record, run.WEIGHTS);
  findRows<T>(record, start, count);
  if (outputs == 1) {
    dotRows<T>(pointers, count, w, columns, load<T>(w + <usize>columns * sizeof<T>()), scratch + PARTIALS, z);
  } else {
    const width = <usize>run.whole(record, run.WIDTH) * sizeof<T>();
    dotOutputs<T>(pointers, count, w, width, outputs, columns, scratch + PARTIALS, z, DERIVATIVE_BYTES);
  }
  if (run.whole(record, run.PASSIVE_AGGRESSIVE)) {
    for (let r: usize = 0; r < <usize>count; r++) {
      const x = <usize>load<u32>(pointers + (r << 2));
      store<T>(scratch + SQUARED_NORMS + r * sizeof<T>(), dot<T>(x, x, columns));
    }
  }
  lossesAt<T>(record, count, place);
}

/** From the outputs of `count` rows, which come as rows `place` … of their leaf, to their losses and derivatives. */
export function lossesAt<T>(record: usize, count: i32, place: i32): void {
  const scratch = run.pointer(record, run.SCRATCH);
  const first = <usize>place * sizeof<T>();
  const z = scratch + DERIVATIVES + first;
  const rowLosses = scratch + ROW_LOSSES + first;
  lossesOf<T>(record, count, z, rowLosses);
  if (run.whole(record, run.WEIGHTED)) weigh<T>(record, count, z, rowLosses);
}

/** Adds the rows of the last {@link forwardRows} to the open gradient. */
export function backwardRows<T>(record: usize, count: i32, place: i32): void {
  const columns = run.whole(record, run.COLUMNS);
  const outputs = run.whole(record, run.OUTPUTS);
  const scratch = run.pointer(record, run.SCRATCH);
  const d = scratch + DERIVATIVES + <usize>place * sizeof<T>();
  const g = run.pointer(record, run.GRADIENT);
  if (outputs == 1) {
    addRows<T>(scratch + POINTERS, count, d, columns, g);
  } else {
    const width = <usize>run.whole(record, run.WIDTH) * sizeof<T>();
    addOutputs<T>(scratch + POINTERS, count, d, DERIVATIVE_BYTES, outputs, columns, g, width);
  }
}
