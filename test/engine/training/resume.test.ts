import { describe, expect, it } from "vitest";
import { OPTIMIZER_DEFAULTS, OPTIMIZERS, type OptimizerName } from "../../../src/engine/optimizer/optimizers.ts";
import { decodeTrainingState, encodeTrainingState } from "../../../src/engine/training/state-file.ts";
import type { TrainingSetup } from "../../../src/engine/training/training-setup.ts";
import type { TrainingState } from "../../../src/engine/training/training-state.ts";
import { error } from "../../data/table/matchers.ts";
import { type Asked, draw, rig } from "./training-rig.ts";

const PENALTIES: readonly Asked[] = [
  {},
  { l1: 0.01 },
  { l2: 0.05 },
  { l1: 0.01, l2: 0.05 },
  { maxNorm: 0.3, clipNorm: 0.2 },
];
const OTHERS: readonly Asked[] = [
  {},
  { average: 1 },
  // The mean begins in the third epoch.
  { average: 130, weighted: true, weightUnit: 1.25 },
  { outputs: 3, loss: "softmax", average: 20, penalties: true },
  { outputs: 2, loss: "squared_error", ownTargets: true, reduction: "sum", fitIntercept: false },
];

const named = (name: OptimizerName): TrainingSetup["optimizer"] => ({ name, ...OPTIMIZER_DEFAULTS });

/** What must be the same: all but the time it took. */
const timeless = (history: readonly object[]) => history.map((event) => ({ ...event, elapsedMs: 0, epochs: 0 }));

describe.each(OPTIMIZERS)("%s: 5 epochs are 2 epochs, a file, and 3 epochs in other kernels, to the bit", (name) => {
  for (const precision of ["f32", "f64"] as const) {
    for (const penalty of PENALTIES) {
      it(`in ${precision} with ${JSON.stringify(penalty)}, whatever the averaging, weights and outputs`, async () => {
        for (const other of OTHERS) {
          const asked: Asked = { ...penalty, ...other, precision, optimizer: named(name) };
          const data = draw(asked, 61);
          const whole = await rig(asked, data);
          await whole.trainer.run(whole.rows, { epochs: 5 });
          const first = await rig(asked, data);
          await first.trainer.run(first.rows, { epochs: 2 });
          const state = decodeTrainingState<TrainingState>(encodeTrainingState(first.trainer.state()));
          const second = await rig({ ...asked, state }, data);
          expect(second.trainer.state()).toEqual(first.trainer.state());
          await second.trainer.run(second.rows, { epochs: 3 });
          expect(second.trainer.state()).toEqual(whole.trainer.state());
          expect(second.trainer.weights()).toEqual(whole.trainer.weights());
          const history = [...first.trainer.history, ...second.trainer.history];
          expect(timeless(history)).toEqual(timeless(whole.trainer.history));
        }
      });
    }
  }
});

describe("a state", () => {
  it("changes with every epoch, and what it was is not touched by training on", async () => {
    const asked: Asked = { optimizer: named("adam"), average: 1 };
    const { trainer, rows } = await rig(asked, draw(asked, 61));
    await trainer.run(rows, { epochs: 1 });
    const before = trainer.state();
    const copy = structuredClone(before);
    await trainer.run(rows, { epochs: 1 });
    expect(before).toEqual(copy);
    expect(trainer.state()).not.toEqual(copy);
    expect([before.epoch, before.updates, before.samplesSeen]).toEqual([1, 8, 61]);
  });

  it("of another training is refused, saying what does not fit", async () => {
    const asked: Asked = { optimizer: named("adam") };
    const data = draw(asked, 20);
    const { trainer } = await rig(asked, data);
    const state = trainer.state();
    const others: readonly [Asked, RegExp][] = [
      [{ optimizer: named("sgd") }, /optimizer: got "adam", expected "sgd"/],
      [{ columns: 4 }, /columns: got 5, expected 4/],
      [{ outputs: 3 }, /outputs: got 1, expected 3/],
      [{ precision: "f32" }, /precision: got "f64", expected "f32"/],
    ];
    for (const [other, message] of others) {
      await expect(rig({ ...asked, ...other, state }, data)).rejects.toThrow(error("INVALID_SHAPE", message));
    }
    const short = { ...state, weights: state.weights.subarray(1) };
    await expect(rig({ ...asked, state: short }, data)).rejects.toThrow(
      error("INVALID_SHAPE", /weights: got 5 numbers, expected 6/),
    );
    const without = { ...state, arrays: {} };
    await expect(rig({ ...asked, state: without }, data)).rejects.toThrow(
      error("INVALID_SHAPE", /arrays.moment: got 0 numbers/),
    );
  });

  it("of a training without averaging begins it when a setup asks for it", async () => {
    const data = draw({}, 61);
    const plain = await rig({}, data);
    await plain.trainer.run(plain.rows, { epochs: 2 });
    const averaging = await rig({ average: 1, state: plain.trainer.state() }, data);
    expect(averaging.trainer.weights()).toEqual(plain.trainer.weights());
    await averaging.trainer.run(averaging.rows, { epochs: 1 });
    expect(averaging.trainer.state().registers.averaged).toBe(8);
  });
});
