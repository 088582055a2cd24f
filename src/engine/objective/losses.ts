/**
 * Losses for classes, with z = x . w + b, p = 1 / (1 + exp(-z)), y in {0, 1} and s = 2 y - 1. Names and formulas are
 * scikit-learn's where it has them.
 *
 * - `log_loss`: log(1 + exp(-s z)), computed as max(z, 0) - y z + log(1 + exp(-|z|)): logistic regression
 * - `softmax`: -log of the class's share in exp(z_1), …, exp(z_K): multinomial logistic regression, an output per class
 * - `hinge`: max(0, 1 - s z): the linear support vector machine
 * - `squared_hinge`: max(0, 1 - s z)^2
 * - `modified_huber`: max(0, 1 - s z)^2 where s z >= -1, else -4 s z (Zhang 2004)
 * - `perceptron`: max(0, -s z)
 * - `sigmoid_squared_error`: (p - y)^2, the loss of the teaching script `sgd.py`. As in the script, the step goes along
 *   (p - y) p (1 - p), the gradient of half of it.
 */
export type ClassLoss =
  | "log_loss"
  | "softmax"
  | "hinge"
  | "squared_hinge"
  | "modified_huber"
  | "perceptron"
  | "sigmoid_squared_error";

/**
 * Losses for numbers, with z = x . w + b and e = z - y. Names and formulas are scikit-learn's.
 *
 * - `squared_error`: e^2 / 2
 * - `huber`: e^2 / 2 where |e| <= epsilon, else epsilon |e| - epsilon^2 / 2
 * - `epsilon_insensitive`: max(0, |e| - epsilon): support vector regression
 * - `squared_epsilon_insensitive`: max(0, |e| - epsilon)^2
 * - `quantile`: (1 - quantile) e where e > 0, else -quantile e: the pinball loss
 * - `poisson`: exp(z) - y z, for counts y >= 0; predictions are exp(z)
 */
export type RegressorLoss =
  | "squared_error"
  | "huber"
  | "epsilon_insensitive"
  | "squared_epsilon_insensitive"
  | "quantile"
  | "poisson";

/** Losses of classifiers: those for classes, and as in scikit-learn some for numbers, with the targets -1 and 1. */
export type ClassifierLoss = ClassLoss | Exclude<RegressorLoss, "quantile" | "poisson">;

/** Name of a loss. */
export type LossName = ClassLoss | RegressorLoss;

/** Options that some losses have. */
export interface LossOptions {
  /** Where `huber` becomes linear (> 0), and up to where the `epsilon_insensitive` losses are 0 (>= 0). Default 0.1. */
  readonly epsilon?: number;
  /** Which quantile `quantile` learns, above 0 and below 1. Default 0.5, the median. */
  readonly quantile?: number;
}

/** A loss as the kernels know it. */
export interface KernelLoss {
  /** Code in assembly/loss.ts. */
  readonly code: number;
  /** The kernel's parameter: the name of the option that sets it, or its value. */
  readonly parameter: keyof LossOptions | number;
}

/** The losses as the kernels know them. */
export const KERNEL_LOSS: Readonly<Record<LossName, KernelLoss>> = {
  squared_error: { code: 0, parameter: 0 },
  log_loss: { code: 1, parameter: 0 },
  sigmoid_squared_error: { code: 2, parameter: 0 },
  hinge: { code: 3, parameter: 1 },
  perceptron: { code: 3, parameter: 0 },
  squared_hinge: { code: 4, parameter: 1 },
  modified_huber: { code: 5, parameter: 0 },
  huber: { code: 6, parameter: "epsilon" },
  epsilon_insensitive: { code: 7, parameter: "epsilon" },
  squared_epsilon_insensitive: { code: 8, parameter: "epsilon" },
  quantile: { code: 9, parameter: "quantile" },
  poisson: { code: 10, parameter: 0 },
  softmax: { code: 11, parameter: 0 },
};

/** Losses that {@link RegressorLoss} allows. */
export const REGRESSOR_LOSSES: readonly RegressorLoss[] = [
  "squared_error",
  "huber",
  "epsilon_insensitive",
  "squared_epsilon_insensitive",
  "quantile",
  "poisson",
];

/** Losses that {@link ClassifierLoss} allows. */
export const CLASSIFIER_LOSSES: readonly ClassifierLoss[] = [
  "log_loss",
  "softmax",
  "hinge",
  "squared_hinge",
  "modified_huber",
  "perceptron",
  "sigmoid_squared_error",
  "squared_error",
  "huber",
  "epsilon_insensitive",
  "squared_epsilon_insensitive",
];

/** Whether a loss compares z with a number, so that the two classes are the targets -1 and 1 instead of 0 and 1. */
export function comparesNumbers(loss: LossName): boolean {
  return (REGRESSOR_LOSSES as readonly LossName[]).includes(loss);
}
