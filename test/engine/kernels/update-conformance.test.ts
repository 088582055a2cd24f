import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KERNEL_LOSS, type LossName } from "../../../src/engine/objective/losses.ts";
import { OPTIMIZERS } from "../../../src/engine/optimizer/optimizers.ts";
import { PRECISIONS } from "./backends.ts";
import { faults, reference, wasm } from "./comparison.ts";
import { evaluateCase } from "./evaluation-run.ts";
import { drawData, type TrainingCase } from "./training-run.ts";

const LOSSES = Object.keys(KERNEL_LOSS) as LossName[];

/** Losses that passive-aggressive steps are made for. */
const PASSIVE: ReadonlySet<LossName> = new Set(["hinge", "epsilon_insensitive"]);

/** Values that are switched off half of the time. */
const maybe = (...values: number[]): fc.Arbitrary<number> => fc.oneof(fc.constant(0), fc.constantFrom(...values));

const anyCase = fc
  .record({
    precision: fc.constantFrom(...PRECISIONS),
    optimizer: fc.constantFrom(...OPTIMIZERS),
    loss: fc.constantFrom(...LOSSES, ...PASSIVE, ...PASSIVE),
    rows: fc.integer({ min: 1, max: 200 }),
    columns: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constantFrom(31, 33, 130)),
    outputs: fc.constantFrom(1, 1, 2, 3, 5, 10, 13),
    batchSize: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(64, 65, 150)),
    reduction: fc.constantFrom("mean" as const, "sum" as const),
    l1: maybe(0.001, 0.1),
    l2: maybe(0.01, 0.1),
    maxNorm: maybe(0.3, 1),
    clipNorm: maybe(0.1, 0.5),
    clipValue: maybe(0.02, 0.2),
    average: maybe(1, 50),
    weighted: fc.boolean(),
    weightUnit: fc.constantFrom(1, 1.5),
    ownTargets: fc.boolean(),
    passiveAggressive: fc.constantFrom(0 as const, 1 as const, 2 as const),
    aggressiveness: fc.constantFrom(0.1, 1),
    epsilon: fc.constantFrom(0.1, 0.5),
    intercept: fc.boolean(),
    ordered: fc.boolean(),
    padding: fc.constantFrom(0, 1, 3),
    seed: fc.nat(1000),
  })
  .map(({ seed, ...run }): { run: TrainingCase; seed: number } => {
    const outputs = run.loss === "softmax" && run.outputs === 1 ? 2 : run.outputs;
    // Only sgd takes the rows' own steps, which are made for slopes of size 1.
    const passiveAggressive = run.optimizer === "sgd" && PASSIVE.has(run.loss) ? run.passiveAggressive : 0;
    const rate = run.reduction === "mean" ? 0.1 : 0.1 / run.batchSize;
    return { run: { ...run, outputs, passiveAggressive, rate }, seed };
  });

describe("every combination of optimisers, penalties, clipping, averaging and weights", () => {
  it("gives the reference's bytes, state included, and writes nowhere else (1200 random runs)", () => {
    const same = fc.property(anyCase, ({ run, seed }) => {
      expect(faults(run, drawData(run, seed), 2)).toEqual([]);
    });
    fc.assert(same, { numRuns: 1200, seed: 4 });
  });

  it.each(OPTIMIZERS)("gives the reference's bytes at columns and outputs around whole vectors: %s", (optimizer) => {
    for (const precision of PRECISIONS) {
      for (const columns of [1, 2, 3, 4, 5, 7, 8, 9, 31, 33]) {
        for (const outputs of [1, 3]) {
          const run: TrainingCase = {
            ...{
              precision,
              optimizer,
              columns,
              outputs,
              rows: 100,
              batchSize: 20,
              loss: "log_loss",
              reduction: "mean",
            },
            ...{
              l1: 0.01,
              l2: 0.01,
              maxNorm: 0.5,
              average: 30,
              intercept: true,
              ordered: false,
              padding: 0,
              rate: 0.1,
            },
          };
          expect({ run, faults: faults(run, drawData(run, columns), 2) }).toEqual({ run, faults: [] });
        }
      }
    }
  });

  it("evaluates to the reference's losses and weights, and trains nothing (300 random runs)", () => {
    const same = fc.property(anyCase, ({ run, seed }) => {
      const data = drawData(run, seed);
      const got = evaluateCase(wasm, run, data);
      expect(got).toEqual(evaluateCase(reference, run, data));
      expect(got.overruns).toEqual([]);
      expect(got.changed).toBe(false);
    });
    fc.assert(same, { numRuns: 300, seed: 5 });
  });
});
