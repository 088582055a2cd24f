import { describe, expect, test } from "vitest";
import { SGDClassifier, type SGDClassifierOptions, SGDRegressor } from "../../../src/engine/index.ts";
import { failure, table } from "./estimator-helpers.ts";

const { X, y } = table(60, 3, 2);
const numbers = X.map((row) => row[0] - row[1]);
const numbersOf = (model: SGDClassifier | SGDRegressor): number[] => [
  ...model.coef.flatMap((row) => [...row]),
  ...model.intercept,
];
const largest = (values: readonly number[]): number => Math.max(...values.map(Math.abs));
const apart = (a: readonly number[], b: readonly number[]): number => largest(a.map((value, i) => value - b[i]));

/** The model with other options, going on from where it stands. */
function changed(model: SGDClassifier, options: SGDClassifierOptions): SGDClassifier {
  const state = model.toState({ training: true });
  return SGDClassifier.fromState({ ...state, options: { ...state.options, ...options } });
}

describe("after a training that failed", () => {
  test("a piece of a stream that diverges leaves the model as it was", async () => {
    const model = new SGDRegressor({ precision: "f64" });
    const twin = new SGDRegressor({ precision: "f64" });
    for (const each of [model, twin]) await each.partialFit(X, numbers);
    const huge = X.map((row) => row.map((value) => value * 1e200));
    expect((await failure(() => model.partialFit(huge, numbers))).code).toBe("DIVERGED");
    expect(numbersOf(model)).toEqual(numbersOf(twin));
    const told = await model.partialFit(X, numbers);
    expect(told).toEqual(await twin.partialFit(X, numbers));
    expect(told.totalRows).toBe(120);
    expect(numbersOf(model)).toEqual(numbersOf(twin));
  });

  test("a piece of a stream that is aborted leaves the model as it was", async () => {
    const model = await new SGDClassifier({ batchSize: 8 }).fit(X, y);
    const before = numbersOf(model);
    const abort = new AbortController();
    const onBatch = () => abort.abort(new Error("enough"));
    await expect(model.partialFit(X, y, { signal: abort.signal, onBatch })).rejects.toThrow("enough");
    expect(numbersOf(model)).toEqual(before);
  });

  test("a warm fit that was aborted goes on after its last finished epoch", async () => {
    const options: SGDClassifierOptions = { warmStart: true, epochs: 5, batchSize: 8 };
    const model = await new SGDClassifier(options).fit(X, y);
    const abort = new AbortController();
    const onBatch = ({ epoch }: { epoch: number }) => {
      if (epoch === 8) abort.abort(new Error("enough"));
    };
    await expect(model.fit(X, y, { signal: abort.signal, onBatch })).rejects.toThrow("enough");
    await model.fit(X, y);
    expect(model.history.map(({ epoch }) => epoch)).toEqual([8, 9, 10, 11, 12]);
    const whole = await new SGDClassifier({ ...options, epochs: 12 }).fit(X, y);
    expect(numbersOf(model)).toEqual(numbersOf(whole));
  });

  test.each(["aborted", "ended by an error"])(
    "the weights of the best epoch on the rows held out are kept when training is %s",
    async (how) => {
      const held = table(40, 3, 2, 9);
      const earlyStopping = { patience: 40, minDelta: 0 };
      const model = new SGDClassifier({ epochs: 60, learningRate: 3, batchSize: 4, precision: "f64", earlyStopping });
      const abort = new AbortController();
      let best = Number.POSITIVE_INFINITY;
      let bestWeights: number[] = [];
      const fit = model.fit(X, y, {
        validation: { X: held.X, y: held.y },
        signal: abort.signal,
        onEpoch({ epoch, validation = Number.NaN }) {
          if (validation < best) [best, bestWeights] = [validation, numbersOf(model)];
          if (epoch < 20) return;
          if (how === "aborted") abort.abort(new Error("enough"));
          else throw new Error("enough");
        },
      });
      await expect(fit).rejects.toThrow("enough");
      expect(numbersOf(model)).toEqual(bestWeights);
    },
  );
});

