// The step of a finished batch of sparse rows, for the columns it touches and the biases. Numbers are f64 until they are
// stored, but for plain SGD, which goes row by row in T.

import * as run from "./run";
import { scatter, scatterSummed } from "./sparse";
import { boundNorms, clipGradient } from "./sparse-clip";
import { remember, rememberDivided, rememberMoving } from "./sparse-history";
import { multiplyWeights, settleAll, unsettle } from "./sparse-lazy";
import * as sparse from "./sparse-record";
import { ADAGRAD, ADAM, ADAMW, FTRL, MOMENTUM, NESTEROV, RMSPROP, SGD } from "./update";

/** Below this the weights are settled, so that neither they nor the factor leave the range of T. */
export const LEAST_SCALE: f64 = 1e-9;

let optimizer: i32 = 0;
let weights: usize = 0;
let state: usize = 0;
let paid: usize = 0;
let average: usize = 0;
/** Elements from one slot of the state to the next. */
let slot: usize = 0;
let rate: f64 = 0;
let decay1: f64 = 0;
let decay2: f64 = 0;
let stabilizer: f64 = 0;
let unbiasedRate: f64 = 0;
let unbiased2: f64 = 0;
/** SGD: what the gradient is multiplied with, and the product by which weights are divided. */
let step: f64 = 0;
let product: f64 = 1;
let unitStep: f64 = 0;
/** SGD: sum of the products before this update. */
let productsBefore: f64 = 0;
let due: f64 = 0;
/** Whether this update goes into the mean of the weights. */
let averaging: bool = false;

/** Bytes from the kept derivatives of an output to those of the next. */
// @ts-ignore: decorator
@inline
export function keptDerivativeBytes<T>(own: usize): usize {
  return <usize>run.whole(own, sparse.KEPT_ROWS) * sizeof<T>() + 16;
}

// @ts-ignore: decorator
@inline
function shrunk(w: f64, amount: f64): f64 {
  const size = max(0.0, Math.abs(w) - amount);
  return w < 0 ? -size : size;
}

/** SGD's step of a weight, divided by the product, and what it then pays of the L1 penalty. */
function stepDivided<T>(at: usize, g: f64): void {
  const w = weights + at * sizeof<T>();
  const old = load<T>(w);
  let now = <T>(<f64>old - g * unitStep);
  store<T>(w, now);
  if (!paid) {
    if (!average) return;
    const sum = average + (at << 3);
    // The sum of the products without this update's, which counts for the new weight.
    store<f64>(sum, load<f64>(sum) - productsBefore * (<f64>now - <f64>old));
    return;
  }
  const was = <f64>load<T>(paid + at * sizeof<T>());
  const whole = <f64>now * product;
  const left = shrunk(whole, max(0.0, due + (whole < 0 ? -was : was)));
  if (left != whole) {
    now = <T>(left / product);
    store<T>(w, now);
    store<T>(paid + at * sizeof<T>(), <T>(was + (<f64>now * product - whole)));
  }
  if (averaging) addToSum(at, product * <f64>now);
}

// @ts-ignore: decorator
@inline
function addToSum(at: usize, value: f64): void {
  const sum = average + (at << 3);
  store<f64>(sum, load<f64>(sum) + value);
}

/** The step of a weight by any optimiser but SGD; `keep` is what AdamW keeps of it. */
function stepMoving<T>(at: usize, g: f64, l1: f64, l2: f64, keep: f64, pays: bool): void {
  const w = weights + at * sizeof<T>();
  const first = state + at * sizeof<T>();
  const second = first + slot * sizeof<T>();
  const old = <f64>load<T>(w);
  let now = old;
  switch (optimizer) {
    case MOMENTUM:
    case NESTEROV: {
      const slope = g + l2 * old;
      const velocity = decay1 * <f64>load<T>(first) + slope;
      store<T>(first, <T>velocity);
      now = old - rate * (optimizer == NESTEROV ? slope + decay1 * velocity : velocity);
      if (pays) now = payDue<T>(at, now);
      break;
    }
    case ADAGRAD:
    case RMSPROP: {
      const slope = optimizer == RMSPROP ? g + l2 * old : g;
      const kept = <f64>load<T>(first);
      const squares = optimizer == RMSPROP ? decay2 * kept + (1 - decay2) * slope * slope : kept + slope * slope;
      store<T>(first, <T>squares);
      const own = rate / (Math.sqrt(squares) + stabilizer);
      now = shrunk(old - own * slope, own * l1);
      if (optimizer == ADAGRAD) now /= 1 + own * l2;
      break;
    }
    case ADAM:
    case ADAMW: {
      const slope = g + (optimizer == ADAM ? l2 * old : 0);
      const moment = decay1 * <f64>load<T>(first) + (1 - decay1) * slope;
      const squares = decay2 * <f64>load<T>(second) + (1 - decay2) * slope * slope;
      store<T>(first, <T>moment);
      store<T>(second, <T>squares);
      const root = Math.sqrt(squares * unbiased2) + stabilizer;
      now = shrunk(old * keep - (unbiasedRate / root) * moment, (rate / root) * l1);
      break;
    }
    case FTRL: {
      const before = <f64>load<T>(second);
      const squares = before + g * g;
      const root = Math.sqrt(squares);
      const z = <f64>load<T>(first) + (g - ((root - Math.sqrt(before)) / rate) * old);
      store<T>(first, <T>z);
      store<T>(second, <T>squares);
      const over = max(0.0, Math.abs(z) - l1);
      now = (z < 0 ? over : -over) / ((stabilizer + root) / rate + l2);
      break;
    }
  }
  store<T>(w, <T>now);
  if (averaging) addToSum(at, <f64>load<T>(w));
}

