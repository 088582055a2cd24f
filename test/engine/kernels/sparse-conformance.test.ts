import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KERNEL_LOSS, type LossName } from "../../../src/engine/objective/losses.ts";
import { PRECISIONS } from "./backends.ts";
import { differences, reference, wasm } from "./comparison.ts";
import { anySparseCase } from "./sparse-cases.ts";
import { drawSparse, runSparse, type SparseCase } from "./sparse-run.ts";

const LOSSES = Object.keys(KERNEL_LOSS) as LossName[];

describe("training on sparse rows", () => {
  it("gives the reference's bytes, state included, and writes nowhere else (400 random runs)", () => {
    const same = fc.property(anySparseCase, ({ run, seed }) => {
      const data = drawSparse(run, seed);
      const expected = runSparse(reference, run, data, { epochs: 2 });
      expect(differences(runSparse(wasm, run, data, { epochs: 2 }), expected)).toEqual([]);
      expect(expected.settled).toBe(true);
    });
    fc.assert(same, { numRuns: 400, seed: 3 });
  });

  it("gives the same bytes however an epoch is cut into calls (400 random runs)", () => {
    const same = fc.property(
      anySparseCase,
      fc.array(fc.double({ min: 0, max: 1, noNaN: true })),
      ({ run, seed }, at) => {
        const data = drawSparse(run, seed);
        const cuts = at.map((share) => Math.floor(share * run.rows)).sort((a, b) => a - b);
        const { finished: _, ...got } = runSparse(wasm, run, data, { epochs: 2, cuts });
        const { finished: __, ...expected } = runSparse(wasm, run, data, { epochs: 2 });
        expect(got).toEqual(expected);
      },
    );
    fc.assert(same, { numRuns: 400, seed: 4 });
  });

  it("gives the reference's bytes with plain SGD, averaged or not, at any strength of the L2 penalty (300 random runs)", () => {
    const plain = {
      ...{
        optimizer: "sgd" as const,
        outputs: 1,
        passiveAggressive: 0 as const,
        l1: 0,
        maxNorm: 0,
        clipNorm: 0,
        clipValue: 0,
      },
      ...{ weighted: false, untold: true },
    };
    // At rate 0.1, a penalty of 10 leaves nothing of the weights, one of 9.99999 nearly nothing.
    const strengths = fc.constantFrom(0, 0.1, 9.99999, 10, 20);
    const same = fc.property(anySparseCase, strengths, ({ run: any, seed }, l2) => {
      const run = { ...any, ...plain, l2, loss: any.loss === "softmax" ? ("log_loss" as const) : any.loss };
      const data = drawSparse(run, seed);
      const cuts = [Math.floor(run.rows / 3)];
      const expected = runSparse(reference, run, data, { epochs: 2, cuts });
      expect(differences(runSparse(wasm, run, data, { epochs: 2, cuts }), expected)).toEqual([]);
    });
    fc.assert(same, { numRuns: 300, seed: 5 });
  });

  it.each(LOSSES)("gives the reference's bytes in batches of 1 to 200 rows: %s", (loss) => {
    for (const precision of PRECISIONS) {
      for (const outputs of loss === "softmax" ? [2, 10] : [1, 3]) {
        for (const batchSize of [1, 3, 63, 64, 65, 128, 200]) {
          const untold = batchSize % 2 === 1;
          const run: SparseCase = {
            ...{ precision, loss, outputs, batchSize, rows: 200, columns: 40, density: 0.2, reduction: "mean", untold },
            ...{ l2: 0.01, intercept: true, ordered: true, rate: 0.1, padding: 0 },
          };
          const data = drawSparse(run, batchSize);
          const [expected, got] = [reference, wasm].map((kernels) => runSparse(kernels, run, data));
          expect({ run, faults: differences(got, expected) }).toEqual({ run, faults: [] });
        }
      }
    }
  });
});
