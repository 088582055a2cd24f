import type { LossName } from "../../../src/engine/objective/losses.ts";

/** A formula of an output z, a target y and the loss's own parameter c. */
type Formula = (z: number, y: number, c: number) => number;

function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

/** z on the side of the row's class: z for class 1, -z for class 0. */
function side(z: number, y: number): number {
  return y === 1 ? z : -z;
}

/** The losses of one output as the books write them, one case after another. */
export const NAIVE_LOSS: Readonly<Record<Exclude<LossName, "softmax">, Formula>> = {
  squared_error: (z, y) => (z - y) ** 2 / 2,
  log_loss: (z, y) => -Math.log(sigmoid(side(z, y))),
  sigmoid_squared_error: (z, y) => (sigmoid(z) - y) ** 2,
  hinge: (z, y) => (side(z, y) > 1 ? 0 : 1 - side(z, y)),
  perceptron: (z, y) => (side(z, y) > 0 ? 0 : -side(z, y)),
  squared_hinge: (z, y) => (side(z, y) > 1 ? 0 : (1 - side(z, y)) ** 2),
  modified_huber(z, y) {
    if (side(z, y) > 1) return 0;
    return side(z, y) >= -1 ? (1 - side(z, y)) ** 2 : -4 * side(z, y);
  },
  huber: (z, y, c) => (Math.abs(z - y) <= c ? (z - y) ** 2 / 2 : c * Math.abs(z - y) - c ** 2 / 2),
  epsilon_insensitive: (z, y, c) => (Math.abs(z - y) <= c ? 0 : Math.abs(z - y) - c),
  squared_epsilon_insensitive: (z, y, c) => (Math.abs(z - y) <= c ? 0 : (Math.abs(z - y) - c) ** 2),
  quantile: (z, y, c) => (y > z ? c * (y - z) : (1 - c) * (z - y)),
  poisson: (z, y) => Math.exp(z) - y * z,
};

/** Their derivatives by z, that of sigmoid_squared_error halved. */
export const NAIVE_DERIVATIVE: Readonly<Record<Exclude<LossName, "softmax">, Formula>> = {
  squared_error: (z, y) => z - y,
  log_loss: (z, y) => sigmoid(z) - y,
  sigmoid_squared_error: (z, y) => (sigmoid(z) - y) * sigmoid(z) * sigmoid(-z),
  hinge: (z, y) => (side(z, y) > 1 ? 0 : side(-1, y)),
  perceptron: (z, y) => (side(z, y) > 0 ? 0 : side(-1, y)),
  squared_hinge: (z, y) => (side(z, y) > 1 ? 0 : 2 * (1 - side(z, y)) * side(-1, y)),
  modified_huber(z, y) {
    if (side(z, y) > 1) return 0;
    return side(z, y) >= -1 ? 2 * (1 - side(z, y)) * side(-1, y) : 4 * side(-1, y);
  },
  huber: (z, y, c) => (Math.abs(z - y) <= c ? z - y : c * Math.sign(z - y)),
  epsilon_insensitive: (z, y, c) => (Math.abs(z - y) <= c ? 0 : Math.sign(z - y)),
  squared_epsilon_insensitive: (z, y, c) => (Math.abs(z - y) <= c ? 0 : 2 * (z - y) - 2 * c * Math.sign(z - y)),
  quantile: (z, y, c) => (y >= z ? -c : 1 - c),
  poisson: (z, y) => Math.exp(z) - y,
};

/** The classes' probabilities by softmax. */
function probabilities(z: readonly number[]): number[] {
  const total = z.reduce((sum, value) => sum + Math.exp(value), 0);
  return z.map((value) => Math.exp(value) / total);
}

/** -log of the probability of class y. */
export function naiveSoftmaxLoss(z: readonly number[], y: number): number {
  return -Math.log(probabilities(z)[y]);
}

/** The derivatives of {@link naiveSoftmaxLoss} by each output. */
export function naiveSoftmaxDerivatives(z: readonly number[], y: number): number[] {
  return probabilities(z).map((p, k) => (k === y ? p - 1 : p));
}
