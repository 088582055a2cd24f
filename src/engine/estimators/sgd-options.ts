import { MinibatchError } from "../errors.ts";
import type { Precision } from "../matrix/dense-matrix.ts";
import type { LossName, LossOptions } from "../objective/losses.ts";
import { SCHEDULES, type ScheduleName } from "../optimizer/schedule.ts";
import { SHUFFLE_MODES, type ShuffleMode } from "../sampling/windows.ts";
import type { InitialWeights } from "./initial-weights.ts";

/** Options common to {@link SGDClassifier} and {@link SGDRegressor}. */
export interface SGDOptions extends LossOptions {
  /** Step size of an update, > 0. Default 0.1. */
  readonly learningRate?: number;
  /** How the learning rate goes over the updates. Default `"constant"`. */
  readonly schedule?: ScheduleName;
  /** Rows of a batch, >= 1; as many as there are rows, or more (`Infinity`), is vanilla gradient descent. Default 32. */
  readonly batchSize?: number;
  /** Passes over the data, >= 1. Default 10. */
  readonly epochs?: number;
  /**
   * Strength of the L2 penalty, >= 0: l2 / 2 times the sum of squared weights (not the biases) is added to each row's
   * loss. scikit-learn's `alpha` with `penalty="l2"`. Default 0.0001.
   */
  readonly l2?: number;
  /** Whether a batch's step goes along the mean of its rows' gradients or, as in `sgd.py`, their sum. Default `"mean"`. */
  readonly reduction?: "mean" | "sum";
  /** In which order an epoch visits the rows. Default `"block"`. */
  readonly shuffle?: ShuffleMode;
  /** Seed of the orders, a whole number from 0 to 2^32 - 1. Default 0. */
  readonly seed?: number;
  /** Weights to start from. Default zeros. */
  readonly initialWeights?: InitialWeights;
  /** Width of the engine's numbers: data and weights are kept, and arithmetic is done, in it. Default `"f32"`. */
  readonly precision?: Precision;
  /** Whether to train a bias for each output. Default true. */
  readonly fitIntercept?: boolean;
}

/** Options with every default filled in, apart from the initial weights. */
export type ResolvedOptions<Loss extends LossName> = Required<Omit<SGDOptions, "initialWeights">> & {
  /** Loss of a row. */
  readonly loss: Loss;
};

/** Every option, so that none passes unseen when it is misspelt. */
const OPTION_NAMES: Readonly<Record<keyof SGDOptions | "loss", true>> = {
  loss: true,
  epsilon: true,
  quantile: true,
  learningRate: true,
  schedule: true,
  batchSize: true,
  epochs: true,
  l2: true,
  reduction: true,
  shuffle: true,
  seed: true,
  initialWeights: true,
  precision: true,
  fitIntercept: true,
};

function unknownOption(name: string): MinibatchError {
  const plain = (option: string): string => option.replaceAll("_", "").toLowerCase();
  const meant = Object.keys(OPTION_NAMES).find((option) => plain(option) === plain(name));
  const hint = meant ? `did you mean ${meant}?` : `expected one of ${Object.keys(OPTION_NAMES).join(", ")}`;
  return new MinibatchError("INVALID_OPTION", `${name}: there is no such option: ${hint}`, { option: name });
}

/** The options among the properties of an object, which may hold others: a state's may come from a file. */
export function knownOptions<Options extends object>(options: Options): Options {
  return Object.fromEntries(Object.entries(options ?? {}).filter(([name]) => name in OPTION_NAMES)) as Options;
}

/**
 * Fills in the defaults and checks every option.
 *
 * @throws {MinibatchError} `INVALID_OPTION` naming the option, what was given, and what is allowed
 */
export function resolveOptions<Loss extends LossName>(
  options: SGDOptions & { readonly loss?: Loss },
  losses: readonly Loss[],
): ResolvedOptions<Loss> {
  for (const name of Object.keys(options)) if (!(name in OPTION_NAMES)) throw unknownOption(name);
  const resolved: ResolvedOptions<Loss> = {
    loss: options.loss ?? losses[0],
    epsilon: options.epsilon ?? 0.1,
    quantile: options.quantile ?? 0.5,
    learningRate: options.learningRate ?? 0.1,
    schedule: options.schedule ?? "constant",
    batchSize: options.batchSize ?? 32,
    epochs: options.epochs ?? 10,
    l2: options.l2 ?? 0.0001,
    reduction: options.reduction ?? "mean",
    shuffle: options.shuffle ?? "block",
    seed: options.seed ?? 0,
    precision: options.precision ?? "f32",
    fitIntercept: options.fitIntercept ?? true,
  };
  const { epsilon, quantile, learningRate, batchSize, epochs, l2, seed, fitIntercept } = resolved;
  oneOf("loss", resolved.loss, losses);
  oneOf("schedule", resolved.schedule, SCHEDULES);
  oneOf("reduction", resolved.reduction, ["mean", "sum"]);
  oneOf("shuffle", resolved.shuffle, SHUFFLE_MODES);
  oneOf("precision", resolved.precision, ["f32", "f64"]);
  const needsWidth = resolved.loss === "huber";
  const epsilonValid = Number.isFinite(epsilon) && (needsWidth ? epsilon > 0 : epsilon >= 0);
  check("epsilon", epsilon, epsilonValid, needsWidth ? "a number > 0" : "a number >= 0");
  check("quantile", quantile, quantile > 0 && quantile < 1, "a number above 0 and below 1");
  check("learningRate", learningRate, Number.isFinite(learningRate) && learningRate > 0, "a number > 0");
  const batchValid = (Number.isSafeInteger(batchSize) || batchSize === Number.POSITIVE_INFINITY) && batchSize >= 1;
  check("batchSize", batchSize, batchValid, "a whole number >= 1");
  check("epochs", epochs, Number.isSafeInteger(epochs) && epochs >= 1, "a whole number >= 1");
  check("l2", l2, Number.isFinite(l2) && l2 >= 0, "a number >= 0");
  check("seed", seed, Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32, "a whole number from 0 to 4294967295");
  check("fitIntercept", fitIntercept, typeof fitIntercept === "boolean", "true or false");
  return resolved;
}

function oneOf(option: string, value: unknown, allowed: readonly string[]): void {
  check(option, value, allowed.includes(value as string), allowed.map((name) => `"${name}"`).join(" or "));
}

function check(option: string, value: unknown, valid: boolean, expected: string): void {
  if (valid) return;
  const got = typeof value === "string" ? `"${value}"` : String(value);
  throw new MinibatchError("INVALID_OPTION", `${option}: got ${got}, expected ${expected}`, { option });
}
