import type { OptionName } from "./option-rules.ts";

const NEEDS_OPTIMIZER: readonly OptionName[] = ["optimizer", "precision"];
const NEEDS_SCHEDULE: readonly OptionName[] = ["schedule"];

/** The options by whose values another is refused, where their defaults might refuse it, too. */
const JUDGES: Readonly<Record<string, readonly OptionName[]>> = {
  momentum: NEEDS_OPTIMIZER,
  rho: NEEDS_OPTIMIZER,
  beta1: NEEDS_OPTIMIZER,
  beta2: NEEDS_OPTIMIZER,
  eps: NEEDS_OPTIMIZER,
  ftrlBeta: NEEDS_OPTIMIZER,
  power: NEEDS_SCHEDULE,
  decay: NEEDS_SCHEDULE,
  decayEpochs: NEEDS_SCHEDULE,
  finalLearningRate: NEEDS_SCHEDULE,
  scheduleEpochs: NEEDS_SCHEDULE,
  rateBatchSize: NEEDS_SCHEDULE,
  learningRate: ["schedule", "precision"],
  warmup: ["epochs", "warmStart"],
  schedule: ["l1", "l2"],
  clipValue: ["precision"],
  quantile: ["loss", "precision"],
  epsilon: ["loss"],
  multiclass: ["loss"],
  tol: ["earlyStopping", "compat"],
  patience: ["tol", "earlyStopping", "compat"],
  "earlyStopping.metric": ["loss", "compat"],
};

/** A name without what misspelt ones differ in most. */
export function plainName(option: string): string {
  return option.replaceAll("_", "").toLowerCase();
}

/**
 * Whether what is wrong with an option is so whatever the values should have been that are not known.
 *
 * @param option - the option, or the part of one (`earlyStopping.metric`)
 * @param unknown - {@link plainName} of each option whose value is not known
 */
export function isCertain(option: string, unknown: ReadonlySet<string>): boolean {
  return ![option, ...(JUDGES[option] ?? [])].some((name) => unknown.has(plainName(name)));
}