// @ts-ignore: decorator
@inline
function pair<T>(a: usize, b: usize): v128 {
  return f64x2.replace_lane(f64x2.splat(<f64>load<T>(a)), 1, <f64>load<T>(b));
}

// @ts-ignore: decorator
@inline
function storePair<T>(a: usize, b: usize, v: v128): void {
  store<T>(a, <T>f64x2.extract_lane(v, 0));
  store<T>(b, <T>f64x2.extract_lane(v, 1));
}

/**
 * The steps of AdaGrad, or with `mean` RMSprop, of an output's touched weights, two at a time; else as {@link stepMoving}.
 * Returns how many there are: all but an odd last one.
 */
// @ts-ignore: decorator
@inline
function stepSquares<T>(
  mean: bool,
  touched: usize,
  all: usize,
  output: usize,
  gradient: usize,
  scale: f64,
  l1: f64,
  l2: f64,
): usize {
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  const scaleV = f64x2.splat(scale);
  const l1V = f64x2.splat(l1);
  const l2V = f64x2.splat(l2);
  const rateV = f64x2.splat(rate);
  const keptV = f64x2.splat(decay2);
  const freshV = f64x2.splat(1 - decay2);
  const stabilizerV = f64x2.splat(stabilizer);
  const w = weights + output * sizeof<T>();
  const s = state + output * sizeof<T>();
  const end = all & ~1;
  for (let i: usize = 0; i < end; i += 2) {
    const first = <usize>load<u32>(touched + (i << 2));
    const second = <usize>load<u32>(touched + (i << 2), 4);
    const a = first * sizeof<T>();
    const b = second * sizeof<T>();
    const place = gradient + i * sizeof<T>();
    const g = f64x2.mul(pair<T>(place, place + sizeof<T>()), scaleV);
    store<T>(place, 0 as T);
    store<T>(place + sizeof<T>(), 0 as T);
    const old = pair<T>(w + a, w + b);
    const kept = pair<T>(s + a, s + b);
    const slope = mean ? f64x2.add(g, f64x2.mul(l2V, old)) : g;
    const squares = mean
      ? f64x2.add(f64x2.mul(keptV, kept), f64x2.mul(f64x2.mul(freshV, slope), slope))
      : f64x2.add(kept, f64x2.mul(slope, slope));
    storePair<T>(s + a, s + b, squares);
    const step = f64x2.div(rateV, f64x2.add(f64x2.sqrt(squares), stabilizerV));
    const moved = f64x2.sub(old, f64x2.mul(step, slope));
    const size = f64x2.max(zero, f64x2.sub(f64x2.abs(moved), f64x2.mul(step, l1V)));
    const now = v128.bitselect(f64x2.neg(size), size, f64x2.lt(moved, zero));
    storePair<T>(w + a, w + b, mean ? now : f64x2.div(now, f64x2.add(one, f64x2.mul(step, l2V))));
    if (averaging) {
      addToSum(output + first, <f64>load<T>(w + a));
      addToSum(output + second, <f64>load<T>(w + b));
    }
  }
  return end;
}

/** A weight after it has paid what is due and not yet paid of the L1 penalty. */
function payDue<T>(at: usize, value: f64): f64 {
  const was = <f64>load<T>(paid + at * sizeof<T>());
  const now = shrunk(value, max(0.0, due + (value < 0 ? -was : was)));
  store<T>(paid + at * sizeof<T>(), <T>(was + (now - value)));
  return now;
}

