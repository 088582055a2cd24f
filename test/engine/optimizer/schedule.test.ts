import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSchedule, type ScheduleSetup } from "../../../src/engine/optimizer/schedule.ts";
import { SCHEDULES, type ScheduleName } from "../../../src/engine/optimizer/schedule-names.ts";

const base: ScheduleSetup = {
  schedule: "constant",
  learningRate: 0.3,
  power: 0.5,
  decay: 0.5,
  decayEpochs: 2,
  scheduleEpochs: 4,
  finalLearningRate: 0.01,
  warmup: 0,
  penalty: 0.001,
  updatesPerEpoch: 5,
};

const ratesOf = (setup: Partial<ScheduleSetup>, count = 40, reductions = 0): number[] => {
  const rates = new Float64Array(count);
  createSchedule({ ...base, ...setup }, { reductions }).fill(rates, 0, count);
  return [...rates];
};

/** The formulas once more, with the functions of the JavaScript engine. */
const naive: Record<ScheduleName, (u: number, s: ScheduleSetup) => number> = {
  constant: (_, s) => s.learningRate,
  adaptive: (_, s) => s.learningRate,
  pa1: (_, s) => s.learningRate,
  pa2: (_, s) => s.learningRate,
  optimal: (u, s) => {
    const typicalWeight = Math.sqrt(1 / Math.sqrt(s.penalty));
    const t0 = 1 / (typicalWeight * s.penalty);
    return 1 / (s.penalty * (t0 + (u + 1) - 1));
  },
  invscaling: (u, s) => s.learningRate / (u + 1) ** s.power,
  step: (u, s) => s.learningRate * s.decay ** Math.floor(u / s.updatesPerEpoch / s.decayEpochs),
  exponential: (u, s) => s.learningRate * s.decay ** (u / s.updatesPerEpoch / s.decayEpochs),
  cosine: (u, s) => {
    const part = Math.min(1, u / s.updatesPerEpoch / s.scheduleEpochs);
    return s.finalLearningRate + 0.5 * (s.learningRate - s.finalLearningRate) * (1 + Math.cos(Math.PI * part));
  },
  linear: (u, s) => {
    const part = Math.min(1, u / s.updatesPerEpoch / s.scheduleEpochs);
    return s.learningRate * (1 - part) + s.finalLearningRate * part;
  },
};

describe("learning rate schedules", () => {
  test.each(SCHEDULES)("%s equals its formula to 1e-14, for any parameters", (schedule) => {
    const setups = fc.record({
      schedule: fc.constant(schedule),
      learningRate: fc.double({ min: 1e-6, max: 100, noNaN: true }),
      power: fc.oneof(fc.constantFrom(0, 0.25, 0.5, 1), fc.double({ min: 0, max: 2, noNaN: true })),
      decay: fc.double({ min: 0.01, max: 1, noNaN: true }),
      decayEpochs: fc.constantFrom(0.5, 1, 2, 7),
      scheduleEpochs: fc.constantFrom(0.5, 1, 3, 10),
      finalLearningRate: fc.double({ min: 0, max: 1, noNaN: true }),
      warmup: fc.constant(0),
      penalty: fc.double({ min: 1e-8, max: 10, noNaN: true }),
      updatesPerEpoch: fc.integer({ min: 1, max: 1000 }),
    });
    fc.assert(
      fc.property(setups, (setup) => {
        for (const [u, rate] of ratesOf(setup, 50).entries()) {
          const expected = naive[schedule](u, setup);
          const size = Math.max(setup.learningRate, setup.finalLearningRate, expected);
          expect(Math.abs(rate - expected)).toBeLessThanOrEqual(1e-14 * (schedule === "optimal" ? expected : size));
        }
      }),
    );
  });

  test("optimal starts at the typical size of the weights, and halves when as many updates again are done", () => {
    const [first] = ratesOf({ schedule: "optimal", penalty: 0.0001 });
    expect(first).toBeCloseTo(10, 12);
    // t0 = 1 / (10 * 0.0001) = 1000.
    const rates = new Float64Array(1);
    createSchedule({ ...base, schedule: "optimal", penalty: 0.0001 }).fill(rates, 1000, 1);
    expect(rates[0]).toBeCloseTo(5, 12);
  });

  test.each(SCHEDULES)("%s: any cut into calls gives the same rates", (schedule) => {
    const whole = ratesOf({ schedule, warmup: 1.5 });
    const rates = new Float64Array(7);
    const cut = createSchedule({ ...base, schedule, warmup: 1.5 });
    for (let at = 0; at + 7 <= 40; at += 7) {
      cut.fill(rates, at, 7);
      expect([...rates]).toEqual(whole.slice(at, at + 7));
    }
  });

  test.each(SCHEDULES)(
    "%s: warm-up rises in equal steps to the schedule's first rate, which follows from its start",
    (schedule) => {
      const plain = ratesOf({ schedule });
      const warm = ratesOf({ schedule, warmup: 1.5 });
      // 1.5 epochs of 5 updates are 8.
      for (let u = 0; u < 8; u++) expect(warm[u]).toBeCloseTo((plain[0] * (u + 1)) / 8, 14);
      expect(warm.slice(8)).toEqual(plain.slice(0, 32));
    },
  );

  test("adaptive divides by 5 each time, goes on from a state, and ends at 1e-6", () => {
    const setup = { ...base, schedule: "adaptive" as const, learningRate: 0.0001 };
    const schedule = createSchedule(setup);
    const rate = (): number => {
      const rates = new Float64Array(1);
      schedule.fill(rates, 3, 1);
      return rates[0];
    };
    expect(rate()).toBe(0.0001);
    for (const expected of [2e-5, 4e-6, 8e-7]) {
      expect(schedule.reduce()).toBe(true);
      expect(rate()).toBeCloseTo(expected, 18);
    }
    expect(schedule.reduce()).toBe(false);
    expect(schedule.state).toEqual({ reductions: 3 });
    expect(ratesOf(setup, 1, 3)).toEqual([rate()]);
  });

  test.each(SCHEDULES.filter((name) => name !== "adaptive"))("%s never lowers its rate on demand", (schedule) => {
    expect(createSchedule({ ...base, schedule }).reduce()).toBe(false);
  });
});
