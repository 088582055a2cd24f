import fc from "fast-check";
import { expect, test } from "vitest";
import { TableMemory } from "../../../src/data/kernels/table-memory.ts";
import { BulkSums } from "../../../src/data/table/bulk-sums.ts";
import { ColumnStatistics, Moments } from "../../../src/data/table/column-statistics.ts";

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

test("sums of the chosen rows equal those by definition, NaN left out", () => {
  const sums = new BulkSums(70);
  fc.assert(
    fc.property(rows, (all) => {
      const values = Float64Array.from(all, ({ value }) => value);
      const chosen = chosenOf(all);
      sums.choose(all.length, chosen, chosen.length);
      const got = sums.of(values);
      const there = Array.from(chosen, (row) => values[row]!);
      const expected = naive(there);
      expect(got.count).toBe(expected.count);
      expect(got.missing).toBe(expected.missing);
      expect(got.largest).toBe(Math.max(0, ...Array.from(values, Math.abs).filter((value) => !Number.isNaN(value))));
      if (got.count === 0) return;
      const numbers = there.filter((value) => !Number.isNaN(value));
      // 0 and -0 are the same number here.
      expect(got.min === Math.min(...numbers)).toBe(true);
      expect(got.max === Math.max(...numbers)).toBe(true);
      const largest = Math.max(...numbers.map(Math.abs));
      expect(Math.abs(got.mean - expected.mean)).toBeLessThanOrEqual(1e-13 * largest);
      expect(Math.abs(got.squares - expected.squares)).toBeLessThanOrEqual(1e-12 * numbers.length * largest ** 2);
    }),
  );
});

test("the largest number is seen in a row that does not count", () => {
  const sums = new BulkSums(8);
  for (const largest of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1e300, 8]) {
    sums.choose(7, Int32Array.of(0, 1), 2);
    expect(sums.of(Float64Array.of(1, 2, 3, 4, 5, 6, largest)).largest).toBe(Math.abs(largest));
    expect(sums.of(Float64Array.of(1, 2, 3, 4, 5, 6, 7, largest)).largest).toBe(7);
  }
});

test("sums of batches joined equal those of all rows at once, for large numbers close together", () => {
  const values = Float64Array.from({ length: 5000 }, (_, i) => 1e9 + ((i * 7919) % 1000) / 1000);
  const sums = new BulkSums(512);
  const known = new ColumnStatistics(0);
  for (let first = 0; first < values.length; first += 512) {
    const batch = values.subarray(first, first + 512);
    const chosen = Int32Array.from(batch, (_, row) => row);
    sums.choose(batch.length, chosen, chosen.length);
    known.addNumbers(sums.of(batch));
  }
  const all = new Moments();
  all.add(values, values.length);
  expect(known.moments.count).toBe(5000);
  expect(known.moments.mean).toBeCloseTo(1e9 + 0.4995, 6);
  // The variance of 0, 0.001 … 0.999, each five times.
  expect(known.moments.variance / ((1000 ** 2 - 1) / 12 / 1e6)).toBeCloseTo(1, 7);
  expect(known.moments.variance / all.variance).toBeCloseTo(1, 8);
});

test("a column in the memory of the kernels has the sums of its copy", () => {
  const memory = new TableMemory();
  const values = memory.numbers(memory.take(8 * 64), 64);
  const own = new BulkSums(64, memory);
  const other = new BulkSums(64);
  fc.assert(
    fc.property(fc.array(number, { minLength: 64, maxLength: 64 }), fc.integer({ min: 1, max: 64 }), (all, rows) => {
      const column = memory.numbers(values.byteOffset, 64);
      column.set(all);
      const chosen = Int32Array.from({ length: Math.ceil(rows / 3) }, (_, i) => 3 * i);
      for (const sums of [own, other]) sums.choose(rows, chosen, chosen.length);
      expect(own.of(column)).toEqual(other.of(Float64Array.from(all)));
    }),
  );
});
