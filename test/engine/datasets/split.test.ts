import fc from "fast-check";
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  markStratifiedTestRows,
  markTestRows,
  type TrainTestSplitOptions,
  trainTestIndices,
  trainTestSplit,
} from "../../../src/engine/datasets/split.ts";
import { DenseMatrix } from "../../../src/engine/matrix/dense-matrix.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";
import { invalidOption, readJson } from "./fixtures.ts";

interface Split {
  n: number;
  labels: (number | string | boolean)[] | null;
  options: TrainTestSplitOptions;
  trainIndices: number[];
  testIndices: number[];
}
interface ReferenceSplit {
  call: string;
  n: number;
  test_size: number;
  random_state: number;
  train: number[];
  test: number[];
}
const reference = readJson("reference/splits.json");
const fixtures: { plain: Split[]; stratified: Split[] } = readJson("fixtures/datasets/splits.json");
const iris: number[] = readJson("reference/tables.json").tables.iris.y;

const rows = (n: number) => Array.from({ length: n }, (_, i) => i);
const plain = (split: { trainIndices: Int32Array; testIndices: Int32Array }) => ({
  trainIndices: Array.from(split.trainIndices),
  testIndices: Array.from(split.testIndices),
});

describe("trainTestIndices gives scikit-learn's rows", () => {
  it.each<ReferenceSplit>(reference.cases)("$call", (c) => {
    expect(plain(trainTestIndices(c.n, { testSize: c.test_size, seed: c.random_state }))).toEqual({
      trainIndices: c.train,
      testIndices: c.test,
    });
  });

  it("stratified: train_test_split(arange(150),test_size=0.3,random_state=42,stratify=iris.target)", () => {
    const { train, test } =
      reference["stratified: train_test_split(arange(150),test_size=0.3,random_state=42,stratify=iris.target)"];
    expect(plain(trainTestIndices(150, { testSize: 0.3, seed: 42, stratify: iris }))).toEqual({
      trainIndices: train,
      testIndices: test,
    });
  });

  it.each(fixtures.plain)("$n rows, $options", ({ n, options, trainIndices, testIndices }) => {
    expect(plain(trainTestIndices(n, options))).toEqual({ trainIndices, testIndices });
  });

  it.each(fixtures.stratified)("stratified, $n rows, $options", ({ n, labels, options, trainIndices, testIndices }) => {
    const stratify = labels ?? [];
    expect(plain(trainTestIndices(n, { ...options, stratify }))).toEqual({ trainIndices, testIndices });
  });
});

describe("trainTestSplit", () => {
  const list = [[0], [1], [2], [3], [4]];
  const options = { testSize: 2, seed: 3 };
  const { trainIndices, testIndices } = trainTestIndices(5, options);

  it("keeps a matrix and a typed array what they are", () => {
    const X = DenseMatrix.from(list, "f32");
    const split = trainTestSplit(X, Float32Array.of(0, 1, 2, 3, 4), options);
    expectTypeOf(split.XTrain).toEqualTypeOf<DenseMatrix>();
    expect(split).toEqual({
      XTrain: X.takeRows(trainIndices),
      XTest: X.takeRows(testIndices),
      yTrain: Float32Array.from(trainIndices),
      yTest: Float32Array.from(testIndices),
      trainIndices,
      testIndices,
    });
    expect(split.XTrain.precision).toBe("f32");
  });

  it("keeps arrays arrays, with the same rows in them", () => {
    const y = ["a", "b", "c", "d", "e"];
    const split = trainTestSplit(list, y, options);
    expectTypeOf(split.XTest).toEqualTypeOf<number[][]>();
    expectTypeOf(split.yTest).toEqualTypeOf<string[]>();
    expect(split.XTest.map((row) => list.indexOf(row))).toEqual(Array.from(testIndices));
    expect(split.yTrain).toEqual(Array.from(trainIndices, (row) => y[row]));
  });

  it("takes 64-bit integers and other array-likes as targets", () => {
    expect(trainTestSplit(list, BigInt64Array.of(0n, 1n, 2n, 3n, 4n), options).yTest).toEqual(
      BigInt64Array.from(testIndices, BigInt),
    );
    expect(trainTestSplit(list, { length: 5, 0: 0, 1: 1, 2: 2, 3: 3, 4: 4 }, options).yTest).toEqual(
      Array.from(testIndices),
    );
  });

  it("draws on from a given random state", () => {
    const random = new RandomState(3);
    expect(trainTestIndices(30, { seed: random })).toEqual(trainTestIndices(30, { seed: 3 }));
    expect(trainTestIndices(30, { seed: random })).not.toEqual(trainTestIndices(30, { seed: 3 }));
  });

  it("refuses a y or a stratify of another length than X", () => {
    const message = (name: string) => `trainTestSplit: ${name} has length 4, expected 5 as X has rows`;
    expect(() => trainTestSplit(list, [1, 2, 3, 4])).toThrow(
      expect.objectContaining({ code: "INVALID_SHAPE", message: message("y") }),
    );
    expect(() => trainTestSplit(list, rows(5), { stratify: [1, 1, 2, 2] })).toThrow(
      expect.objectContaining({ code: "INVALID_SHAPE", message: message("stratify") }),
    );
  });
});

