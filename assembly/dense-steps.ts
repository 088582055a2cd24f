// The steps of the optimisers: from a gradient to new weights and a new state. The codes are those of
// src/engine/optimizer/optimizers.ts, which has the formulas and their sources.
//
// Weights, gradient and state are walked output by output in whole vectors. The last vector of an output holds the
// columns left over, the bias and zeros; penalties are masked out of the latter two.

import * as run from "./run";
import { lanes, mulAdd, zero } from "./vector";

export const SGD: i32 = 0;
export const MOMENTUM: i32 = 1;
export const NESTEROV: i32 = 2;
export const ADAGRAD: i32 = 3;
export const RMSPROP: i32 = 4;
export const ADAM: i32 = 5;
export const ADAMW: i32 = 6;
export const FTRL: i32 = 7;

/** What all optimisers need of a run and a batch. */
// One batch is finished at a time; globals spare a dozen arguments.
export let weights: usize = 0;
export let gradient: usize = 0;
let state: usize = 0;
/** Bytes from one slot of the state to the next. */
export let slotBytes: usize = 0;
export let outputs: i32 = 0;
/** Bytes from one output to the next. */
export let outputBytes: usize = 0;
/** Offset of the vector that holds the bias. */
export let last: usize = 0;
/** Weights that the last vector holds beside the bias. */
let tail: i32 = 0;

/** Takes from the record what the steps of a batch have in common. */
export function openSteps<T>(record: usize): void {
  const columns = run.whole(record, run.COLUMNS);
  weights = run.pointer(record, run.WEIGHTS);
  gradient = run.pointer(record, run.GRADIENT);
  state = run.pointer(record, run.STATE);
  outputs = run.whole(record, run.OUTPUTS);
  outputBytes = <usize>run.whole(record, run.WIDTH) * sizeof<T>();
  slotBytes = <usize>outputs * outputBytes;
  last = <usize>(columns / lanes<T>()) * 16;
  tail = columns % lanes<T>();
}

/** For 0 to 3 numbers that a vector holds: all bits of their lanes of 32 bits, none of the others'. */
const HELD: usize = memory.data<u32>([0, 0, 0, 0, ~0, 0, 0, 0, ~0, ~0, 0, 0, ~0, ~0, ~0, 0]);

/** `value` in the lanes of the last vector that hold weights, `rest` in the others. */
// @ts-ignore: decorator
@inline
export function lastVector<T>(value: T, rest: T): v128 {
  return v128.bitselect(v128.splat<T>(value), v128.splat<T>(rest), v128.load(HELD + (<usize>tail * sizeof<T>() << 2)));
}

/** w towards 0 by `amount`, and no further. */
// @ts-ignore: decorator
@inline
function shrink<T>(w: v128, amount: v128): v128 {
  const size = v128.pmax<T>(v128.sub<T>(v128.abs<T>(w), amount), zero<T>());
  return v128.bitselect(w, size, v128.splat<T>(-0.0 as T));
}

/** w = decay w - step g. */
export function sgd<T>(step: T, decay: T): void {
  const end = last;
  const stepV = v128.splat<T>(step);
  const decayV = v128.splat<T>(decay);
  const decayLast = lastVector<T>(decay, 1 as T);
  let w = weights;
  let g = gradient;
  for (let k = outputs; k > 0; k--, w += outputBytes, g += outputBytes) {
    for (let at: usize = 0; at < end; at += 16) {
      const kept = v128.mul<T>(v128.load(w + at), decayV);
      v128.store(w + at, v128.sub<T>(kept, v128.mul<T>(v128.load(g + at), stepV)));
      v128.store(g + at, zero<T>());
    }
    const kept = v128.mul<T>(v128.load(w + end), decayLast);
    v128.store(w + end, v128.sub<T>(kept, v128.mul<T>(v128.load(g + end), stepV)));
    v128.store(g + end, zero<T>());
  }
}

