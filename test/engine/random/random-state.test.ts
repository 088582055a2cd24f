import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DenseMatrix } from "../../../src/engine/matrix/dense-matrix.ts";
import type { IntegerType } from "../../../src/engine/random/bounded-integers.ts";
import { RandomState, toRandomState } from "../../../src/engine/random/random-state.ts";

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const reference: { cases: Record<string, number | string | number[] | number[][]>[] } =
  read("../../reference/rng.json");
const fixture = read("../../fixtures/random/random.json");

const invalid = (message: string) => expect.objectContaining({ code: "INVALID_OPTION", message });
const indices = (n: number) => Int32Array.from({ length: n }, (_, i) => i);

describe.each(reference.cases)("RandomState($seed) equals NumPy's bit for bit", (expected) => {
  const state = () => new RandomState(expected.seed as number);
  const calls: Record<string, () => unknown> = {
    "random_sample(10)": () => Array.from(state().random(10)),
    "uniform(-10,10,6)": () => Array.from(state().uniform(-10, 10, 6)),
    "standard_normal(11)": () => Array.from(state().standardNormal(11)),
    "randn(3,1)": () => Array.from(state().randn(3)),
    "normal(2,1.5,5)": () => Array.from(state().normal(2, 1.5, 5)),
    "randint(0,100,12)": () => Array.from(state().randint(0, 100, 12)),
    "randint(0,2**31-1,4)": () => Array.from(state().randint(0, 2 ** 31 - 1, 4)),
    "tomaxint-free uint32: randint(0,2**32,4,dtype=uint32)": () => Array.from(state().randint(0, 2 ** 32, 4, "uint32")),
    "permutation(15)": () => Array.from(state().permutation(15)),
    "shuffle(arange(20))": () => {
      const array = indices(20);
      state().shuffle(array);
      return Array.from(array);
    },
    "shuffle(arange(12).reshape(6,2)) by rows": () => {
      const rows = Array.from({ length: 6 }, (_, r) => [2 * r, 2 * r + 1]);
      state().shuffle(rows);
      return rows;
    },
    "permutation(1000) first 10": () => Array.from(state().permutation(1000).subarray(0, 10)),
    "permutation(100000) sha256 of little-endian int64": () => {
      const words = BigInt64Array.from(state().permutation(100000), BigInt);
      return createHash("sha256").update(new Uint8Array(words.buffer)).digest("hex");
    },
    "random_sample(1000)[-1] after 1000 draws": () => state().random(1000)[999],
  };

  it("covers every key of the reference", () => {
    expect(Object.keys(calls).sort()).toEqual(
      Object.keys(expected)
        .filter((key) => key !== "seed")
        .sort(),
    );
  });

  it.each(Object.keys(calls))("%s", (call) => {
    expect(calls[call]()).toEqual(expected[call]);
  });
});

describe("randint equals NumPy's for every type and range", () => {
  interface Case {
    seed: number;
    low: number;
    high: number;
    size: number;
    type: IntegerType;
    values: number[];
  }
  it.each<Case>(fixture.randint)("seed $seed: randint($low, $high, $size, $type)", (c) => {
    expect(Array.from(new RandomState(c.seed).randint(c.low, c.high, c.size, c.type))).toEqual(c.values);
  });

  it("takes one bound as the upper one", () => {
    expect(new RandomState(3).randint(100)).toBe(new RandomState(3).randint(0, 100));
  });
});

it("equals NumPy's when calls of different kinds take turns, with the second normal number of a pair kept back", () => {
  const state = new RandomState(99);
  expect({
    "randn(3)": Array.from(state.randn(3)),
    "randint(0, 10)": state.randint(0, 10),
    "one normal(1, 2)": state.normal(1, 2),
    "random_sample()": state.random(),
    "permutation(5)": Array.from(state.permutation(5)),
    "randint(0, 200, dtype=uint8) three times": [0, 1, 2].map(() => state.randint(0, 200, undefined, "uint8")),
    "standard_normal(2)": [state.standardNormal(), state.randn()],
    "uniform()": state.uniform(),
    "uniform(3, -1, 2)": Array.from(state.uniform(3, -1, 2)),
  }).toEqual(fixture["RandomState(99), in turn"]);
});

