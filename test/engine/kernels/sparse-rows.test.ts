import { describe, expect, it } from "vitest";
import type { Kernels } from "../../../src/engine/kernels/kernels.ts";
import type { Precision } from "../../../src/engine/matrix/dense-matrix.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";
import { BACKENDS, ofWidth, PRECISIONS } from "./backends.ts";
import { GuardedMemory } from "./guarded-memory.ts";

/** Rows of 0 to 9 entries each, with whole numbers, so that no sum is rounded. */
function drawRows(rows: number, columns: number) {
  const random = new RandomState(rows);
  const lengths = Array.from({ length: rows }, (_, r) => r % 10);
  const starts = [0];
  for (const length of lengths) starts.push(starts.at(-1)! + length);
  const entries = starts.at(-1)!;
  const indices = Array.from(random.randint(0, columns, entries));
  const values = Array.from(random.randint(-9, 10, entries));
  return { lengths, starts, entries, indices, values };
}

function outputsOf(kernels: Kernels, precision: Precision, last: string | undefined) {
  const { starts, indices, values } = drawRows(40, 30);
  const weights = Array.from(new RandomState(1).randint(-9, 10, 3 * 33));
  const memory = new GuardedMemory(kernels, last);
  const piece = (name: string, numbers: ArrayLike<number>): number => memory.numbers(name, precision, numbers);
  const to = piece("outputs", new Float64Array(120));
  const rowValues = piece("values", values);
  const columnNumbers = memory.uint32("columns", indices);
  const rowStarts = memory.uint32("starts", starts);
  const ownWeights = piece("weights", weights);
  ofWidth(kernels, precision).sparseOutputs(columnNumbers, rowValues, rowStarts, 40, 30, ownWeights, 33, 3, to);
  return {
    got: Array.from(memory.view(precision, to, 120)),
    overruns: memory.overruns(),
    starts,
    indices,
    values,
    weights,
  };
}

describe.each(BACKENDS)("kernels of sparse rows: %s", (_name, makeKernels) => {
  it.each(PRECISIONS)("outputs are row . weights + bias, exactly where no sum is rounded: %s", (precision) => {
    for (const last of [undefined, "outputs", "values", "weights"]) {
      const { got, overruns, starts, indices, values, weights } = outputsOf(makeKernels(1 << 17), precision, last);
      const expected = Array.from({ length: 120 }, (_, i) => {
        const [r, k] = [Math.floor(i / 3), i % 3];
        const own = weights.slice(k * 33);
        let sum = own[30];
        for (let e = starts[r]; e < starts[r + 1]; e++) sum += values[e] * own[indices[e]];
        return sum;
      });
      expect(got).toEqual(expected);
      expect(overruns).toEqual([]);
    }
  });

  it.each(
    PRECISIONS.flatMap((precision) => [
      { precision, renamed: false },
      { precision, renamed: true },
    ]),
  )("packing puts each row's entries where it is told to, and nothing elsewhere: %o", ({ precision, renamed }) => {
    const kernels = makeKernels(1 << 17);
    const memory = new GuardedMemory(kernels);
    const { lengths, starts, entries, indices, values } = drawRows(40, 30);
    const size = precision === "f32" ? 8 : 12;
    const packed = memory.reserve("entries", entries * size);
    // The rows go to their places backwards.
    const targets = starts.slice(1).map((end) => packed + (entries - end) * size);
    const places = Uint32Array.from({ length: 32 }, (_, column) => (column * 7) % 32);
    ofWidth(kernels, precision).packRows(
      memory.uint32("columns", indices),
      memory.numbers("values", precision, values),
      memory.uint32("lengths", lengths),
      memory.uint32("targets", targets),
      40,
      renamed ? memory.uint32("places", places) : 0,
    );
    const view = memory.dataView();
    for (const [r, target] of targets.entries()) {
      for (let i = 0; i < lengths[r]; i++) {
        const at = target + i * size;
        const column = indices[starts[r] + i];
        expect(view.getUint32(at, true)).toBe(renamed ? places[column] : column);
        const value = precision === "f32" ? view.getFloat32(at + 4, true) : view.getFloat64(at + 4, true);
        expect(value).toBe(values[starts[r] + i]);
      }
    }
    expect(memory.overruns()).toEqual([]);
  });
});
