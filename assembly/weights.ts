// What is taken from the weights as they are: their penalty, and their mean over the updates.

import * as run from "./run";

/** The penalty of the weights: l1 sum |w| + l2 / 2 sum w^2, output by output, column by column. */
export function penaltyOf<T>(record: usize): f64 {
  const columns = run.whole(record, run.COLUMNS);
  const width = <usize>run.whole(record, run.WIDTH) * sizeof<T>();
  const l1 = run.get(record, run.L1);
  const l2 = run.get(record, run.L2);
  let w = run.pointer(record, run.WEIGHTS);
  let sizes: f64 = 0;
  let squares: f64 = 0;
  for (let k = run.whole(record, run.OUTPUTS); k > 0; k--, w += width) {
    for (let j: usize = 0; j < <usize>columns; j++) {
      const value = <f64>load<T>(w + j * sizeof<T>());
      sizes += Math.abs(value);
      squares += value * value;
    }
  }
  return l1 * sizes + 0.5 * l2 * squares;
}

/** average += (w - average) / count, in f64, for `length` weights, a whole number of vectors. */
export function takeAverage<T>(weights: usize, length: usize, average: usize, count: f64): void {
  const countV = f64x2.splat(count);
  for (let i: usize = 0; i < length; i += 2) {
    const w = sizeof<T>() == 4 ? f64x2.promote_low_f32x4(v128.load64_zero(weights + i * 4)) : v128.load(weights + i * 8);
    const mean = v128.load(average + i * 8);
    v128.store(average + i * 8, f64x2.add(mean, f64x2.div(f64x2.sub(w, mean), countV)));
  }
}
