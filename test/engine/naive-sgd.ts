import { comparesNumbers, type LossName, type LossOptions } from "../../src/engine/objective/losses.ts";

/** Options of {@link naiveSgd}; the defaults of the library do not apply. */
export interface NaiveOptions extends LossOptions {
  readonly loss: LossName;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly l2: number;
  readonly reduction: "mean" | "sum";
  readonly fitIntercept: boolean;
}

/**
 * Mini-batch SGD of one output in 64-bit numbers, rows in order: written from the formulas, with the engine's Math.
 *
 * @param classes - whether y holds classes 0 and 1, which a loss for numbers takes as -1 and 1
 */
export function naiveSgd(
  X: readonly (readonly number[])[],
  y: readonly number[],
  options: NaiveOptions,
  classes = true,
) {
  const target = (row: number): number => (classes && comparesNumbers(options.loss) ? 2 * y[row] - 1 : y[row]);
  const { learningRate, batchSize, epochs, l2, reduction, fitIntercept } = options;
  const w = new Array<number>(X[0].length).fill(0);
  let b = 0;
  const losses: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    let lossSum = 0;
    for (let from = 0; from < X.length; from += batchSize) {
      const rows = X.slice(from, from + batchSize).map((_, i) => from + i);
      const gradient = w.map(() => 0);
      let biasGradient = 0;
      for (const r of rows) {
        const z = X[r].reduce((sum, x, j) => sum + x * w[j], b);
        const { loss, derivative } = naiveLoss(options.loss, z, target(r), options);
        lossSum += loss;
        X[r].forEach((x, j) => {
          gradient[j] += derivative * x + l2 * w[j];
        });
        biasGradient += derivative;
      }
      const rate = reduction === "sum" ? learningRate : learningRate / rows.length;
      gradient.forEach((g, j) => {
        w[j] -= rate * g;
      });
      if (fitIntercept) b -= rate * biasGradient;
    }
    losses.push(lossSum / X.length);
  }
  return { w, b, losses };
}

/** Loss of a row and its derivative by z, written from the formulas; classes are 0 and 1 where the loss is for classes. */
export function naiveLoss(
  name: LossName,
  z: number,
  y: number,
  { epsilon = 0.1, quantile = 0.5 }: LossOptions = {},
): { loss: number; derivative: number } {
  const p = 1 / (1 + Math.exp(-z));
  const s = 2 * y - 1;
  const m = s * z;
  const e = z - y;
  const size = Math.abs(e);
  switch (name) {
    case "squared_error":
      return { loss: e ** 2 / 2, derivative: e };
    case "log_loss":
      return { loss: Math.log1p(Math.exp(-Math.abs(z))) + Math.max(z, 0) - y * z, derivative: p - y };
    case "sigmoid_squared_error":
      return { loss: (p - y) ** 2, derivative: (p - y) * p * (1 - p) };
    case "hinge":
      return m <= 1 ? { loss: 1 - m, derivative: -s } : { loss: 0, derivative: 0 };
    case "perceptron":
      return m <= 0 ? { loss: -m, derivative: -s } : { loss: 0, derivative: 0 };
    case "squared_hinge":
      return m < 1 ? { loss: (1 - m) ** 2, derivative: -2 * s * (1 - m) } : { loss: 0, derivative: 0 };
    case "modified_huber":
      if (m >= 1) return { loss: 0, derivative: 0 };
      return m >= -1 ? { loss: (1 - m) ** 2, derivative: -2 * s * (1 - m) } : { loss: -4 * m, derivative: -4 * s };
    case "huber":
      if (size <= epsilon) return { loss: e ** 2 / 2, derivative: e };
      return { loss: epsilon * size - epsilon ** 2 / 2, derivative: epsilon * Math.sign(e) };
    case "epsilon_insensitive":
      return size > epsilon ? { loss: size - epsilon, derivative: Math.sign(e) } : { loss: 0, derivative: 0 };
    case "squared_epsilon_insensitive":
      if (size <= epsilon) return { loss: 0, derivative: 0 };
      return { loss: (size - epsilon) ** 2, derivative: 2 * (size - epsilon) * Math.sign(e) };
    case "quantile":
      return e > 0
        ? { loss: (1 - quantile) * e, derivative: 1 - quantile }
        : { loss: -quantile * e, derivative: -quantile };
    case "poisson":
      return { loss: Math.exp(z) - y * z, derivative: Math.exp(z) - y };
    case "softmax":
      throw new Error("softmax needs all outputs: see naiveSoftmax");
  }
}

/** Mini-batch SGD of multinomial logistic regression, rows in order, mean of gradients: an output per class. */
export function naiveSoftmax(
  X: readonly (readonly number[])[],
  y: readonly number[],
  classes: number,
  { learningRate, batchSize, epochs, l2 }: Omit<NaiveOptions, "loss" | "reduction" | "fitIntercept">,
) {
  const w = Array.from({ length: classes }, () => X[0].map(() => 0));
  const b = w.map(() => 0);
  const probabilities = (row: readonly number[]): number[] => {
    const z = w.map((weights, k) => row.reduce((sum, x, j) => sum + x * weights[j], b[k]));
    const most = Math.max(...z);
    const shares = z.map((value) => Math.exp(value - most));
    const total = shares.reduce((sum, share) => sum + share);
    return shares.map((share) => share / total);
  };
  const losses: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    let lossSum = 0;
    for (let from = 0; from < X.length; from += batchSize) {
      const rows = X.slice(from, from + batchSize);
      const errors = rows.map((row, i) => {
        const p = probabilities(row);
        lossSum -= Math.log(p[y[from + i]]);
        return p.map((share, k) => share - Number(k === y[from + i]));
      });
      const rate = learningRate / rows.length;
      for (const [k, weights] of w.entries()) {
        for (const j of weights.keys()) {
          const gradient = rows.reduce((sum, row, i) => sum + errors[i][k] * row[j], 0);
          weights[j] -= rate * gradient + learningRate * l2 * weights[j];
        }
        b[k] -= rate * errors.reduce((sum, error) => sum + error[k], 0);
      }
    }
    losses.push(lossSum / X.length);
  }
  return { w, b, losses, probabilities };
}