/** Takes from the record what a run's steps have in common. */
export function openSteps(record: usize): void {
  optimizer = run.whole(record, run.OPTIMIZER);
  weights = run.pointer(record, run.WEIGHTS);
  state = run.pointer(record, run.STATE);
  paid = run.pointer(record, run.L1_PAID);
  average = run.pointer(record, run.AVERAGE);
  slot = <usize>run.whole(record, run.OUTPUTS) * <usize>run.whole(record, run.WIDTH);
  decay1 = run.get(record, run.MOMENT_DECAY);
  decay2 = run.get(record, run.SQUARE_DECAY);
  stabilizer = run.get(record, run.STABILIZER);
}

/** Updates the weights with a batch whose gradient, or whose derivatives by row, are there. Arguments as of `update`. */
export function updateSparse<T>(record: usize, batchRate: f64, rows: i32, weight: f64): void {
  const own = run.pointer(record, run.SPARSE);
  const registers = run.pointer(record, run.REGISTERS);
  const outputs = run.whole(record, run.OUTPUTS);
  const width = <usize>run.whole(record, run.WIDTH);
  const columns = <usize>run.whole(record, run.COLUMNS);
  rate = batchRate;
  const direct = run.whole(own, sparse.KEPT_ROWS) != 0;
  const intercept = run.whole(record, run.INTERCEPT);
  const sum = run.whole(record, run.SUM);
  const count = sum ? weight : 1.0;
  const divisor = sum ? 1.0 : <f64>rows * run.get(record, run.WEIGHT_UNIT);
  const scale = direct ? 1.0 : clipGradient<T>(record, own, divisor);
  // FTRL's penalties stand against the sum of all gradients.
  const penalised = optimizer == FTRL ? 1.0 : count;
  const l1 = run.get(record, run.L1) * penalised;
  const l2 = run.get(record, run.L2) * penalised;

  let keep = optimizer == SGD || optimizer == ADAMW ? max(0.0, 1.0 - rate * l2) : 1.0;
  if (keep == 0 && optimizer == SGD) {
    settleAll<T>();
    multiplyWeights<T>(0 as T);
    keep = 1;
  }
  if (run.get(own, sparse.AGE) == 0) unsettle();
  const samples = load<f64>(registers + (run.SAMPLES << 3)) + <f64>rows;
  store<f64>(registers + (run.SAMPLES << 3), samples);
  averaging = average != 0 && samples >= run.get(record, run.AVERAGE_FROM);
  if (averaging) store<f64>(registers + (run.AVERAGED << 3), load<f64>(registers + (run.AVERAGED << 3)) + 1);
  due = load<f64>(registers + (run.L1_DUE << 3));
  let paying: f64 = 0;
  if (paid) {
    paying = (rate * l1) / (1.0 - decay1);
    due += paying;
    store<f64>(registers + (run.L1_DUE << 3), due);
  }
  if (optimizer == ADAM || optimizer == ADAMW) {
    const power1 = load<f64>(registers + (run.MOMENT_POWER << 3)) * decay1;
    const power2 = load<f64>(registers + (run.SQUARE_POWER << 3)) * decay2;
    store<f64>(registers + (run.MOMENT_POWER << 3), power1);
    store<f64>(registers + (run.SQUARE_POWER << 3), power2);
    unbiasedRate = rate / (1.0 - power1);
    unbiased2 = 1.0 / (1.0 - power2);
  }
  const stepRate = run.whole(record, run.PASSIVE_AGGRESSIVE) ? 1.0 : rate;
  step = direct ? stepRate / divisor : stepRate;
  product = run.get(own, sparse.SCALE) * keep;
  unitStep = step / product;
  productsBefore = run.get(own, sparse.SCALE_SUM);
  const age = run.get(own, sparse.AGE) + 1;
  run.set(own, sparse.AGE, age);
  run.set(own, sparse.SCALE, product);
  if (averaging) run.set(own, sparse.SCALE_SUM, productsBefore + product);
  if (run.pointer(own, sparse.LAST)) {
    const entry = remember(own, rate, count, averaging, due);
    if (optimizer == SGD) rememberDivided(entry, product, run.get(own, sparse.SCALE_SUM), paying, averaging);
    else rememberMoving(entry, optimizer, rate, keep, unbiasedRate, unbiased2);
  }

  if (direct) stepRows<T>(own, outputs, width, rows);
  else {
    const touched = run.pointer(own, sparse.TOUCHED);
    const room = <usize>run.whole(own, sparse.TOUCHED_ROOM) * sizeof<T>();
    const last = run.pointer(own, sparse.LAST);
    const positions = run.pointer(own, sparse.POSITIONS);
    const all = <usize>run.whole(own, sparse.TOUCHED_COUNT);
    for (let i: usize = 0; i < all; i++) {
      const column = <usize>load<u32>(touched + (i << 2));
      store<u32>(positions + (column << 2), 0);
      if (last) store<u32>(last + (column << 2), <u32>age);
    }
    let gradient = run.pointer(record, run.GRADIENT);
    for (let first: usize = 0; first < slot; first += width, gradient += room) {
      let i: usize = 0;
      if (optimizer == ADAGRAD) i = stepSquares<T>(false, touched, all, first, gradient, scale, l1, l2);
      else if (optimizer == RMSPROP) i = stepSquares<T>(true, touched, all, first, gradient, scale, l1, l2);
      for (; i < all; i++) {
        const at = first + <usize>load<u32>(touched + (i << 2));
        const place = gradient + i * sizeof<T>();
        const g = <f64>load<T>(place) * scale;
        store<T>(place, 0 as T);
        if (optimizer == SGD) stepDivided<T>(at, g);
        else stepMoving<T>(at, g, l1, l2, keep, paid != 0);
      }
    }
    run.setWhole(own, sparse.TOUCHED_COUNT, 0);
  }
  stepBiases<T>(record, own, outputs, width, columns, direct ? 1.0 : scale, intercept != 0);

  const maxNorm = run.get(record, run.MAX_NORM);
  if (maxNorm > 0) {
    settleAll<T>();
    boundNorms<T>(record, maxNorm, averaging);
  } else if (age + 1 >= run.get(own, sparse.HISTORY_ROOM) || product < LEAST_SCALE) settleAll<T>();
}

