import { describe, expect, it } from "vitest";
import type { Kernels } from "../../../src/engine/kernels/kernels.ts";
import type { Precision } from "../../../src/engine/matrix/dense-matrix.ts";
import { BACKENDS, ofWidth, PRECISIONS } from "./backends.ts";

/** The last `bytes` bytes of the memory. */
function lastBytes(kernels: Kernels, bytes: number): number {
  return kernels.memory.buffer.byteLength - bytes;
}

function lastNumbers(kernels: Kernels, precision: Precision, count: number): Float32Array | Float64Array {
  const View = precision === "f32" ? Float32Array : Float64Array;
  const view = new View(kernels.memory.buffer, lastBytes(kernels, count * View.BYTES_PER_ELEMENT), count);
  return view.fill(1);
}

describe.each(BACKENDS)("kernels that read memory: %s", (_name, makeKernels) => {
  const kernels = makeKernels(1 << 17);

  it.each(PRECISIONS)(
    "findNonFinite finds the first of each kind at every place of 0 to 40 numbers: %s",
    (precision) => {
      const { findNonFinite } = ofWidth(kernels, precision);
      for (let count = 0; count <= 40; count++) {
        const numbers = lastNumbers(kernels, precision, count);
        numbers.set([precision === "f32" ? 3e38 : 1e308, -0, 1e-45].slice(0, count));
        expect(findNonFinite(numbers.byteOffset, count)).toBe(-1);
        for (let at = count - 1; at >= 0; at--) {
          numbers[at] = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY][at % 3];
          expect(findNonFinite(numbers.byteOffset, count)).toBe(at);
        }
      }
    },
  );

  it.each(PRECISIONS)("findNonFinite leaves out what lies behind the numbers: %s", (precision) => {
    const numbers = lastNumbers(kernels, precision, 20).fill(Number.NaN);
    for (let count = 0; count <= 19; count++) {
      numbers.fill(1, 0, count);
      expect(ofWidth(kernels, precision).findNonFinite(numbers.byteOffset, count)).toBe(-1);
    }
  });

  it("touch may go to the last byte of the memory, and changes nothing", () => {
    const all = new Uint8Array(kernels.memory.buffer).fill(7);
    for (let bytes = 0; bytes <= 700; bytes++) {
      kernels.touch(lastBytes(kernels, bytes), bytes);
    }
    expect(all.every((byte) => byte === 7)).toBe(true);
  });

  it("touch sees the first bytes of every cache line", () => {
    const bytes = 1024;
    const from = kernels.heapBase + 8;
    const view = new Uint8Array(kernels.memory.buffer, from, bytes).fill(0);
    expect(kernels.touch(from, bytes)).toBe(0);
    for (let at = 0; at < bytes; at += 64) {
      view[at] = 1;
      expect(kernels.touch(from, bytes)).toBe(1);
      view[at] = 0;
    }
  });
});
