import { expect, test } from "vitest";
import { codeTarget, countCodes, countPart, scanTarget, spreadRows } from "../../../src/data/table/row-loops.ts";

// Over a stretch, and over several.
const SIZES = [0, 1, 3, 4, 5, 7, 8, 9, 31, 33, 1000, 4096, 4097, 20_000];
const NONE = Number.NaN;

test.each(SIZES)("a target of %i small numbers is looked through and coded as by definition", (rows) => {
  const raw = Float64Array.from({ length: rows }, (_, row) => [3, 255, -0, NONE, 7][(row * row) % 5]!);
  const there = Array.from(raw.keys()).filter((row) => !Number.isNaN(raw[row]));
  const numbers = [...new Set(there.map((row) => raw[row]! + 0))].sort((a, b) => a - b);
  const { present, largest, small } = scanTarget(raw);
  expect(Array.from(present)).toEqual(there);
  expect(largest).toBe(Math.max(0, ...numbers));
  expect(small).toEqual(numbers);
  const codes = Array.from(raw, (value) => (Number.isNaN(value) ? -1 : numbers.indexOf(value)));
  expect(Array.from(codeTarget(raw, numbers))).toEqual(codes);
});

test.each([
  [[1, 2, 2.5], 2.5],
  [[1, -1], 1],
  [[0, 256], 256],
  [[1, Number.NEGATIVE_INFINITY], Number.POSITIVE_INFINITY],
  [[NONE, 1e300], 1e300],
  [[1, 2 ** 32], 2 ** 32],
])("%j are not all small numbers", (numbers, largest) => {
  const found = scanTarget(Float64Array.from(numbers));
  expect(found.small).toBe(undefined);
  expect(found.largest).toBe(largest);
});

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
