// Bounds of the elements and the norm of a batch's gradient on sparse rows.

import * as run from "./run";
import * as sparse from "./sparse-record";

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
