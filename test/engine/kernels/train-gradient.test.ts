import { describe, expect, it } from "vitest";
import { comparesNumbers, KERNEL_LOSS, type LossName } from "../../../src/engine/objective/losses.ts";
import { BACKENDS } from "./backends.ts";
import { NAIVE_LOSS, naiveSoftmaxLoss } from "./naive-losses.ts";
import {
  drawData,
  hasOwnTargets,
  lossParameter,
  runTraining,
  type TrainingCase,
  type TrainingData,
} from "./training-run.ts";

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

/** The loss of a row with the outputs z: of their own targets, or of each class against the rest. */
function naiveRowLoss(run: TrainingCase, z: readonly number[], y: readonly number[]): number {
  const { loss } = run;
  if (loss === "softmax") return naiveSoftmaxLoss(z, y[0]);
  const rest = comparesNumbers(loss) ? -1 : 0;
  const targets = y.length === z.length ? y : z.map((_, k) => (y[0] === k ? 1 : rest));
  return z.reduce((sum, value, k) => sum + NAIVE_LOSS[loss](value, targets[k], lossParameter(run)), 0);
}

/** Sum over the rows of a loss, each times its row's weight. */
function lossSum(run: TrainingCase, { X, y, rowWeights }: TrainingData, weights: number[]): number {
  const { rows, columns, outputs } = run;
  const own = hasOwnTargets(run) ? outputs : 1;
  let total = 0;
  for (let r = 0; r < rows; r++) {
    const z = Array.from({ length: outputs }, (_, k) => {
      const w = weights.slice(k * (columns + 1), (k + 1) * (columns + 1));
      return w.slice(0, columns).reduce((sum, weight, j) => sum + weight * X[r * columns + j], w[columns]);
    });
    total += (rowWeights ? rowWeights[r] : 1) * naiveRowLoss(run, z, Array.from(y).slice(r * own, (r + 1) * own));
  }
  return total;
}

/**
 * What a step descends on: the sum or mean of the weighted losses, halved for sigmoid_squared_error, and l2 / 2 times the
 * sum of the squared weights, biases left out, for each row of a sum as often as it weighs.
 */
function objective(run: TrainingCase, data: TrainingData, weights: number[]): number {
  const penalised = weights.filter((_, i) => i % (run.columns + 1) < run.columns);
  const penalty = (run.l2 / 2) * penalised.reduce((sum, w) => sum + w * w, 0);
  const losses = lossSum(run, data, weights) * (run.loss === "sigmoid_squared_error" ? 0.5 : 1);
  if (run.reduction === "mean") return losses / (run.rows * (run.weightUnit ?? 1)) + penalty;
  const weight = data.rowWeights ? Array.from(data.rowWeights).reduce((sum, w) => sum + w) : run.rows;
  return losses + weight * penalty;
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
      [0, 0.25].flatMap((l2) => {
        const plain: TrainingCase = { ...PLAIN, loss, reduction, l2, outputs, epsilon: 0.5 };
        const weighted: TrainingCase = { ...plain, weighted: true, weightUnit: 1.25 };
        const own: TrainingCase = { ...weighted, ownTargets: true };
        return hasOwnTargets(own) ? [plain, weighted, own] : [plain, weighted];
      }),
    ),
  ),
);

describe.each(BACKENDS)("one step against central differences: %s", (_name, makeKernels) => {
  const kernels = makeKernels(1 << 20);

  it.each(CASES)(
    "(w - w') / rate is the gradient to 1e-8 of its size: $loss, $reduction, l2 $l2, $outputs outputs, weights $weighted, own targets $ownTargets",
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

  it.each(CASES)(
    "the reported loss is the sum to 1e-13 of its size: $loss, $outputs outputs, weights $weighted, own targets $ownTargets",
    (run) => {
      const data = drawData(run, 12);
      const expected = lossSum(run, data, Array.from(data.weights));
      expect(Math.abs(runTraining(kernels, run, data).losses[0] / expected - 1)).toBeLessThan(1e-13);
    },
  );
});
