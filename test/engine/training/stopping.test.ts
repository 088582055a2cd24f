import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  judgeEpoch,
  STOPPING_START,
  type StoppingRule,
  type StoppingState,
} from "../../../src/engine/training/stopping.ts";

const rule: StoppingRule = { better: "lower", minDelta: 0.1, patience: 2, tiesImprove: false };

/** The epoch at which training stops, 0 for never, and the states on the way. */
function stopsAt(with_: StoppingRule, values: readonly number[]): { epoch: number; states: StoppingState[] } {
  let state = STOPPING_START;
  const states: StoppingState[] = [];
  for (const [i, value] of values.entries()) {
    const verdict = judgeEpoch(with_, state, i + 1, value);
    state = verdict.state;
    states.push(state);
    if (verdict.stop) return { epoch: i + 1, states };
  }
  return { epoch: 0, states };
}

describe("stopping", () => {
  test("stops after `patience` epochs in a row that are not better by minDelta", () => {
    expect(stopsAt(rule, [1, 0.8, 0.75, 0.74, 0.5]).epoch).toBe(4);
    expect(stopsAt(rule, [1, 0.8, 0.75, 0.6, 0.55, 0.4, 0.35, 0.34]).epoch).toBe(8);
  });

  test("an epoch that is better by less is the best all the same, and the next has to beat it", () => {
    const { states } = stopsAt(rule, [1, 0.95, 0.87]);
    expect(states[1]).toEqual({ best: 0.95, bestEpoch: 2, failures: 1 });
    expect(states[2]).toEqual({ best: 0.87, bestEpoch: 3, failures: 2 });
  });

  test("higher is lower of the negative", () => {
    const values = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(values, (numbers) => {
        const negative = numbers.map((value) => -value);
        expect(stopsAt({ ...rule, better: "higher" }, negative).epoch).toBe(stopsAt(rule, numbers).epoch);
      }),
    );
  });

  test("the same numbers fail, unless ties improve", () => {
    const still = { ...rule, minDelta: 0 };
    expect(stopsAt(still, [1, 1, 1, 1]).epoch).toBe(3);
    expect(stopsAt({ ...still, tiesImprove: true }, [1, 1, 1, 1]).epoch).toBe(0);
  });

  test("NaN fails and is never the best", () => {
    const { epoch, states } = stopsAt(rule, [Number.NaN, 1, Number.NaN, Number.NaN]);
    expect(epoch).toBe(4);
    expect(states.at(-1)).toEqual({ best: 1, bestEpoch: 2, failures: 2 });
  });

  test("the rules of scikit-learn, as a loop", () => {
    const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(values, fc.constantFrom(0, 0.01, 0.3), (losses, tol) => {
        let best = Number.POSITIVE_INFINITY;
        let count = 0;
        let end = 0;
        for (const [i, loss] of losses.entries()) {
          if (loss > best - tol) count += 1;
          else count = 0;
          if (loss < best) best = loss;
          if (count >= 3 && end === 0) end = i + 1;
        }
        const asThere: StoppingRule = { better: "lower", minDelta: tol, patience: 3, tiesImprove: true };
        expect(stopsAt(asThere, losses).epoch).toBe(end);
      }),
    );
  });
});
