import fc from "fast-check";
import { expect, test } from "vitest";
import { TableMemory } from "../../../src/data/kernels/table-memory.ts";
import { RowRounder } from "../../../src/data/table/row-rounder.ts";
import { batchOf } from "./row-batches.ts";

const number = fc.oneof(fc.double(), fc.float({ noNaN: false }), fc.integer(), fc.constantFrom(-0, 1e300, 5e-324, NaN));

/** Rows of some columns, of which the last ones may be left out; and which rows are chosen. */
const table = fc
  .record({ columns: fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 63, 64, 65, 70, 130), behind: fc.constantFrom(0, 1, 2) })
  .chain(({ columns, behind }) =>
    fc.record({
      columns: fc.constant(columns),
      values: fc.array(fc.array(number, { minLength: columns + behind, maxLength: columns + behind }), {
        minLength: 1,
        maxLength: 70,
      }),
      chosen: fc.func(fc.boolean()),
    }),
  );

test("rounded numbers are those of Math.fround, and what loses digits is known", () => {
  fc.assert(
    fc.property(table, ({ columns, values, chosen }) => {
      const memory = new TableMemory();
      memory.reserve(1_000_000);
      const width = values[0]!.length;
      const batch = batchOf(
        memory,
        Array.from({ length: width }, (_, c) => Float64Array.from(values, (row) => row[c]!)),
      );
      const rounder = new RowRounder(values.length, memory, batch.layout, columns);
      const rows = Int32Array.from(values.keys()).filter((row) => chosen(row));
      const expected = Array.from(rows).flatMap((row) => values[row]!.slice(0, columns));
      expect(rounder.round(batch, rows)).toEqual(Float32Array.from(expected));
      const lost = Array.from({ length: columns }, (_, c) => rounder.hasLost(c));
      const others = Array.from({ length: columns }, (_, c) =>
        rows.some((row) => !Number.isNaN(values[row]![c]!) && Math.fround(values[row]![c]!) !== values[row]![c]!),
      );
      expect(lost).toEqual(others);
    }),
  );
});

test("whatever NaN stands for a missing number, it becomes the same one", () => {
  const memory = new TableMemory();
  memory.reserve(1_000_000);
  const cells = new Float64Array(5);
  const nans = [
    0x7ff8000000000000n,
    0xfff8000000000000n,
    0x7ff8dead00000000n,
    0xffffffffffffffffn,
    0x7ff0000000000001n,
  ];
  new BigUint64Array(cells.buffer).set(nans);
  const batch = batchOf(
    memory,
    [0, 1, 2, 3, 4].map(() => new Float64Array(5)),
  );
  // Row by row, as they lie: nothing on the way may change a bit.
  for (let row = 0; row < 5; row++) memory.numbers(batch.places[0]! + row * 40, 5).set(cells);
  const rounded = new RowRounder(5, memory, batch.layout, 5).round(batch, Int32Array.of(0, 1, 2, 3, 4));
  const bits = new Uint32Array(rounded.buffer, rounded.byteOffset, rounded.length);
  expect(new Set(bits)).toEqual(new Set([0x7fc00000]));
});

test("digits lost in one batch are known after the next", () => {
  const memory = new TableMemory();
  memory.reserve(1_000_000);
  const rounder = new RowRounder(1, memory, batchOf(memory, [new Float64Array(1)]).layout, 1);
  const all = Int32Array.of(0);
  rounder.round(batchOf(memory, [Float64Array.of(0.1)]), all);
  rounder.round(batchOf(memory, [Float64Array.of(0.5)]), all);
  expect(rounder.hasLost(0)).toBe(true);
});
