// The update of a finished batch: its gradient is scaled and clipped, the optimiser takes its step, the L1 penalty is paid, norms are
// bounded, and the mean of the weights goes on.

import {
  ADAGRAD,
  ADAM,
  ADAMW,
  adam,
  FTRL,
  ftrl,
  ftrlWithoutBias,
  gradient,
  last,
  lastVector,
  MOMENTUM,
  momentum,
  NESTEROV,
  openSteps,
  outputBytes,
  outputs,
  RMSPROP,
  SGD,
  sgd,
  slotBytes,
  squares,
  weights,
} from "./dense-steps";
import * as run from "./run";
import { dot, zero } from "./vector";
import { takeAverage } from "./weights";

/** Every weight pays what is due of the L1 penalty and not yet paid, but never crosses 0 (Tsuruoka et al. 2009, figure 2). */
function payL1<T>(due: T, paid: usize): void {
  const end = last;
  const dueV = v128.splat<T>(due);
  const isWeight = v128.ne<T>(lastVector<T>(1 as T, 0 as T), zero<T>());
  const none = zero<T>();
  for (let k: usize = 0; k < <usize>outputs; k++) {
    const w = weights + k * outputBytes;
    const q = paid + k * outputBytes;
    for (let at: usize = 0; at <= end; at += 16) {
      const old = v128.load(w + at);
      const was = v128.load(q + at);
      const above = v128.pmax<T>(v128.sub<T>(old, v128.add<T>(dueV, was)), none);
      const below = v128.pmin<T>(v128.add<T>(old, v128.sub<T>(dueV, was)), none);
      let now = v128.bitselect(above, old, v128.gt<T>(old, none));
      now = v128.bitselect(below, now, v128.lt<T>(old, none));
      if (at == end) now = v128.bitselect(now, old, isWeight);
      v128.store(w + at, now);
      v128.store(q + at, v128.add<T>(was, v128.sub<T>(now, old)));
    }
  }
}

/** Scales every output's weights, not its bias, down to a norm of at most `bound`. */
function boundNorms<T>(bound: f64, columns: i32): void {
  const end = last;
  for (let k: usize = 0; k < <usize>outputs; k++) {
    const w = weights + k * outputBytes;
    const norm = Math.sqrt(<f64>dot<T>(w, w, columns));
    if (!(norm > bound)) continue;
    const factor = <T>(bound / norm);
    const factorV = v128.splat<T>(factor);
    const factorLast = lastVector<T>(factor, 1 as T);
    for (let at: usize = 0; at <= end; at += 16) {
      v128.store(w + at, v128.mul<T>(v128.load(w + at), at < end ? factorV : factorLast));
    }
  }
}

/** g = g scale, kept within bound and -bound. */
function clipValues<T>(scale: T, bound: T): void {
  const end = last;
  const scaleV = v128.splat<T>(scale);
  const boundV = v128.splat<T>(bound);
  for (let k: usize = 0; k < <usize>outputs; k++) {
    const g = gradient + k * outputBytes;
    for (let at: usize = 0; at <= end; at += 16) {
      const scaled = v128.mul<T>(v128.load(g + at), scaleV);
      v128.store(g + at, v128.pmax<T>(v128.pmin<T>(scaled, boundV), v128.neg<T>(boundV)));
    }
  }
}

/** Euclidean norm of the gradient of all outputs, biases included, in f64: in f32 its squares could overflow. */
function gradientNorm<T>(): f64 {
  const length = slotBytes / sizeof<T>();
  let sums = f64x2.splat(0);
  for (let i: usize = 0; i < length; i += 2) {
    const g = sizeof<T>() == 4 ? f64x2.promote_low_f32x4(v128.load64_zero(gradient + i * 4)) : v128.load(gradient + i * 8);
    sums = f64x2.add(sums, f64x2.mul(g, g));
  }
  return Math.sqrt(f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1));
}

/**
 * Updates the weights with the gradient of a batch, and leaves the gradient zero.
 *
 * @param rate - the batch's learning rate
 * @param rows - rows of the batch
 * @param weight - the sum of their weights; `rows` where there are none
 */
