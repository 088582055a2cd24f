import { KERNEL_OPTIMIZER } from "../optimizer/optimizers.ts";
import type { SparseRunView } from "./reference-sparse-run.ts";

/** The step of a batch, in 64-bit numbers. */
export interface Step {
  readonly rate: number;
  readonly l1: number;
  readonly l2: number;
  /** What SGD and AdamW keep of a weight. */
  readonly keep: number;
  /** SGD: what a gradient is multiplied with, and by what weights are divided. */
  readonly size: number;
  readonly product: number;
  /** Sum of the products before this update. */
  readonly productsBefore: number;
  readonly due: number;
  readonly averaging: boolean;
  readonly unbiasedRate: number;
  readonly unbiased: number;
}

/** w towards 0 by `amount`, and no further. */
export function shrunk(w: number, amount: number): number {
  const size = Math.max(0, Math.abs(w) - amount);
  return w < 0 ? -size : size;
}

/** The step of a weight by any optimiser but SGD. */
export function stepMoving(
  run: SparseRunView,
  step: Step,
  k: number,
  column: number,
  g: number,
  l1: number,
  l2: number,
  keep: number,
): void {
  const place = run.place(k, column);
  const old = run.weight(k, column);
  const isBias = column === run.slots.columns;
  const now = run.putWeight(
    k,
    column,
    moved(run, step, { place, old, g, l1, l2, keep }, (value) => {
      return run.slots.l1Paid === 0 || isBias ? value : payDue(run, step.due, k, column, value);
    }),
  );
  if (step.averaging) run.addToAverage(k, column, now);
}

function moved(
  run: SparseRunView,
  step: Step,
  { place, old, g, l1, l2, keep }: Readonly<Record<"place" | "old" | "g" | "l1" | "l2" | "keep", number>>,
  pay: (value: number) => number,
): number {
  const { optimizer, momentDecay, squareDecay, stabilizer } = run.slots;
  const { momentum, nesterov, adagrad, rmsprop, adam, adamw } = KERNEL_OPTIMIZER;
  const put = (array: number, value: number): void => run.setState(array, place, run.width.round(value));
  switch (optimizer) {
    case momentum.code:
    case nesterov.code: {
      const slope = g + l2 * old;
      const velocity = momentDecay * run.state(0, place) + slope;
      put(0, velocity);
      return pay(old - step.rate * (optimizer === nesterov.code ? slope + momentDecay * velocity : velocity));
    }
    case adagrad.code:
    case rmsprop.code: {
      const kept = run.state(0, place);
      const mean = optimizer === rmsprop.code;
      const slope = mean ? g + l2 * old : g;
      const squares = mean ? squareDecay * kept + (1 - squareDecay) * slope * slope : kept + slope * slope;
      put(0, squares);
      const size = step.rate / (Math.sqrt(squares) + stabilizer);
      const now = shrunk(old - size * slope, size * l1);
      return mean ? now : now / (1 + size * l2);
    }
    case adam.code:
    case adamw.code: {
      const slope = g + (optimizer === adam.code ? l2 * old : 0);
      const moment = momentDecay * run.state(0, place) + (1 - momentDecay) * slope;
      const squares = squareDecay * run.state(1, place) + (1 - squareDecay) * slope * slope;
      put(0, moment);
      put(1, squares);
      const root = Math.sqrt(squares * step.unbiased) + stabilizer;
      return shrunk(old * keep - (step.unbiasedRate / root) * moment, (step.rate / root) * l1);
    }
    default: {
      const before = run.state(1, place);
      const squares = before + g * g;
      const root = Math.sqrt(squares);
      const z = run.state(0, place) + (g - ((root - Math.sqrt(before)) / step.rate) * old);
      put(0, z);
      put(1, squares);
      const over = Math.max(0, Math.abs(z) - l1);
      return (z < 0 ? over : -over) / ((stabilizer + root) / step.rate + l2);
    }
  }
}

/** A weight after it has paid what is due and not yet paid of the L1 penalty. */
function payDue(run: SparseRunView, due: number, k: number, column: number, value: number): number {
  const was = run.paid(k, column);
  const now = shrunk(value, Math.max(0, due + (value < 0 ? -was : was)));
  run.setPaid(k, column, run.width.round(was + (now - value)));
  return now;
}

/**
 * The updates after the `last` one that a weight has missed, one after the other; see assembly/sparse-steps.ts. Returns which
 * was the last that was taken.
 */
export function replay(run: SparseRunView, k: number, column: number, last: number): number {
  const { l1, l2, average, optimizer } = run.slots;
  const { adam, adamw, adagrad, rmsprop } = KERNEL_OPTIMIZER;
  const place = run.place(k, column);
  const isAdam = optimizer === adam.code || optimizer === adamw.code;
  const ownSteps = optimizer === adagrad.code || optimizer === rmsprop.code;
  for (let age = last + 1; age <= run.own("age"); age++) {
    const { rate, due, averaged, count, keep, unbiasedRate, factor } = run.history(age);
    const old = run.weight(k, column);
    const averaging = average !== 0 && averaged > run.history(age - 1).averaged;
    const adams = isAdam ? { unbiasedRate, unbiased: factor } : { unbiasedRate: 0, unbiased: 0 };
    const step = { ...{ rate, l1: 0, l2: 0, keep, size: 0, product: 1, productsBefore: 0, due, averaging }, ...adams };
    stepMoving(run, step, k, column, 0, l1 * count, l2 * count, keep);
    if (run.weight(k, column) !== old) continue;
    if (l1 === 0 && l2 === 0) return age;
    if (old === 0 && (ownSteps || run.state(0, place) === 0)) return age;
  }
  return run.own("age");
}
