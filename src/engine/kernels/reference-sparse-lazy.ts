import { KERNEL_OPTIMIZER } from "../optimizer/optimizers.ts";
import type { HistoryEntry, SparseRunView } from "./reference-sparse-run.ts";

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
  run.setHistory(0, { product: 1, productSum: 0, due, unitDue: 0, unitDueSum: 0, time: 0, rate: 0, factor: 0 });
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

/** How a weight of one of the other optimisers moves without a gradient. */
interface Coasting {
  /** How far it would go in the end. */
  readonly coast: number;
  /** What one unit of a penalty's time pulls. */
  readonly pull: number;
}

function coasting(run: SparseRunView, place: number, next: HistoryEntry, k: number): Coasting {
  const { optimizer, momentDecay, squareDecay, stabilizer } = run.slots;
  const { round } = run.width;
  const { momentum, nesterov, rmsprop, adam, adamw } = KERNEL_OPTIMIZER;
  const fade = (array: number, decay: number): void => {
    run.setState(array, place, round(run.state(array, place) * tablePower(decay, k)));
  };
  switch (optimizer) {
    case momentum.code:
    case nesterov.code: {
      const far = ((next.rate * run.state(0, place)) / (1 - momentDecay)) * momentDecay;
      fade(0, momentDecay);
      return { coast: optimizer === nesterov.code ? far * momentDecay : far, pull: 1 / (1 - momentDecay) };
    }
    case adam.code:
    case adamw.code: {
      const pull = 1 / (Math.sqrt(run.state(1, place) * next.factor) + stabilizer);
      const coast = next.rate * run.state(0, place) * pull * (momentDecay / (1 - momentDecay));
      fade(0, momentDecay);
      fade(1, squareDecay);
      return { coast, pull };
    }
    default: {
      const pull = 1 / (Math.sqrt(run.state(0, place)) + stabilizer);
      if (optimizer === rmsprop.code) fade(0, squareDecay);
      return { coast: 0, pull };
    }
  }
}

/** The other optimisers: the moments decay, the weight coasts, then the penalties of the missed updates are taken at once. */
function catchUpMoving(run: SparseRunView, k: number, column: number, last: number): void {
  const { optimizer, momentDecay, l1, l2, l1Paid, average } = run.slots;
  const age = run.own("age");
  const [before, now, all] = [run.history(last), run.history(age), age - last];
  const place = run.place(k, column);
  const n = now.unitDue - before.unitDue;
  if (optimizer === KERNEL_OPTIMIZER.ftrl.code) {
    const weight = run.putWeight(k, column, ftrlWeight(run, place, now.rate));
    if (average !== 0) run.addToAverage(k, column, n * weight);
    return;
  }
  const start = run.weight(k, column);
  const time = now.time - before.time;
  const { coast, pull } = coasting(run, place, run.history(last + 1), all);
  const coasted = start - coast * (1 - tablePower(momentDecay, all));
  const decayed =
    optimizer === KERNEL_OPTIMIZER.adamw.code
      ? coasted * (now.product / before.product)
      : coasted / (1 + time * l2 * pull);
  const was = l1Paid === 0 ? 0 : run.paid(k, column);
  const due = l1Paid === 0 ? time * l1 * pull : Math.max(0, now.due + (decayed < 0 ? -was : was));
  const value = l1 > 0 ? signed(Math.max(0, Math.abs(decayed) - due), decayed) : decayed;
  if (l1Paid !== 0) run.setPaid(k, column, run.width.round(was + (value - decayed)));
  run.putWeight(k, column, value);
  if (average === 0 || n === 0) return;
  const skipped = all - n;
  const rest =
    coast * tablePower(momentDecay, skipped) * (1 - tablePower(momentDecay, n)) * (momentDecay / (1 - momentDecay));
  const decaying = ((decayed - coasted) / all) * 0.5 * (all * (all + 1) - skipped * (skipped + 1));
  const size = Math.abs(decayed);
  const step = due / all;
  const left = due > 0 ? shrinkingSum(size, step, all) - shrinkingSum(size, step, skipped) : n * size;
  run.addToAverage(k, column, n * (start - coast) + rest + decaying + signed(left - n * size, decayed));
}

/** Sum over i = 1 … n of max(0, size - i step). */
function shrinkingSum(size: number, step: number, n: number): number {
  const m = step * n > size ? Math.floor(size / step) : n;
  return m * size - 0.5 * step * m * (m + 1);
}

/** The weight of FTRL's state. */
function ftrlWeight(run: SparseRunView, place: number, rate: number): number {
  const { l1, l2, stabilizer } = run.slots;
  const z = run.state(0, place);
  const over = Math.max(0, Math.abs(z) - l1);
  return -signed(over, z) / ((stabilizer + Math.sqrt(run.state(1, place))) / rate + l2);
}
