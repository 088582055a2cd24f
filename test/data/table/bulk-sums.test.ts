import fc from "fast-check";
import { expect, test } from "vitest";
import { TableMemory } from "../../../src/data/kernels/table-memory.ts";
import { BulkSums, type ColumnSums } from "../../../src/data/table/bulk-sums.ts";
import { ColumnStatistics, Moments } from "../../../src/data/table/column-statistics.ts";
import { RowBatch, RowLayout } from "../../../src/data/table/row-layout.ts";
import { batchOf } from "./row-batches.ts";

const number = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constant(Number.NaN), fc.constant(-0));
const rows = fc.array(fc.record({ value: number, isChosen: fc.boolean() }), { minLength: 1, maxLength: 70 });

/** The sums by definition, row after row. */
function naive(values: readonly number[]) {
  const there = values.filter((value) => !Number.isNaN(value));
  const mean = there.reduce((sum, value) => sum + value, 0) / there.length;
  const squares = there.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { count: there.length, missing: values.length - there.length, mean, squares };
}

function chosenOf(all: readonly { readonly isChosen: boolean }[]): Int32Array {
  return Int32Array.from(all.flatMap(({ isChosen }, row) => (isChosen ? [row] : [])));
}

/** The sums of the columns of a table, in the rows chosen. */
function sumsOf(columns: readonly Float64Array[], chosen: Int32Array): ColumnSums[] {
  const memory = new TableMemory();
  const rows = columns[0]!.length;
  memory.reserve(1_000_000);
  const batch = batchOf(memory, columns);
  const sums = new BulkSums(rows, memory, batch.layout);
  const part = new Uint8Array(rows).fill(2);
  for (const row of chosen) part[row] = 1;
  sums.choose(part, 1, chosen.length);
  for (const run of batch.layout.runs.keys()) sums.add(batch, run);
  return columns.map((_, column) => sums.of(column));
}

test.each([1, 2, 3, 4, 7, 64, 67])(
  "sums of the chosen rows of %i columns equal those by definition, NaN left out",
  (width) => {
    fc.assert(
      fc.property(rows, fc.integer({ min: -5, max: 5 }), (all, factor) => {
        const columns = Array.from({ length: width }, (_, c) =>
          Float64Array.from(all, (_, row) => all[(row + c * 7) % all.length]!.value * (1 + ((c * factor) % 3))),
        );
        const chosen = chosenOf(all);
        for (const [c, got] of sumsOf(columns, chosen).entries()) {
          const values = columns[c]!;
          const there = Array.from(chosen, (row) => values[row]!);
          const expected = naive(there);
          expect(got.count).toBe(expected.count);
          expect(got.missing).toBe(expected.missing);
          expect(got.largest).toBe(
            Math.max(0, ...Array.from(values, Math.abs).filter((value) => !Number.isNaN(value))),
          );
          if (got.count === 0) continue;
          const numbers = there.filter((value) => !Number.isNaN(value));
          // 0 and -0 are the same number here.
          expect(got.min === Math.min(...numbers)).toBe(true);
          expect(got.max === Math.max(...numbers)).toBe(true);
          const largest = Math.max(...numbers.map(Math.abs));
          // The least numbers lie farther apart, each by itself, than a share of them tells.
          const step = 1e-13 * largest + 4 * Number.MIN_VALUE;
          expect(Math.abs(got.mean - expected.mean)).toBeLessThanOrEqual(step);
          const slack = numbers.length * (1e-12 * largest ** 2 + 4 * Number.MIN_VALUE);
          expect(Math.abs(got.squares - expected.squares)).toBeLessThanOrEqual(slack);
        }
      }),
      { numRuns: width > 10 ? 20 : 100 },
    );
  },
);

/** Count, mean and squared distances of the chosen rows as the kernels promise them: two running sums of the distances from a shift. */
function running(values: Float64Array, chosen: Int32Array, shift: number | undefined) {
  const from = shift ?? Array.from(chosen, (row) => values[row]!).find((value) => !Number.isNaN(value)) ?? 0;
  const [sums, squares] = [
    [0, 0],
    [0, 0],
  ];
  let count = 0;
  for (const row of chosen) {
    const distance = values[row]! - from;
    if (Number.isNaN(distance)) continue;
    count++;
    sums[row % 2]! += distance;
    squares[row % 2]! += distance * distance;
  }
  const sum = sums[0]! + sums[1]!;
  return { count, mean: from + sum / count, squares: squares[0]! + squares[1]! - (sum * sum) / count };
}

