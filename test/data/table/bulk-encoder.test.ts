import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it, test } from "vitest";
import { ENCODE_RECORD_BYTES, ENCODE_SLOT } from "../../../src/data/kernels/table-kernels.ts";
import { TableMemory } from "../../../src/data/kernels/table-memory.ts";
import { BulkEncoder } from "../../../src/data/table/bulk-encoder.ts";
import { RowEncoder } from "../../../src/data/table/encode-rows.ts";
import type { ColumnEncoder } from "../../../src/data/table/encoders/column-encoder.ts";
import { batchOf } from "./row-batches.ts";

const numeric = { kind: "numeric", boolean: false } as const;
const encoders: readonly ColumnEncoder[] = [
  { ...numeric, column: "a", shift: 0.1, scale: 3, fill: 0.1, indicator: false },
  { kind: "one-hot", column: "b", levels: ["u", "v"], indicator: true },
  { ...numeric, column: "c", shift: -1e7, scale: 1e-3, fill: 2, indicator: true },
];
/** Numbers only, of an odd number in a run and in pairs, with and without an indicator. */
const numbers: readonly ColumnEncoder[] = [
  { ...numeric, column: "a", shift: 0.1, scale: 3, fill: 0.25, indicator: true },
  { ...numeric, column: "b", shift: 5, scale: 7, fill: 5, indicator: false },
  { ...numeric, column: "c", shift: -2, scale: 0.5, fill: 1, indicator: true },
];
const plain: readonly ColumnEncoder[] = [
  { ...numeric, column: "a", shift: 0.1, scale: 3, fill: 0.25, indicator: false },
  { ...numeric, column: "b", shift: 5, scale: 7, fill: 5, indicator: false },
];

/** Numbers that are rounded first, and not: alone, in a pair, beside one that is not. */
const rounded: readonly ColumnEncoder[] = [
  { ...numeric, column: "a", shift: 0.1, scale: 3, fill: 0.1, indicator: false, rounded: true },
  { ...numeric, column: "b", shift: 5, scale: 7, fill: 5, indicator: false },
  { ...numeric, column: "c", shift: -2, scale: 0.5, fill: 1, indicator: true, rounded: true },
];

const number = fc.oneof(
  fc.double({ noDefaultInfinity: true }),
  fc.constantFrom(3.4028235e38, 3.5e38, -1e300),
  fc.constant(Number.NaN),
  fc.constant(-0),
);
const level = fc.constantFrom(-1, 0, 1, Number.NaN);
/** How many columns there are, and which of them are encoded. */
const where = fc.constantFrom<readonly [number, readonly number[]]>(
  [3, [0, 1, 2]],
  [70, [1, 66, 3]],
  [70, [69, 2, 68]],
);
const table = fc.array(fc.tuple(number, level, number, fc.boolean()), { minLength: 1, maxLength: 40 });

test.each(["f32", "f64"] as const)(
  "the features of chosen rows are those of RowEncoder to the last bit, in %s",
  (precision) => {
    fc.assert(
      fc.property(table, where, (rows, [width, places]) => {
        const columns = [0, 1, 2].map((c) => Float64Array.from(rows, (row) => Number(row[c])));
        const chosen = Int32Array.from(rows.flatMap((row, i) => (row[3] ? [i] : [])));
        for (const all of [encoders, numbers, plain, rounded]) {
          const encoder = new RowEncoder(all);
          const memory = new TableMemory();
          memory.reserve(1_000_000);
          // Other columns lie between and behind them.
          const indices = all.map((_, i) => places[i]!);
          const others = Array.from({ length: width }, () => new Float64Array(rows.length).fill(7));
          for (const [i, index] of indices.entries()) others[index] = columns[i]!;
          const first = batchOf(
            memory,
            Array.from({ length: width }, () => Float64Array.of(1)),
          );
          const bulk = new BulkEncoder(encoder, { memory, layout: first.layout, indices, precision });
          // A second batch must not show what the first left behind.
          bulk.load(first);
          bulk.encode(Int32Array.of(0));
          bulk.unseen.fill(0);
          bulk.load(batchOf(memory, others));
          const unseen = new Float64Array(all.length);
          const picked = columns.map((values) => Float64Array.from(chosen, (row) => values[row]!));
          const expected = encoder.encode({ rows: chosen.length, columns: picked }, precision, unseen);
          expect(bulk.encode(chosen)).toEqual(expected.data);
          expect(bulk.unseen).toEqual(unseen);
        }
      }),
    );
  },
);

test("words that the table numbers otherwise than the encoder are found by their levels", () => {
  const memory = new TableMemory();
  memory.reserve(1_000_000);
  const batch = batchOf(memory, [Float64Array.of(0, 1, 2, Number.NaN)]);
  const bulk = new BulkEncoder(new RowEncoder([encoders[1]!]), {
    memory,
    layout: batch.layout,
    indices: [0],
    precision: "f64",
    levels: [Float64Array.of(1, -1, 0)],
  });
  bulk.load(batch);
  expect(Array.from(bulk.encode(Int32Array.of(0, 1, 2, 3)))).toEqual([0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
  expect(Array.from(bulk.unseen)).toEqual([1]);
});

it("assembly/table/encode-record.ts and table-kernels.ts name the same slots in the same order", () => {
  const source = readFileSync(new URL("../../../assembly/table/encode-record.ts", import.meta.url), "utf8");
  const slots = [...source.matchAll(/^export const ([A-Z]+): usize = (\d+);/gm)];
  expect(slots.map(([, name, at]) => [name!.toLowerCase(), Number(at)])).toEqual(
    Object.entries(ENCODE_SLOT).map(([name, slot]) => [name, 8 * slot]),
  );
  expect(ENCODE_RECORD_BYTES).toBe(8 * slots.length);
});
