import { describe, expect, it } from "vitest";
import type { Kernels } from "../../../src/engine/kernels/kernels.ts";
import { referenceKernels } from "../../../src/engine/kernels/reference.ts";
import { wasmKernels } from "../../../src/engine/kernels/wasm.ts";
import type { Precision } from "../../../src/engine/matrix/dense-matrix.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";
import { BACKENDS, ofWidth, PRECISIONS } from "./backends.ts";
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

describe.each(PRECISIONS)("sigmoid in %s", (precision) => {
  it("gives the reference's bytes for 0 to 40 numbers, and writes at most 12 bytes behind them", () => {
    const numbers = new RandomState(3).uniform(-1, 1, 40).map((x, i) => x * 10 ** (i % 4));
    for (let count = 0; count <= numbers.length; count++) {
      const [expected, got] = [referenceKernels(1 << 17), wasmKernels(1 << 17)].map((kernels) => {
        const memory = new GuardedMemory(kernels);
        const z = memory.numbers("z", precision, numbers.subarray(0, count), { written: 12 });
        ofWidth(kernels, precision).sigmoid(z, count);
        return { z: bytesOf(memory.view(precision, z, count)), overruns: memory.overruns() };
      });
      expect([firstDifference(got.z, expected.z), got.overruns, expected.overruns]).toEqual([undefined, [], []]);
    }
  });
});
