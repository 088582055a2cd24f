import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Kernels } from "../../../src/engine/kernels/kernels.ts";
import { referenceKernels } from "../../../src/engine/kernels/reference.ts";
import { wasmKernels } from "../../../src/engine/kernels/wasm.ts";
import { BACKENDS } from "./backends.ts";
import { bytesOf, firstDifference } from "./bytes.ts";
import { GuardedMemory } from "./guarded-memory.ts";

/** The order that a key gives, right after {@link Kernels.seed}. */
function orderOf(kernels: Kernels, key: readonly [number, number], count: number, first = 0): number[] {
  const memory = new GuardedMemory(kernels);
  const to = memory.reserve("order", count * 4);
  kernels.seed(...key);
  kernels.randomOrder(to, first, count);
  expect(memory.overruns()).toEqual([]);
  return Array.from(memory.uint32View(to, count));
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

/** Chi-square of counts that should all be the same. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((a, b) => a + b) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

function countOf(values: Iterable<number>, length: number): number[] {
  const counts = new Array<number>(length).fill(0);
  for (const value of values) counts[value]++;
  return counts;
}

describe("random orders", () => {
  it("are the reference's for keys of all sizes", () => {
    const [reference, wasm] = [referenceKernels(1 << 17), wasmKernels(1 << 17)];
    const words = [0, 1, 2, 12345, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
    for (const high of words) {
      for (const low of words) {
        expect(orderOf(wasm, [high, low], 33, 7)).toEqual(orderOf(reference, [high, low], 33, 7));
      }
    }
  });

  it("are the reference's for so many numbers that some words are drawn again", () => {
    const [reference, wasm] = [referenceKernels(1 << 21), wasmKernels(1 << 21)];
    const [expected, got] = [reference, wasm].map((kernels) => Int32Array.from(orderOf(kernels, [3, 4], 300_000)));
    expect(firstDifference(bytesOf(got), bytesOf(expected))).toBeUndefined();
  });
});

describe.each(BACKENDS)("randomOrder: %s", (_name, makeKernels) => {
  const kernels = makeKernels(1 << 17);

  it("is a permutation of first … first + count - 1", () => {
    for (const count of [...range(0, 70), 127, 128, 129, 1000, 4097]) {
      const order = orderOf(kernels, [count, 1], count, 5);
      expect(order.sort((a, b) => a - b)).toEqual(range(5, 5 + count));
    }
  });

  it("same key, same order; another word, another order", () => {
    const order = orderOf(kernels, [1, 2], 50);
    expect(orderOf(kernels, [1, 2], 50)).toEqual(order);
    for (const key of [
      [1, 3],
      [2, 2],
      [2, 1],
      [0, 2],
      [1, 0x80000002],
    ] as const) {
      expect(orderOf(kernels, key, 50)).not.toEqual(order);
    }
  });

  it("goes on where the last order ended", () => {
    const first = orderOf(kernels, [1, 2], 50);
    const memory = new GuardedMemory(kernels);
    const to = memory.reserve("order", 200);
    kernels.randomOrder(to, 0, 50);
    expect(Array.from(memory.uint32View(to, 50))).not.toEqual(first);
  });

  it("gives all 24 orders of 4 equally often: chi-square below 57.1, which chance exceeds once in 10,000", () => {
    const orders = range(0, 12_000).map((epoch) => orderOf(kernels, [9, epoch], 4));
    const numbers = orders.map((order) => order.reduce((number, value) => number * 4 + value));
    const counts = countOf(numbers, 256).filter((count) => count > 0);
    expect(counts.length).toBe(24);
    expect(chiSquare(counts)).toBeLessThan(57.1);
  });

  it("over seeds, each of 5 rows is first equally often: chi-square below 23.5, which chance exceeds once in 10,000", () => {
    const firsts = range(0, 5000).map((seed) => orderOf(kernels, [seed, 1], 5)[0]);
    expect(chiSquare(countOf(firsts, 5))).toBeLessThan(23.5);
  });
});

describe.each(BACKENDS)("orders of neighbouring keys: %s", (_name, makeKernels) => {
  const kernels = makeKernels(1 << 17);

  // 25 pairs of the first of 5 rows: 24 degrees of freedom.
  it.each([1, 16, 256, 65536])(
    "do not resemble each other, keys %i apart: chi-square below 65.6, exceeded once in 100,000",
    (d) => {
      for (const word of [0, 1]) {
        const pairs = range(0, 10_000).map((i) => {
          const key = (n: number): [number, number] => (word === 0 ? [n >>> 0, 7] : [7, n >>> 0]);
          return orderOf(kernels, key(2 * d * i), 5)[0] * 5 + orderOf(kernels, key(2 * d * i + d), 5)[0];
        });
        expect(chiSquare(countOf(pairs, 25))).toBeLessThan(65.6);
      }
    },
  );
});

interface Deal {
  readonly total: number;
  readonly windows: number;
  readonly columns: number;
  readonly targetBytes: number;
  readonly cuts: readonly number[];
}

/** Deals rows whose words and target are made from their number; returns the row numbers in the order of their places. */
function deal(kernels: Kernels, { total, windows, columns, targetBytes, cuts }: Deal): number[] {
  const memory = new GuardedMemory(kernels);
  const targetWords = targetBytes / 4;
  const rows = memory.uint32("rows", range(0, total * columns));
  const targets = memory.uint32("targets", range(0, total * targetWords));
  const sizes = range(0, windows).map((w) => Math.ceil((total - w) / windows));
  const starts = memory.uint32(
    "starts",
    sizes.map((_, w) => sizes.slice(0, w).reduce((a, b) => a + b, 0)),
  );
  const deck = memory.reserve("deck", windows * 4);
  const toRows = memory.reserve("toRows", total * columns * 4);
  const toTargets = memory.reserve("toTargets", total * targetBytes);
  kernels.seed(4, 5);
  const places = [0, ...cuts, total];
  for (const [i, from] of places.slice(0, -1).entries()) {
    const [at, atTarget, count] = [rows + from * columns * 4, targets + from * targetBytes, places[i + 1] - from];
    kernels.dealRows(
      at,
      atTarget,
      from,
      count,
      total,
      columns * 4,
      targetBytes,
      windows,
      starts,
      deck,
      toRows,
      toTargets,
    );
  }
  expect(memory.overruns()).toEqual([]);
  const dealt = Array.from(memory.uint32View(toTargets, total * targetWords)).filter((_, i) => i % targetWords === 0);
  const numbers = dealt.map((word) => word / targetWords);
  expect(Array.from(memory.uint32View(toRows, total * columns))).toEqual(
    numbers.flatMap((row) => range(row * columns, (row + 1) * columns)),
  );
  return numbers;
}

const anyDeal = fc.integer({ min: 1, max: 200 }).chain((total) =>
  fc.record({
    total: fc.constant(total),
    windows: fc.integer({ min: 1, max: total }),
    columns: fc.integer({ min: 1, max: 9 }),
    targetBytes: fc.constantFrom(4, 8, 12, 16, 44),
    cuts: fc.array(fc.integer({ min: 0, max: total }), { maxLength: 8 }).map((cuts) => cuts.sort((a, b) => a - b)),
  }),
);

/** The rows of each window, given the rows in the order of their places. */
function byWindow(numbers: readonly number[], windows: number): number[][] {
  let start = 0;
  return range(0, windows).map((w) => {
    const size = Math.ceil((numbers.length - w) / windows);
    start += size;
    return numbers.slice(start - size, start);
  });
}

describe.each(BACKENDS)("dealRows: %s", (_name, makeKernels) => {
  const kernels = makeKernels(1 << 17);

  it("every row arrives once, whole and with its target; cuts change nothing", () => {
    const arrives = fc.property(anyDeal, (options) => {
      const numbers = deal(kernels, options);
      expect(numbers.toSorted((a, b) => a - b)).toEqual(range(0, options.total));
      expect(deal(kernels, { ...options, cuts: [] })).toEqual(numbers);
    });
    fc.assert(arrives, { numRuns: 100, seed: 2 });
  });

  it("a window holds one row of each stretch, in order, so sizes differ by one at most", () => {
    const spread = fc.property(anyDeal, (options) => {
      for (const rows of byWindow(deal(kernels, options), options.windows)) {
        expect(rows.map((row) => Math.floor(row / options.windows))).toEqual(range(0, rows.length));
      }
    });
    fc.assert(spread, { numRuns: 100, seed: 3 });
  });

  it("rows sorted by label are spread evenly: each window's share of a label is within one row", () => {
    const numbers = deal(kernels, { total: 1000, windows: 7, columns: 1, targetBytes: 4, cuts: [] });
    for (const rows of byWindow(numbers, 7)) {
      const ofFirst = rows.filter((row) => row < 400).length;
      expect(Math.abs(ofFirst - 400 / 7)).toBeLessThan(1);
    }
  });

  it("who gets which row of a stretch is random: chi-square below 36.0 for 6 windows, exceeded once in a million", () => {
    const windows = byWindow(deal(kernels, { total: 6000, windows: 6, columns: 1, targetBytes: 4, cuts: [] }), 6);
    for (const rows of windows)
      expect(
        chiSquare(
          countOf(
            rows.map((row) => row % 6),
            6,
          ),
        ),
      ).toBeLessThan(36);
  });
});

it("rows are dealt by both implementations to the same places", () => {
  const same = fc.property(anyDeal, (options) => {
    const [a, b] = [referenceKernels(1 << 17), wasmKernels(1 << 17)].map((kernels) => deal(kernels, options));
    expect(b).toEqual(a);
  });
  fc.assert(same, { numRuns: 60, seed: 4 });
});
