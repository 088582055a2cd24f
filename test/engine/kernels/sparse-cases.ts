import fc from "fast-check";
import { KERNEL_LOSS, type LossName } from "../../../src/engine/objective/losses.ts";
import { OPTIMIZERS } from "../../../src/engine/optimizer/optimizers.ts";
import { PRECISIONS } from "./backends.ts";
import type { SparseCase } from "./sparse-run.ts";

const LOSSES = Object.keys(KERNEL_LOSS) as LossName[];

/** Losses that passive-aggressive steps are made for. */
const PASSIVE: ReadonlySet<LossName> = new Set(["hinge", "epsilon_insensitive"]);

/** Values that are switched off half of the time. */
const maybe = (...values: number[]): fc.Arbitrary<number> => fc.oneof(fc.constant(0), fc.constantFrom(...values));

/** Every combination of what a run on sparse rows can be. */
export const anySparseCase: fc.Arbitrary<{ run: SparseCase; seed: number }> = fc
  .record({
    precision: fc.constantFrom(...PRECISIONS),
    optimizer: fc.constantFrom(...OPTIMIZERS),
    loss: fc.constantFrom(...LOSSES, ...PASSIVE, ...PASSIVE),
    rows: fc.integer({ min: 1, max: 150 }),
    columns: fc.integer({ min: 1, max: 30 }),
    outputs: fc.constantFrom(1, 1, 2, 3),
    batchSize: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 40 }), fc.constantFrom(64, 65, 150)),
    reduction: fc.constantFrom("mean" as const, "sum" as const),
    l1: maybe(0.001, 0.1),
    l2: maybe(0.01, 0.1),
    maxNorm: fc.oneof(fc.constant(0), fc.constant(0), fc.constantFrom(0.3, 1)),
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
    constantRate: fc.boolean(),
    density: fc.constantFrom(0.05, 0.2, 0.6),
    historyRoom: fc.constantFrom(2, 5, 64),
    untold: fc.boolean(),
    whole: fc.oneof(fc.constant(false), fc.constant(false), fc.boolean()),
    seed: fc.nat(1000),
  })
  .map(({ seed, ...run }) => {
    const outputs = run.loss === "softmax" && run.outputs === 1 ? 2 : run.outputs;
    const passiveAggressive = run.optimizer === "sgd" && PASSIVE.has(run.loss) ? run.passiveAggressive : 0;
    const rate = run.reduction === "mean" ? 0.1 : 0.1 / run.batchSize;
    // Dense rows use the state of FTRL's untrained biases for something else.
    const intercept = run.intercept || run.optimizer === "ftrl";
    return { run: { ...run, outputs, passiveAggressive, rate, intercept, padding: 0 }, seed };
  });
