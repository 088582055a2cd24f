// Weights of sparse rows between the batches that touch them. Where untouched weights move all the same (penalties, momentum,
// means), each column remembers the update after which its weights were last up to date, and catches up when it is touched
// again: to where every missed update would have brought it; docs/sparse-training.md has the formulas. Plain SGD without L1 needs
// none of this: its weights are kept divided by one factor.
//
// Settled weights are all up to date, undivided, and the averages are means: what dense rows have after every update.

import { exp, log } from "./math";
import * as run from "./run";
import * as sparse from "./sparse-record";
import { replay, signed } from "./sparse-steps";
import { ADAGRAD, ADAM, ADAMW, FTRL, RMSPROP, SGD } from "./dense-steps";

/** So few missed updates take less time than logarithms. */
const FEW_UPDATES: f64 = 8;

let own: usize = 0;
let registers: usize = 0;
let weights: usize = 0;
let state: usize = 0;
let paid: usize = 0;
let average: usize = 0;
let outputs: i32 = 0;
let columns: i32 = 0;
/** Elements from one output to the next. */
let width: usize = 0;
let optimizer: i32 = 0;
let l1: f64 = 0;
let l2: f64 = 0;
let decay1: f64 = 0;
let decay2: f64 = 0;
let stabilizer: f64 = 0;

/** Takes what catching up needs from the records. */
export function openLazy(record: usize): void {
  own = run.pointer(record, run.SPARSE);
  registers = run.pointer(record, run.REGISTERS);
  weights = run.pointer(record, run.WEIGHTS);
  state = run.pointer(record, run.STATE);
  paid = run.pointer(record, run.L1_PAID);
  average = run.pointer(record, run.AVERAGE);
  outputs = run.whole(record, run.OUTPUTS);
  columns = run.whole(record, run.COLUMNS);
  width = <usize>run.whole(record, run.WIDTH);
  optimizer = run.whole(record, run.OPTIMIZER);
  l1 = run.get(record, run.L1);
  l2 = run.get(record, run.L2);
  decay1 = run.get(record, run.MOMENT_DECAY);
  decay2 = run.get(record, run.SQUARE_DECAY);
  stabilizer = run.get(record, run.STABILIZER);
}

// @ts-ignore: decorator
@inline
function entry(age: u32): usize {
  return run.pointer(own, sparse.HISTORY) + <usize>age * sparse.ENTRY;
}

/** A decay, the first or the second of the table, to the power k. */
// @ts-ignore: decorator
@inline
function power(which: usize, k: u32): f64 {
  const table = run.pointer(own, sparse.POWERS) + which * sparse.POWER_BYTES;
  const low = load<f64>(table + (<usize>(k & 255) << 3));
  return low * load<f64>(table + ((<usize>sparse.LOW_POWERS + (k >> 8)) << 3));
}

function fillPowers(table: usize, decay: f64): void {
  let value: f64 = 1;
  for (let i: usize = 0; i < <usize>sparse.LOW_POWERS; i++, value *= decay) store<f64>(table + (i << 3), value);
  const step = value;
  value = 1;
  table += <usize>sparse.LOW_POWERS << 3;
  for (let i: usize = 0; i < <usize>sparse.HIGH_POWERS; i++, value *= step) store<f64>(table + (i << 3), value);
}

/** Leaves the settled state: means become sums. Before the first update after settling. */
export function unsettle(): void {
  if (average) {
    const averaged = load<f64>(registers + (run.AVERAGED << 3));
    const end = average + <usize>outputs * (width << 3);
    for (let at = average; at < end; at += 16) v128.store(at, f64x2.mul(v128.load(at), f64x2.splat(averaged)));
  }
  run.set(own, sparse.SCALE, 1);
  run.set(own, sparse.SCALE_SUM, 0);
  if (!run.pointer(own, sparse.LAST)) return;
  const powers = run.pointer(own, sparse.POWERS);
  fillPowers(powers, decay1);
  fillPowers(powers + sparse.POWER_BYTES, decay2);
  const first = entry(0);
  for (let at: usize = 0; at < sparse.ENTRY; at += 8) store<f64>(first + at, 0);
  if (optimizer == SGD) store<f64>(first + sparse.PRODUCT, 1);
  store<f64>(first + sparse.DUE, load<f64>(registers + (run.L1_DUE << 3)));
}

