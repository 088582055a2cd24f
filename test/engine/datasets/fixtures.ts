import { readFileSync } from "node:fs";
import { expect } from "vitest";
import type { DenseMatrix } from "../../../src/engine/matrix/dense-matrix.ts";

/** A JSON file of the test folder. */
export function readJson(path: string) {
  return JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), "utf8"));
}

/** What a generator must give for its options. */
export interface Case<Options> {
  readonly options: Options;
  readonly X: number[][];
  readonly y: number[];
}

/** Expects |actual - expected| <= tolerance * |expected| for every element. */
export function expectClose(
  actual: DenseMatrix | ArrayLike<number>,
  expected: number[] | number[][],
  tolerance: number,
) {
  const values = "toArray" in actual ? actual.toArray().flat() : Array.from(actual);
  const wanted = expected.flat();
  expect(values.length).toBe(wanted.length);
  for (const [i, value] of values.entries()) {
    if (!(Math.abs(value - wanted[i]) <= tolerance * Math.abs(wanted[i]))) {
      expect.fail(`element ${i}: ${value}, expected ${wanted[i]}`);
    }
  }
}

/** Matches a MinibatchError of code INVALID_OPTION with this message. */
export function invalidOption(message: string) {
  return expect.objectContaining({ code: "INVALID_OPTION", message });
}