describe("a model without the state of its training goes on from its weights", () => {
  test("with partialFit, and the classes are known", async () => {
    const model = await new SGDClassifier({ epochs: 50 }).fit(X, y);
    const copy = SGDClassifier.fromState(model.toState());
    await copy.partialFit(X.slice(0, 1), y.slice(0, 1));
    // One row can move a weight by its rate of 0.1 times its largest column of 2, and the penalty by less than 1e-3.
    expect(apart(numbersOf(copy), numbersOf(model))).toBeLessThan(0.201);
    expect(largest(numbersOf(model))).toBeGreaterThan(0.5);
  });

  test("with a warm fit", async () => {
    const model = await new SGDClassifier({ epochs: 50, warmStart: true }).fit(X, y);
    const options = { ...model.options, epochs: 1, learningRate: 1e-6 };
    const copy = SGDClassifier.fromState({ ...model.toState(), options });
    await copy.fit(X, y);
    expect(apart(numbersOf(copy), numbersOf(model))).toBeLessThan(1e-4);
    expect(numbersOf(copy)).not.toEqual(numbersOf(model));
  });
});

describe("options changed on going on", () => {
  test("the new learning rate counts", async () => {
    const model = await new SGDClassifier({ warmStart: true, epochs: 2 }).fit(X, y);
    const rates: number[] = [];
    const onBatch = (event: { learningRate: number }) => void rates.push(event.learningRate);
    await changed(model, { learningRate: 1e-9, epochs: 1 }).fit(X, y, { onBatch });
    expect(rates).toEqual([1e-9, 1e-9]);
  });

  test("an average that is switched on again starts from the weights of then", async () => {
    let model = await new SGDClassifier({ warmStart: true, average: true, epochs: 20 }).fit(X, y);
    model = await changed(model, { average: false, epochs: 1 }).fit(X, y);
    const before = numbersOf(model);
    model = await changed(model, { average: true, epochs: 1, learningRate: 1e-6 }).fit(X, y);
    expect(apart(numbersOf(model), before)).toBeLessThan(1e-4);
  });

  test("an L1 penalty that is switched on again owes nothing from before", async () => {
    let model = await new SGDClassifier({ warmStart: true, l1: 0.05, epochs: 20 }).fit(X, y);
    model = await changed(model, { l1: 0, epochs: 5 }).fit(X, y);
    const before = numbersOf(model);
    model = await changed(model, { l1: 1e-6, epochs: 1, learningRate: 1e-6 }).fit(X, y);
    expect(apart(numbersOf(model), before)).toBeLessThan(1e-4);
  });

  test("without early stopping the last weights are kept, not the best of before", async () => {
    const first = await new SGDClassifier({ warmStart: true, earlyStopping: true, epochs: 3 }).fit(X, y);
    const model = changed(first, { earlyStopping: false, epochs: 20 });
    await model.fit(X, y);
    expect(apart(numbersOf(model), numbersOf(first))).toBeGreaterThan(1e-3);
  });
});

describe("the loss explodes", () => {
  test("not where the first rows of a stream have a loss near 0", async () => {
    const model = new SGDRegressor({ precision: "f64" });
    await model.partialFit([[0.1, 0.2]], [1e-4]);
    expect((await model.partialFit([[1, 0.2]], [2])).loss).toBeGreaterThan(1);
  });

  test("not where the first 4096 rows of a fit have a loss of 0 and the others not", async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => [i < 4200 ? 1e-3 * (i % 7) : 5]);
    const targets = rows.map(([x]) => (x < 1 ? x * 0.5 : 3000));
    const options = { epochs: 1, shuffle: "none" as const, l2: 0, learningRate: 0.01, precision: "f64" as const };
    const model = new SGDRegressor({ ...options, initialWeights: { coef: [0.5] } });
    await model.fit(rows, targets);
    expect(model.history[0].loss).toBeGreaterThan(1000);
  });

  test("also where the start has a loss of 0 on the first rows", async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => [i < 4200 ? 0 : 30]);
    const targets = rows.map(([x]) => (x === 0 ? 0 : 1));
    const options = { epochs: 1, shuffle: "none" as const, batchSize: 100, precision: "f64" as const };
    const error = await failure(() => new SGDRegressor({ ...options, fitIntercept: false }).fit(rows, targets));
    expect(error.code).toBe("DIVERGED");
    expect(error.message).toContain("at the start it was 0");
  });
});
