import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { StandardScaler } from "../../../src/data/table/standard-scaler.ts";
import { DenseMatrix } from "../../../src/engine/matrix/dense-matrix.ts";
import { error } from "./matchers.ts";

interface Case {
  name: string;
  X: number[][];
  mean: number[];
  scale: number[];
}

const file = new URL("../../fixtures/tables/scaler.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(file, "utf8")) as { cases: Case[] };

function expectClose(actual: ArrayLike<number>, expected: readonly number[], bound: number): void {
  expect(actual.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) {
    expect(Math.abs(actual[i] - value), `number ${i}`).toBeLessThanOrEqual(bound * Math.abs(value));
  }
}

describe.each(cases)("$name", ({ X, mean, scale }) => {
  test("means and scales equal scikit-learn's, relative error <= 1e-13", () => {
    const scaler = StandardScaler.fit(DenseMatrix.from(X));
    expectClose(scaler.mean, mean, 1e-13);
    expectClose(scaler.scale, scale, 1e-13);
  });

  test("the rows asked for alone count", () => {
    const others = X.map((row) => row.map(() => 1e6));
    const mixed = DenseMatrix.from(X.flatMap((row, i) => [others[i], row]));
    const rows = X.map((_, i) => 2 * i + 1);
    expect(StandardScaler.fit(mixed, { rows })).toEqual(StandardScaler.fit(DenseMatrix.from(X)));
  });
});

/** Exact arithmetic on whole numbers: n² times the population variance is n Σx² - (Σx)². */
function exactScale(values: readonly bigint[]): number {
  const n = BigInt(values.length);
  const sum = values.reduce((a, b) => a + b, 0n);
  const squares = values.reduce((a, b) => a + b * b, 0n);
  return Math.sqrt(Number(n * squares - sum * sum)) / Number(n);
}

test("whole numbers close together and far from zero keep their digits: scale exact to 1e-15", () => {
  const values = Array.from({ length: 1000 }, (_, i) => 2n ** 40n + BigInt((i * 7919) % 101));
  const X = DenseMatrix.from(values.map((value) => [Number(value)]));
  expectClose(StandardScaler.fit(X).scale, [exactScale(values)], 1e-15);
});

test("standardised columns have mean 0 and population deviation 1, to 1e-12", () => {
  const X = DenseMatrix.from(cases[0].X);
  const Z = StandardScaler.fit(X).transform(X);
  for (let j = 0; j < Z.columns; j++) {
    const column = Z.toArray().map((row) => row[j]);
    const mean = column.reduce((a, b) => a + b, 0) / Z.rows;
    const variance = column.reduce((a, b) => a + (b - mean) ** 2, 0) / Z.rows;
    expect(Math.abs(mean)).toBeLessThan(1e-12);
    expect(Math.abs(variance - 1)).toBeLessThan(1e-12);
  }
});

test("transform takes rows in the order given, computes in 64 bits and rounds once", () => {
  const X = DenseMatrix.from([
    [1e9 + 1, 0],
    [1e9 + 2, 5],
    [1e9 + 4, 6],
  ]);
  const scaler = StandardScaler.fit(X);
  const expected = [2, 0, 2].flatMap((row) =>
    [0, 1].map((column) => Math.fround((X.get(row, column) - scaler.mean[column]) / scaler.scale[column])),
  );
  const Z = scaler.transform(X, { rows: [2, 0, 2], precision: "f32" });
  expect([Z.rows, Z.columns, Z.precision]).toEqual([3, 2, "f32"]);
  expect(Array.from(Z.data)).toEqual(expected);
});

test("transform leaves its input as it was and keeps its precision", () => {
  const X = DenseMatrix.from([[1], [3]], "f32");
  expect(StandardScaler.fit(X).transform(X)).toEqual(DenseMatrix.from([[-1], [1]], "f32"));
  expect(X).toEqual(DenseMatrix.from([[1], [3]], "f32"));
});

test("no rows are refused", () => {
  const noRows = error("INVALID_DATA", "scaler: no rows, expected at least one");
  expect(() => StandardScaler.fit(DenseMatrix.zeros(0, 2))).toThrow(noRows);
  expect(() => StandardScaler.fit(DenseMatrix.zeros(4, 2), { rows: [] })).toThrow(noRows);
});

test("numbers whose squares overflow are refused, with the column's name", () => {
  const X = DenseMatrix.from([
    [0, 1e300],
    [1, -1e300],
  ]);
  const message = "its numbers are too large to be standardised; divide them by a power of ten";
  expect(() => StandardScaler.fit(X, { names: ["a", "b"] })).toThrow(
    error("INVALID_DATA", `column "b": ${message}`, { column: "b" }),
  );
  expect(() => StandardScaler.fit(X)).toThrow(error("INVALID_DATA", `column 1: ${message}`, { column: 1 }));
});

test.each([Number.NaN, Number.NEGATIVE_INFINITY])("%f is refused, with its row and column", (value) => {
  const X = DenseMatrix.from([
    [0, 1],
    [1, 2],
    [2, value],
  ]);
  expect(() => StandardScaler.fit(X, { rows: [2, 0], names: ["a", "b"] })).toThrow(
    error("INVALID_DATA", `column "b": row 2 is ${value}, expected a finite number`, { row: 2, column: "b" }),
  );
  expect(() => StandardScaler.fit(X)).toThrow(
    error("INVALID_DATA", `column 1: row 2 is ${value}, expected a finite number`, { row: 2, column: 1 }),
  );
  expect(StandardScaler.fit(X, { rows: [0, 1] }).mean).toEqual(Float64Array.of(0.5, 1.5));
});

test("another number of columns is refused", () => {
  const scaler = new StandardScaler(new Float64Array([0, 0]), new Float64Array([1, 1]));
  expect(() => scaler.transform(DenseMatrix.zeros(1, 3))).toThrow(
    error("INVALID_SHAPE", "scaler: 3 columns, expected 2"),
  );
  expect(() => new StandardScaler(new Float64Array(2), new Float64Array(3))).toThrow(
    error("INVALID_SHAPE", "scaler: 2 means, 3 scales"),
  );
});

test.each([
  [Number.NaN, 1],
  [0, 0],
  [0, -1],
  [0, Number.POSITIVE_INFINITY],
  [0, Number.NaN],
])("mean %f with scale %f is refused", (mean, scale) => {
  expect(() => new StandardScaler(new Float64Array([mean]), new Float64Array([scale]))).toThrow(
    error("INVALID_DATA", `scaler: column 0: mean ${mean}, scale ${scale}, expected finite numbers and scale > 0`),
  );
});