describe("orders and choices equal NumPy's", () => {
  const expected = fixture["RandomState(8)"];
  const matrix = () =>
    new DenseMatrix(
      Float32Array.from({ length: 10 }, (_, i) => i),
      5,
      2,
    );

  it("permutes a copy of an array and keeps its kind", () => {
    const array = [5, 4, 3, 2, 1, 0];
    expect(new RandomState(8).permutation(array)).toEqual(expected["permutation([5, 4, 3, 2, 1, 0])"]);
    expect(array).toEqual([5, 4, 3, 2, 1, 0]);
    expect(new RandomState(8).permutation(Uint8Array.from(array))).toEqual(
      Uint8Array.from(expected["permutation([5, 4, 3, 2, 1, 0])"]),
    );
  });

  it("permutes and shuffles a matrix by rows", () => {
    const original = matrix();
    const permuted = new RandomState(8).permutation(original);
    expect(permuted.toArray()).toEqual(expected["permutation(arange(10).reshape(5, 2))"]);
    expect(permuted.precision).toBe("f32");
    expect(original).toEqual(matrix());
    new RandomState(8).shuffle(original);
    expect(original).toEqual(permuted);
  });

  it("chooses with and without replacement", () => {
    expect(Array.from(new RandomState(8).choice(10, 12))).toEqual(expected["choice(10, 12)"]);
    expect(Array.from(new RandomState(8).choice(10, 4, { replace: false }))).toEqual(
      expected["choice(10, 4, replace=False)"],
    );
  });

  it("draws nothing to order no or one element", () => {
    const state = new RandomState(8);
    expect(state.permutation(0)).toEqual(new Int32Array(0));
    state.shuffle(["only"]);
    expect(state.random(0)).toEqual(new Float64Array(0));
    expect(state.randint(100)).toBe(expected["permutation(0), then randint(100)"]);
  });

  it("a shuffle keeps the elements, any seed", () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.array(fc.string()), (seed, array) => {
        expect(new RandomState(seed).permutation(array).sort()).toEqual([...array].sort());
      }),
    );
  });
});

describe("toRandomState", () => {
  it("keeps a random state, seeds a number, and starts from 0 without one", () => {
    const state = new RandomState(5);
    expect(toRandomState(state)).toBe(state);
    expect(toRandomState(5).random()).toBe(state.random());
    expect(toRandomState().random()).toBe(new RandomState(0).random());
  });
});

describe("refuses", () => {
  it.each([-1, 1.5, 2 ** 32, Number.NaN, Infinity])("seed %s", (seed) => {
    expect(() => new RandomState(seed)).toThrow(invalid(`seed: ${seed}, expected a whole number from 0 to 4294967295`));
  });

  const state = new RandomState(0);
  it.each<[string, () => unknown, string]>([
    ["a negative size", () => state.random(-1), "size: -1, expected a whole number from 0 to 2147483647"],
    ["a fractional size", () => state.randn(1.5), "size: 1.5, expected a whole number from 0 to 2147483647"],
    ["a negative count", () => state.permutation(-3), "size: -3, expected a whole number from 0 to 2147483647"],
    ["a negative scale", () => state.normal(0, -1), "normal: scale is -1, expected a number >= 0"],
    ["infinite bounds", () => state.uniform(0, Infinity), "uniform: from 0 to Infinity, expected finite bounds"],
    ["no range", () => state.randint(0), "randint: from 0 to below 0, expected whole numbers that int64 can hold"],
    [
      "a bound beyond the type",
      () => state.randint(0, 257, 1, "uint8"),
      "randint: from 0 to below 257, expected whole numbers that uint8 can hold",
    ],
    [
      "an unknown type",
      () => state.randint(0, 9, 1, "int" as IntegerType),
      "randint: type is int, expected one of int8, uint8, int16, uint16, int32, uint32, int64",
    ],
    [
      "a range beyond 2**53",
      () => state.randint(-(2 ** 52), 2 ** 53, 1),
      "randint: from -4503599627370496 to below 9007199254740992, expected a range of at most 2**53",
    ],
    [
      "a choice of more than there is",
      () => state.choice(3, 4, { replace: false }),
      "choice: 4 of 3 without replacement, expected at most 3",
    ],
  ])("%s", (_, call, message) => {
    expect(call).toThrow(invalid(message));
  });
});
