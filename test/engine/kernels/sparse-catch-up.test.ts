import { describe, expect, it } from "vitest";
import type { OptimizerName } from "../../../src/engine/optimizer/optimizers.ts";
import { BACKENDS } from "./backends.ts";
import { NAIVE_OPTIMIZERS } from "./naive-optimizers.ts";
import { runSparse, type SparseCase } from "./sparse-run.ts";

/** Updates that miss the first column, after the one that touches it. */
const MISSED = 400;
const RATE = 0.05;
const START = 0.6;
const TARGET = 0.9;

/** The first column's weight, with its gradient in the first update and none in the others, by the paper's formula. */
function naive(optimizer: OptimizerName, l2: number): number {
  const { step } = NAIVE_OPTIMIZERS[optimizer]([[START]]);
  let weights = [[START]];
  for (let update = 0; update <= MISSED; update++) {
    weights = step(weights, [[update === 0 ? START - TARGET : 0]], { rate: RATE, l1: 0, l2, columns: 1 });
  }
  return weights[0][0];
}

describe.each(BACKENDS)(
  "a weight that batches miss goes where the missed updates bring it: %s",
  (_name, makeKernels) => {
    const kernels = makeKernels(1 << 20);

    it.each(
      (["momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"] as const).flatMap((optimizer) =>
        [0, 1e-5, 0.01].map((l2) => ({ optimizer, l2 })),
      ),
    )("to 1e-11, over 400 updates: %o", ({ optimizer, l2 }) => {
      const run: SparseCase = {
        ...{ precision: "f64", optimizer, loss: "squared_error", rows: 1 + MISSED, columns: 2, outputs: 1 },
        ...{ batchSize: 1, reduction: "mean", l2, intercept: false, ordered: false, historyRoom: 1000 },
        ...{ rate: RATE, constantRate: true, padding: 0, density: 0.5 },
      };
      const X = Float64Array.from({ length: 2 * run.rows }, (_, i) => Number(i < 2 ? i === 0 : i % 2 === 1));
      const y = new Float64Array(run.rows).fill(TARGET);
      const got = runSparse(kernels, run, { X, y, weights: [START, 0.2, 0] });
      const expected = naive(optimizer, l2);
      expect(Math.abs(got.weights[0] - expected)).toBeLessThan(1e-11 * Math.max(1, Math.abs(expected)));
    });
  },
);
