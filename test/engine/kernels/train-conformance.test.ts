import { describe, expect, it } from "vitest";
import { KERNEL_LOSS, type LossName } from "../../../src/engine/objective/losses.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";
import { PRECISIONS } from "./backends.ts";
import { firstDifference } from "./bytes.ts";
import { faults, wasm } from "./comparison.ts";
import { drawData, runTraining, type TrainingCase } from "./training-run.ts";

const COLUMNS = [0, 1, 3, 4, 5, 7, 8, 9, 31, 33, 100, 129, 130, 134, 1000];
const SIZES = [1, 3, 4, 5, 7, 8, 9, 31, 33, 63, 64, 65, 127, 128, 129, 1000];
const LOSSES = Object.keys(KERNEL_LOSS) as LossName[];

/** A case may read so many numbers in an epoch. */
const BUDGET = 60_000;

const random = new RandomState(20);

function choose<Value>(values: readonly Value[]): Value {
  return values[Math.floor(random.random() * values.length)];
}

function drawCase(fixed: Pick<TrainingCase, "precision" | "columns" | "batchSize">): TrainingCase {
  const loss = choose(LOSSES);
  const outputs = choose(loss === "softmax" ? [2, 3, 10] : [1, 1, 2, 3, 10]);
  const affordable = SIZES.filter((rows) => rows * outputs * fixed.columns <= BUDGET);
  const least = Math.min(choose([0, fixed.batchSize]), affordable.at(-1)!);
  const reduction = choose(["mean", "sum"] as const);
  return {
    ...fixed,
    outputs,
    rows: choose(affordable.filter((rows) => rows >= least)),
    loss,
    epsilon: choose([0.1, 0.5]),
    reduction,
    l2: choose([0, 0.01]),
    intercept: choose([true, false]),
    ordered: choose([true, false]),
    rate: reduction === "mean" ? 0.3 : 0.3 / fixed.batchSize,
    padding: fixed.columns === 0 ? 4 : choose([0, 0, 1, 3]),
  };
}

function expectSame(run: TrainingCase, seed: number, epochs = 2): void {
  expect({ run, faults: faults(run, drawData(run, seed), epochs) }).toEqual({ run, faults: [] });
}

const PLAIN: TrainingCase = {
  precision: "f32",
  rows: 1000,
  columns: 5,
  outputs: 1,
  batchSize: 1000,
  loss: "log_loss",
  reduction: "mean",
  l2: 0.01,
  intercept: true,
  ordered: false,
  rate: 0.3,
  padding: 0,
};

describe.each(PRECISIONS)("training in %s gives the reference's bytes and writes nowhere else", (precision) => {
  it.each(COLUMNS)("with %i columns, every batch size", (columns) => {
    for (const batchSize of SIZES) expectSame(drawCase({ precision, columns, batchSize }), batchSize);
  });

  it("with 1000 rows of 1000 columns", () => {
    expectSame({ ...PLAIN, precision, columns: 1000, batchSize: 96, ordered: true }, 3, 1);
  });

  it("with batches of 1 to 18 leaves, full and not", () => {
    for (let rows = 63; rows < 64 * 18; rows += rows % 64 === 1 ? 62 : 1) {
      expectSame({ ...PLAIN, precision, rows, batchSize: 64 * 18, outputs: rows % 2 ? 1 : 3 }, rows, 1);
    }
  });

  it.each(LOSSES)("with rows of one leaf and of several: %s", (loss) => {
    for (const outputs of loss === "softmax" ? [2, 3, 10] : [1, 2, 3, 10]) {
      for (const [epsilon, quantile] of [
        [0.1, 0.3],
        [0.5, 0.9],
      ]) {
        expectSame({ ...PLAIN, precision, rows: 200, loss, outputs, batchSize: 150, epsilon, quantile }, outputs);
        expectSame({ ...PLAIN, precision, rows: 61, loss, outputs, batchSize: 7, epsilon, quantile }, outputs);
      }
    }
  });
});

describe("the comparison", () => {
  it("sees a weight that is off by one unit in the last place", () => {
    const data = drawData(PLAIN, 1);
    const off = Float64Array.from(data.weights, (w, i) => (i === 3 ? w * (1 + 2 ** -23) : w));
    const one = runTraining(wasm, { ...PLAIN, rate: 0 }, data);
    const other = runTraining(wasm, { ...PLAIN, rate: 0 }, { ...data, weights: off });
    expect(firstDifference(one.weightBytes, other.weightBytes)).toMatch(/^byte 1[2-5]: /);
  });
});
