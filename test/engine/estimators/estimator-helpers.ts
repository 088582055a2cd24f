import { expect } from "vitest";
import { MinibatchError } from "../../../src/engine/index.ts";

/** A small generator of its own, so that these tests lean on nothing of the library. */
function lcg(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export function table(rows: number, columns: number, classes: number, seed = 1): { X: number[][]; y: number[] } {
  const next = lcg(seed);
  const X = Array.from({ length: rows }, () => Array.from({ length: columns }, () => next() * 4 - 2));
  const y = X.map((row, i) => (i < classes ? i : Math.floor(((row[0] + 2) / 4) * classes * 0.999 * next() ** 0.2)));
  return { X, y };
}

/** Three points far apart, each of a class of its own. */
export function blobsOf(classes: number): [number[][], number[]] {
  const X = Array.from({ length: classes * 20 }, (_, i) => [
    Math.cos(i % classes) * 5,
    Math.sin(i % classes) * 5 + i / 100,
  ]);
  return [X, X.map((_, i) => i % classes)];
}

export const close = (actual: ArrayLike<number>, expected: ArrayLike<number>, relative: number) => {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < actual.length; i++) {
    expect(Math.abs(actual[i] - expected[i])).toBeLessThanOrEqual(relative * Math.max(1e-3, Math.abs(expected[i])));
  }
};

export const failure = async (run: () => unknown): Promise<MinibatchError> => {
  try {
    await run();
  } catch (error) {
    expect(error).toBeInstanceOf(MinibatchError);
    return error as MinibatchError;
  }
  throw new Error("expected an error");
};
