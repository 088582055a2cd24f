import { describe, expect, it } from "vitest";
import type { OptimizerName } from "../../../src/engine/optimizer/optimizers.ts";
import { OPTIMIZER_DEFAULTS } from "../../../src/engine/optimizer/optimizers.ts";
import { BACKENDS } from "./backends.ts";
import { runSparse, type SparseCase } from "./sparse-run.ts";

/** Updates that miss the first column, after the one that touches it. */
const MISSED = 20;
const RATE = 0.05;
const L1 = 0.004;
const L2 = 0.05;
const START = 0.6;
const { momentum, rho, beta1, beta2, eps } = OPTIMIZER_DEFAULTS;

/** A weight, what its optimiser keeps, and the mean over the updates from the first one on. */
interface Weight {
  readonly w: number;
  readonly arrays: readonly number[];
  readonly mean: number;
}

const shrink = (w: number, amount: number): number => Math.sign(w) * Math.max(0, Math.abs(w) - amount);

/** Sum over the missed updates i = 1 … n of f(i). */
function sumOf(f: (i: number) => number, n = MISSED): number {
  let sum = 0;
  for (let i = 1; i <= n; i++) sum += f(i);
  return sum;
}

/**
 * The rules of docs/sparse-training.md for a weight that was w after the update that touched it: it coasts, then the missed updates'
 * penalties are taken at once, with the pull it had; the mean takes decay and shrinking to go evenly.
 */
function caughtUp(w: number, coasted: (i: number) => number, pull: number, keep = 1 / (1 + MISSED * RATE * L2 * pull)) {
  const end = coasted(MISSED);
  const decayed = end * keep;
  const due = MISSED * RATE * L1 * pull;
  const sum = sumOf((i) => coasted(i) + ((decayed - end) * i) / MISSED + shrink(decayed, (due * i) / MISSED) - decayed);
  return { w: shrink(decayed, due), mean: (w + sum) / (MISSED + 1) };
}

/** What the first column's weight, with gradient g in the first update, becomes; written from the papers' formulas. */
const RULES: Readonly<Partial<Record<OptimizerName, (g: number) => Weight>>> = {
  momentum: (g) => momentumRule(g, 1),
  nesterov: (g) => momentumRule(g, momentum),
  adagrad(g) {
    const slope = g + L2 * START;
    const s = slope ** 2;
    const step = RATE / (Math.sqrt(s) + eps);
    const w = shrink(START - step * slope, step * L1);
    return { ...caughtUp(w, () => w, 1 / (Math.sqrt(s) + eps)), arrays: [s] };
  },
  rmsprop(g) {
    const slope = g + L2 * START;
    const s = (1 - rho) * slope ** 2;
    const step = RATE / (Math.sqrt(s) + eps);
    const w = shrink(START - step * slope, step * L1);
    return { ...caughtUp(w, () => w, 1 / (Math.sqrt(s) + eps)), arrays: [s * rho ** MISSED] };
  },
  adam: (g) => adamRule(g, false),
  adamw: (g) => adamRule(g, true),
};

function momentumRule(g: number, further: number): Weight {
  const slope = g + L2 * START;
  const w = shrink(START - RATE * (further === 1 ? slope : slope + momentum * slope), (RATE * L1) / (1 - momentum));
  const coasted = (i: number): number => w - RATE * further * slope * sumOf((j) => momentum ** j, i);
  return { ...caughtUp(w, coasted, 1 / (1 - momentum)), arrays: [slope * momentum ** MISSED] };
}

function adamRule(g: number, decoupled: boolean): Weight {
  const slope = decoupled ? g : g + L2 * START;
  const m = (1 - beta1) * slope;
  const s = (1 - beta2) * slope ** 2;
  const root = (t: number): number => Math.sqrt(s / (1 - beta2 ** t)) + eps;
  const kept = decoupled ? START * (1 - RATE * L2) : START;
  const w = shrink(kept - ((RATE / (1 - beta1)) * m) / root(1), (RATE / root(1)) * L1);
  // The rate and the bias corrections are those of the first missed update.
  const coasted = (i: number): number => w - ((RATE / (1 - beta1 ** 2)) * m * sumOf((j) => beta1 ** j, i)) / root(2);
  const keep = decoupled ? (1 - RATE * L2) ** MISSED : undefined;
  return { ...caughtUp(w, coasted, 1 / root(2), keep), arrays: [m * beta1 ** MISSED, s * beta2 ** MISSED] };
}

describe.each(BACKENDS)(
  "a weight that batches miss catches up by the rules of docs/sparse-training.md: %s",
  (_name, makeKernels) => {
    const kernels = makeKernels(1 << 20);

    it.each(Object.keys(RULES) as OptimizerName[])("to 1e-12: %s with L1 and L2 penalty, and averaged", (optimizer) => {
      const run: SparseCase = {
        ...{ precision: "f64", optimizer, loss: "squared_error", rows: 1 + MISSED, columns: 2, outputs: 1 },
        ...{ batchSize: 1, reduction: "mean", l1: L1, l2: L2, average: 1, intercept: false, ordered: false },
        ...{ rate: RATE, constantRate: true, padding: 0, density: 0.5 },
      };
      const X = Float64Array.from({ length: 2 * run.rows }, (_, i) => Number(i < 2 ? i === 0 : i % 2 === 1));
      const target = 0.9;
      const y = new Float64Array(run.rows).fill(target);
      const got = runSparse(kernels, run, { X, y, weights: [START, 0.2, 0] });
      const { w, arrays, mean } = RULES[optimizer]!(START - target);
      expect(Math.abs(w)).toBeGreaterThan(1e-3);
      expect(Math.abs(got.weights[0] - w)).toBeLessThan(1e-12);
      for (const [i, value] of arrays.entries()) {
        expect(Math.abs(got.state.arrays[i * 3] - value)).toBeLessThan(1e-12);
      }
      expect(Math.abs(got.state.average[0] - mean)).toBeLessThan(1e-12);
    });
  },
);