/** v = momentum v + g; w -= rate v, or with `nesterov` rate (g + momentum v). */
export function momentum<T>(scale: T, l2: T, rate: T, decay: T, nesterov: bool): void {
  const end = last;
  const scaleV = v128.splat<T>(scale);
  const rateV = v128.splat<T>(rate);
  const decayV = v128.splat<T>(decay);
  const l2V = v128.splat<T>(l2);
  const l2Last = lastVector<T>(l2, 0 as T);
  for (let k: usize = 0; k < <usize>outputs; k++) {
    const w = weights + k * outputBytes;
    const g = gradient + k * outputBytes;
    const v = state + k * outputBytes;
    for (let at: usize = 0; at <= end; at += 16) {
      const old = v128.load(w + at);
      const slope = mulAdd<T>(v128.load(g + at), scaleV, v128.mul<T>(old, at < end ? l2V : l2Last));
      const velocity = mulAdd<T>(v128.load(v + at), decayV, slope);
      v128.store(v + at, velocity);
      const way = nesterov ? mulAdd<T>(velocity, decayV, slope) : velocity;
      v128.store(w + at, v128.sub<T>(old, v128.mul<T>(way, rateV)));
      v128.store(g + at, zero<T>());
    }
  }
}

/**
 * s += g^2, or with `mean` s = decay s + (1 - decay) g^2; w -= rate g / (sqrt(s) + eps). With `mean` the L2 penalty is part of
 * g, else w is divided by 1 + l2 rate / (sqrt(s) + eps).
 */
export function squares<T>(scale: T, l1: T, l2: T, rate: T, decay: f64, eps: T, mean: bool): void {
  const end = last;
  const scaleV = v128.splat<T>(scale);
  const rateV = v128.splat<T>(rate);
  const decayV = v128.splat<T>(<T>decay);
  // Of the decay as it was given: next to 1 a 32-bit one is a number of few digits.
  const freshV = v128.splat<T>(<T>(1.0 - decay));
  const epsV = v128.splat<T>(eps);
  const one = v128.splat<T>(1 as T);
  const l1V = v128.splat<T>(l1);
  const l2V = v128.splat<T>(l2);
  const l1Last = lastVector<T>(l1, 0 as T);
  const l2Last = lastVector<T>(l2, 0 as T);
  for (let k: usize = 0; k < <usize>outputs; k++) {
    const w = weights + k * outputBytes;
    const g = gradient + k * outputBytes;
    const s = state + k * outputBytes;
    for (let at: usize = 0; at <= end; at += 16) {
      const old = v128.load(w + at);
      const strength = at < end ? l2V : l2Last;
      let slope = v128.mul<T>(v128.load(g + at), scaleV);
      if (mean) slope = v128.add<T>(slope, v128.mul<T>(old, strength));
      const square = v128.mul<T>(slope, slope);
      const kept = v128.load(s + at);
      const sum = mean ? v128.add<T>(v128.mul<T>(kept, decayV), v128.mul<T>(square, freshV)) : v128.add<T>(kept, square);
      v128.store(s + at, sum);
      const step = v128.div<T>(rateV, v128.add<T>(v128.sqrt<T>(sum), epsV));
      const moved = v128.sub<T>(old, v128.mul<T>(step, slope));
      const now = shrink<T>(moved, v128.mul<T>(step, at < end ? l1V : l1Last));
      v128.store(w + at, mean ? now : v128.div<T>(now, v128.add<T>(one, v128.mul<T>(step, strength))));
      v128.store(g + at, zero<T>());
    }
  }
}

/**
 * m = decay1 m + (1 - decay1) g; s = decay2 s + (1 - decay2) g^2; w -= rate m / (1 - power1) / (sqrt(s / (1 - power2)) + eps).
 * `l2` is added to g, `decay` times w is what is kept of w.
 */
