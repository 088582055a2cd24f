import { cosine, exponential } from "../math/elementary.ts";
import { log } from "../math/log.ts";
import { integerPower } from "../math/power.ts";
import type { ScheduleName } from "./schedule-names.ts";

/** What makes a schedule. */
export interface ScheduleSetup {
  /** Which. */
  readonly schedule: ScheduleName;
  /** The rate r, > 0. */
  readonly learningRate: number;
  /** Exponent of `invscaling`, >= 0. */
  readonly power: number;
  /** Factor of `step` and `exponential`, above 0 and at most 1. */
  readonly decay: number;
  /** Epochs after which `step` and `exponential` have taken the factor once, > 0. */
  readonly decayEpochs: number;
  /** Epochs until `cosine` and `linear` reach the final rate, > 0. */
  readonly scheduleEpochs: number;
  /** The rate at which `cosine` and `linear` end, >= 0. */
  readonly finalLearningRate: number;
  /** Epochs during which the rate rises to the schedule's first, >= 0; they come before it. */
  readonly warmup: number;
  /** Strength of the penalties together, which `optimal` goes by. */
  readonly penalty: number;
  /** Updates of an epoch, >= 1. */
  readonly updatesPerEpoch: number;
}

/** Where a schedule stands, beyond the number of updates: a plain value. */
export interface ScheduleState {
  /** How often `adaptive` has divided the rate. */
  readonly reductions: number;
}

/** The learning rate of each update. */
export interface Schedule {
  /** Writes the rates of `count` updates from `update` on (counted from 0 over the whole training) to `rates`. */
  fill(rates: Float64Array, update: number, count: number): void;
  /** Where the schedule stands; {@link createSchedule} goes on from it. */
  readonly state: ScheduleState;
  /**
   * Lowers the rate where the schedule does so when training no longer improves.
   *
   * @returns whether it did, so that training goes on; false: training ends
   */
  reduce(): boolean;
}

/** The rate below which `adaptive` ends training, and what it divides by: scikit-learn's. */
const ADAPTIVE_FLOOR = 1e-6;
const ADAPTIVE_DIVISOR = 5;

/** The schedule of a setup, from its beginning or from a state. */
export function createSchedule(setup: ScheduleSetup, state: ScheduleState = { reductions: 0 }): Schedule {
  const rateOf = rateFunction(setup);
  const warmUpdates = Math.ceil(setup.warmup * setup.updatesPerEpoch);
  const first = rateOf(0);
  let { reductions } = state;
  let factor = 1;
  for (let i = 0; i < reductions; i++) factor /= ADAPTIVE_DIVISOR;
  return {
    fill(rates, update, count) {
      for (let i = 0; i < count; i++) {
        const at = update + i;
        const rate = at < warmUpdates ? (first * (at + 1)) / warmUpdates : rateOf(at - warmUpdates);
        rates[i] = rate * factor;
      }
    },
    get state() {
      return { reductions };
    },
    reduce() {
      if (setup.schedule !== "adaptive" || setup.learningRate * factor <= ADAPTIVE_FLOOR) return false;
      factor /= ADAPTIVE_DIVISOR;
      reductions++;
      return true;
    },
  };
}

/** The typical size of the weights from which `optimal` starts, which is its first rate too. */
export function optimalFirstRate(penalty: number): number {
  // Bottou divides it by max(1, the loss's slope at minus this size for a positive row); that slope is negative for every
  // loss that falls towards the right answer, which all do.
  return Math.sqrt(1 / Math.sqrt(penalty));
}

/** The rate after a number of updates. */
function rateFunction(setup: ScheduleSetup): (update: number) => number {
  const { learningRate, decay, decayEpochs, updatesPerEpoch, finalLearningRate, penalty } = setup;
  switch (setup.schedule) {
    case "constant":
    case "adaptive":
    case "pa1":
    case "pa2":
      return () => learningRate;
    case "optimal": {
      const start = 1 / (optimalFirstRate(penalty) * penalty);
      // In scikit-learn's order of operations, to its last bit.
      return (update) => 1 / (penalty * (start + (update + 1) - 1));
    }
    case "invscaling": {
      const root = inversePower(setup.power);
      return (update) => learningRate * root(update + 1);
    }
    case "step":
      return (update) => learningRate * integerPower(decay, Math.floor(update / updatesPerEpoch / decayEpochs));
    case "exponential": {
      const slope = log(decay) / (decayEpochs * updatesPerEpoch);
      return (update) => learningRate * exponential(slope * update);
    }
    case "cosine":
    case "linear": {
      const end = setup.scheduleEpochs * updatesPerEpoch;
      const share = setup.schedule === "linear" ? linearShare : cosineShare;
      return (update) => finalLearningRate + (learningRate - finalLearningRate) * share(Math.min(1, update / end));
    }
  }
}

function linearShare(progress: number): number {
  return 1 - progress;
}

function cosineShare(progress: number): number {
  return (1 + cosine(Math.PI * progress)) / 2;
}

/** t^-power for t >= 1; roots, which are exact, where there are any. */
function inversePower(power: number): (t: number) => number {
  if (power === 0) return () => 1;
  if (power === 0.25) return (t) => 1 / Math.sqrt(Math.sqrt(t));
  if (power === 0.5) return (t) => 1 / Math.sqrt(t);
  if (power === 1) return (t) => 1 / t;
  return (t) => exponential(-power * log(t));
}
