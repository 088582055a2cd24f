import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it, test } from "vitest";
import { ENCODE_RECORD_BYTES, ENCODE_SLOT } from "../../../src/data/kernels/table-kernels.ts";
import { TableMemory } from "../../../src/data/kernels/table-memory.ts";
import { BulkEncoder } from "../../../src/data/table/bulk-encoder.ts";
import { RowEncoder } from "../../../src/data/table/encode-rows.ts";
import type { ColumnEncoder } from "../../../src/data/table/encoders/column-encoder.ts";

const numeric = { kind: "numeric", boolean: false } as const;
const encoders: readonly ColumnEncoder[] = [
  { ...numeric, column: "a", shift: 0.1, scale: 3, fill: 0.1, indicator: false },
  { kind: "one-hot", column: "b", levels: ["u", "v"], indicator: true },
  { ...numeric, column: "c", shift: -1e7, scale: 1e-3, fill: 2, indicator: true },
];
const plain: readonly ColumnEncoder[] = [
  { ...numeric, column: "a", shift: 0.1, scale: 3, fill: 0.25, indicator: false },
  { ...numeric, column: "b", shift: 5, scale: 7, fill: 5, indicator: false },
];

const number = fc.oneof(fc.double({ noDefaultInfinity: true }), fc.constant(Number.NaN), fc.constant(-0));
const level = fc.constantFrom(-1, 0, 1, Number.NaN);
const table = fc.array(fc.tuple(number, level, number, fc.boolean()), { minLength: 1, maxLength: 40 });

test.each(["f32", "f64"] as const)(
  "the features of chosen rows are those of RowEncoder to the last bit, in %s",
  (precision) => {
    fc.assert(
      fc.property(table, (rows) => {
        const columns = [0, 1, 2].map((c) => Float64Array.from(rows, (row) => Number(row[c])));
        const chosen = Int32Array.from(rows.flatMap((row, i) => (row[3] ? [i] : [])));
        for (const all of [encoders, plain]) {
          const encoder = new RowEncoder(all);
          const memory = new TableMemory();
          const places = all.map(() => memory.take(8 * 40));
          const bulk = new BulkEncoder(encoder, { memory, precision });
          // A second batch must not show what the first left behind.
          const batch = places.map((place) => memory.numbers(place, 40).fill(1));
          bulk.load({ rows: 1, columns: batch });
          bulk.encode(Int32Array.of(0));
          bulk.unseen.fill(0);
          for (const [i, values] of batch.entries()) values.set(columns[i]!);
          bulk.load({ rows: rows.length, columns: batch });
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
  const bulk = new BulkEncoder(new RowEncoder([encoders[1]!]), {
    memory: new TableMemory(),
    precision: "f64",
    levels: [Float64Array.of(1, -1, 0)],
  });
  bulk.load({ rows: 4, columns: [Float64Array.of(0, 1, 2, Number.NaN)] });
  expect(Array.from(bulk.encode(Int32Array.of(0, 1, 2, 3)))).toEqual([0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
  expect(Array.from(bulk.unseen)).toEqual([1]);
});

it("assembly/table/encode.ts and table-kernels.ts name the same slots in the same order", () => {
  const source = readFileSync(new URL("../../../assembly/table/encode.ts", import.meta.url), "utf8");
  const slots = [...source.matchAll(/^const ([A-Z]+): usize = (\d+);/gm)];
  expect(slots.map(([, name, at]) => [name!.toLowerCase(), Number(at)])).toEqual(
    Object.entries(ENCODE_SLOT).map(([name, slot]) => [name, 8 * slot]),
  );
  expect(ENCODE_RECORD_BYTES).toBe(8 * slots.length);
});
