import { OPTIMIZERS } from "../../optimizer/optimizers.ts";
import { SCHEDULES } from "../../optimizer/schedule-names.ts";
import { SHUFFLE_MODES } from "../../sampling/windows.ts";
import { METRIC_NAMES } from "../early-stopping/metric-names.ts";
import type { ClassOptions, EarlyStoppingOptions, SGDOptions } from "../sgd-options.ts";

/** What the value of an option may be. */
export interface OptionRule {
  /** In words. */
  readonly expected: string;
  /** Whether a value is allowed. */
  accepts(value: unknown): boolean;
}

/** Every option of an estimator. */
export type OptionName = keyof SGDOptions | keyof ClassOptions | "loss";

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

/** The rule of a number. */
function number(expected: string, allows: (value: number) => boolean): OptionRule {
  return { expected, accepts: (value) => isNumber(value) && allows(value) };
}

/** The rule of one of some words. */
export function oneOf(words: readonly string[]): OptionRule {
  return {
    expected: words.map((word) => `"${word}"`).join(" or "),
    accepts: (value) => typeof value === "string" && words.includes(value),
  };
}

/** A rule that allows null, for none, too. */
function orNull(rule: OptionRule): OptionRule {
  return { expected: `${rule.expected} or null`, accepts: (value) => value === null || rule.accepts(value) };
}

/** A rule that allows a word too. */
function orWord(rule: OptionRule, word: string): OptionRule {
  return { expected: `${rule.expected} or "${word}"`, accepts: (value) => value === word || rule.accepts(value) };
}

const positive = number("a number > 0", (value) => value > 0);
const notNegative = number("a number >= 0", (value) => value >= 0);
const share = number("a number above 0 and below 1", (value) => value > 0 && value < 1);
const kept = number("a number >= 0 and below 1", (value) => value >= 0 && value < 1);
const count = number("a whole number >= 1", (value) => Number.isSafeInteger(value) && value >= 1);
const flag: OptionRule = { expected: "true or false", accepts: (value) => typeof value === "boolean" };
const batch: OptionRule = {
  expected: count.expected,
  accepts: (value) => value === Number.POSITIVE_INFINITY || count.accepts(value),
};
const object: OptionRule = {
  expected: "an object",
  accepts: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
};

/** Whether a value has properties and nothing else: no array, no Map. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Whether a value can weigh a class. */
export const isWeight = (value: unknown): boolean => notNegative.accepts(value);

/** The rules of all options; `loss` depends on the estimator. */
export const OPTION_RULES: Readonly<Record<Exclude<OptionName, "loss">, OptionRule>> = {
  epsilon: notNegative,
  quantile: share,
  learningRate: orWord(positive, "auto"),
  rateBatchSize: orNull(count),
  schedule: oneOf(SCHEDULES),
  power: notNegative,
  decay: number("a number above 0 and at most 1", (value) => value > 0 && value <= 1),
  decayEpochs: positive,
  scheduleEpochs: orNull(positive),
  finalLearningRate: notNegative,
  warmup: notNegative,
  optimizer: oneOf(OPTIMIZERS),
  momentum: kept,
  rho: kept,
  beta1: kept,
  beta2: kept,
  eps: positive,
  ftrlBeta: positive,
  average: {
    expected: "true, false or a whole number of rows >= 1",
    accepts: (value) => flag.accepts(value) || count.accepts(value),
  },
  clipNorm: orNull(positive),
  clipValue: orNull(positive),
  batchSize: orWord(batch, "auto"),
  accumulate: count,
  epochs: count,
  l1: notNegative,
  l2: notNegative,
  maxNorm: orNull(positive),
  reduction: oneOf(["mean", "sum"]),
  shuffle: oneOf(SHUFFLE_MODES),
  seed: number(
    "a whole number from 0 to 4294967295",
    (value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32,
  ),
  initialWeights: object,
  precision: oneOf(["f32", "f64"]),
  fitIntercept: flag,
  earlyStopping: {
    expected: "true, false or an object",
    accepts: (value) => flag.accepts(value) || object.accepts(value),
  },
  tol: orNull(notNegative),
  patience: count,
  warmStart: flag,
  compat: oneOf(["none", "scikit-learn"]),
  classWeight: {
    expected: '"balanced", an object of numbers >= 0 or null',
    accepts: (value) => {
      // The weights are looked at one by one, to be named.
      return value === null || value === "balanced" || isPlainObject(value);
    },
  },
  multiclass: oneOf(["softmax", "one-vs-rest"]),
};

/** The rules of the parts of `earlyStopping`. */
export const EARLY_STOPPING_RULES: Readonly<Record<keyof EarlyStoppingOptions, OptionRule>> = {
  metric: oneOf(METRIC_NAMES),
  patience: count,
  minDelta: notNegative,
  validation: share,
};