test.each([1, 63, 64, 65, 200])("%i rows have the running sums that the kernels promise, to the last bit", (count) => {
  const columns = [0.1, 0.7, 1e-3].map((step) =>
    Float64Array.from({ length: count }, (_, row) => (row % 7 === 5 ? Number.NaN : Math.sqrt(row) * step - 1)),
  );
  const chosen = Int32Array.from(Array.from({ length: count }, (_, row) => row).filter((row) => row % 3 !== 1));
  for (const [c, sums] of sumsOf(columns, chosen).entries()) {
    expect(sums).toMatchObject(running(columns[c]!, chosen, undefined));
  }
});

test("the largest number is seen in a row that does not count, and none beyond the last row", () => {
  for (const largest of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1e300, 8]) {
    const values = Float64Array.of(1, 2, 3, 4, 5, 6, largest);
    expect(sumsOf([values], Int32Array.of(0, 1))[0]!.largest).toBe(Math.abs(largest));
    const memory = new TableMemory();
    const batch = batchOf(memory, [values]);
    const sums = new BulkSums(8, memory, batch.layout);
    const shorter = new RowBatch(memory, batch.layout, batch.places, 6);
    sums.choose(Uint8Array.of(0, 0, 1, 1, 1, 1), 0, 2);
    expect(sums.add(shorter, 0)).toBe(6);
    expect(sums.of(0).largest).toBe(6);
    sums.clear();
    expect(sums.of(0)).toMatchObject({ count: 0, missing: 0, largest: 0, min: Number.POSITIVE_INFINITY });
  }
});

test("sums of batches are joined as moments are, to the last bit, each from the mean before it", () => {
  const columns = [1, 2, 3].map((c) =>
    Float64Array.from({ length: 5000 }, (_, row) => (row % 11 === c ? Number.NaN : Math.sqrt(row * c) - 20)),
  );
  const memory = new TableMemory();
  memory.reserve(4_000_000);
  const all = new BulkSums(512, memory, new RowLayout(3));
  const joined = columns.map(() => new Moments());
  for (let first = 0; first < 5000; first += 512) {
    const some = columns.map((values) => values.subarray(first, first + 512));
    const part = Uint8Array.from(some[0]!, (_, row) => row % 3);
    const chosen = Int32Array.from(part.keys()).filter((row) => part[row] === 1);
    all.choose(part, 1, chosen.length);
    all.add(batchOf(memory, some), 0);
    for (const [c, moments] of joined.entries()) {
      const there = Array.from(chosen, (row) => some[c]![row]!).filter((value) => !Number.isNaN(value));
      const sums = running(some[c]!, chosen, moments.count > 0 ? moments.mean : undefined);
      moments.join({ ...sums, min: Math.min(...there), max: Math.max(...there) });
    }
  }
  for (const [c, { count, mean, min, max, variance }] of joined.entries()) {
    const own = all.of(c);
    expect(own).toMatchObject({ count, mean, min, max });
    expect(own.squares / own.count).toBe(variance);
  }
});

test("sorted numbers, far from the mean before them, and a first one far out keep nearly all of their digits", () => {
  const sorted = Float64Array.from({ length: 40_000 }, (_, row) => 1e5 * Math.floor(row / 2048) + (row % 2048) / 7);
  const farFirst = Float64Array.from({ length: 40_000 }, (_, row) => (row === 0 ? 1e9 : (row % 1013) / 7));
  for (const values of [sorted, farFirst]) {
    const memory = new TableMemory();
    memory.reserve(4_000_000);
    const all = new BulkSums(2048, memory, new RowLayout(1));
    for (let first = 0; first < values.length; first += 2048) {
      const some = values.subarray(first, first + 2048);
      all.choose(new Uint8Array(some.length), 0, some.length);
      all.add(batchOf(memory, [some]), 0);
    }
    const expected = new Moments();
    expected.add(values, values.length);
    expect(all.of(0).mean / expected.mean).toBeCloseTo(1, 13);
    expect(all.of(0).squares / all.of(0).count / expected.variance).toBeCloseTo(1, 11);
  }
});

test("sums of batches joined equal those of all rows at once, for large numbers close together", () => {
  const values = Float64Array.from({ length: 5000 }, (_, i) => 1e9 + ((i * 7919) % 1000) / 1000);
  const known = new ColumnStatistics(0);
  for (let first = 0; first < values.length; first += 512) {
    const batch = values.subarray(first, first + 512);
    known.addNumbers(
      sumsOf(
        [batch],
        Int32Array.from(batch, (_, row) => row),
      )[0]!,
    );
  }
  const all = new Moments();
  all.add(values, values.length);
  expect(known.moments.count).toBe(5000);
  expect(known.moments.mean).toBeCloseTo(1e9 + 0.4995, 6);
  // The variance of 0, 0.001 … 0.999, each five times.
  expect(known.moments.variance / ((1000 ** 2 - 1) / 12 / 1e6)).toBeCloseTo(1, 7);
  expect(known.moments.variance / all.variance).toBeCloseTo(1, 8);
});
