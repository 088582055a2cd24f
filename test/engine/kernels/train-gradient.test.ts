import { describe, expect, it } from "vitest";
import { comparesNumbers, KERNEL_LOSS, type LossName } from "../../../src/engine/objective/losses.ts";
import { BACKENDS } from "./backends.ts";
import { NAIVE_LOSS, naiveSoftmaxLoss } from "./naive-losses.ts";
import { drawData, lossParameter, runTraining, type TrainingCase, type TrainingData } from "./training-run.ts";

const STEP = 1e-5;

const PLAIN: TrainingCase = {
  precision: "f64",
  rows: 70,
  columns: 5,
  outputs: 1,
  batchSize: 70,
  loss: "log_loss",
  reduction: "mean",
  l2: 0.25,
  intercept: true,
  ordered: false,
  rate: 2 ** -8,
  padding: 0,
};

/** The loss of a row with the outputs z, of each class against the rest where there are several; target y. */
function naiveRowLoss(run: TrainingCase, z: readonly number[], y: number): number {
  const { loss } = run;
  if (loss === "softmax") return naiveSoftmaxLoss(z, y);
  const rest = comparesNumbers(loss) ? -1 : 0;
  const targets = z.length === 1 ? [y] : z.map((_, k) => (y === k ? 1 : rest));
  return z.reduce((sum, value, k) => sum + NAIVE_LOSS[loss](value, targets[k], lossParameter(run)), 0);
}

/** Sum over the rows of a loss. */
function lossSum(run: TrainingCase, { X, y }: TrainingData, weights: number[]): number {
  const { rows, columns, outputs } = run;
  let total = 0;
  for (let r = 0; r < rows; r++) {
    const z = Array.from({ length: outputs }, (_, k) => {
      const w = weights.slice(k * (columns + 1), (k + 1) * (columns + 1));
      return w.slice(0, columns).reduce((sum, weight, j) => sum + weight * X[r * columns + j], w[columns]);
    });
    total += naiveRowLoss(run, z, y[r]);
  }
  return total;
}

/**
 * What a step descends on: the sum or mean of the losses, halved for sigmoid_squared_error, and l2 / 2 times the sum of
 * the squared weights, biases left out, for each row of a sum.
 */
function objective(run: TrainingCase, data: TrainingData, weights: number[]): number {
  const penalised = weights.filter((_, i) => i % (run.columns + 1) < run.columns);
  const penalty = (run.l2 / 2) * penalised.reduce((sum, w) => sum + w * w, 0);
  const losses = lossSum(run, data, weights) * (run.loss === "sigmoid_squared_error" ? 0.5 : 1);
  return run.reduction === "mean" ? losses / run.rows + penalty : losses + run.rows * penalty;
}

function centralDifferences(run: TrainingCase, data: TrainingData): number[] {
  const weights = Array.from(data.weights);
  return weights.map((w, i) => {
    const above = objective(run, data, weights.with(i, w + STEP));
    const below = objective(run, data, weights.with(i, w - STEP));
    return (above - below) / (2 * STEP);
  });
}

const CASES = (Object.keys(KERNEL_LOSS) as LossName[]).flatMap((loss) =>
  (loss === "softmax" ? [2, 3] : [1, 3]).flatMap((outputs) =>
    (["mean", "sum"] as const).flatMap((reduction) =>
      [0, 0.25].map((l2): TrainingCase => ({ ...PLAIN, loss, reduction, l2, outputs, epsilon: 0.5 })),
    ),
  ),
);

describe.each(BACKENDS)("one step against central differences: %s", (_name, makeKernels) => {
  const kernels = makeKernels(1 << 20);

  it.each(CASES)(
    "(w - w') / rate is the gradient to 1e-8 of its size: $loss, $reduction, l2 $l2, $outputs outputs",
    (run) => {
      const data = drawData(run, 11);
      const { weights } = runTraining(kernels, run, data);
      const expected = centralDifferences(run, data);
      const size = Math.max(...expected.map(Math.abs));
      for (const [i, gradient] of expected.entries()) {
        expect(Math.abs((data.weights[i] - weights[i]) / run.rate - gradient)).toBeLessThan(1e-8 * size);
      }
    },
  );

  it.each(CASES)("the reported loss is the sum to 1e-13 of its size: $loss, $outputs outputs", (run) => {
    const data = drawData(run, 12);
    const expected = lossSum(run, data, Array.from(data.weights));
    expect(Math.abs(runTraining(kernels, run, data).losses[0] / expected - 1)).toBeLessThan(1e-13);
  });
});
