import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  decodeTrainingState,
  encodeTrainingState,
  SGDClassifier,
  type SGDClassifierOptions,
  type SGDClassifierState,
  SGDRegressor,
  type SGDRegressorOptions,
} from "../../../../src/engine/index.ts";
import { failure } from "../estimator-helpers.ts";

interface Case {
  readonly name: string;
  readonly y: "y2" | "y3" | "numbers";
  readonly weighted: boolean;
  readonly fitted: boolean;
  readonly options: SGDClassifierOptions & SGDRegressorOptions;
  readonly calls: readonly { readonly coef: number[][]; readonly intercept: number[]; readonly t: number }[];
}

const { cases, pieces, ...data } = JSON.parse(
  readFileSync(new URL("../../../fixtures/scikit-learn/partial_fit.json", import.meta.url), "utf8"),
) as Record<"y2" | "y3" | "numbers" | "weights", number[]> & {
  X: number[][];
  cases: Case[];
  pieces: [first: number, last: number][];
};

const classesOf = (y: readonly number[]): number[] => [...new Set(y)].sort((a, b) => a - b);

function expectClose(model: SGDClassifier | SGDRegressor, { coef, intercept }: Case["calls"][number]): void {
  const actual = [...model.coef.flatMap((row) => [...row]), ...model.intercept];
  const expected = [...coef.flat(), ...intercept];
  expect(actual.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) {
    expect(Math.abs(actual[i] - value)).toBeLessThanOrEqual(1e-9 * Math.abs(value));
  }
}

describe("partialFit with compat scikit-learn", () => {
  it.each(cases.map((one): [string, Case] => [one.name, one]))(
    "each weight to 1e-9 after every call, and the rows counted: %s",
    async (_, { y, weighted, fitted, options, calls }) => {
      const all = { compat: "scikit-learn", seed: 0, epochs: 5, ...options } as const;
      const model = y === "numbers" ? new SGDRegressor(all) : new SGDClassifier(all);
      for (const [i, [first, last]] of pieces.entries()) {
        const [X, targets] = [data.X.slice(first, last), data[y].slice(first, last)];
        const weights = weighted ? { sampleWeight: data.weights.slice(first, last) } : {};
        if (fitted && i === 0) await model.fit(X, targets, weights);
        else if (model instanceof SGDRegressor) await model.partialFit(X, targets, weights);
        else await model.partialFit(X, targets, { ...weights, classes: classesOf(data[y]) });
        expectClose(model, calls[i]);
        expect(model.trainingState?.trainer.updates).toBe(calls[i].t - 1);
      }
    },
  );

  it("goes on from a state that was written to a file, to the same bytes", async () => {
    const options = { compat: "scikit-learn", average: 25, l1: 0.001 } as const;
    const classes = classesOf(data.y3);
    const whole = new SGDClassifier(options);
    let model = new SGDClassifier(options);
    for (const [first, last] of pieces) {
      const piece = [data.X.slice(first, last), data.y3.slice(first, last), { classes }] as const;
      const told = await whole.partialFit(...piece);
      expect(await model.partialFit(...piece)).toEqual(told);
      const bytes = encodeTrainingState(model.toState({ training: true }));
      model = SGDClassifier.fromState(decodeTrainingState<SGDClassifierState>(bytes));
    }
    expect(model.toState()).toEqual(whole.toState());
  });

  it("tells the losses of rows before they were learned from, without their weights, summed over the outputs", async () => {
    const options = { compat: "scikit-learn", loss: "squared_error", schedule: "constant", shuffle: "none" } as const;
    const model = new SGDRegressor({ ...options, learningRate: 0.01, l2: 0 });
    const w = [0, 0, 0, 0, 0];
    let sum = 0;
    for (const [first, last] of pieces.slice(0, 2)) {
      const sampleWeight = data.weights.slice(first, last);
      const before = sum;
      for (let row = first; row < last; row++) {
        const x = [...data.X[row], 1];
        const error = x.reduce((z, value, j) => z + value * w[j], 0) - data.numbers[row];
        sum += error ** 2 / 2;
        for (const [j, value] of x.entries()) w[j] -= 0.01 * error * data.weights[row] * value;
      }
      const told = await model.partialFit(data.X.slice(first, last), data.numbers.slice(first, last), { sampleWeight });
      expect([told.rows, told.totalRows]).toEqual([last - first, last]);
      expect(Math.abs(told.loss - (sum - before) / (last - first))).toBeLessThan(1e-12);
      expect(Math.abs(told.totalLoss - sum / last)).toBeLessThan(1e-12);
    }
  });

  it("takes no notice of tol, and refuses what scikit-learn does", async () => {
    const options = { compat: "scikit-learn", earlyStopping: true, classWeight: "balanced" } as const;
    const error = await failure(() => new SGDClassifier(options).partialFit(data.X, data.y2, { classes: [0, 1] }));
    expect(error.details.issues?.map(({ option }) => option)).toEqual(["earlyStopping", "classWeight"]);
    const first = await failure(() => new SGDClassifier({ compat: "scikit-learn" }).partialFit(data.X, data.y2));
    expect(first.message).toContain("classes: got none, expected every class");
    const wide = new SGDRegressor({ compat: "scikit-learn" });
    await wide.partialFit([[1, 2]], [1]);
    expect((await failure(() => wide.partialFit([[1]], [1]))).message).toContain("X: got 1 columns, expected 2");
  });

  it("leaves the model as it was when it is aborted", async () => {
    const model = new SGDRegressor({ compat: "scikit-learn" });
    await model.partialFit(data.X, data.numbers);
    const before = model.toState({ training: true });
    const controller = new AbortController();
    const onBatch = (): void => controller.abort(new Error("enough"));
    await expect(model.partialFit(data.X, data.numbers, { onBatch, signal: controller.signal })).rejects.toThrow(
      "enough",
    );
    expect(model.toState({ training: true })).toEqual(before);
  });
});
