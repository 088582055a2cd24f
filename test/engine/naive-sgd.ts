import type { LossName } from "../../src/engine/objective/losses.ts";

/** Options of {@link naiveSgd}; the defaults of the library do not apply. */
export interface NaiveOptions {
  readonly loss: LossName;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly l2: number;
  readonly reduction: "mean" | "sum";
  readonly fitIntercept: boolean;
}

/** Mini-batch SGD of one output in 64-bit numbers, rows in order: written from the formulas, with the engine's Math. */
export function naiveSgd(X: readonly (readonly number[])[], y: readonly number[], options: NaiveOptions) {
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
        const { loss, derivative } = naiveLoss(options.loss, z, y[r]);
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

/** Loss of a row and its derivative by z. */
export function naiveLoss(name: LossName, z: number, y: number): { loss: number; derivative: number } {
  const p = 1 / (1 + Math.exp(-z));
  switch (name) {
    case "squared_error":
      return { loss: (z - y) ** 2 / 2, derivative: z - y };
    case "log_loss":
      return { loss: Math.log1p(Math.exp(-Math.abs(z))) + Math.max(z, 0) - y * z, derivative: p - y };
    case "sigmoid_squared_error":
      return { loss: (p - y) ** 2, derivative: (p - y) * p * (1 - p) };
  }
}
