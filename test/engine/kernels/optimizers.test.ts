import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LossName } from "../../../src/engine/objective/losses.ts";
import { OPTIMIZER_DEFAULTS, OPTIMIZERS } from "../../../src/engine/optimizer/optimizers.ts";
import { BACKENDS } from "./backends.ts";
import { type NaiveResult, naiveTraining } from "./naive-training.ts";
import { drawData, runTraining, type TrainingCase, type TrainingData, type TrainingResult } from "./training-run.ts";

const PLAIN: TrainingCase = {
  precision: "f64",
  rows: 90,
  columns: 5,
  outputs: 1,
  batchSize: 7,
  loss: "log_loss",
  reduction: "mean",
  l2: 0,
  intercept: true,
  ordered: false,
  rate: 0.1,
  padding: 0,
};

/** The losses of the passive-aggressive algorithms, for classes and for numbers. */
const PASSIVE = ["hinge", "epsilon_insensitive"] as const;

/** The largest difference between two lists of numbers, relative to the largest number. */
function distance(got: ArrayLike<number>, expected: readonly number[]): number {
  const size = Math.max(1e-3, ...expected.map(Math.abs));
  return Math.max(...expected.map((value, i) => Math.abs(got[i] - value))) / size;
}

function distances(got: TrainingResult, expected: NaiveResult): Record<string, number> {
  return {
    weights: distance(got.weights, expected.weights.flat()),
    losses: distance(got.losses, expected.losses),
    average: got.state.average.length > 0 ? distance(got.state.average, expected.average.flat()) : 0,
  };
}

const BOUND = 1e-10;

function expectNaive(run: TrainingCase, data: TrainingData, makeKernels: (typeof BACKENDS)[number][1]): void {
  const found = distances(runTraining(makeKernels(1 << 20), run, data), naiveTraining(run, data));
  for (const [what, value] of Object.entries(found))
    expect({ run, what, close: value < BOUND }).toMatchObject({ close: true });
}

/** FTRL starts from weights of 0, as its algorithm does. */
function startOf(run: TrainingCase, seed: number): TrainingData {
  const data = drawData(run, seed);
  return run.optimizer === "ftrl" ? { ...data, weights: Array.from(data.weights, () => 0) } : data;
}

describe.each(BACKENDS)("%s", (_name, makeKernels) => {
  describe.each(OPTIMIZERS)(
    `%s is its paper's formula in plain 64-bit numbers, to ${BOUND} of the largest`,
    (optimizer) => {
      const options: readonly Partial<TrainingCase>[] = [
        {},
        { constantRate: true, l1: 0.02 },
        { l1: 0.02, l2: 0.05, outputs: 3 },
        { l2: 0.05, intercept: false },
        { l2: 0.01, reduction: "sum", rate: 0.01 },
        { l1: 0.001, l2: 0.01, reduction: "sum", rate: 0.01, weighted: true },
        { weighted: true, weightUnit: 1.5, l1: 0.01 },
        { clipNorm: 0.1, average: 1 },
        { clipValue: 0.05, maxNorm: 0.4, average: 40 },
        { clipValue: 0.05, clipNorm: 0.08, l2: 0.1 },
        { loss: "softmax", outputs: 4, l1: 0.01, average: 10 },
        { loss: "squared_error", outputs: 3, ownTargets: true, weighted: true },
      ];
      it.each(options)("%j", (option) => {
        const run: TrainingCase = { ...PLAIN, ...option, optimizer };
        expectNaive(run, startOf(run, 3), makeKernels);
      });
    },
  );

  describe.each([1, 2] as const)(`PA-%d is Crammer et al. (2006), to ${BOUND} of the largest`, (passiveAggressive) => {
    const options: readonly Partial<TrainingCase>[] = [
      { batchSize: 1 },
      { batchSize: 1, aggressiveness: 0.05 },
      { batchSize: 1, aggressiveness: 100, intercept: false },
      { batchSize: 1, weighted: true },
      { batchSize: 7 },
      { batchSize: 7, reduction: "sum", aggressiveness: 0.2 },
      { batchSize: 7, l1: 0.01, l2: 0.02, average: 20 },
      { batchSize: 64, weighted: true, weightUnit: 1.5 },
      { batchSize: 5, outputs: 3 },
      { batchSize: 5, outputs: 3, ownTargets: true, clipNorm: 0.05 },
    ];
    it.each(options.flatMap((option) => PASSIVE.map((loss) => ({ ...option, loss }))))("%j", (option) => {
      const run: TrainingCase = { ...PLAIN, constantRate: true, ...option, passiveAggressive };
      const data = drawData(run, 4);
      // A row of zeros has no length to divide by.
      const X = Array.from(data.X, (x, i) => (i < run.columns ? 0 : x));
      expectNaive(run, { ...data, X }, makeKernels);
    });
  });

  it.each([
    ["rmsprop", { squares: 1 - OPTIMIZER_DEFAULTS.rho }],
    ["adam", { moment: 1 - OPTIMIZER_DEFAULTS.beta1, squares: 1 - OPTIMIZER_DEFAULTS.beta2 }],
    ["adamw", { moment: 1 - OPTIMIZER_DEFAULTS.beta1, squares: 1 - OPTIMIZER_DEFAULTS.beta2 }],
  ] as const)(
    "%s weighs a gradient in f32 by 1 - decay to 2^-24 of it, not by 1 - the rounded decay",
    (optimizer, share) => {
      const run: TrainingCase = { ...PLAIN, precision: "f32", rows: 1, columns: 1, loss: "squared_error", optimizer };
      // The gradient is -1, exactly.
      const { arrays } = runTraining(makeKernels(1 << 20), run, { X: [1], y: [1], weights: [0, 0] }).state;
      const expected: number[] = "moment" in share ? [-share.moment, share.squares] : [share.squares];
      expect(arrays).toEqual(expected.flatMap((value) => [Math.fround(value), Math.fround(value)]));
    },
  );

  it(`any combination is the naive one, to ${BOUND} of the largest (150 random runs)`, () => {
    const maybe = (...values: number[]): fc.Arbitrary<number> => fc.oneof(fc.constant(0), fc.constantFrom(...values));
    const anyCase = fc.record({
      optimizer: fc.constantFrom(...OPTIMIZERS),
      loss: fc.constantFrom("log_loss", "squared_error", "softmax", "huber", "poisson") as fc.Arbitrary<LossName>,
      columns: fc.integer({ min: 1, max: 9 }),
      batchSize: fc.integer({ min: 1, max: 80 }),
      outputs: fc.integer({ min: 2, max: 4 }),
      l1: maybe(0.01),
      l2: maybe(0.1),
      maxNorm: maybe(0.5),
      clipNorm: maybe(0.1),
      clipValue: maybe(0.1),
      average: maybe(30),
      weighted: fc.boolean(),
      weightUnit: fc.constantFrom(1, 2),
      ownTargets: fc.boolean(),
      intercept: fc.boolean(),
      seed: fc.nat(99),
    });
    const naive = fc.property(anyCase, ({ seed, ...shape }) => {
      const run: TrainingCase = { ...PLAIN, ...shape, rows: 70, rate: 0.05 };
      expectNaive(run, startOf(run, seed), makeKernels);
    });
    fc.assert(naive, { numRuns: 150, seed: 6 });
  });
});