export function update<T>(record: usize, rate: f64, rows: i32, weight: f64): void {
  const columns = run.whole(record, run.COLUMNS);
  const optimizer = run.whole(record, run.OPTIMIZER);
  const registers = run.pointer(record, run.REGISTERS);
  openSteps<T>(record);

  const intercept = run.whole(record, run.INTERCEPT);
  const bias = <usize>columns * sizeof<T>();
  if (!intercept) {
    for (let k: usize = 0; k < <usize>outputs; k++) store<T>(gradient + k * outputBytes + bias, 0 as T);
  }
  const sum = run.whole(record, run.SUM);
  // The penalty counts once a row where the rows' gradients are summed.
  const count = sum ? weight : 1.0;
  let divisor = sum ? 1.0 : <f64>rows * run.get(record, run.WEIGHT_UNIT);
  const clipValue = run.get(record, run.CLIP_VALUE);
  if (clipValue > 0) {
    clipValues<T>(<T>(1.0 / divisor), <T>clipValue);
    divisor = 1;
  }
  const clipNorm = run.get(record, run.CLIP_NORM);
  let clip: f64 = 1;
  if (clipNorm > 0) {
    const norm = gradientNorm<T>() / divisor;
    if (norm > clipNorm) clip = clipNorm / norm;
  }
  const l1 = run.get(record, run.L1) * count;
  const l2 = run.get(record, run.L2) * count;
  const scale = <T>(clip / divisor);
  const decay1 = run.get(record, run.MOMENT_DECAY);
  const decay2 = run.get(record, run.SQUARE_DECAY);
  const stabilizer = <T>run.get(record, run.STABILIZER);
  switch (optimizer) {
    case SGD: {
      // Passive-aggressive rows bring their own steps; the penalty still goes by the rate.
      const step = run.whole(record, run.PASSIVE_AGGRESSIVE) ? 1.0 : rate;
      sgd<T>(<T>((step * clip) / divisor), <T>max(0.0, 1.0 - rate * l2));
      break;
    }
    case MOMENTUM:
    case NESTEROV:
      momentum<T>(scale, <T>l2, <T>rate, <T>decay1, optimizer == NESTEROV);
      break;
    case ADAGRAD:
    case RMSPROP:
      squares<T>(scale, <T>l1, <T>l2, <T>rate, decay2, stabilizer, optimizer == RMSPROP);
      break;
    case ADAM:
    case ADAMW: {
      const power1 = load<f64>(registers + (run.MOMENT_POWER << 3)) * decay1;
      const power2 = load<f64>(registers + (run.SQUARE_POWER << 3)) * decay2;
      store<f64>(registers + (run.MOMENT_POWER << 3), power1);
      store<f64>(registers + (run.SQUARE_POWER << 3), power2);
      const coupled = optimizer == ADAM;
      const keep = coupled ? 1.0 : max(0.0, 1.0 - rate * l2);
      adam<T>(scale, <T>l1, <T>(coupled ? l2 : 0), <T>keep, rate, decay1, decay2, stabilizer, power1, power2);
      break;
    }
    case FTRL: {
      // Its penalties stand against the sum of all gradients, however many rows a batch has.
      const ownL1 = <T>run.get(record, run.L1);
      const ownL2 = <T>run.get(record, run.L2);
      if (intercept) ftrl<T>(scale, ownL1, ownL2, <T>rate, stabilizer);
      else ftrlWithoutBias<T>(scale, ownL1, ownL2, <T>rate, stabilizer, bias);
      break;
    }
  }
  const paid = run.pointer(record, run.L1_PAID);
  if (paid) {
    // Momentum takes 1 / (1 - momentum) times the step of a gradient that stays, and so must the penalty.
    const due = load<f64>(registers + (run.L1_DUE << 3)) + (rate * l1) / (1.0 - decay1);
    store<f64>(registers + (run.L1_DUE << 3), due);
    payL1<T>(<T>due, paid);
  }
  const maxNorm = run.get(record, run.MAX_NORM);
  if (maxNorm > 0) boundNorms<T>(maxNorm, columns);
  const samples = load<f64>(registers + (run.SAMPLES << 3)) + <f64>rows;
  store<f64>(registers + (run.SAMPLES << 3), samples);
  const average = run.pointer(record, run.AVERAGE);
  if (average && samples >= run.get(record, run.AVERAGE_FROM)) {
    const averaged = load<f64>(registers + (run.AVERAGED << 3)) + 1.0;
    store<f64>(registers + (run.AVERAGED << 3), averaged);
    takeAverage<T>(weights, slotBytes / sizeof<T>(), average, averaged);
  }
}
