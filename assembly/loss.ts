// From the outputs z and the targets y of some rows to each row's loss and the derivative dloss/dz.
// The codes are those of src/engine/objective/losses.ts, which holds the formulas and their sources.

import { exp, expNegative, log, log1p, one, sigmoidFrom } from "./math";
import { lanes, zero } from "./vector";

const SQUARED_ERROR: i32 = 0;
const LOG_LOSS: i32 = 1;
const SIGMOID_SQUARED_ERROR: i32 = 2;
const HINGE: i32 = 3;
const SQUARED_HINGE: i32 = 4;
const MODIFIED_HUBER: i32 = 5;
const HUBER: i32 = 6;
const EPSILON_INSENSITIVE: i32 = 7;
const SQUARED_EPSILON_INSENSITIVE: i32 = 8;
const QUANTILE: i32 = 9;
const POISSON: i32 = 10;
export const SOFTMAX: i32 = 11;

/** Whether a loss compares z with a number, so that classes are the targets -1 and 1. */
export function comparesNumbers(kind: i32): bool {
  return kind == SQUARED_ERROR || (kind >= HUBER && kind <= POISSON);
}

// @ts-ignore: decorator
@inline
function number<T>(value: f64): v128 {
  return v128.splat<T>(<T>value);
}

/** +1 for a target of 1, -1 for a target of 0. */
// @ts-ignore: decorator
@inline
function sign<T>(y: v128): v128 {
  return v128.sub<T>(v128.add<T>(y, y), one<T>());
}

/**
 * Writes loss and derivative of `rows` rows; the four pointers are to arrays of T whose length is rounded up to whole
 * vectors. `derivative` may alias `z`. `parameter` is the loss's own: threshold, epsilon or quantile.
 */
