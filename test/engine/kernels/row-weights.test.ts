import { describe, expect, it } from "vitest";
import { KERNEL_LOSS, type LossName } from "../../../src/engine/objective/losses.ts";
import { OPTIMIZERS } from "../../../src/engine/optimizer/optimizers.ts";
import { BACKENDS } from "./backends.ts";
import { evaluateCase } from "./evaluation-run.ts";
import { drawData, runTraining, type TrainingCase, type TrainingData, type TrainingResult } from "./training-run.ts";

const LOSSES = Object.keys(KERNEL_LOSS) as LossName[];

/** One batch an epoch: rows of weight 0, 1 and 2 in turn, 1 on the average. */
const PLAIN: TrainingCase = {
  precision: "f64",
  rows: 60,
  columns: 5,
  outputs: 1,
  batchSize: 60,
  loss: "log_loss",
  reduction: "mean",
  l2: 0.05,
  l1: 0.01,
  intercept: true,
  ordered: false,
  rate: 0.05,
  constantRate: true,
  padding: 0,
};

const WEIGHTS = Array.from({ length: PLAIN.rows }, (_, r) => r % 3);

/** The rows each as often as it weighs. */
function repeated(run: TrainingCase, data: TrainingData): TrainingData {
  const often = WEIGHTS.flatMap((weight, r) => new Array<number>(weight).fill(r));
  const X = often.flatMap((r) => Array.from(data.X).slice(r * run.columns, (r + 1) * run.columns));
  return { ...data, X, y: often.map((r) => data.y[r]), rowWeights: undefined };
}

const BOUND = 1e-12;

function expectClose(got: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(got.length).toBe(expected.length);
  for (let i = 0; i < got.length; i++)
    expect(Math.abs(got[i] - expected[i])).toBeLessThan(BOUND * Math.max(1, Math.abs(expected[i])));
}

function expectSame(weighted: TrainingResult, plain: TrainingResult): void {
  expectClose(weighted.weights, plain.weights);
  expectClose(weighted.losses, plain.losses);
  expectClose(weighted.penalties, plain.penalties);
  expectClose(weighted.state.arrays, plain.state.arrays);
}

describe.each(BACKENDS)(
  "a row of weight 0 is the row left out, a row of weight 2 the row twice, to 1e-12: %s",
  (_name, makeKernels) => {
    const kernels = makeKernels(1 << 20);
    const both = (run: TrainingCase): readonly [TrainingResult, TrainingResult] => {
      const data = { ...drawData(run, 2), rowWeights: WEIGHTS };
      const weighted: TrainingCase = { ...run, weighted: true, weightUnit: 1 };
      return [
        runTraining(kernels, weighted, data, { epochs: 5 }),
        runTraining(kernels, run, repeated(run, data), { epochs: 5 }),
      ];
    };

    it.each(LOSSES)("%s", (loss) => {
      for (const outputs of loss === "softmax" ? [3] : [1, 3]) {
        for (const reduction of ["mean", "sum"] as const) {
          const rate = reduction === "mean" ? PLAIN.rate : PLAIN.rate / 60;
          expectSame(...both({ ...PLAIN, loss, outputs, reduction, rate }));
        }
      }
    });

    it.each(OPTIMIZERS)("%s", (optimizer) => {
      expectSame(...both({ ...PLAIN, optimizer }));
      expectSame(...both({ ...PLAIN, optimizer, reduction: "sum", rate: 0.001 }));
    });

    it("the weight of the batch is the sum of its rows' weights", () => {
      const [weighted] = both(PLAIN);
      expect(Array.from(weighted.batchWeights)).toEqual([60, 60, 60, 60, 60]);
    });

    it("evaluating counts the rows as training does", () => {
      const data = { ...drawData(PLAIN, 2), rowWeights: WEIGHTS };
      const weighted = evaluateCase(kernels, { ...PLAIN, weighted: true }, data);
      const plain = evaluateCase(kernels, PLAIN, repeated(PLAIN, data));
      expectClose([weighted.loss], [plain.loss]);
      expect([weighted.weight, plain.weight]).toEqual([60, 0]);
    });

    it("a unit of the weights' mean makes no difference of how large the weights are", () => {
      const data = drawData(PLAIN, 3);
      const rowWeights = Array.from({ length: PLAIN.rows }, (_, r) => 1 + (r % 2));
      const run: TrainingCase = { ...PLAIN, weighted: true, batchSize: 7 };
      const small = runTraining(kernels, { ...run, weightUnit: 1.5 }, { ...data, rowWeights });
      const large = runTraining(
        kernels,
        { ...run, weightUnit: 6 },
        { ...data, rowWeights: rowWeights.map((w) => 4 * w) },
      );
      expectClose(large.weights, small.weights);
    });
  },
);
