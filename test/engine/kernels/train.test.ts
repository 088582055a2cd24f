import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { comparesNumbers, KERNEL_LOSS, type LossName } from "../../../src/engine/objective/losses.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";
import { BACKENDS, PRECISIONS } from "./backends.ts";
import { bytesOf, firstDifference } from "./bytes.ts";
import { drawData, runTraining, type TrainingCase, type TrainingResult } from "./training-run.ts";

const MEMORY_BYTES = 4 << 20;

const LOSSES = Object.keys(KERNEL_LOSS) as LossName[];

const PLAIN: TrainingCase = {
  precision: "f32",
  rows: 200,
  columns: 6,
  outputs: 1,
  batchSize: 32,
  loss: "log_loss",
  reduction: "mean",
  l2: 0.01,
  intercept: true,
  ordered: false,
  rate: 0.3,
  padding: 0,
};

function differences(a: TrainingResult, b: TrainingResult): (string | undefined)[] {
  return [firstDifference(a.weightBytes, b.weightBytes), firstDifference(bytesOf(a.losses), bytesOf(b.losses))];
}

const SAME = [undefined, undefined];

function sum(values: ArrayLike<number>): number {
  return Array.from(values).reduce((total, value) => total + value, 0);
}

describe.each(BACKENDS)("training: %s", (_name, makeKernels) => {
  const kernels = makeKernels(MEMORY_BYTES);

  it.each(PRECISIONS)("rows cut into calls at any places give the bytes of one call: %s", (precision) => {
    const anyCase = fc.record({
      rows: fc.integer({ min: 1, max: 300 }),
      columns: fc.integer({ min: 1, max: 9 }),
      outputs: fc.constantFrom(1, 3),
      batchSize: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.constantFrom(63, 64, 65, 128, 192)),
      ordered: fc.boolean(),
      loss: fc.constantFrom(...LOSSES),
      cuts: fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 12 }),
    });
    const sameBytes = fc.property(anyCase, ({ cuts, ...shape }) => {
      const outputs = shape.loss === "softmax" ? 3 : shape.outputs;
      const run: TrainingCase = { ...PLAIN, ...shape, precision, outputs };
      const data = drawData(run, run.rows);
      const places = cuts.filter((cut) => cut <= run.rows).sort((a, b) => a - b);
      const whole = runTraining(kernels, run, data);
      const cut = runTraining(kernels, run, data, { cuts: places });
      expect(differences(cut, whole)).toEqual(SAME);
      expect(sum(cut.finished)).toBe(sum(whole.finished));
      expect([...cut.overruns, ...whole.overruns]).toEqual([]);
    });
    fc.assert(sameBytes, { numRuns: 60, seed: 1 });
  });

  it("counts the batches a call has finished", () => {
    const { finished, losses } = runTraining(kernels, PLAIN, drawData(PLAIN, 1), { cuts: [10, 32, 33, 33, 150] });
    expect(finished).toEqual([0, 1, 0, 0, 3, 2]);
    expect(losses.length).toBe(7);
  });

  it("a batch larger than the data is one batch of all rows", () => {
    const data = drawData(PLAIN, 2);
    const larger = runTraining(kernels, { ...PLAIN, batchSize: 5000 }, data);
    expect(larger.finished).toEqual([0]);
    expect(differences(larger, runTraining(kernels, { ...PLAIN, batchSize: 200 }, data))).toEqual(SAME);
  });

  it("an order list trains as on the rows laid out in that order", () => {
    for (const precision of PRECISIONS) {
      const run: TrainingCase = { ...PLAIN, precision, outputs: 3 };
      const data = drawData(run, 3);
      const order = new RandomState(5).permutation(run.rows);
      const X = Array.from(order).flatMap((row) =>
        Array.from(data.X).slice(row * run.columns, (row + 1) * run.columns),
      );
      const y = Array.from(order, (row) => data.y[row]);
      const listed = runTraining(kernels, run, { ...data, order });
      expect(differences(listed, runTraining(kernels, run, { ...data, X, y }))).toEqual(SAME);
    }
  });

  it.each(LOSSES.filter((loss) => loss !== "softmax"))(
    "each of several outputs trains as it would alone on its class against the rest: %s",
    (loss) => {
      const run: TrainingCase = { ...PLAIN, outputs: 3, loss };
      const rest = comparesNumbers(loss) ? -1 : 0;
      const data = drawData(run, 4);
      const together = runTraining(kernels, run, data).weights;
      const alone = [0, 1, 2].flatMap((k) => {
        const y = Array.from(data.y, (target) => (target === k ? 1 : rest));
        const weights = Array.from(data.weights).slice(k * 7, (k + 1) * 7);
        return runTraining(kernels, { ...run, outputs: 1 }, { ...data, y, weights }).weights;
      });
      expect(together).toEqual(alone);
    },
  );

  it("without an intercept the bias stays, and still counts in the outputs", () => {
    const run: TrainingCase = { ...PLAIN, intercept: false };
    const data = drawData(run, 6);
    const { weights, losses } = runTraining(kernels, run, data);
    expect(weights[6]).toBe(Math.fround(data.weights[6]));
    expect(weights[0]).not.toBe(Math.fround(data.weights[0]));
    const unbiased = { ...data, weights: Float64Array.from(data.weights, (w, i) => (i === 6 ? 0 : w)) };
    expect(runTraining(kernels, run, unbiased).losses[0]).not.toBe(losses[0]);
  });

  it("sum is mean at a rate times the rows, bytes and all where that number is a power of 2", () => {
    const data = drawData({ ...PLAIN, rows: 64 }, 7);
    const mean = runTraining(kernels, { ...PLAIN, rows: 64, l2: 0 }, data);
    const summed = runTraining(kernels, { ...PLAIN, rows: 64, l2: 0, reduction: "sum", rate: 0.3 / 32 }, data);
    expect(differences(summed, mean)).toEqual(SAME);
  });

  it("every batch has its own rate", () => {
    const run: TrainingCase = { ...PLAIN, precision: "f64", columns: 1, rows: 2, batchSize: 1, loss: "squared_error" };
    const data = { X: [1, 1], y: [0, 0], weights: [1, 0] };
    // z = 1, the step 0.5 of both; then z = 0.5 + 0.5, and the second rate is 0.5 / (1 + 1/8).
    const { weights, losses } = runTraining(kernels, { ...run, l2: 0, rate: 0.5, intercept: false }, data);
    expect(Array.from(losses)).toEqual([0.5, 0.125]);
    expect(weights[0]).toBe(0.5 - 0.5 * (0.5 / 1.125));
  });

  it.each(LOSSES)("NaN in a row shows in its batch's loss and in the weights: %s", (loss) => {
    // A line's slope is a number also where the loss is NaN, so that only the weight of the NaN's own column becomes NaN.
    const hasLines = ["hinge", "perceptron", "epsilon_insensitive", "quantile"].includes(loss);
    for (const precision of PRECISIONS) {
      const run: TrainingCase = { ...PLAIN, precision, loss, outputs: loss === "softmax" ? 3 : 1, rate: 0.1 };
      const data = drawData(run, 8);
      const X = Array.from(data.X);
      X[40 * run.columns] = Number.NaN;
      const { losses, weights } = runTraining(kernels, run, { ...data, X });
      expect(Array.from(losses, Number.isNaN)).toEqual([false, true, true, true, true, true, true]);
      expect(weights.map(Number.isNaN)).toEqual(weights.map((_, i) => !hasLines || i === 0));
    }
  });

  it.each(["rows", "targets", "order", "weights", "gradient", "rates", "batchLosses", "lossTree", "scratch", "record"])(
    "the %s may lie at the memory's end",
    (last) => {
      for (const precision of PRECISIONS) {
        for (const rows of [61, 62, 63, 64, 65]) {
          const run: TrainingCase = { ...PLAIN, precision, rows, columns: 7, outputs: 3, ordered: last === "order" };
          const data = drawData(run, rows);
          expect(differences(runTraining(kernels, run, data, { last }), runTraining(kernels, run, data))).toEqual(SAME);
        }
      }
    },
  );

  it("works on when its memory has grown", () => {
    const growing = makeKernels(1 << 18);
    const before = runTraining(growing, PLAIN, drawData(PLAIN, 9));
    growing.memory.grow(1);
    expect(differences(runTraining(growing, PLAIN, drawData(PLAIN, 9)), before)).toEqual(SAME);
  });
});
