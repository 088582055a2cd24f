import { expect, test } from "vitest";
import { encodeLabels } from "../../../src/engine/metrics/labels.ts";
import { codeNumbers, scanNumbers } from "../../../src/engine/metrics/small-numbers.ts";

// Over a stretch, and over several.
const SIZES = [0, 1, 3, 4, 5, 7, 8, 9, 31, 33, 1000, 4096, 4097, 20_000];
const NONE = Number.NaN;

test.each(SIZES)("%i small numbers are looked through and coded as by definition", (rows) => {
  const raw = Float64Array.from({ length: rows }, (_, row) => [3, 255, -0, NONE, 7][(row * row) % 5]!);
  const there = Array.from(raw.keys()).filter((row) => !Number.isNaN(raw[row]));
  const numbers = [...new Set(there.map((row) => raw[row]! + 0))].sort((a, b) => a - b);
  const { present, largest, small } = scanNumbers(raw);
  expect(Array.from(present)).toEqual(there);
  expect(largest).toBe(Math.max(0, ...numbers));
  expect(small).toEqual(numbers);
  const codes = Array.from(raw, (value) => (Number.isNaN(value) ? -1 : numbers.indexOf(value)));
  expect(Array.from(codeNumbers(raw, numbers))).toEqual(codes);
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
