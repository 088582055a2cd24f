import { KERNEL_OPTIMIZER } from "../optimizer/optimizers.ts";
import { exp, log } from "./reference-math.ts";
import type { SparseRunView } from "./reference-sparse-run.ts";
import { replay } from "./reference-sparse-steps.ts";
import { F64 } from "./reference-width.ts";

/** So few missed updates of AdaGrad are taken one by one. */
const FEW_UPDATES = 8;

/** `size` with the sign of `like`. */
function signed(size: number, like: number): number {
  return like < 0 ? -size : size;
}

/** A decay to the power k, as the tables of the kernels have it: powers below 256 and powers of 256, each by products. */
export function tablePower(decay: number, k: number): number {
  let low = 1;
  for (let i = 0; i < (k & 255); i++) low *= decay;
  let step = 1;
  for (let i = 0; i < 256; i++) step *= decay;
  let high = 1;
  for (let i = 0; i < k >> 8; i++) high *= step;
  return low * high;
}

/** Leaves the settled state: means become sums; see assembly/sparse-lazy.ts. */
export function unsettle(run: SparseRunView): void {
  if (run.slots.average !== 0)
    eachNumber(run, (k, j) => run.setAverage(k, j, run.average(k, j) * run.register("averaged")));
  run.setOwn("scale", 1);
  run.setOwn("scaleSum", 0);
  if (run.own("last") === 0) return;
  const due = run.register("l1Due");
  run.setHistory(0, { product: 1, due });
}

/** Brings all weights up to date and undoes the division by the product; sums become means. */
export function settle(run: SparseRunView): void {
  const { columns, optimizer, average } = run.slots;
  if (run.own("age") === 0) return;
  if (run.own("last") !== 0) {
    for (let j = 0; j < columns; j++) {
      catchUp(run, j);
      run.setLast(j, 0);
    }
  } else if (average !== 0) {
    eachWeight(run, (k, j) => run.addToAverage(k, j, run.own("scaleSum") * run.weight(k, j)));
  }
  if (optimizer === KERNEL_OPTIMIZER.sgd.code && run.own("scale") !== 1) multiplyWeights(run, run.own("scale"));
  const averaged = run.register("averaged");
  if (average !== 0 && averaged > 0) eachNumber(run, (k, j) => run.setAverage(k, j, run.average(k, j) / averaged));
  run.setOwn("age", 0);
  run.setOwn("scale", 1);
}

/** Multiplies the weights, not the biases, with a factor rounded to the width. */
export function multiplyWeights(run: SparseRunView, factor: number): void {
  eachWeight(run, (k, j) => run.putWeight(k, j, run.weight(k, j) * run.width.round(factor)));
}

function eachWeight(run: SparseRunView, visit: (output: number, column: number) => void): void {
  run.eachOutput((k) => {
    for (let j = 0; j < run.slots.columns; j++) visit(k, j);
  });
}

/** Visits every place of an output, biases and padding included. */
function eachNumber(run: SparseRunView, visit: (output: number, column: number) => void): void {
  run.eachOutput((k) => {
    for (let j = 0; j < run.slots.width; j++) visit(k, j);
  });
}

/** Brings the weights of a column up to date. */
export function catchUp(run: SparseRunView, column: number): void {
  const age = run.own("age");
  const last = run.last(column);
  if (last === age) return;
  run.setLast(column, age);
  const isSgd = run.slots.optimizer === KERNEL_OPTIMIZER.sgd.code;
  run.eachOutput((k) => {
    if (isSgd) catchUpPaying(run, k, column, last);
    else catchUpMoving(run, k, column, last);
  });
}

/** SGD with an L1 penalty: a weight divided by the product pays it in the same unit. */
function catchUpPaying(run: SparseRunView, k: number, column: number, last: number): void {
  const { round } = run.width;
  const age = run.own("age");
  const before = run.history(last);
  const now = run.history(age);
  const value = run.weight(k, column);
  if (value === 0) return;
  const size = Math.abs(value);
  const due = now.unitDue - before.unitDue;
  let until = now;
  if (size > due) {
    const left = round(size - due);
    run.setWeight(k, column, signed(left, value));
    const share = (now.due - before.due) * ((size - left) / due);
    if (due > 0) run.setPaid(k, column, round(run.paid(k, column) - signed(share, value)));
  } else {
    let end = last + 1;
    while (run.history(end).unitDue - before.unitDue < size) end++;
    until = run.history(end - 1);
    const rest = size - (until.unitDue - before.unitDue);
    const share = until.due - before.due + run.history(end).product * rest;
    run.setPaid(k, column, round(run.paid(k, column) - signed(share, value)));
    run.setWeight(k, column, 0);
  }
  if (run.slots.average === 0) return;
  const products = until.productSum - before.productSum;
  const dues = until.unitDueSum - before.unitDueSum;
  run.addToAverage(k, column, signed((size + before.unitDue) * products - dues, value));
}

