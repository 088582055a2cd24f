import { describe, expect, it } from "vitest";
import type { Kernels } from "../../../src/engine/kernels/kernels.ts";
import { referenceKernels } from "../../../src/engine/kernels/reference.ts";
import { wasmKernels } from "../../../src/engine/kernels/wasm.ts";
import type { Precision } from "../../../src/engine/matrix/dense-matrix.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";
import { BACKENDS, ofWidth, PRECISIONS, type WidthKernels } from "./backends.ts";
import { bytesOf, firstDifference } from "./bytes.ts";
import { GuardedMemory } from "./guarded-memory.ts";

const COLUMNS = [0, 1, 3, 4, 5, 7, 8, 9, 31, 33, 100, 129, 130, 134, 1000];
const ROWS = [0, 1, 3, 4, 5, 7, 8, 9, 31, 33, 63, 64, 65, 127, 128, 129];
const MEMORY_BYTES = 4 << 20;

interface OutputsCase {
  readonly precision: Precision;
  readonly rows: number;
  readonly columns: number;
  readonly outputs: number;
}

interface Numbers {
  readonly X: Float64Array;
  readonly weights: Float64Array;
}

/** Numbers of all magnitudes that add up without overflow, some of them 0, -0 and subnormal. */
function drawNumbers({ rows, columns, outputs }: OutputsCase): Numbers {
  const random = new RandomState(rows * 1000 + columns);
  const spread = (x: number, i: number): number => (i % 13 === 5 ? -0 : i % 17 === 3 ? x * 1e-42 : x * 10 ** (i % 5));
  return {
    X: random.uniform(-1, 1, rows * columns).map(spread),
    weights: random.uniform(-1, 1, outputs * (columns + 3)),
  };
}

function runOutputs(kernels: Kernels, run: OutputsCase, { X, weights }: Numbers, last?: string) {
  const { precision, rows, columns, outputs } = run;
  const element = precision === "f32" ? 4 : 8;
  const memory = new GuardedMemory(kernels, last);
  const to = memory.reserve("outputs", rows * outputs * element, { written: 16 - element });
  ofWidth(kernels, precision).outputs(
    memory.numbers("rows", precision, X),
    rows,
    columns * element,
    columns,
    memory.numbers("weights", precision, weights),
    columns + 3,
    outputs,
    memory.reserve("scratch", kernels.outputScratchBytes),
    to,
  );
  return { z: memory.view(precision, to, rows * outputs).slice(), overruns: memory.overruns() };
}

describe.each(PRECISIONS)("outputs in %s", (precision) => {
  const reference = referenceKernels(MEMORY_BYTES);
  const wasm = wasmKernels(MEMORY_BYTES);

  it.each(COLUMNS)(
    "of %i columns are the reference's bytes, and at most 12 bytes behind them are written",
    (columns) => {
      for (const rows of ROWS) {
        const run = { precision, columns, rows, outputs: [1, 2, 3, 10][(rows + columns) % 4] };
        const numbers = drawNumbers(run);
        const expected = runOutputs(reference, run, numbers);
        const got = runOutputs(wasm, run, numbers);
        expect([firstDifference(bytesOf(got.z), bytesOf(expected.z)), got.overruns, expected.overruns]).toEqual([
          undefined,
          [],
          [],
        ]);
      }
    },
  );
});

describe.each(BACKENDS)("outputs: %s", (_name, makeKernels) => {
  it("are row . weights + bias, exactly where no sum is rounded", () => {
    for (const precision of PRECISIONS) {
      for (const columns of COLUMNS) {
        const whole = (length: number, seed: number): Float64Array =>
          Float64Array.from(new RandomState(seed).randint(-9, 10, length));
        const X = whole(9 * columns, columns);
        const weights = whole(3 * (columns + 3), columns + 1);
        const expected = Array.from({ length: 27 }, (_, i) => {
          const row = X.subarray(Math.floor(i / 3) * columns).subarray(0, columns);
          const w = weights.subarray((i % 3) * (columns + 3));
          return row.reduce((sum, x, j) => sum + x * w[j], w[columns]);
        });
        const run = { precision, columns, rows: 9, outputs: 3 };
        expect(Array.from(runOutputs(makeKernels(1 << 20), run, { X, weights }).z)).toEqual(expected);
      }
    }
  });

  it.each(["rows", "weights", "scratch", "outputs"])("may have their %s at the memory's end", (last) => {
    for (const precision of PRECISIONS) {
      for (const [rows, columns] of [
        [1, 1],
        [5, 7],
        [63, 33],
        [64, 134],
      ] as const) {
        const run = { precision, columns, rows, outputs: 3 };
        const numbers = drawNumbers(run);
        const expected = runOutputs(makeKernels(1 << 18), run, numbers);
        expect(runOutputs(makeKernels(1 << 18), run, numbers, last)).toEqual(expected);
      }
    }
  });

  it("add the lanes in pairs and then the last columns: (l0 + l1) + (l2 + l3) + x4 + bias in f32", () => {
    const big = 2 ** 24;
    const sumOf = (precision: Precision, X: number[], bias: number): number => {
      const weights = Float64Array.from([...X.map(() => 1), bias, 0, 0]);
      const run = { precision, columns: X.length, rows: 1, outputs: 1 };
      return runOutputs(makeKernels(1 << 17), run, { X: Float64Array.from(X), weights }).z[0];
    };
    // 2^24 + 1 is 2^24 in f32, so another order of these sums gives another number.
    expect(sumOf("f32", [big, 1, 0, 0, -big, 1, 0, 0], 0)).toBe(2);
    expect(sumOf("f32", [big, 1, -big, 1], 0)).toBe(1);
    expect(sumOf("f32", [1, 0, 0, 0, big], 1)).toBe(big);
    expect(sumOf("f64", [2 ** 53, 1, -(2 ** 53), 1], 0)).toBe(2);
  });
});

