// Bounds of a training on sparse rows: of the elements and the norm of a batch's gradient, and of the norm of weights.

import * as run from "./run";
import * as sparse from "./sparse-record";
import { dot } from "./vector";

/** What the gradient, whose elements and norm are kept within their bounds, is to be multiplied with. */
export function clipGradient<T>(record: usize, own: usize, divisor: f64): f64 {
  const outputs = <usize>run.whole(record, run.OUTPUTS);
  const room = <usize>run.whole(own, sparse.TOUCHED_ROOM);
  const all = <usize>run.whole(own, sparse.TOUCHED_COUNT);
  const gradient = run.pointer(record, run.GRADIENT);
  const sums = run.pointer(own, sparse.BIAS_SUMS);
  const bound = run.get(record, run.CLIP_VALUE);
  const trained = run.whole(record, run.INTERCEPT);
  let scale = 1.0 / divisor;
  if (bound > 0) {
    for (let k: usize = 0; k < outputs; k++) {
      const bias = sums + (k << 3);
      store<f64>(bias, max(-bound, min(bound, load<f64>(bias) * scale)));
      for (let i: usize = 0; i < all; i++) {
        const at = gradient + (k * room + i) * sizeof<T>();
        store<T>(at, <T>max(-bound, min(bound, <f64>load<T>(at) * scale)));
      }
    }
    scale = 1;
  }
  const clipNorm = run.get(record, run.CLIP_NORM);
  if (clipNorm > 0) {
    let squares: f64 = 0;
    for (let k: usize = 0; k < outputs; k++) {
      const bias = trained ? load<f64>(sums + (k << 3)) : 0;
      squares += bias * bias;
      for (let i: usize = 0; i < all; i++) {
        const g = <f64>load<T>(gradient + (k * room + i) * sizeof<T>());
        squares += g * g;
      }
    }
    const norm = Math.sqrt(squares) * scale;
    if (norm > clipNorm) scale *= clipNorm / norm;
  }
  return scale;
}

/**
 * Scales every output's settled weights, not its bias, down to a norm of at most `bound`. With `averaging` the mean, in which this
 * update's weights are already, follows.
 */
export function boundNorms<T>(record: usize, bound: f64, averaging: bool): void {
  const weights = run.pointer(record, run.WEIGHTS);
  const columns = <usize>run.whole(record, run.COLUMNS);
  const width = <usize>run.whole(record, run.WIDTH);
  const averaged = load<f64>(run.pointer(record, run.REGISTERS) + (run.AVERAGED << 3));
  for (let k = 0; k < run.whole(record, run.OUTPUTS); k++) {
    const first = <usize>k * width;
    const norm = Math.sqrt(<f64>dot<T>(weights + first * sizeof<T>(), weights + first * sizeof<T>(), <i32>columns));
    if (!(norm > bound)) continue;
    const factor = bound / norm;
    for (let at = first; at < first + columns; at++) {
      const w = weights + at * sizeof<T>();
      const old = <f64>load<T>(w);
      store<T>(w, <T>(old * factor));
      if (!averaging) continue;
      const mean = run.pointer(record, run.AVERAGE) + (at << 3);
      store<f64>(mean, load<f64>(mean) + (<f64>load<T>(w) - old) / averaged);
    }
  }
}