/** The other optimisers: what the missed updates do to a weight at once where a formula says it, else one after the other. */
function catchUpMoving(run: SparseRunView, k: number, column: number, last: number): void {
  const { optimizer, momentDecay, squareDecay, average } = run.slots;
  const { adagrad, rmsprop, adam, adamw, ftrl } = KERNEL_OPTIMIZER;
  if (optimizer === ftrl.code) {
    catchUpFtrl(run, k, column, last);
    return;
  }
  if (optimizer === adagrad.code && catchUpSquares(run, k, column, last)) return;
  const until = replay(run, k, column, last);
  const missed = run.own("age") - until;
  if (missed === 0) return;
  const place = run.place(k, column);
  const fade = (array: number, decay: number): void => {
    run.setState(array, place, run.width.round(run.state(array, place) * tablePower(decay, missed)));
  };
  if (optimizer !== adagrad.code) fade(0, optimizer === rmsprop.code ? squareDecay : momentDecay);
  if (optimizer === adam.code || optimizer === adamw.code) fade(1, squareDecay);
  if (average !== 0) addMissed(run, k, column, until);
}

/** Adds a weight that stays to its sum, for each averaged update since one. */
function addMissed(run: SparseRunView, k: number, column: number, last: number): void {
  const n = run.history(run.own("age")).averaged - run.history(last).averaged;
  run.addToAverage(k, column, n * run.weight(k, column));
}

/** AdaGrad, whose sum of squares stays; false where there is no formula. */
function catchUpSquares(run: SparseRunView, k: number, column: number, last: number): boolean {
  const { l1, l2, average, stabilizer } = run.slots;
  const value = run.weight(k, column);
  if (value === 0) return true;
  if (l1 === 0 && l2 === 0) {
    if (average !== 0) addMissed(run, k, column, last);
    return true;
  }
  const [before, now] = [run.history(last), run.history(run.own("age"))];
  const pull = 1 / (Math.sqrt(run.state(0, run.place(k, column))) + stabilizer);
  const time = now.time - before.time;
  if (l2 === 0) {
    run.putWeight(k, column, signed(Math.max(0, Math.abs(value) - time * l1 * pull), value));
    return true;
  }
  const c = l2 * pull;
  const [time2, time3] = [now.time2 - before.time2, now.time3 - before.time3];
  if (c * time < 1e-3) {
    const sum = c * time - c * c * (0.5 * time2 - (c * time3) / 3);
    run.putWeight(k, column, value * (1 - sum * (1 - sum * (0.5 - sum / 6))));
    return true;
  }
  const updates = run.own("age") - last;
  if (updates <= FEW_UPDATES) return false;
  const mean = time / updates;
  const u = c / (1 + c * mean);
  const spread = Math.max(0, time2 - mean * time);
  const skew = time3 - mean * (3 * time2 - 2 * mean * time);
  const sum = updates * log(F64, 1 + c * mean) - u * u * (0.5 * spread - (u * skew) / 3);
  if (!(u * u * spread < 5e-6 || sum > 40)) return false;
  run.putWeight(k, column, value * exp(F64, -sum));
  return true;
}

/** FTRL: the weight follows from its state, which stays, and the rate. */
function catchUpFtrl(run: SparseRunView, k: number, column: number, last: number): void {
  const { l1, average } = run.slots;
  const place = run.place(k, column);
  const age = run.own("age");
  if (average !== 0 && Math.abs(run.state(0, place)) > l1) {
    for (let missed = last + 1; missed <= age; missed++) {
      if (run.history(missed).averaged === run.history(missed - 1).averaged) continue;
      run.addToAverage(k, column, run.width.round(ftrlWeight(run, place, run.history(missed).rate)));
    }
  }
  run.putWeight(k, column, ftrlWeight(run, place, run.history(age).rate));
}

/** The weight of FTRL's state. */
function ftrlWeight(run: SparseRunView, place: number, rate: number): number {
  const { l1, l2, stabilizer } = run.slots;
  const z = run.state(0, place);
  const over = Math.max(0, Math.abs(z) - l1);
  return -signed(over, z) / ((stabilizer + Math.sqrt(run.state(1, place))) / rate + l2);
}