describe("a split, any sizes and seed", () => {
  const cases = fc.record({
    n: fc.integer({ min: 2, max: 200 }),
    testSize: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
    seed: fc.nat(0xffffffff),
  });

  it("puts every row into exactly one part", () => {
    fc.assert(
      fc.property(cases, ({ n, testSize, seed }) => {
        fc.pre(Math.ceil(testSize * n) < n);
        const { trainIndices, testIndices } = trainTestIndices(n, { testSize, seed });
        expect([...trainIndices, ...testIndices].sort((a, b) => a - b)).toEqual(rows(n));
      }),
    );
  });

  it("stratified, is a partition too and takes each class's share to within one row", () => {
    const labels = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 20, maxLength: 120 });
    fc.assert(
      fc.property(labels, fc.double({ min: 0.2, max: 0.8, noNaN: true }), fc.nat(), (stratify, testSize, seed) => {
        const count = (label: string, indices: Iterable<number>) =>
          Array.from(indices).filter((row) => stratify[row] === label).length;
        const classes = Array.from(new Set(stratify));
        fc.pre(classes.every((label) => count(label, stratify.keys()) > 1));
        const { trainIndices, testIndices } = trainTestIndices(stratify.length, { testSize, seed, stratify });
        expect([...trainIndices, ...testIndices].sort((a, b) => a - b)).toEqual(rows(stratify.length));
        for (const label of classes) {
          const share = (count(label, stratify.keys()) / stratify.length) * trainIndices.length;
          expect(Math.abs(count(label, trainIndices) - share)).toBeLessThan(1);
        }
      }),
    );
  });
});

describe("refuses", () => {
  const expected = (n: number) => `expected a share between 0 and 1 or a whole number of rows from 1 to below ${n}`;
  it.each<[number, TrainTestSplitOptions, string]>([
    [10, { testSize: 0 }, `testSize is 0, ${expected(10)}`],
    [10, { testSize: 10 }, `testSize is 10, ${expected(10)}`],
    [10, { testSize: 2.5 }, `testSize is 2.5, ${expected(10)}`],
    [10, { trainSize: -0.1 }, `trainSize is -0.1, ${expected(10)}`],
    [10, { trainSize: Number.NaN }, `trainSize is NaN, ${expected(10)}`],
  ])("%i rows, %o", (n, options, message) => {
    expect(() => trainTestIndices(n, options)).toThrow(invalidOption(`trainTestSplit: ${message}`));
  });

  it.each<[number, TrainTestSplitOptions, string]>([
    [10, { testSize: 0.6, trainSize: 0.5 }, "trainSize 0.5, testSize 0.6: together more than all 10 rows"],
    [10, { testSize: 6, trainSize: 5 }, "trainSize 5, testSize 6: together more than all 10 rows"],
    [
      10,
      { trainSize: 0.05 },
      "trainSize 0.05, testSize not given: of 10 rows none is left to train on, expected at least one",
    ],
    [1, {}, "trainSize not given, testSize 0.25: of 1 rows none is left to train on, expected at least one"],
    [0, {}, "trainSize not given, testSize 0.25: of 0 rows none is left to train on, expected at least one"],
  ])("%i rows, %o", (n, options, message) => {
    expect(() => trainTestIndices(n, options)).toThrow(invalidOption(`trainTestSplit: ${message}`));
  });

  it("a negative number of rows", () => {
    expect(() => trainTestIndices(-1)).toThrow(invalidOption("trainTestSplit: n is -1, expected a whole number >= 0"));
  });

  it("stratified parts smaller than the number of classes", () => {
    const stratify = [0, 0, 1, 1, 2, 2];
    expect(() => trainTestIndices(6, { stratify, testSize: 2 })).toThrow(
      invalidOption("trainTestSplit: testSize is 2 rows, expected at least one for each of the 3 classes"),
    );
    expect(() => trainTestIndices(6, { stratify, trainSize: 2 })).toThrow(
      invalidOption("trainTestSplit: trainSize is 2 rows, expected at least one for each of the 3 classes"),
    );
  });

  it("stratified rows in their order", () => {
    expect(() => trainTestIndices(4, { stratify: [0, 0, 1, 1], shuffle: false })).toThrow(
      invalidOption("trainTestSplit: stratify is given, expected none with shuffle: false"),
    );
  });

  it("a class of one row", () => {
    expect(() => trainTestIndices(5, { stratify: ["a", "b", "a", "a", "a"] })).toThrow(
      expect.objectContaining({
        code: "INVALID_DATA",
        message: 'trainTestSplit: stratify: class "b" has 1 row, expected at least 2 of every class',
      }),
    );
  });

  it("a label that is not a number", () => {
    expect(() => trainTestIndices(4, { stratify: [0, 0, Number.NaN, 1] })).toThrow(
      expect.objectContaining({ code: "INVALID_DATA", details: { row: 2 } }),
    );
  });
});

