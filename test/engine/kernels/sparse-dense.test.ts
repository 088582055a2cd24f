import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wasm } from "./comparison.ts";
import { anySparseCase } from "./sparse-cases.ts";
import { drawSparse, runSparse, type SparseCase } from "./sparse-run.ts";
import { runTraining } from "./training-run.ts";

/** The same in 64-bit numbers, in which rounding is small. */
const anyCase = anySparseCase.map(({ run, seed }) => ({ run: { ...run, precision: "f64" as const }, seed }));

/** The largest difference of two lists of numbers, in units of the largest of the second. */
function distance(got: readonly number[], expected: readonly number[]): number {
  const size = Math.max(1e-3, ...expected.map(Math.abs));
  return Math.max(0, ...got.map((value, i) => Math.abs(value - expected[i]))) / size;
}

function differences(run: SparseCase, seed: number): Record<string, number> {
  const data = drawSparse(run, seed);
  const expected = runTraining(wasm, run, data, { epochs: 2 });
  const got = runSparse(wasm, run, data, { epochs: 2 });
  expect(got.overruns).toEqual([]);
  expect(got.gradient.every((value) => value === 0)).toBe(true);
  expect(got.finished).toEqual(expected.finished);
  return {
    weights: distance(got.weights, expected.weights),
    losses: distance([...got.losses], [...expected.losses]),
    batchWeights: distance([...got.batchWeights], [...expected.batchWeights]),
    arrays: distance(got.state.arrays, expected.state.arrays),
    paid: distance(got.state.paid, expected.state.paid),
    average: distance(got.state.average, expected.state.average),
    registers: distance(got.state.registers, expected.state.registers),
  };
}

describe("training on sparse rows equals training on the same rows with their zeros", () => {
  it("to 1e-8 of the largest number, states included, in every combination (3000 random runs)", () => {
    const same = fc.property(anyCase, ({ run, seed }) => {
      const apart = differences(run, seed);
      expect(Object.entries(apart).filter(([, difference]) => !(difference < 1e-8))).toEqual([]);
    });
    fc.assert(same, { numRuns: 3000, seed: 1 });
  });

  it("to 1e-8 with any optimiser where every batch touches every column (600 random runs)", () => {
    const same = fc.property(anyCase, ({ run, seed }) => {
      const apart = differences({ ...run, density: 1 }, seed);
      expect(Object.entries(apart).filter(([, difference]) => !(difference < 1e-8))).toEqual([]);
    });
    fc.assert(same, { numRuns: 600, seed: 2 });
  });
});
