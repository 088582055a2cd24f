import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  SGDClassifier,
  type SGDClassifierOptions,
  SGDRegressor,
  type SGDRegressorOptions,
} from "../../../../src/engine/index.ts";

interface Case {
  readonly name: string;
  readonly y: "y2" | "y3" | "numbers";
  readonly weighted: boolean;
  readonly options: SGDClassifierOptions & SGDRegressorOptions;
  readonly coef: readonly (readonly number[])[];
  readonly intercept: readonly number[];
  readonly epochs: number;
}

const { cases, ...data } = JSON.parse(
  readFileSync(new URL("../../../fixtures/scikit-learn/cases.json", import.meta.url), "utf8"),
) as Record<"y2" | "y3" | "numbers" | "weights", number[]> & { X: number[][]; cases: Case[] };

test.each(cases.map((one): [string, Case] => [one.name, one]))(
  "compat scikit-learn, each weight to 1e-9, the same epochs: %s",
  async (_, { y, weighted, options, coef, intercept, epochs }) => {
    const all = { compat: "scikit-learn", seed: 0, epochs: 20, ...options } as const;
    const model = y === "numbers" ? new SGDRegressor(all) : new SGDClassifier(all);
    await model.fit(data.X, data[y], weighted ? { sampleWeight: data.weights } : {});
    const actual = [...model.coef.flatMap((row) => [...row]), ...model.intercept];
    const expected = [...coef.flat(), ...intercept];
    expect(actual.length).toBe(expected.length);
    for (const [i, value] of expected.entries()) {
      expect(Math.abs(actual[i] - value)).toBeLessThanOrEqual(1e-9 * Math.abs(value));
    }
    // n_iter_ is that of the output that took longest.
    const trained = new Map<number, number>();
    for (const { output = 0 } of model.history) trained.set(output, (trained.get(output) ?? 0) + 1);
    expect(Math.max(...trained.values())).toBe(epochs);
  },
);
