import { describe, expect, test } from "vitest";
import { encodeLabels } from "../../../src/engine/metrics/labels.ts";
import { codeNumbers, scanNumbers } from "../../../src/engine/metrics/small-numbers.ts";

// Over a stretch, and over several.
const SIZES = [0, 1, 3, 4, 5, 7, 8, 9, 31, 33, 1000, 4096, 4097, 20_000];
const NONE = Number.NaN;

describe.each([
  ["that are not their own positions", [3, 255, -0, 7]],
  ["that are", [1, 3, -0, 2]],
  ["with gaps", [3, 255, -0, NONE, 7]],
  ["with gaps, their own positions", [1, 3, -0, NONE, 2]],
])("small numbers %s", (_name, some) => {
  test.each(SIZES)("are looked through and coded as by definition, of %i rows", (rows) => {
    const raw = Float64Array.from({ length: rows }, (_, row) => some[(row + (row >> 5)) % some.length]!);
    const there = Array.from(raw.keys()).filter((row) => !Number.isNaN(raw[row]));
    const numbers = [...new Set(there.map((row) => raw[row]! + 0))].sort((a, b) => a - b);
    const { present, largest, small } = scanNumbers(raw);
    expect(Array.from(present)).toEqual(there);
    expect(largest).toBe(Math.max(0, ...numbers));
    expect(small!.different).toEqual(numbers);
    expect(Array.from(small!.values)).toEqual(Array.from(raw, (value) => (Number.isNaN(value) ? -1 : value + 0)));
    const codes = Array.from(raw, (value) => (Number.isNaN(value) ? -1 : numbers.indexOf(value)));
    expect(Array.from(codeNumbers(small!))).toEqual(codes);
  });
});

test.each([0, 1, 2, 3, 4, 4095, 4096, 4099, 9000])("the number of row %i is seen to be none that is small", (place) => {
  for (const other of [-1, 0.5, 256, -(2 ** 31), 2 ** 32, 1e300, Number.NEGATIVE_INFINITY]) {
    const raw = Float64Array.from({ length: 9001 }, (_, row) =>
      row === place ? other : row % 7 === 0 ? NONE : row % 3,
    );
    const { present, largest, small } = scanNumbers(raw);
    expect(small).toBe(undefined);
    expect(largest).toBe(Math.max(Math.abs(other), 2));
    expect(Array.from(present)).toEqual(Array.from(raw.keys()).filter((row) => !Number.isNaN(raw[row])));
  }
});

test.each([
  [[1, 2, 2.5], 2.5],
  [[1, -1], 1],
  [[0, 256], 256],
  [[1, Number.NEGATIVE_INFINITY], Number.POSITIVE_INFINITY],
  [[NONE, 1e300], 1e300],
  [[1, 2 ** 32], 2 ** 32],
])("%j are not all small numbers", (numbers, largest) => {
  const found = scanNumbers(Float64Array.from(numbers));
  expect(found.small).toBe(undefined);
  expect(found.largest).toBe(largest);
});

test.each([
  ["small", (row: number) => (row * row) % 7],
  ["with a larger one", (row: number) => (row === 4000 ? 256 : row % 3)],
  ["with a negative one", (row: number) => (row === 4000 ? -1 : row % 3)],
])("many labels that are numbers, %s, are encoded as an array of them is", (_name, of) => {
  const labels = Array.from({ length: 5000 }, (_, row) => of(row));
  const expected = encodeLabels("test", labels);
  expect(encodeLabels("test", Float64Array.from(labels))).toEqual(expected);
  expect(encodeLabels("test", Int32Array.from(labels))).toEqual(expected);
});

test("many labels with one that is none are refused by row", () => {
  for (const wrong of [NONE, 0.5]) {
    const labels = new Float64Array(5000);
    labels[4321] = wrong;
    expect(() => encodeLabels("test", labels)).toThrow(`test: yTrue row 4321 is ${wrong}`);
  }
});
