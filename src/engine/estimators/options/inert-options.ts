import type { OptionIssue } from "../../errors.ts";
import type { LossName } from "../../objective/losses.ts";
import type { ResolvedOptions } from "../sgd-options.ts";
import { valueIssue } from "./issues.ts";

type Options = ResolvedOptions<LossName>;

/** What an option is for. */
interface Use {
  /** In words. */
  readonly where: string;
  /** Whether the other options make use of it. */
  has(options: Options): boolean;
}

const withOptimizer = (...names: readonly Options["optimizer"][]): Use => ({
  where: names.map((name) => `optimizer "${name}"`).join(" or "),
  has: ({ optimizer }) => names.includes(optimizer),
});
const withSchedule = (...names: readonly Options["schedule"][]): Use => ({
  where: names.map((name) => `schedule "${name}"`).join(" or "),
  has: ({ schedule }) => names.includes(schedule),
});
const withLoss = (...names: readonly LossName[]): Use => ({
  where: names.map((name) => `loss "${name}"`).join(" or "),
  has: ({ loss }) => names.includes(loss),
});

const USES: { readonly [Name in keyof Options]?: Use } = {
  momentum: withOptimizer("momentum", "nesterov"),
  rho: withOptimizer("rmsprop"),
  beta1: withOptimizer("adam", "adamw"),
  beta2: withOptimizer("adam", "adamw"),
  eps: withOptimizer("adagrad", "rmsprop", "adam", "adamw"),
  ftrlBeta: withOptimizer("ftrl"),
  learningRate: {
    where: 'a schedule other than "optimal"',
    // That "auto" is no number is told already.
    has: ({ schedule, learningRate }) => schedule !== "optimal" || learningRate === "auto",
  },
  power: withSchedule("invscaling"),
  decay: withSchedule("step", "exponential"),
  decayEpochs: withSchedule("step", "exponential"),
  finalLearningRate: withSchedule("cosine", "linear"),
  scheduleEpochs: withSchedule("cosine", "linear"),
  quantile: withLoss("quantile"),
  epsilon: withLoss("huber", "epsilon_insensitive", "squared_epsilon_insensitive"),
  patience: {
    where: "tol (the patience of early stopping is earlyStopping.patience)",
    has: ({ tol, compat, earlyStopping }) => tol !== null || (compat === "scikit-learn" && earlyStopping !== false),
  },
};

/**
 * The options that were given and change nothing: what they are for is not used.
 *
 * @param given - the options as given
 * @param allowed - values that may be given all the same: the defaults, so that the options of a model make another one
 * @param resolved - the options with the defaults filled in
 */
export function inertIssues(given: object, allowed: Partial<Options>, resolved: Options): OptionIssue[] {
  const issues: OptionIssue[] = [];
  for (const [name, value] of Object.entries(given)) {
    const use = USES[name as keyof Options];
    if (!use || value === undefined || value === allowed[name as keyof Options] || use.has(resolved)) continue;
    issues.push(valueIssue(name, value, `it with ${use.where} only`, "it would change nothing here"));
  }
  return issues;
}
