import fc from "fast-check";
import { expect, test } from "vitest";
import { TableMemory } from "../../../src/data/kernels/table-memory.ts";
import { BulkSums } from "../../../src/data/table/bulk-sums.ts";
import type { RowBatch } from "../../../src/data/table/row-layout.ts";
import { RowRounder } from "../../../src/data/table/row-rounder.ts";
import { batchOf } from "./row-batches.ts";

const number = fc.oneof(fc.double(), fc.float({ noNaN: false }), fc.integer(), fc.constantFrom(-0, 1e300, 5e-324, NaN));

/** Rows of some columns, of which the last ones may be left out; and what each row is for. */
const table = fc
  .record({ columns: fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 63, 64, 65, 70, 130), behind: fc.constantFrom(0, 1, 2) })
  .chain(({ columns, behind }) =>
    fc.record({
      columns: fc.constant(columns),
      rows: fc.array(
        fc.record({
          values: fc.array(number, { minLength: columns + behind, maxLength: columns + behind }),
          part: fc.constantFrom(0, 1, 2),
        }),
        { minLength: 1, maxLength: 70 },
      ),
    }),
  );

/** Rounds the first columns of a batch while their sums are taken, to a place for each of the parts that are kept. */
function rounded(
  rounder: RowRounder,
  memory: TableMemory,
  batch: RowBatch,
  { part, columns, kept }: { readonly part: Uint8Array; readonly columns: number; readonly kept: readonly number[] },
): Map<number, Float32Array> {
  const sums = new BulkSums(batch.rows, memory, batch.layout);
  const places: number[] = [];
  for (const value of kept) places[value] = memory.take(batch.rows * columns * 4);
  sums.choose(part, 0, 0);
  rounder.begin(part, places);
  for (const run of batch.layout.runs.keys()) sums.add(batch, run, rounder);
  const rows = (value: number): number => part.filter((own) => own === value).length;
  return new Map(
    kept.map((value) => [
      value,
      new Float32Array(memory.kernels.memory.buffer, places[value]!, batch.rows * columns).subarray(
        0,
        rows(value) * columns,
      ),
    ]),
  );
}

test.each([[[0, 1]], [[0]]])(
  "rounded numbers of the parts %j are those of Math.fround, and what loses digits is known",
  (parts) => {
    fc.assert(
      fc.property(table, ({ columns, rows }) => {
        const memory = new TableMemory();
        memory.reserve(2_000_000);
        const width = rows[0]!.values.length;
        const batch = batchOf(
          memory,
          Array.from({ length: width }, (_, c) => Float64Array.from(rows, ({ values }) => values[c]!)),
        );
        const rounder = new RowRounder(rows.length, memory, columns);
        const part = Uint8Array.from(rows, ({ part }) => part);
        const found = rounded(rounder, memory, batch, { part, columns, kept: parts });
        for (const part of parts) {
          const own = rows.filter((row) => row.part === part).flatMap(({ values }) => values.slice(0, columns));
          expect(found.get(part)).toEqual(Float32Array.from(own));
        }
        const lost = Array.from({ length: columns }, (_, c) => rounder.hasLost(c));
        const isLost = (value: number): boolean => !Number.isNaN(value) && Math.fround(value) !== value;
        expect(lost).toEqual(Array.from({ length: columns }, (_, c) => rows.some(({ values }) => isLost(values[c]!))));
      }),
    );
  },
);

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
  // As bytes: nothing on the way may change a bit.
  for (let row = 0; row < 5; row++) {
    new Uint8Array(memory.kernels.memory.buffer, batch.places[0]! + row * 40, 40).set(new Uint8Array(cells.buffer));
  }
  const rounder = new RowRounder(5, memory, 5);
  const found = rounded(rounder, memory, batch, { part: new Uint8Array(5), columns: 5, kept: [0] });
  const { buffer, byteOffset, length } = found.get(0)!;
  expect(length).toBe(25);
  expect(new Set(new Uint32Array(buffer, byteOffset, length))).toEqual(new Set([0x7fc00000]));
});

test("digits lost in one batch are known after the next", () => {
  const memory = new TableMemory();
  memory.reserve(1_000_000);
  const rounder = new RowRounder(2, memory, 1);
  const kept = { columns: 1, kept: [0] };
  rounded(rounder, memory, batchOf(memory, [Float64Array.of(0.1, 0.2)]), { ...kept, part: Uint8Array.of(0, 0) });
  expect(rounder.hasLost(0)).toBe(true);
  const last = rounded(rounder, memory, batchOf(memory, [Float64Array.of(0.5)]), { ...kept, part: Uint8Array.of(0) });
  expect(rounder.hasLost(0)).toBe(true);
  expect(last.get(0)).toEqual(Float32Array.of(0.5));
});
