// What an update does to a single weight of sparse rows, and the updates that an untouched weight has missed. Numbers are f64 until
// they are stored.

import * as run from "./run";
import * as sparse from "./sparse-record";
import { ADAGRAD, ADAM, ADAMW, FTRL, MOMENTUM, NESTEROV, RMSPROP } from "./dense-steps";

// One update is taken at a time; globals spare a dozen arguments.
export let optimizer: i32 = 0;
export let weights: usize = 0;
let state: usize = 0;
export let paid: usize = 0;
export let average: usize = 0;
/** Elements from one slot of the state to the next. */
export let slot: usize = 0;
let rate: f64 = 0;
export let decay1: f64 = 0;
export let decay2: f64 = 0;
let stabilizer: f64 = 0;
let unbiasedRate: f64 = 0;
let unbiased2: f64 = 0;
/** SGD: what the gradient is multiplied with, the product by which weights are divided, and the former over the latter. */
export let step: f64 = 0;
let product: f64 = 1;
export let unitStep: f64 = 0;
/** SGD: sum of the products before this update. */
export let productsBefore: f64 = 0;
let due: f64 = 0;
/** Whether this update goes into the mean of the weights. */
export let averaging: bool = false;

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

/** What the steps of an update have in common: its rate, what is due of the L1 penalty, whether it goes into the mean. */
export function openUpdate(updateRate: f64, updateDue: f64, goesIntoMean: bool): void {
  rate = updateRate;
  due = updateDue;
  averaging = goesIntoMean;
}

/** Adam's rate with the bias of the first moment taken out, and the factor that takes it out of the second. */
export function openMoments(withoutBias: f64, factor: f64): void {
  unbiasedRate = withoutBias;
  unbiased2 = factor;
}

/** SGD: what the gradient is multiplied with, the product by which weights are divided, and the sum of the products before. */
export function openDivided(size: f64, dividedBy: f64, before: f64): void {
  step = size;
  product = dividedBy;
  unitStep = step / product;
  productsBefore = before;
}

/** `size`, negative where `like` is: without a branch, since which sign a weight has cannot be foreseen. */
// @ts-ignore: decorator
@inline
export function signed(size: f64, like: f64): f64 {
  // Adding 0 makes 0 of -0.
  return size * copysign<f64>(1, like + 0);
}

// @ts-ignore: decorator
@inline
function shrunk(w: f64, amount: f64): f64 {
  return signed(max(0.0, Math.abs(w) - amount), w);
}

/** SGD's step of a weight, divided by the product, and what it then pays of the L1 penalty. */
export function stepDivided<T>(at: usize, g: f64): void {
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
  const left = shrunk(whole, max(0.0, due + signed(was, whole)));
  if (left != whole) {
    now = <T>(left / product);
    store<T>(w, now);
    store<T>(paid + at * sizeof<T>(), <T>(was + (<f64>now * product - whole)));
  }
  if (averaging) addToSum(at, product * <f64>now);
}

// @ts-ignore: decorator
@inline
export function addToSum(at: usize, value: f64): void {
  const sum = average + (at << 3);
  store<f64>(sum, load<f64>(sum) + value);
}

/**
 * The step of a weight by any optimiser but SGD. Of those with moments no weight has a penalty: there updates go over all
 * columns.
 */
export function stepMoving<T>(at: usize, g: f64, l1: f64, l2: f64): void {
  const w = weights + at * sizeof<T>();
  const first = state + at * sizeof<T>();
  const second = first + slot * sizeof<T>();
  const old = <f64>load<T>(w);
  let now = old;
  switch (optimizer) {
    case MOMENTUM:
    case NESTEROV: {
      const velocity = decay1 * <f64>load<T>(first) + g;
      store<T>(first, <T>velocity);
      now = old - rate * (optimizer == NESTEROV ? g + decay1 * velocity : velocity);
      break;
    }
    case ADAGRAD:
    case RMSPROP: {
      const kept = <f64>load<T>(first);
      const squares = optimizer == RMSPROP ? decay2 * kept + (1 - decay2) * g * g : kept + g * g;
      store<T>(first, <T>squares);
      const own = rate / (Math.sqrt(squares) + stabilizer);
      now = old - own * g;
      if (optimizer == ADAGRAD) now = shrunk(now, own * l1) / (1 + own * l2);
      break;
    }
    case ADAM:
    case ADAMW: {
      const moment = decay1 * <f64>load<T>(first) + (1 - decay1) * g;
      const squares = decay2 * <f64>load<T>(second) + (1 - decay2) * g * g;
      store<T>(first, <T>moment);
      store<T>(second, <T>squares);
      const root = Math.sqrt(squares * unbiased2) + stabilizer;
      now = old - (unbiasedRate / root) * moment;
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
export function stepSquares<T>(
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
    const squares = mean
      ? f64x2.add(f64x2.mul(keptV, kept), f64x2.mul(f64x2.mul(freshV, g), g))
      : f64x2.add(kept, f64x2.mul(g, g));
    storePair<T>(s + a, s + b, squares);
    const step = f64x2.div(rateV, f64x2.add(f64x2.sqrt(squares), stabilizerV));
    const moved = f64x2.sub(old, f64x2.mul(step, g));
    const size = f64x2.max(zero, f64x2.sub(f64x2.abs(moved), f64x2.mul(step, l1V)));
    const now = v128.bitselect(f64x2.neg(size), size, f64x2.lt(moved, zero));
    storePair<T>(w + a, w + b, mean ? moved : f64x2.div(now, f64x2.add(one, f64x2.mul(step, l2V))));
    if (averaging) {
      addToSum(output + first, <f64>load<T>(w + a));
      addToSum(output + second, <f64>load<T>(w + b));
    }
  }
  return end;
}

/**
 * The updates from the history's entry behind `before` to `now`, which a weight has missed, one after the other. Where no penalty
 * keeps moving it, which is AdaGrad's L2 alone, and an update does not, none of the later ones does: its moments only fade.
 * Returns the entry of the last update that was taken.
 */
export function replay<T>(at: usize, before: usize, now: usize, l2: f64): usize {
  const w = weights + at * sizeof<T>();
  const averagingThen = averaging;
  const isAdam = optimizer == ADAM || optimizer == ADAMW;
  while (before < now) {
    const counted = load<f64>(before + sparse.AVERAGED);
    before += sparse.ENTRY;
    const old = load<T>(w);
    rate = load<f64>(before + sparse.RATE);
    averaging = average != 0 && load<f64>(before + sparse.AVERAGED) > counted;
    if (isAdam) {
      unbiasedRate = load<f64>(before + sparse.UNBIASED_RATE);
      unbiased2 = load<f64>(before + sparse.FACTOR);
    }
    stepMoving<T>(at, 0, 0, l2 * load<f64>(before + sparse.COUNT));
    if (load<T>(w) == old && (optimizer != ADAGRAD || old == 0)) break;
  }
  averaging = averagingThen;
  return before;
}