export function lossRows<T>(
  kind: i32,
  parameter: T,
  rows: i32,
  z: usize,
  y: usize,
  loss: usize,
  derivative: usize,
): void {
  const end = <usize>((rows + lanes<T>() - 1) / lanes<T>()) * 16;
  const c = v128.splat<T>(parameter);
  switch (kind) {
    case SQUARED_ERROR:
      for (let at: usize = 0; at < end; at += 16) {
        const error = v128.sub<T>(v128.load(z + at), v128.load(y + at));
        v128.store(derivative + at, error);
        v128.store(loss + at, v128.mul<T>(v128.mul<T>(number<T>(0.5), error), error));
      }
      break;
    case LOG_LOSS:
      for (let at: usize = 0; at < end; at += 16) {
        const zv = v128.load(z + at);
        const yv = v128.load(y + at);
        const e = expNegative<T>(v128.neg<T>(v128.abs<T>(zv)));
        v128.store(derivative + at, v128.sub<T>(sigmoidFrom<T>(zv, e), yv));
        const line = v128.sub<T>(v128.pmax<T>(zv, zero<T>()), v128.mul<T>(yv, zv));
        v128.store(loss + at, v128.add<T>(line, log1p<T>(e)));
      }
      break;
    case SIGMOID_SQUARED_ERROR:
      for (let at: usize = 0; at < end; at += 16) {
        const zv = v128.load(z + at);
        const p = sigmoidFrom<T>(zv, expNegative<T>(v128.neg<T>(v128.abs<T>(zv))));
        const error = v128.sub<T>(p, v128.load(y + at));
        v128.store(derivative + at, v128.mul<T>(error, v128.mul<T>(p, v128.sub<T>(one<T>(), p))));
        v128.store(loss + at, v128.mul<T>(error, error));
      }
      break;
    case HINGE:
      for (let at: usize = 0; at < end; at += 16) {
        const s = sign<T>(v128.load(y + at));
        const margin = v128.sub<T>(c, v128.mul<T>(v128.load(z + at), s));
        v128.store(derivative + at, v128.and(v128.ge<T>(margin, zero<T>()), v128.neg<T>(s)));
        v128.store(loss + at, v128.pmax<T>(margin, zero<T>()));
      }
      break;
    case SQUARED_HINGE:
      for (let at: usize = 0; at < end; at += 16) {
        const s = sign<T>(v128.load(y + at));
        const margin = v128.pmax<T>(v128.sub<T>(c, v128.mul<T>(v128.load(z + at), s)), zero<T>());
        v128.store(derivative + at, v128.mul<T>(v128.mul<T>(number<T>(-2.0), s), margin));
        v128.store(loss + at, v128.mul<T>(margin, margin));
      }
      break;
    case MODIFIED_HUBER:
      for (let at: usize = 0; at < end; at += 16) {
        const s = sign<T>(v128.load(y + at));
        const m = v128.mul<T>(v128.load(z + at), s);
        const margin = v128.pmax<T>(v128.sub<T>(one<T>(), m), zero<T>());
        const steep = v128.lt<T>(m, number<T>(-1.0));
        const slope = v128.bitselect(number<T>(-4.0), v128.mul<T>(number<T>(-2.0), margin), steep);
        v128.store(derivative + at, v128.mul<T>(slope, s));
        const line = v128.mul<T>(number<T>(-4.0), m);
        v128.store(loss + at, v128.bitselect(line, v128.mul<T>(margin, margin), steep));
      }
      break;
    case HUBER:
      for (let at: usize = 0; at < end; at += 16) {
        const error = v128.sub<T>(v128.load(z + at), v128.load(y + at));
        const bounded = v128.pmax<T>(v128.pmin<T>(error, c), v128.neg<T>(c));
        v128.store(derivative + at, bounded);
        // error^2 / 2 within c, c |error| - c^2 / 2 beyond.
        v128.store(loss + at, v128.mul<T>(bounded, v128.sub<T>(error, v128.mul<T>(number<T>(0.5), bounded))));
      }
      break;
    case EPSILON_INSENSITIVE:
      for (let at: usize = 0; at < end; at += 16) {
        const error = v128.sub<T>(v128.load(z + at), v128.load(y + at));
        const beyond = v128.sub<T>(v128.abs<T>(error), c);
        const direction = v128.bitselect(number<T>(-1.0), one<T>(), v128.lt<T>(error, zero<T>()));
        v128.store(derivative + at, v128.and(v128.gt<T>(beyond, zero<T>()), direction));
        v128.store(loss + at, v128.pmax<T>(beyond, zero<T>()));
      }
      break;
    case SQUARED_EPSILON_INSENSITIVE:
      for (let at: usize = 0; at < end; at += 16) {
        const error = v128.sub<T>(v128.load(z + at), v128.load(y + at));
        const beyond = v128.pmax<T>(v128.sub<T>(v128.abs<T>(error), c), zero<T>());
        const twice = v128.bitselect(number<T>(-2.0), number<T>(2.0), v128.lt<T>(error, zero<T>()));
        v128.store(derivative + at, v128.mul<T>(twice, beyond));
        v128.store(loss + at, v128.mul<T>(beyond, beyond));
      }
      break;
    case QUANTILE:
      for (let at: usize = 0; at < end; at += 16) {
        const error = v128.sub<T>(v128.load(z + at), v128.load(y + at));
        const above = v128.gt<T>(error, zero<T>());
        const slope = v128.bitselect(v128.sub<T>(one<T>(), c), v128.neg<T>(c), above);
        v128.store(derivative + at, slope);
        v128.store(loss + at, v128.mul<T>(slope, error));
      }
      break;
    case POISSON:
      for (let at: usize = 0; at < end; at += 16) {
        const zv = v128.load(z + at);
        const yv = v128.load(y + at);
        const mean = exp<T>(zv);
        v128.store(derivative + at, v128.sub<T>(mean, yv));
        v128.store(loss + at, v128.sub<T>(mean, v128.mul<T>(yv, zv)));
      }
      break;
  }
}

/**
 * Softmax over the outputs of `rows` rows. `z` is an array of T per output, `outputBytes` apart, which becomes that
 * output's derivative p - [y = output]; `y` holds class numbers; `loss` receives -log p of the class. Rounded up to
 * whole vectors of rows.
 */
export function softmaxRows<T>(rows: i32, outputs: i32, z: usize, outputBytes: usize, y: usize, loss: usize): void {
  const end = <usize>((rows + lanes<T>() - 1) / lanes<T>()) * 16;
  for (let at: usize = 0; at < end; at += 16) {
    const yv = v128.load(y + at);
    let most = v128.load(z + at);
    for (let k = 1; k < outputs; k++) most = v128.pmax<T>(most, v128.load(z + at + <usize>k * outputBytes));
    let total = zero<T>();
    let own = zero<T>();
    for (let k = 0; k < outputs; k++) {
      const place = z + at + <usize>k * outputBytes;
      const below = v128.sub<T>(v128.load(place), most);
      own = v128.bitselect(below, own, v128.eq<T>(yv, v128.splat<T>(<T>k)));
      const e = expNegative<T>(below);
      v128.store(place, e);
      total = v128.add<T>(total, e);
    }
    v128.store(loss + at, v128.sub<T>(log<T>(total), own));
    for (let k = 0; k < outputs; k++) {
      const place = z + at + <usize>k * outputBytes;
      const hit = v128.and(v128.eq<T>(yv, v128.splat<T>(<T>k)), one<T>());
      v128.store(place, v128.sub<T>(v128.div<T>(v128.load(place), total), hit));
    }
  }
}
