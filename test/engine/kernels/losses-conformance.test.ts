import { describe, expect, it } from "vitest";
import type { Kernels } from "../../../src/engine/kernels/kernels.ts";
import { referenceKernels } from "../../../src/engine/kernels/reference.ts";
import { wasmKernels } from "../../../src/engine/kernels/wasm.ts";
import type { Precision } from "../../../src/engine/matrix/dense-matrix.ts";
import { PRECISIONS } from "./backends.ts";
import { type Asked, caseOf, eachSetting, lossAt, OUTPUT_LOSSES } from "./row-loss.ts";
import { lossParameter } from "./training-run.ts";

const MEMORY_BYTES = 1 << 17;

/** Outputs at which a loss with target y changes its form, the numbers next to them, and those far out. */
function edges({ loss, precision, ...options }: Asked, y: number): number[] {
  const ulp = precision === "f32" ? 2 ** -23 : 2 ** -52;
  const c = lossParameter(caseOf({ loss, precision, ...options }, 1));
  const kinks = [-1, 0, 1, y, y - c, y + c];
  const near = kinks.flatMap((z) => [z, z * (1 + ulp), z * (1 - ulp), z + 2 ** -30, z - 2 ** -30]);
  const sizes = [1e-45, 1e-30, 0.35, 17, 60, 86.9, 87, 87.1, 88.7, 88.8, 89, 89.1, 104];
  const far = [707.9, 708, 708.1, 709.7, 709.8, 710, 746, 1e30, 1e200, Number.POSITIVE_INFINITY];
  return [...near, ...[...sizes, ...far].flatMap((z) => [z, -z]), -0, Number.NaN];
}

/** Outputs z at which 1 + exp(z) is next to the square root of 2, where log takes another power of 2 out. */
function totalsNearTurn(precision: Precision): number[] {
  const step = precision === "f32" ? 2 ** -24 : 2 ** -53;
  return Array.from({ length: 41 }, (_, i) => Math.log(Math.SQRT2 - 1) + (i - 20) * step);
}

describe.each(PRECISIONS)("losses at their edges in %s are the reference's, bit for bit or both NaN", (precision) => {
  const reference = referenceKernels(MEMORY_BYTES);
  const wasm = wasmKernels(MEMORY_BYTES);

  it.each(OUTPUT_LOSSES)("%s", (loss) => {
    for (const { asked, y } of eachSetting(loss, precision)) {
      const all = (kernels: Kernels) =>
        edges(asked, y).map((z) => ({ asked, z, y, ...lossAt(kernels, asked, [z], y) }));
      expect(all(wasm)).toEqual(all(reference));
    }
  });

  it.each(OUTPUT_LOSSES)("%s of a class against the rest", (loss) => {
    const [{ asked }] = eachSetting(loss, precision);
    const all = (kernels: Kernels) =>
      edges(asked, 1).map((z) => ({
        z,
        three: lossAt(kernels, asked, [z, -z, 0.5], 1),
        two: lossAt(kernels, asked, [0, z], 0),
      }));
    expect(all(wasm)).toEqual(all(reference));
  });

  it("softmax", () => {
    const asked: Asked = { loss: "softmax", precision };
    const finite = edges(asked, 1)
      .filter(Number.isFinite)
      .filter((z) => precision === "f64" || Math.abs(z) < 1e38);
    const { NaN: nan, NEGATIVE_INFINITY: least, POSITIVE_INFINITY: most } = Number;
    const rows = [
      ...finite.flatMap((z) => [
        [z, 0],
        [0, z],
        [z, z],
        [z, -z, 1],
        [1, z, 0.5, z, -z, 0, 2, 3, 4, 5],
      ]),
      ...totalsNearTurn(precision).map((z) => [0, z]),
      [nan, nan],
      [nan, nan, nan],
      [0, nan],
      [nan, 0, 1],
      [0, most],
      [least, 0],
      [0, least, 1],
    ];
    const all = (kernels: Kernels) => rows.flatMap((z) => z.map((_, y) => ({ z, y, ...lossAt(kernels, asked, z, y) })));
    expect(all(wasm)).toEqual(all(reference));
  });
});