export function adam<T>(
  scale: T,
  l1: T,
  l2: T,
  keep: T,
  rate: f64,
  decay1: f64,
  decay2: f64,
  eps: T,
  power1: f64,
  power2: f64,
): void {
  const end = last;
  const scaleV = v128.splat<T>(scale);
  const decay1V = v128.splat<T>(<T>decay1);
  const fresh1V = v128.splat<T>(<T>(1.0 - decay1));
  const decay2V = v128.splat<T>(<T>decay2);
  const fresh2V = v128.splat<T>(<T>(1.0 - decay2));
  const epsV = v128.splat<T>(eps);
  const rateV = v128.splat<T>(<T>rate);
  const unbiased1V = v128.splat<T>(<T>(rate / (1.0 - power1)));
  const unbiased2V = v128.splat<T>(<T>(1.0 / (1.0 - power2)));
  const l1V = v128.splat<T>(l1);
  const l2V = v128.splat<T>(l2);
  const keepV = v128.splat<T>(keep);
  const l1Last = lastVector<T>(l1, 0 as T);
  const l2Last = lastVector<T>(l2, 0 as T);
  const keepLast = lastVector<T>(keep, 1 as T);
  for (let k: usize = 0; k < <usize>outputs; k++) {
    const w = weights + k * outputBytes;
    const g = gradient + k * outputBytes;
    const m = state + k * outputBytes;
    const s = m + slotBytes;
    for (let at: usize = 0; at <= end; at += 16) {
      const old = v128.load(w + at);
      const slope = mulAdd<T>(v128.load(g + at), scaleV, v128.mul<T>(old, at < end ? l2V : l2Last));
      const moment = v128.add<T>(v128.mul<T>(v128.load(m + at), decay1V), v128.mul<T>(slope, fresh1V));
      const square = v128.mul<T>(v128.mul<T>(slope, slope), fresh2V);
      const sum = v128.add<T>(v128.mul<T>(v128.load(s + at), decay2V), square);
      v128.store(m + at, moment);
      v128.store(s + at, sum);
      const root = v128.add<T>(v128.sqrt<T>(v128.mul<T>(sum, unbiased2V)), epsV);
      const kept = v128.mul<T>(old, at < end ? keepV : keepLast);
      const moved = v128.sub<T>(kept, v128.mul<T>(v128.div<T>(unbiased1V, root), moment));
      const due = v128.mul<T>(v128.div<T>(rateV, root), at < end ? l1V : l1Last);
      v128.store(w + at, shrink<T>(moved, due));
      v128.store(g + at, zero<T>());
    }
  }
}

/**
 * z += g - (sqrt(n + g^2) - sqrt(n)) / rate w; n += g^2; w = 0 where |z| <= l1, else
 * -(z - sign(z) l1) / ((beta + sqrt(n)) / rate + l2).
 */
export function ftrl<T>(scale: T, l1: T, l2: T, rate: T, beta: T): void {
  const end = last;
  const scaleV = v128.splat<T>(scale);
  const rateV = v128.splat<T>(rate);
  const betaV = v128.splat<T>(beta);
  const l1V = v128.splat<T>(l1);
  const l2V = v128.splat<T>(l2);
  const l1Last = lastVector<T>(l1, 0 as T);
  const l2Last = lastVector<T>(l2, 0 as T);
  for (let k: usize = 0; k < <usize>outputs; k++) {
    const w = weights + k * outputBytes;
    const g = gradient + k * outputBytes;
    const z = state + k * outputBytes;
    const n = z + slotBytes;
    for (let at: usize = 0; at <= end; at += 16) {
      const slope = v128.mul<T>(v128.load(g + at), scaleV);
      const before = v128.load(n + at);
      const sum = v128.add<T>(before, v128.mul<T>(slope, slope));
      const root = v128.sqrt<T>(sum);
      const sigma = v128.div<T>(v128.sub<T>(root, v128.sqrt<T>(before)), rateV);
      const pull = v128.add<T>(v128.load(z + at), v128.sub<T>(slope, v128.mul<T>(sigma, v128.load(w + at))));
      v128.store(n + at, sum);
      v128.store(z + at, pull);
      const over = v128.sub<T>(zero<T>(), shrink<T>(pull, at < end ? l1V : l1Last));
      const under = v128.add<T>(v128.div<T>(v128.add<T>(betaV, root), rateV), at < end ? l2V : l2Last);
      v128.store(w + at, v128.div<T>(over, under));
      v128.store(g + at, zero<T>());
    }
  }
}

/** {@link ftrl}, which writes every weight anew, but for the biases. */
export function ftrlWithoutBias<T>(scale: T, l1: T, l2: T, rate: T, beta: T, bias: usize): void {
  // The state's place of a bias that is not trained serves to keep it.
  for (let k: usize = 0; k < <usize>outputs; k++) {
    const at = k * outputBytes + bias;
    store<T>(state + slotBytes + at, 0 as T);
    store<T>(state + at, load<T>(weights + at));
  }
  ftrl<T>(scale, l1, l2, rate, beta);
  for (let k: usize = 0; k < <usize>outputs; k++) {
    const at = k * outputBytes + bias;
    store<T>(weights + at, load<T>(state + at));
  }
}
