import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { RowLayout, RUN_COLUMNS } from "../../../src/data/table/row-layout.ts";
import { RawStore } from "../../../src/node/tables/raw-store.ts";
import { numbersOf } from "../../data/table/row-batches.ts";
import { emptyFolder } from "./files.ts";

/** Batches of rows: row r has the values r, -r, r / 8. */
function* batches(rows: number, size: number) {
  for (let first = 0; first < rows; first += size) {
    const count = Math.min(size, rows - first);
    const row = (r: number) => [r, -r, r / 8];
    const part = (from: number, to: number) =>
      Float64Array.from(Array.from({ length: count }, (_, i) => row(first + i).slice(from, to)).flat());
    yield { rows: count, runs: [part(0, 2), part(2, 3)] };
  }
}

test.each([
  ["in memory", 100_000, undefined, undefined],
  ["in memory, expected", 100_000, undefined, 100_000],
  ["in memory, of which fewer were expected", 100_000, undefined, 8192],
  ["of which far too many were expected", 1000, undefined, 1e12],
  ["in a file", 100_000, 0, 100_000],
  ["in both", 100_000, 3 * 8192 * 3 * 8, 100_000],
  ["of one row", 1, undefined, undefined],
  ["of one row in a file", 1, 0, undefined],
])("rows %s come back in their order", async (_where, rows, memoryBytes, expectedRows) => {
  const store = new RawStore(join(emptyFolder(), "values"), new RowLayout(3, 1), { memoryBytes, expectedRows });
  for (const batch of batches(rows, 2048)) store.append(batch);
  store.finish();
  expect(store.rows).toBe(rows);
  for (let pass = 0; pass < 2; pass++) {
    let next = 0;
    for (const group of store.groups()) {
      const { first, rows: count } = group;
      const columns = [0, 1, 2].map((c) => numbersOf(group.column(c), count));
      expect(first).toBe(next);
      for (let i = 0; i < count; i++, next++) {
        if (columns[0]![i] !== next || columns[1]![i] !== -next || columns[2]![i] !== next / 8)
          throw new Error(`row ${next}`);
      }
    }
    expect(next).toBe(rows);
  }
  expect(await store.columns([1, 2])).toEqual([
    Float64Array.from({ length: rows }, (_, row) => -row),
    Float64Array.from({ length: rows }, (_, row) => row / 8),
  ]);
  store.close();
});

test("a row of more numbers than a group holds is a group of its own", () => {
  const store = new RawStore(join(emptyFolder(), "values"), new RowLayout(600_000), { memoryBytes: 0 });
  const runs = Array.from({ length: 600_000 / RUN_COLUMNS }, (_, i) =>
    Float64Array.from(
      { length: 2 * RUN_COLUMNS },
      (_, n) => i * RUN_COLUMNS + (n % RUN_COLUMNS) + Number(n >= RUN_COLUMNS),
    ),
  );
  store.append({ rows: 2, runs });
  store.finish();
  expect(
    Array.from(store.groups(), (group) => [group.first, group.rows, numbersOf(group.column(599_999), 1)[0]]),
  ).toEqual([
    [0, 1, 599_999],
    [1, 1, 600_000],
  ]);
  store.close();
});

test("batches of any size of tables of any width come back by column", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 140 }),
      fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 6 }),
      async (width, sizes) => {
        const store = new RawStore(join(emptyFolder(), "values"), new RowLayout(width));
        let first = 0;
        for (const rows of sizes) {
          const runs = Array.from({ length: Math.ceil(width / RUN_COLUMNS) }, (_, i) => {
            const columns = Math.min(RUN_COLUMNS, width - i * RUN_COLUMNS);
            return Float64Array.from({ length: rows * columns }, (_, n) => {
              return (first + Math.floor(n / columns)) * 1000 + i * RUN_COLUMNS + (n % columns);
            });
          });
          store.append({ rows, runs });
          first += rows;
        }
        store.finish();
        const expected = Array.from({ length: width }, (_, c) =>
          Float64Array.from({ length: first }, (_, row) => row * 1000 + c),
        );
        expect(await store.columns([...expected.keys()])).toEqual(expected);
        store.close();
      },
    ),
    { numRuns: 50 },
  );
});
