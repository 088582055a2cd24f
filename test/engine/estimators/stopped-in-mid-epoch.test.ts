import { describe, expect, test } from "vitest";
import { SGDClassifier, type SGDClassifierOptions } from "../../../src/engine/index.ts";
import { table } from "./estimator-helpers.ts";

const { X, y } = table(96, 3, 2);
const options: SGDClassifierOptions = {
  epochs: 4,
  batchSize: 8,
  optimizer: "adam",
  learningRate: 0.01,
  warmStart: true,
};

/** Trains, and stops after so many batches or epochs. */
async function stopped(at: { readonly batch?: number; readonly epoch?: number }): Promise<SGDClassifier> {
  const model = new SGDClassifier(options);
  const controller = new AbortController();
  let batches = 0;
  await model.fit(X, y, {
    stop: controller.signal,
    onBatch: () => {
      if (++batches === at.batch) controller.abort();
    },
    onEpoch: ({ epoch }) => {
      if (epoch === at.epoch) controller.abort();
    },
  });
  return model;
}

const saved = (model: SGDClassifier): SGDClassifier =>
  SGDClassifier.fromState(structuredClone({ ...model.toState({ training: true }), options }));

describe("a training that was stopped goes on from its state", () => {
  test("stopped between two epochs, to the same bytes as without the stop", async () => {
    const model = await stopped({ epoch: 3 });
    expect(model.history).toHaveLength(3);
    const whole = await new SGDClassifier({ ...options, epochs: 7 }).fit(X, y);
    const rest = await saved(model).fit(X, y);
    expect(rest.coef).toEqual(whole.coef);
    expect(rest.history.map(({ epoch }) => epoch)).toEqual([4, 5, 6, 7]);
  });

  test("stopped in mid-epoch, with what its batches have learned and with the next epoch", async () => {
    // 12 batches are an epoch: 2 epochs and 5 batches.
    const model = await stopped({ batch: 29 });
    expect(model.history.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(model.trainingState?.trainer).toMatchObject({ epoch: 3, updates: 29, samplesSeen: 232 });
    const reloaded = saved(model);
    expect(reloaded.coef).toEqual(model.coef);
    const rest = await reloaded.fit(X, y);
    expect(rest.history.map(({ epoch, updates }) => [epoch, updates])).toEqual([
      [4, 41],
      [5, 53],
      [6, 65],
      [7, 77],
    ]);
    // The model that was stopped itself goes on in the same way.
    expect((await model.fit(X, y)).coef).toEqual(rest.coef);
  });
});