/** SGD with an L1 penalty: the weight is divided by the product, and so is what it pays. */
function catchUpPaying<T>(at: usize, place: usize, before: usize, now: usize, last: u32): void {
  const value = <f64>load<T>(weights + at * sizeof<T>());
  if (value == 0) return;
  const size = Math.abs(value);
  const base = load<f64>(before + sparse.UNIT_DUE);
  const due = load<f64>(now + sparse.UNIT_DUE) - base;
  const was = <f64>load<T>(paid + at * sizeof<T>());
  // The entry up to which the weight is not 0.
  let until = now;
  if (size > due) {
    const left = <f64><T>(size - due);
    store<T>(weights + at * sizeof<T>(), <T>signed(left, value));
    if (due > 0) {
      const share = (load<f64>(now + sparse.DUE) - load<f64>(before + sparse.DUE)) * ((size - left) / due);
      store<T>(paid + at * sizeof<T>(), <T>(was - signed(share, value)));
    }
  } else {
    let low = last;
    let high = <u32>run.get(own, sparse.AGE);
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (load<f64>(entry(middle) + sparse.UNIT_DUE) - base >= size) high = middle;
      else low = middle;
    }
    until = entry(low);
    // The first of the updates that the weight does not survive takes what is left of it.
    const rest = size - (load<f64>(until + sparse.UNIT_DUE) - base);
    const share = load<f64>(until + sparse.DUE) - load<f64>(before + sparse.DUE) + load<f64>(entry(high) + sparse.PRODUCT) * rest;
    store<T>(paid + at * sizeof<T>(), <T>(was - signed(share, value)));
    store<T>(weights + at * sizeof<T>(), 0 as T);
  }
  if (!place) return;
  const products = load<f64>(until + sparse.PRODUCT_SUM) - load<f64>(before + sparse.PRODUCT_SUM);
  const dues = load<f64>(until + sparse.UNIT_DUE_SUM) - load<f64>(before + sparse.UNIT_DUE_SUM);
  store<f64>(place, load<f64>(place) + signed((size + base) * products - dues, value));
}

/** The other optimisers: what the missed updates do to a weight at once where a formula says it, else one after the other. */
function catchUpMoving<T>(at: usize, place: usize, before: usize, now: usize): void {
  if (optimizer == FTRL) {
    catchUpFtrl<T>(at, place, before, now);
    return;
  }
  const w = weights + at * sizeof<T>();
  if (optimizer == ADAGRAD && catchUpSquares<T>(at, place, before, now)) return;
  const until = replay<T>(at, before, now, l2);
  const k = <u32>((now - until) / sparse.ENTRY);
  if (k == 0) return;
  const first = state + at * sizeof<T>();
  const second = first + <usize>outputs * width * sizeof<T>();
  if (optimizer == RMSPROP) store<T>(first, <T>(<f64>load<T>(first) * power(1, k)));
  else if (optimizer != ADAGRAD) store<T>(first, <T>(<f64>load<T>(first) * power(0, k)));
  if (optimizer == ADAM || optimizer == ADAMW) store<T>(second, <T>(<f64>load<T>(second) * power(1, k)));
  if (place) addMissed<T>(place, w, until, now);
}

/** Adds a weight that stays to its sum, for each averaged update between two entries. */
function addMissed<T>(place: usize, w: usize, before: usize, now: usize): void {
  const n = load<f64>(now + sparse.AVERAGED) - load<f64>(before + sparse.AVERAGED);
  store<f64>(place, load<f64>(place) + n * <f64>load<T>(w));
}

/**
 * AdaGrad, whose sum of squares stays: with c = l2 / (sqrt(s) + eps) a weight is divided by 1 + c t for each missed time t. False
 * where no formula gives the product to 1e-11.
 */
function catchUpSquares<T>(at: usize, place: usize, before: usize, now: usize): bool {
  const w = weights + at * sizeof<T>();
  const value = <f64>load<T>(w);
  if (value == 0) return true;
  if (l1 == 0 && l2 == 0) {
    if (place) addMissed<T>(place, w, before, now);
    return true;
  }
  const pull = 1 / (Math.sqrt(<f64>load<T>(state + at * sizeof<T>())) + stabilizer);
  const time = load<f64>(now + sparse.TIME) - load<f64>(before + sparse.TIME);
  if (l2 == 0) {
    store<T>(w, <T>signed(max(0.0, Math.abs(value) - time * l1 * pull), value));
    return true;
  }
  const c = l2 * pull;
  const time2 = load<f64>(now + sparse.TIME2) - load<f64>(before + sparse.TIME2);
  const time3 = load<f64>(now + sparse.TIME3) - load<f64>(before + sparse.TIME3);
  if (c * time < 1e-3) {
    // Three terms of the logarithms, and of the power of their sum: the fourth ones are below 1e-12.
    const sum = c * time - c * c * (0.5 * time2 - (c * time3) / 3);
    store<T>(w, <T>(value * (1 - sum * (1 - sum * (0.5 - sum / 6)))));
    return true;
  }
  const k = <f64>((now - before) / sparse.ENTRY);
  if (k <= FEW_UPDATES) return false;
  // The logarithms around that of the mean time: the rate changes little.
  const mean = time / k;
  const u = c / (1 + c * mean);
  const spread = max(0.0, time2 - mean * time);
  const skew = time3 - mean * (3 * time2 - 2 * mean * time);
  const sum = k * log1(1 + c * mean) - u * u * (0.5 * spread - (u * skew) / 3);
  // Of a weight that all but vanishes, no digit matters.
  if (!(u * u * spread < 5e-6 || sum > 40)) return false;
  store<T>(w, <T>(value * exp1(-sum)));
  return true;
}

