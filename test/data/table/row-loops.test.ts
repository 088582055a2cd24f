import { expect, test } from "vitest";
import { countCodes, countPart, spreadRows } from "../../../src/data/table/row-loops.ts";

// Over a stretch, and over several.
const SIZES = [0, 1, 3, 4, 5, 7, 8, 9, 31, 33, 1000, 4096, 4097, 20_000];

test.each(SIZES)("the rows of a part among %i are counted, by code too, and spread evenly", (rows) => {
  const part = Uint8Array.from({ length: rows }, (_, row) => (row * row + (row >> 3)) % 3);
  const codes = Int32Array.from({ length: rows }, (_, row) => (part[row] === 2 ? -1 : (row * 5) % 7));
  for (const value of [0, 1]) {
    const own = Array.from(part.keys()).filter((row) => part[row] === value);
    expect(countPart(part, value)).toBe(own.length);
    const counts = [0, 1, 2, 3, 4, 5, 6].map((code) => own.filter((row) => codes[row] === code).length);
    expect(countCodes(part, value, codes, 7)).toEqual(counts);
    for (const most of [1, 10, 700, 100_000]) {
      const taken = Math.min(most, own.length);
      const expected = Array.from({ length: taken }, (_, i) => own[Math.floor((i * own.length) / taken)]);
      expect(Array.from(spreadRows(part, value, most))).toEqual(expected);
    }
  }
});