/**
 * The updates from the history's entry behind `before` to `now`, which a weight has missed, one after the other. Where no penalty
 * keeps moving it and an update does not, none of the later ones does: its moments only fade. Returns the entry of the last
 * update that was taken.
 */
export function replay<T>(at: usize, before: usize, now: usize, l1: f64, l2: f64): usize {
  const first = state + at * sizeof<T>();
  const w = weights + at * sizeof<T>();
  const stays = l1 == 0 && l2 == 0;
  const averagingThen = averaging;
  const isAdam = optimizer == ADAM || optimizer == ADAMW;
  const ownSteps = optimizer == ADAGRAD || optimizer == RMSPROP;
  while (before < now) {
    const counted = load<f64>(before + sparse.AVERAGED);
    before += sparse.ENTRY;
    const old = load<T>(w);
    const count = load<f64>(before + sparse.COUNT);
    rate = load<f64>(before + sparse.RATE);
    due = load<f64>(before + sparse.DUE);
    averaging = average != 0 && load<f64>(before + sparse.AVERAGED) > counted;
    if (isAdam) {
      unbiasedRate = load<f64>(before + sparse.UNBIASED_RATE);
      unbiased2 = load<f64>(before + sparse.FACTOR);
    }
    stepMoving<T>(at, 0, l1 * count, l2 * count, load<f64>(before + sparse.KEEP), paid != 0);
    if (load<T>(w) == old && (stays || (old == 0 && (ownSteps || load<T>(first) == 0)))) break;
  }
  averaging = averagingThen;
  return before;
}

/** Row after row, every weight of a row takes the row's share of the step. */
function stepRows<T>(own: usize, outputs: i32, width: usize, rows: i32): void {
  const pointers = run.pointer(own, sparse.KEPT_POINTERS);
  const factor = <T>unitStep;
  let v = weights;
  let d = run.pointer(own, sparse.KEPT_DERIVATIVES);
  for (let k: usize = 0; k < <usize>outputs; k++, v += width * sizeof<T>(), d += keptDerivativeBytes<T>(own)) {
    for (let r: usize = 0; r < <usize>rows; r++) {
      const a = load<T>(d + r * sizeof<T>()) * factor;
      if (a == 0) continue;
      const row = <usize>load<u32>(pointers + (r << 2));
      const at = <usize>load<u32>(row);
      const end = <usize>load<u32>(row, 4);
      if (average) scatterSummed<T>(at, end, v, a, average + k * (width << 3), productsBefore);
      else scatter<T>(at, end, v, a);
    }
  }
}

/** The biases take the step of the batch's summed derivatives; no penalty counts for them. */
function stepBiases<T>(record: usize, own: usize, outputs: i32, width: usize, columns: usize, scale: f64, trained: bool): void {
  const sums = run.pointer(own, sparse.BIAS_SUMS);
  for (let k: usize = 0; k < <usize>outputs; k++) {
    const at = k * width + columns;
    const g = load<f64>(sums + (k << 3)) * scale;
    store<f64>(sums + (k << 3), 0);
    if (trained && optimizer != SGD) {
      stepMoving<T>(at, g, 0, 0, 1, false);
      continue;
    }
    const w = weights + at * sizeof<T>();
    if (trained) store<T>(w, <T>(<f64>load<T>(w) - g * step));
    if (averaging) addToSum(at, <f64>load<T>(w));
  }
}