describe("rows are marked to test on", () => {
  const cases = fc.record({
    // Some rows are not split.
    drawn: fc.array(fc.integer({ min: -1, max: 3 }), { minLength: 20, maxLength: 300 }),
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    testSize: fc.double({ min: 0.2, max: 0.6, noNaN: true }),
    trainSize: fc.constantFrom(undefined, 0.3),
  });
  const marked = (part: Uint8Array) => Array.from(part.keys()).filter((row) => part[row] === 1);
  const split = (rows: readonly number[], options: TrainTestSplitOptions) =>
    Array.from(trainTestIndices(rows.length, options).testIndices, (i) => rows[i]).sort((a, b) => a - b);

  it("that trainTestIndices has, and others are let be", () => {
    fc.assert(
      fc.property(cases, ({ drawn, seed, testSize, trainSize }) => {
        // Two rows of each class at least, but of class 5 one, and none of class 4.
        const codes = [...drawn, 0, 1, 2, 3, 0, 1, 5, 2, 3];
        const sizes = { testSize, ...(trainSize === undefined ? {} : { trainSize }), seed };
        const present = rows(codes.length).filter((row) => codes[row] >= 0);
        const part = Uint8Array.from(codes, (code) => (code < 0 ? 2 : 0));
        markTestRows(part, Int32Array.from(present), sizes, 1);
        expect(marked(part)).toEqual(split(present, sizes));
        expect(Array.from(part, (mark) => mark === 2)).toEqual(codes.map((code) => code < 0));

        const shared = present.filter((row) => codes[row] !== 5);
        const counts = [0, 1, 2, 3, 4, 5].map((code) => codes.filter((own) => own === code).length);
        const stratified = Uint8Array.from(codes, (code) => (code < 0 ? 2 : 0));
        markStratifiedTestRows(stratified, Int32Array.from(codes), counts, sizes, 1);
        expect(marked(stratified)).toEqual(split(shared, { ...sizes, stratify: shared.map((row) => codes[row]) }));
        expect(Array.from(stratified, (mark) => mark === 2)).toEqual(codes.map((code) => code < 0));
      }),
    );
  });

  it("as many as there are over several stretches", () => {
    const codes = Int32Array.from({ length: 20_000 }, (_, row) => (row * row) % 3);
    const counts = [0, 1, 2].map((code) => codes.filter((own) => own === code).length);
    const part = new Uint8Array(codes.length);
    markStratifiedTestRows(part, codes, counts, { testSize: 0.2, seed: 7 }, 1);
    expect(marked(part)).toEqual(split(rows(codes.length), { testSize: 0.2, seed: 7, stratify: codes }));
  });
});