function log1(x: f64): f64 {
  return f64x2.extract_lane(log<f64>(f64x2.splat(x)), 0);
}

function exp1(x: f64): f64 {
  return f64x2.extract_lane(exp<f64>(f64x2.splat(x)), 0);
}

/** FTRL: the weight follows from its state, which stays, and the rate. */
function catchUpFtrl<T>(at: usize, place: usize, before: usize, now: usize): void {
  const w = weights + at * sizeof<T>();
  const first = state + at * sizeof<T>();
  const z = <f64>load<T>(first);
  const root = Math.sqrt(<f64>load<T>(first + <usize>outputs * width * sizeof<T>()));
  for (let entry = before + sparse.ENTRY; place && entry <= now && Math.abs(z) > l1; entry += sparse.ENTRY) {
    if (load<f64>(entry + sparse.AVERAGED) == load<f64>(entry - sparse.ENTRY + sparse.AVERAGED)) continue;
    store<f64>(place, load<f64>(place) + <f64><T>ftrlWeight(z, root, load<f64>(entry + sparse.RATE)));
  }
  store<T>(w, <T>ftrlWeight(z, root, load<f64>(now + sparse.RATE)));
}

/** The weight of FTRL's state. */
function ftrlWeight(z: f64, root: f64, rate: f64): f64 {
  const over = max(0.0, Math.abs(z) - l1);
  return -signed(over, z) / ((stabilizer + root) / rate + l2);
}

/** Brings the weights of a column up to date. */
export function catchUp<T>(column: usize): void {
  const age = <u32>run.get(own, sparse.AGE);
  const place = run.pointer(own, sparse.LAST) + (column << 2);
  const last = load<u32>(place);
  if (last == age) return;
  store<u32>(place, age);
  const before = entry(last);
  const now = entry(age);
  for (let k: usize = 0; k < <usize>outputs; k++) {
    const at = k * width + column;
    const sum: usize = average ? average + (at << 3) : 0;
    if (optimizer == SGD) catchUpPaying<T>(at, sum, before, now, last);
    else catchUpMoving<T>(at, sum, before, now);
  }
}

/** Brings all weights up to date and undoes the division by the product; sums become means. */
export function settleAll<T>(): void {
  if (run.get(own, sparse.AGE) == 0) return;
  const last = run.pointer(own, sparse.LAST);
  if (last) {
    for (let j: usize = 0; j < <usize>columns; j++) {
      catchUp<T>(j);
      store<u32>(last + (j << 2), 0);
    }
  } else if (average) addProducts<T>();
  const scale = run.get(own, sparse.SCALE);
  if (optimizer == SGD && scale != 1) multiplyWeights<T>(<T>scale);
  const averaged = load<f64>(registers + (run.AVERAGED << 3));
  if (average && averaged > 0) {
    const end = average + <usize>outputs * (width << 3);
    for (let at = average; at < end; at += 16) v128.store(at, f64x2.div(v128.load(at), f64x2.splat(averaged)));
  }
  run.set(own, sparse.AGE, 0);
  run.set(own, sparse.SCALE, 1);
}

/** sums += weight times the sum of the products: each weight's sum as Bottou keeps it, completed. */
function addProducts<T>(): void {
  const products = run.get(own, sparse.SCALE_SUM);
  for (let k: usize = 0; k < <usize>outputs; k++) {
    for (let j: usize = 0; j < <usize>columns; j++) {
      const at = k * width + j;
      const sum = average + (at << 3);
      store<f64>(sum, load<f64>(sum) + products * <f64>load<T>(weights + at * sizeof<T>()));
    }
  }
}

/** Multiplies the weights of all columns, not the biases. */
export function multiplyWeights<T>(factor: T): void {
  const factorV = v128.splat<T>(factor);
  const whole = <usize>(columns & -(16 / <i32>sizeof<T>())) * sizeof<T>();
  const end = <usize>columns * sizeof<T>();
  for (let k: usize = 0; k < <usize>outputs; k++) {
    const w = weights + k * width * sizeof<T>();
    let at: usize = 0;
    for (; at < whole; at += 16) v128.store(w + at, v128.mul<T>(v128.load(w + at), factorV));
    for (; at < end; at += sizeof<T>()) store<T>(w + at, load<T>(w + at) * factor);
  }
}
