// From the outputs z and the targets y of some rows to each row's loss and the derivative dloss/dz.
// The codes are those of src/engine/objective/losses.ts, which holds the formulas and their sources.

import { expNegative, log1p, one, sigmoidFrom } from "./math";
import { lanes } from "./vector";

const SQUARED_ERROR: i32 = 0;
const LOG_LOSS: i32 = 1;
// 2, sigmoid_squared_error, is what is left.

/**
 * Writes loss and derivative of `rows` rows; all four pointers are to arrays of T whose length is
 * rounded up to whole vectors. `derivative` may alias `z`.
 */
export function lossRows<T>(kind: i32, rows: i32, z: usize, y: usize, loss: usize, derivative: usize): void {
  const end = <usize>((rows + lanes<T>() - 1) / lanes<T>()) * 16;
  if (kind == LOG_LOSS) {
    for (let at: usize = 0; at < end; at += 16) {
      const zv = v128.load(z + at);
      const yv = v128.load(y + at);
      const e = expNegative<T>(v128.neg<T>(v128.abs<T>(zv)));
      v128.store(derivative + at, v128.sub<T>(sigmoidFrom<T>(zv, e), yv));
      const line = v128.sub<T>(v128.pmax<T>(zv, v128.splat<T>(0 as T)), v128.mul<T>(yv, zv));
      v128.store(loss + at, v128.add<T>(line, log1p<T>(e)));
    }
  } else if (kind == SQUARED_ERROR) {
    for (let at: usize = 0; at < end; at += 16) {
      const error = v128.sub<T>(v128.load(z + at), v128.load(y + at));
      v128.store(derivative + at, error);
      v128.store(loss + at, v128.mul<T>(v128.mul<T>(v128.splat<T>(0.5 as T), error), error));
    }
  } else {
    for (let at: usize = 0; at < end; at += 16) {
      const zv = v128.load(z + at);
      const p = sigmoidFrom<T>(zv, expNegative<T>(v128.neg<T>(v128.abs<T>(zv))));
      const error = v128.sub<T>(p, v128.load(y + at));
      v128.store(derivative + at, v128.mul<T>(error, v128.mul<T>(p, v128.sub<T>(one<T>(), p))));
      v128.store(loss + at, v128.mul<T>(error, error));
    }
  }
}
