import { KERNEL_OPTIMIZER } from "../optimizer/optimizers.ts";
import type { SparseRunView } from "./reference-sparse-run.ts";

/** The step of a batch, in 64-bit numbers. */
export interface Step {
  readonly rate: number;
  readonly l1: number;
  readonly l2: number;
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

/** The step of a weight by any optimiser but SGD; see assembly/sparse-steps.ts. */
export function stepMoving(
  run: SparseRunView,
  step: Step,
  k: number,
  column: number,
  g: number,
  l1: number,
  l2: number,
): void {
  const place = run.place(k, column);
  const old = run.weight(k, column);
  const now = run.putWeight(k, column, moved(run, step, { place, old, g, l1, l2 }));
  if (step.averaging) run.addToAverage(k, column, now);
}

function moved(
  run: SparseRunView,
  step: Step,
  { place, old, g, l1, l2 }: Readonly<Record<"place" | "old" | "g" | "l1" | "l2", number>>,
): number {
  const { optimizer, momentDecay, squareDecay, stabilizer } = run.slots;
  const { momentum, nesterov, adagrad, rmsprop, adam, adamw } = KERNEL_OPTIMIZER;
  const put = (array: number, value: number): void => run.setState(array, place, run.width.round(value));
  switch (optimizer) {
    case momentum.code:
    case nesterov.code: {
      const velocity = momentDecay * run.state(0, place) + g;
      put(0, velocity);
      return old - step.rate * (optimizer === nesterov.code ? g + momentDecay * velocity : velocity);
    }
    case adagrad.code:
    case rmsprop.code: {
      const kept = run.state(0, place);
      const mean = optimizer === rmsprop.code;
      const squares = mean ? squareDecay * kept + (1 - squareDecay) * g * g : kept + g * g;
      put(0, squares);
      const size = step.rate / (Math.sqrt(squares) + stabilizer);
      const now = old - size * g;
      return mean ? now : shrunk(now, size * l1) / (1 + size * l2);
    }
    case adam.code:
    case adamw.code: {
      const moment = momentDecay * run.state(0, place) + (1 - momentDecay) * g;
      const squares = squareDecay * run.state(1, place) + (1 - squareDecay) * g * g;
      put(0, moment);
      put(1, squares);
      const root = Math.sqrt(squares * step.unbiased) + stabilizer;
      return old - (step.unbiasedRate / root) * moment;
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

/**
 * The updates after the `last` one that a weight has missed, one after the other; see assembly/sparse-steps.ts. Returns which
 * was the last that was taken.
 */
export function replay(run: SparseRunView, k: number, column: number, last: number): number {
  const { l2, average, optimizer } = run.slots;
  const { adam, adamw, adagrad } = KERNEL_OPTIMIZER;
  const isAdam = optimizer === adam.code || optimizer === adamw.code;
  for (let age = last + 1; age <= run.own("age"); age++) {
    const { rate, due, averaged, count, unbiasedRate, factor } = run.history(age);
    const old = run.weight(k, column);
    const averaging = average !== 0 && averaged > run.history(age - 1).averaged;
    const adams = isAdam ? { unbiasedRate, unbiased: factor } : { unbiasedRate: 0, unbiased: 0 };
    const step = { ...{ rate, l1: 0, l2: 0, size: 0, product: 1, productsBefore: 0, due, averaging }, ...adams };
    stepMoving(run, step, k, column, 0, 0, l2 * count);
    if (run.weight(k, column) === old && (optimizer !== adagrad.code || old === 0)) return age;
  }
  return run.own("age");
}
