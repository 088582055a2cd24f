/**
 * Losses of classifiers, with z = x . w + b, y in {0, 1} and p = 1 / (1 + exp(-z)):
 *
 * - `log_loss`: -y log(p) - (1 - y) log(1 - p), computed as max(z, 0) - y z + log(1 + exp(-|z|)); gradient p - y.
 *   Logistic regression; scikit-learn's `log_loss`.
 * - `sigmoid_squared_error`: (p - y)^2, the loss of the teaching script `sgd.py`. As in the script, the step goes along
 *   (p - y) p (1 - p), the gradient of half of it.
 */
export type ClassifierLoss = "log_loss" | "sigmoid_squared_error";

/**
 * Losses of regressors, with z = x . w + b:
 *
 * - `squared_error`: (z - y)^2 / 2, gradient z - y; scikit-learn's `squared_error`.
 */
export type RegressorLoss = "squared_error";

/** Name of a loss. */
export type LossName = ClassifierLoss | RegressorLoss;

/** The code of each loss in assembly/loss.ts. */
export const LOSS_CODE: Readonly<Record<LossName, number>> = {
  squared_error: 0,
  log_loss: 1,
  sigmoid_squared_error: 2,
};

/** Losses that {@link ClassifierLoss} allows. */
export const CLASSIFIER_LOSSES: readonly ClassifierLoss[] = ["log_loss", "sigmoid_squared_error"];

/** Losses that {@link RegressorLoss} allows. */
export const REGRESSOR_LOSSES: readonly RegressorLoss[] = ["squared_error"];
