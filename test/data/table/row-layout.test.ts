import { expect, test } from "vitest";
import { TableMemory } from "../../../src/data/kernels/table-memory.ts";
import { RowLayout } from "../../../src/data/table/row-layout.ts";
import { batchOf, numbersOf } from "./row-batches.ts";

test.each([
  [1, 0, [[0, 1]]],
  [64, 0, [[0, 64]]],
  [
    65,
    0,
    [
      [0, 64],
      [64, 1],
    ],
  ],
  [3, 3, [[0, 3]]],
  [
    3,
    1,
    [
      [0, 2],
      [2, 1],
    ],
  ],
  [
    130,
    66,
    [
      [0, 64],
      [64, 64],
      [128, 2],
    ],
  ],
  [
    131,
    66,
    [
      [0, 64],
      [64, 1],
      [65, 64],
      [129, 2],
    ],
  ],
  [0, 0, []],
])("%i columns, of which %i are apart, lie in the runs %j", (columns, apart, runs) => {
  const layout = new RowLayout(columns, apart);
  expect(layout.runs.map((run) => [run.first, run.columns])).toEqual(runs);
  for (const [i, [first, count]] of runs.entries()) {
    for (let column = first!; column < first! + count!; column++) expect(layout.runOf(column)).toBe(i);
  }
});

test.each([1, 2, 64, 65, 130])("each of %i columns is found among rows", (columns) => {
  const values = Array.from({ length: columns }, (_, c) => Float64Array.of(c, c + 0.25, c + 0.5));
  for (const apart of [0, 1]) {
    const batch = batchOf(new TableMemory(), values, apart);
    expect(values.map((_, c) => numbersOf(batch.column(c), 3))).toEqual(values);
  }
});
