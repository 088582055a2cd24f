import type { OptimizerName } from "../../engine/optimizer/optimizers.ts";
import type { ScheduleName } from "../../engine/optimizer/schedule-names.ts";

/** What of a training's update rule was given. */
export interface GivenRule {
  /** The optimiser, where one was given. */
  readonly optimizer?: OptimizerName | undefined;
  /** The schedule, where one was given. */
  readonly schedule?: ScheduleName | undefined;
}

/** How a training without further settings takes its steps, on dense and on sparse rows. */
export interface UpdateRule {
  /** The update rule. */
  readonly optimizer: OptimizerName;
  /** How the learning rate goes. */
  readonly schedule: ScheduleName;
  /** Learning rate at the start; `"auto"`: it is looked for; left out where the schedule makes its own. */
  readonly learningRate?: number | "auto";
}

/** AdaGrad's learning rate. */
const RATE = 0.2;

/**
 * AdaGrad with a rate that falls in a line from 0.2 to 0: every column has steps of its own size, so that rare words,
 * heavy tails, outliers and columns of any scale need no other rate, and the last weights are as good as a mean.
 * docs/training.md has the measurements (`bench/defaults.mjs`).
 *
 * What was given decides on the rest: the rate of another optimiser is looked for; `ftrl`, which has its own rates, stays
 * at a constant one; `optimal`, `pa1` and `pa2` are made for plain steps, `optimal` makes its own rate, and the rate of the
 * others is the C of Crammer et al. (2006), the 1 of scikit-learn's `PassiveAggressiveClassifier`.
 */
export function updateRule(given: GivenRule): UpdateRule {
  const plain = given.schedule === "optimal" || given.schedule === "pa1" || given.schedule === "pa2";
  const optimizer = given.optimizer ?? (plain ? "sgd" : "adagrad");
  const schedule = given.schedule ?? (optimizer === "ftrl" ? "constant" : "linear");
  if (schedule === "optimal") return { optimizer, schedule };
  if (plain) return { optimizer, schedule, learningRate: 1 };
  return { optimizer, schedule, learningRate: optimizer === "adagrad" ? RATE : "auto" };
}
