// The step of a finished batch of sparse rows, for the columns it touches and the biases. Numbers are f64 until they are
// stored, but for plain SGD, which goes row by row in T.

import * as run from "./run";
import { scatter, scatterSummed } from "./sparse";
import { clipGradient } from "./sparse-clip";
import { remember, rememberDivided, rememberMoving } from "./sparse-history";
import { multiplyWeights, settleAll, unsettle } from "./sparse-lazy";
import * as sparse from "./sparse-record";
import {
  addToSum,
  average,
  averaging,
  decay1,
  decay2,
  openDivided,
  openMoments,
  openUpdate,
  optimizer,
  paid,
  productsBefore,
  slot,
  step,
  stepDivided,
  stepMoving,
  stepSquares,
  unitStep,
  weights,
} from "./sparse-steps";
import { ADAGRAD, ADAM, ADAMW, FTRL, RMSPROP, SGD } from "./dense-steps";

/** Below this the weights are settled, so that neither they nor the factor leave the range of T. */
export const LEAST_SCALE: f64 = 1e-9;

/** Bytes from the kept derivatives of an output to those of the next. */
// @ts-ignore: decorator
@inline
export function keptDerivativeBytes<T>(own: usize): usize {
  return <usize>run.whole(own, sparse.KEPT_ROWS) * sizeof<T>() + 16;
}

/** Updates the weights with a batch whose gradient, or whose derivatives by row, are there. Arguments as of `update`. */
export function updateSparse<T>(record: usize, rate: f64, rows: i32, weight: f64): void {
  const own = run.pointer(record, run.SPARSE);
  const registers = run.pointer(record, run.REGISTERS);
  const outputs = run.whole(record, run.OUTPUTS);
  const width = <usize>run.whole(record, run.WIDTH);
  const columns = <usize>run.whole(record, run.COLUMNS);
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

  let keep = optimizer == SGD ? max(0.0, 1.0 - rate * l2) : 1.0;
  if (keep == 0) {
    settleAll<T>();
    multiplyWeights<T>(0 as T);
    keep = 1;
  }
  if (run.get(own, sparse.AGE) == 0) unsettle();
  const samples = load<f64>(registers + (run.SAMPLES << 3)) + <f64>rows;
  store<f64>(registers + (run.SAMPLES << 3), samples);
  const counts = average != 0 && samples >= run.get(record, run.AVERAGE_FROM);
  if (counts) store<f64>(registers + (run.AVERAGED << 3), load<f64>(registers + (run.AVERAGED << 3)) + 1);
  let due = load<f64>(registers + (run.L1_DUE << 3));
  let paying: f64 = 0;
  if (paid) {
    paying = (rate * l1) / (1.0 - decay1);
    due += paying;
    store<f64>(registers + (run.L1_DUE << 3), due);
  }
  openUpdate(rate, due, counts);
  let unbiasedRate: f64 = 0;
  let unbiased2: f64 = 0;
  if (optimizer == ADAM || optimizer == ADAMW) {
    const power1 = load<f64>(registers + (run.MOMENT_POWER << 3)) * decay1;
    const power2 = load<f64>(registers + (run.SQUARE_POWER << 3)) * decay2;
    store<f64>(registers + (run.MOMENT_POWER << 3), power1);
    store<f64>(registers + (run.SQUARE_POWER << 3), power2);
    unbiasedRate = rate / (1.0 - power1);
    unbiased2 = 1.0 / (1.0 - power2);
    openMoments(unbiasedRate, unbiased2);
  }
  const stepRate = run.whole(record, run.PASSIVE_AGGRESSIVE) ? 1.0 : rate;
  const product = run.get(own, sparse.SCALE) * keep;
  openDivided(direct ? stepRate / divisor : stepRate, product, run.get(own, sparse.SCALE_SUM));
  const age = run.get(own, sparse.AGE) + 1;
  run.set(own, sparse.AGE, age);
  run.set(own, sparse.SCALE, product);
  if (averaging) run.set(own, sparse.SCALE_SUM, productsBefore + product);
  if (run.pointer(own, sparse.LAST)) {
    const entry = remember(own, rate, count, averaging, due);
    if (optimizer == SGD) rememberDivided(entry, product, run.get(own, sparse.SCALE_SUM), paying, averaging);
    else rememberMoving(entry, optimizer, rate, unbiasedRate, unbiased2);
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
        else stepMoving<T>(at, g, l1, l2);
      }
    }
    run.setWhole(own, sparse.TOUCHED_COUNT, 0);
  }
  stepBiases<T>(record, own, outputs, width, columns, direct ? 1.0 : scale, intercept != 0);

  if (age + 1 >= run.get(own, sparse.HISTORY_ROOM) || product < LEAST_SCALE) settleAll<T>();
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
      stepMoving<T>(at, g, 0, 0);
      continue;
    }
    const w = weights + at * sizeof<T>();
    if (trained) store<T>(w, <T>(<f64>load<T>(w) - g * step));
    if (averaging) addToSum(at, <f64>load<T>(w));
  }
}
