import { describe, expect, it } from "vitest";
import type { Precision } from "../../../src/engine/matrix/dense-matrix.ts";
import { comparesNumbers } from "../../../src/engine/objective/losses.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";
import { BACKENDS, PRECISIONS } from "./backends.ts";
import { NAIVE_DERIVATIVE, NAIVE_LOSS, naiveSoftmaxDerivatives, naiveSoftmaxLoss } from "./naive-losses.ts";
import { type Asked, caseOf, eachSetting, lossAt, OUTPUT_LOSSES } from "./row-loss.ts";
import { lossParameter } from "./training-run.ts";

const BOUNDS: Readonly<Record<Precision, number>> = { f32: 5e-7, f64: 2e-15 };

describe.each(BACKENDS)("losses: %s", (_name, makeKernels) => {
  const kernels = makeKernels(1 << 20);

  describe.each(PRECISIONS)("in %s", (precision) => {
    const bound = BOUNDS[precision];
    const round = precision === "f32" ? Math.fround : (x: number) => x;
    const drawn = Array.from(new RandomState(1).uniform(-6, 6, 60), round);

    /** Difference of two numbers, relative where they are above 1. */
    const distance = (a: number, b: number): number => Math.abs(a - b) / Math.max(1, Math.abs(b));

    it.each(OUTPUT_LOSSES)(
      `%s is its formula, and its derivative that of the formula, to ${bound} of max(1, size)`,
      (loss) => {
        for (const { asked, y } of eachSetting(loss, precision)) {
          const c = round(lossParameter(caseOf(asked, 1)));
          for (const z of drawn) {
            const got = lossAt(kernels, asked, [z], y);
            expect(distance(got.loss, NAIVE_LOSS[loss](z, y, c))).toBeLessThan(bound);
            expect(distance(got.derivatives[0], NAIVE_DERIVATIVE[loss](z, y, c))).toBeLessThan(bound);
          }
        }
      },
    );

    it.each(OUTPUT_LOSSES)(`%s over 3 classes is the sum of each against the rest, to ${3 * bound}`, (loss) => {
      const rest = comparesNumbers(loss) ? -1 : 0;
      const asked: Asked = { loss, precision };
      const c = round(lossParameter(caseOf(asked, 3)));
      for (let at = 0; at + 3 <= drawn.length; at += 3) {
        const z = drawn.slice(at, at + 3);
        const y = (at / 3) % 3;
        const got = lossAt(kernels, asked, z, y);
        const targets = [0, 1, 2].map((k) => (k === y ? 1 : rest));
        const expected = z.reduce((sum, value, k) => sum + NAIVE_LOSS[loss](value, targets[k], c), 0);
        expect(distance(got.loss, expected)).toBeLessThan(3 * bound);
        for (const k of [0, 1, 2]) {
          const derivative = NAIVE_DERIVATIVE[loss](z[k], targets[k], c);
          expect(distance(got.derivatives[k], derivative)).toBeLessThan(bound);
        }
      }
    });

    it.each([2, 3, 10])(`softmax over %i outputs is its formula, with its derivatives, to ${2 * bound}`, (outputs) => {
      for (let at = 0; at + outputs <= drawn.length; at += outputs) {
        const z = drawn.slice(at, at + outputs);
        for (let y = 0; y < outputs; y++) {
          const got = lossAt(kernels, { loss: "softmax", precision }, z, y);
          expect(distance(got.loss, naiveSoftmaxLoss(z, y))).toBeLessThan(2 * bound);
          const expected = naiveSoftmaxDerivatives(z, y);
          for (const [k, derivative] of got.derivatives.entries()) {
            expect(distance(derivative, expected[k])).toBeLessThan(2 * bound);
          }
        }
      }
    });

    it("the softmax loss of K equal outputs is log K to 1.5 ulp", () => {
      const ulp = precision === "f32" ? 2 ** -23 : 2 ** -52;
      for (const outputs of [...Array.from({ length: 40 }, (_, i) => i + 2), 64, 100, 128, 256]) {
        const { loss } = lossAt(kernels, { loss: "softmax", precision }, new Array(outputs).fill(0.7), outputs - 1);
        const size = 2 ** Math.floor(Math.log2(Math.log(outputs)));
        expect(Math.abs(loss - Math.log(outputs)) / size).toBeLessThan(1.5 * ulp);
      }
    });

    it("softmax does not overflow: what is far below the largest output has a share below 1e-37", () => {
      const asked: Asked = { loss: "softmax", precision };
      for (const largest of [-(2 ** 100), 0, 2 ** 100]) {
        const z = [largest, largest - 2 ** 110];
        const right = lossAt(kernels, asked, z, 0);
        expect([right.loss, right.derivatives[0]]).toEqual([0, 0]);
        expect(Math.abs(right.derivatives[1])).toBeLessThan(1e-37);
        expect(lossAt(kernels, asked, z, 1)).toEqual({ loss: 2 ** 110, derivatives: [1, -1] });
      }
    });

    it.each([
      ["hinge", 1, 1, 0, -1],
      ["hinge", -1, 0, 0, 1],
      ["perceptron", 0, 1, 0, -1],
      ["perceptron", 0, 0, 0, 1],
      ["modified_huber", -1, 1, 4, -4],
      ["modified_huber", 1, 0, 4, 4],
      ["modified_huber", 1, 1, 0, 0],
      ["squared_hinge", -1, 0, 0, 0],
      ["huber", 2.5, 2, 0.125, 0.5],
      ["huber", 1.5, 2, 0.125, -0.5],
      ["epsilon_insensitive", 2.5, 2, 0, 0],
      ["epsilon_insensitive", 1.5, 2, 0, 0],
      ["squared_epsilon_insensitive", 2.5, 2, 0, 0],
      ["quantile", 2, 2, 0, -0.5],
    ] as const)(
      "%s with z = %d, y = %d, where its form changes, is %d with the derivative %d, as in scikit-learn",
      (loss, z, y, ...expected) => {
        const got = lossAt(kernels, { loss, precision, epsilon: 0.5, quantile: 0.5 }, [z], y);
        expect([got.loss, ...got.derivatives].map((value) => value + 0)).toEqual(expected);
      },
    );

    it("poisson overflows to an infinite loss", () => {
      const z = precision === "f32" ? 89 : 710;
      const { POSITIVE_INFINITY: inf } = Number;
      expect(lossAt(kernels, { loss: "poisson", precision }, [z], 3)).toEqual({ loss: inf, derivatives: [inf] });
    });

    it.each(OUTPUT_LOSSES)("%s of NaN is NaN", (loss) => {
      expect(lossAt(kernels, { loss, precision }, [Number.NaN], 1).loss).toBeNaN();
    });
  });
});
