// What is remembered of each update for the columns that it does not touch; sparse-record.ts says what each number is.

import * as run from "./run";
import * as sparse from "./sparse-record";
import { ADAGRAD } from "./dense-steps";

/** Begins the history's entry of the update that has just been counted, and returns it. */
export function remember(own: usize, rate: f64, count: f64, averaging: bool, due: f64): usize {
  const entry = run.pointer(own, sparse.HISTORY) + <usize>run.get(own, sparse.AGE) * sparse.ENTRY;
  const before = entry - sparse.ENTRY;
  store<f64>(entry + sparse.RATE, rate);
  store<f64>(entry + sparse.DUE, due);
  store<f64>(entry + sparse.AVERAGED, load<f64>(before + sparse.AVERAGED) + (averaging ? 1 : 0));
  store<f64>(entry + sparse.COUNT, count);
  return entry;
}

/** The entry of an update of SGD. */
export function rememberDivided(entry: usize, product: f64, productSum: f64, paying: f64, averaging: bool): void {
  const before = entry - sparse.ENTRY;
  const unitDue = load<f64>(before + sparse.UNIT_DUE) + paying / product;
  const sum = load<f64>(before + sparse.UNIT_DUE_SUM) + (averaging ? product * unitDue : 0);
  store<f64>(entry + sparse.PRODUCT, product);
  store<f64>(entry + sparse.PRODUCT_SUM, productSum);
  store<f64>(entry + sparse.UNIT_DUE, unitDue);
  store<f64>(entry + sparse.UNIT_DUE_SUM, sum);
}

/** The entry of an update of another optimiser. */
export function rememberMoving(
  entry: usize,
  optimizer: i32,
  rate: f64,
  unbiasedRate: f64,
  unbiased2: f64,
): void {
  const before = entry - sparse.ENTRY;
  if (optimizer != ADAGRAD) {
    store<f64>(entry + sparse.UNBIASED_RATE, unbiasedRate);
    store<f64>(entry + sparse.FACTOR, unbiased2);
    return;
  }
  const time = rate * load<f64>(entry + sparse.COUNT);
  store<f64>(entry + sparse.TIME, load<f64>(before + sparse.TIME) + time);
  store<f64>(entry + sparse.TIME2, load<f64>(before + sparse.TIME2) + time * time);
  store<f64>(entry + sparse.TIME3, load<f64>(before + sparse.TIME3) + time * time * time);
}