/** What a kernel leaves of numbers in their place, with the guards that it wrote to. */
function inPlace(
  kernels: Kernels,
  precision: Precision,
  numbers: Float64Array,
  apply: (kernels: WidthKernels, z: number) => void,
) {
  const memory = new GuardedMemory(kernels);
  const z = memory.numbers("z", precision, numbers, { written: 12 });
  apply(ofWidth(kernels, precision), z);
  return { numbers: memory.view(precision, z, numbers.length).slice(), overruns: memory.overruns() };
}

describe.each(PRECISIONS)(
  "in %s, with at most 12 bytes behind the numbers written, the reference's bytes gives",
  (precision) => {
    const reference = referenceKernels(1 << 17);
    const wasm = wasmKernels(1 << 17);
    const numbers = new RandomState(3).uniform(-1, 1, 400).map((x, i) => x * 10 ** (i % 4));

    function expectSame(count: number, apply: (kernels: WidthKernels, z: number) => void): void {
      const [expected, got] = [reference, wasm].map((kernels) =>
        inPlace(kernels, precision, numbers.subarray(0, count), apply),
      );
      const difference = firstDifference(bytesOf(got.numbers), bytesOf(expected.numbers));
      expect([difference, got.overruns, expected.overruns]).toEqual([undefined, [], []]);
    }

    it.each(["sigmoid", "exponential"] as const)("%s, of 0 to 40 numbers", (kernel) => {
      for (let count = 0; count <= 40; count++) expectSame(count, (kernels, z) => kernels[kernel](z, count));
    });

    it.each([1, 2, 3, 4, 5, 10])("softmax, of 0 to 40 rows of %i outputs", (outputs) => {
      for (let rows = 0; rows <= 40; rows++)
        expectSame(rows * outputs, (kernels, z) => kernels.softmax(z, rows, outputs));
    });
  },
);

describe.each(BACKENDS)("softmax: %s", (_name, makeKernels) => {
  const kernels = makeKernels(1 << 17);
  const softmax = (precision: Precision, z: readonly number[], outputs: number): number[] =>
    Array.from(
      inPlace(kernels, precision, Float64Array.from(z), (width, at) => width.softmax(at, z.length / outputs, outputs))
        .numbers,
    );

  it.each(PRECISIONS)("gives a row exp(z) over the sum of these, to 1e-6 in f32 and 1e-15 in f64: %s", (precision) => {
    const bound = precision === "f32" ? 1e-6 : 1e-15;
    const z = Array.from(new RandomState(4).uniform(-5, 5, 60), precision === "f32" ? Math.fround : Number);
    for (const outputs of [1, 2, 3, 10]) {
      const got = softmax(precision, z, outputs);
      for (const [i, p] of got.entries()) {
        const row = z.slice(i - (i % outputs), i - (i % outputs) + outputs);
        const total = row.reduce((sum, value) => sum + Math.exp(value), 0);
        expect(Math.abs(p - Math.exp(z[i]) / total)).toBeLessThan(bound);
      }
    }
  });

  it.each(PRECISIONS)("neither overflows nor lets one row touch another: %s", (precision) => {
    const rows = [
      [1e30, 1e30],
      [-1e30, -1e30],
      [Number.NaN, 0],
      [0, Number.NaN],
      [3, 3],
    ];
    const { NaN: nan } = Number;
    expect(softmax(precision, rows.flat(), 2)).toEqual([0.5, 0.5, 0.5, 0.5, nan, nan, nan, nan, 0.5, 0.5]);
  });
});
