import { expect, test } from "vitest";
import { TableMemory } from "../../../src/data/kernels/table-memory.ts";
import { RowChooser } from "../../../src/data/table/row-chooser.ts";

test.each([0, 1, 3, 4, 5, 7, 8, 9, 31, 33, 1000])("the rows of a part among %i are those by definition", (rows) => {
  const memory = new TableMemory();
  const chooser = new RowChooser(rows, memory);
  const behind = new Uint8Array(memory.kernels.memory.buffer, memory.take(64), 64).fill(0xaa);
  const part = Uint8Array.from({ length: rows }, (_, row) => (row * 7) % 3);
  for (const value of [0, 1, 2, 3]) {
    const expected = Array.from(part.keys()).filter((row) => part[row] === value);
    expect(Array.from(chooser.choose(part, value))).toEqual(expected);
  }
  const all = new Uint8Array(rows).fill(5);
  expect(Array.from(chooser.choose(all, 5))).toEqual(Array.from(all.keys()));
  expect(behind.every((byte) => byte === 0xaa)).toBe(true);
});
