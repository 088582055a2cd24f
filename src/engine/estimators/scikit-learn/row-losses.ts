import { exp } from "../../math/exp.ts";
import { log } from "../../math/log.ts";
import type { LossName } from "../../objective/losses.ts";

/** Loss of a row and its derivative by the output p; y is -1 or 1 for classes, for `log_loss` 0 or 1. */
export interface RowLoss {
  /** The loss. */
  loss(y: number, p: number): number;
  /** Its derivative by p. */
  gradient(y: number, p: number): number;
}

/**
 * The losses in the form, and so with the roundings, in which scikit-learn computes them; {@link LossName} has the formulas.
 *
 * @param epsilon - of `huber` and the `epsilon_insensitive` losses
 */
export function rowLoss(name: LossName, epsilon: number): RowLoss {
  switch (name) {
    case "hinge":
      return hinge(1);
    case "perceptron":
      return hinge(0);
    case "squared_hinge":
      return {
        loss: (y, p) => square(Math.max(0, 1 - p * y)),
        gradient: (y, p) => (1 - p * y > 0 ? -2 * y * (1 - p * y) : 0),
      };
    case "modified_huber":
      return {
        loss: (y, p) => (p * y >= 1 ? 0 : p * y >= -1 ? (1 - p * y) * (1 - p * y) : -4 * (p * y)),
        gradient: (y, p) => (p * y >= 1 ? 0 : p * y >= -1 ? 2 * (1 - p * y) * -y : -4 * y),
      };
    case "log_loss":
      return LOG_LOSS;
    case "huber":
      return {
        loss(y, p) {
          const size = Math.abs(y - p);
          return size <= epsilon ? 0.5 * size * size : epsilon * (size - 0.5 * epsilon);
        },
        gradient: (y, p) => (Math.abs(p - y) <= epsilon ? p - y : p - y >= 0 ? epsilon : -epsilon),
      };
    case "epsilon_insensitive":
      return {
        loss: (y, p) => Math.max(Math.abs(y - p) - epsilon, 0),
        gradient: (y, p) => (y - p > epsilon ? -1 : p - y > epsilon ? 1 : 0),
      };
    case "squared_epsilon_insensitive":
      return {
        loss: (y, p) => square(Math.max(Math.abs(y - p) - epsilon, 0)),
        gradient(y, p) {
          const z = y - p;
          return z > epsilon ? -2 * (z - epsilon) : z < -epsilon ? 2 * (-z - epsilon) : 0;
        },
      };
    default:
      return { loss: (y, p) => 0.5 * (p - y) * (p - y), gradient: (y, p) => p - y };
  }
}

/** x^2, rounded as every engine rounds a product; engines may round `**` in their own ways. */
function square(x: number): number {
  return x * x;
}

function hinge(threshold: number): RowLoss {
  return {
    loss: (y, p) => (p * y <= threshold ? threshold - p * y : 0),
    gradient: (y, p) => (p * y <= threshold ? -y : 0),
  };
}

/** Below this output exp(p) is nothing next to 1. */
const TINY = -37;

const LOG_LOSS: RowLoss = {
  loss: (y, p) => Math.max(p, 0) + log(1 + exp(-Math.abs(p))) - y * p,
  gradient(y, p) {
    if (p <= TINY) return exp(p) - y;
    const e = exp(-p);
    return (1 - y - y * e) / (1 + e);
  },
};
