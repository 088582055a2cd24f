import { describe, expect, test } from "vitest";
import {
  decodeTrainingState,
  encodeTrainingState,
  SGDClassifier,
  type SGDClassifierOptions,
  type SGDClassifierState,
  SGDRegressor,
  type SGDRegressorState,
} from "../../../src/engine/index.ts";
import { OPTIMIZERS } from "../../../src/engine/optimizer/optimizers.ts";
import { failure, table } from "./estimator-helpers.ts";

const { X, y } = table(70, 5, 3);

/** Bytes of weights, and of everything that training goes on with. */
const bytesOf = (model: SGDClassifier): string =>
  JSON.stringify(model.toState({ training: true }), (_, value) => {
    return ArrayBuffer.isView(value)
      ? Array.from(value as Float64Array, (number) => (Object.is(number, -0) ? "-0" : number))
      : value;
  });

async function together(options: SGDClassifierOptions): Promise<SGDClassifier> {
  return new SGDClassifier({ ...options, epochs: 5, warmStart: true }).fit(X, y);
}

/** Two epochs, the state in a file and out of it, three epochs. */
async function inTwo(options: SGDClassifierOptions): Promise<SGDClassifier> {
  const first = await new SGDClassifier({ ...options, epochs: 2, warmStart: true }).fit(X, y);
  const state = decodeTrainingState<SGDClassifierState>(encodeTrainingState(first.toState({ training: true })));
  const second = SGDClassifier.fromState({ ...state, options: { ...state.options, epochs: 5 - 2 } });
  await second.fit(X, y);
  return second;
}

const optimizers = OPTIMIZERS.map((optimizer) => ({ optimizer, l1: 0.001, average: true }));
const schedules = (["constant", "optimal", "invscaling", "step", "exponential", "cosine", "linear"] as const).map(
  (schedule) => ({ schedule, warmup: 2.5, ...(["cosine", "linear"].includes(schedule) ? { scheduleEpochs: 4 } : {}) }),
);
const others: SGDClassifierOptions[] = [
  { average: 200, l1: 0.01, optimizer: "momentum" },
  { schedule: "adaptive", tol: 10, patience: 1 },
  { loss: "hinge", schedule: "pa1" },
  { maxNorm: 0.3, clipNorm: 0.1, clipValue: 0.05 },
  { shuffle: "full", precision: "f64", classWeight: "balanced" },
  { tol: 0, patience: 4 },
];

describe("N + M epochs are N epochs, save, load, M epochs", () => {
  test.each([...optimizers, ...schedules, ...others].map((options) => [JSON.stringify(options), options] as const))(
    "%s, to the byte",
    async (_, options) => {
      const whole = await together({ batchSize: 8, seed: 3, ...options });
      const parts = await inTwo({ batchSize: 8, seed: 3, ...options });
      const asWhole = bytesOf(parts).replace('"epochs":3', '"epochs":5');
      expect(asWhole).toBe(bytesOf(whole));
      expect(parts.history.map((epoch) => epoch.epoch)).toEqual([3, 4, 5]);
    },
  );

  test("early stopping goes on with its best weights and its patience", async () => {
    const options: SGDClassifierOptions = {
      earlyStopping: { patience: 4, minDelta: 0, validation: 0.3 },
      learningRate: 1,
    };
    const whole = await together(options);
    const parts = await inTwo(options);
    expect(parts.coef).toEqual(whole.coef);
    expect(parts.trainingState?.control).toEqual(whole.trainingState?.control);
  });

  test("without warmStart fit starts anew", async () => {
    const model = await new SGDClassifier().fit(X, y);
    const first = model.coef.map((row) => [...row]);
    await model.fit(X, y);
    expect(model.coef.map((row) => [...row])).toEqual(first);
    expect(model.history[0].epoch).toBe(1);
  });

  test("other columns or classes than before are refused", async () => {
    const model = await new SGDClassifier({ warmStart: true }).fit(X, y);
    const narrow = await failure(() =>
      model.fit(
        X.map((row) => row.slice(1)),
        y,
      ),
    );
    expect(narrow.message).toBe("X: got 4 columns, expected 5 as in the training that goes on");
    const other = await failure(() =>
      model.fit(
        X,
        y.map((label) => label + 5),
      ),
    );
    expect(other.message).toContain("y: row 0: class 5, expected one of 0, 1, 2");
  });

  test("a regressor", async () => {
    const options = { warmStart: true, optimizer: "adam", average: true } as const;
    const whole = await new SGDRegressor({ ...options, epochs: 6 }).fit(X, y);
    const model = await new SGDRegressor({ ...options, epochs: 3 }).fit(X, y);
    await SGDRegressor.fromState(model.toState()).predict(X);
    const file = encodeTrainingState(model.toState({ training: true }));
    const second = SGDRegressor.fromState(decodeTrainingState<SGDRegressorState>(file));
    await second.fit(X, y);
    expect(second.coef).toEqual(whole.coef);
  });
});
