import { OPTIMIZER_DEFAULTS, type OptimizerName } from "../../../src/engine/optimizer/optimizers.ts";
import type { Matrix } from "./naive-training.ts";

/** What a step knows of the batch. */
interface StepOptions {
  readonly rate: number;
  readonly l1: number;
  readonly l2: number;
  /** Weights before the bias, which no penalty touches. */
  readonly columns: number;
}

/** An optimiser with its state. */
interface NaiveOptimizer {
  /** New weights from weights and gradient. */
  step(weights: Matrix, gradient: Matrix, options: StepOptions): Matrix;
  /** How much of rate times l1 the cumulative penalty takes at every update; 0 where the optimiser has its own. */
  readonly l1Share: number;
}

const { momentum: MOMENTUM, rho, beta1, beta2, eps, ftrlBeta: beta } = OPTIMIZER_DEFAULTS;

function zerosLike(weights: Matrix): Matrix {
  return weights.map((row) => row.map(() => 0));
}

/** Visits every weight with what the penalties are there. */
function each(
  weights: Matrix,
  { l1, l2, columns }: StepOptions,
  f: (k: number, j: number, penalty: { l1: number; l2: number }) => number,
): Matrix {
  return weights.map((row, k) => row.map((_, j) => f(k, j, j < columns ? { l1, l2 } : { l1: 0, l2: 0 })));
}

function softThreshold(w: number, amount: number): number {
  return Math.sign(w) * Math.max(0, Math.abs(w) - amount);
}

function sgd(): NaiveOptimizer {
  return {
    l1Share: 1,
    step: (w, g, o) => each(w, o, (k, j, { l2 }) => w[k][j] - o.rate * (g[k][j] + l2 * w[k][j])),
  };
}

/** Sutskever et al. (2013), equations 1 to 4, with v scaled by the rate: the step of the look-ahead point for nesterov. */
function withVelocity(nesterov: boolean): (weights: Matrix) => NaiveOptimizer {
  return (weights) => {
    const v = zerosLike(weights);
    return {
      l1Share: 1 / (1 - MOMENTUM),
      step: (w, g, o) =>
        each(w, o, (k, j, { l2 }) => {
          const slope = g[k][j] + l2 * w[k][j];
          v[k][j] = MOMENTUM * v[k][j] + slope;
          return w[k][j] - o.rate * (nesterov ? slope + MOMENTUM * v[k][j] : v[k][j]);
        }),
    };
  };
}

/**
 * Adagrad sums the squares, RMSProp takes a running mean of them. Adagrad's step is that of Duchi et al. (2011), equation 4, the
 * composite mirror descent update: the w that minimises rate (g w + l1 |w| + l2 w^2 / 2) + h (w - old)^2 / 2, h being
 * eps + sqrt(s).
 */
function withSquares(mean: boolean): (weights: Matrix) => NaiveOptimizer {
  return (weights) => {
    const s = zerosLike(weights);
    return {
      l1Share: 0,
      step: (w, g, o) =>
        each(w, o, (k, j, { l1, l2 }) => {
          const slope = g[k][j] + (mean ? l2 * w[k][j] : 0);
          s[k][j] = mean ? rho * s[k][j] + (1 - rho) * slope ** 2 : s[k][j] + slope ** 2;
          const h = Math.sqrt(s[k][j]) + eps;
          if (!mean) return softThreshold(h * w[k][j] - o.rate * slope, o.rate * l1) / (h + o.rate * l2);
          return softThreshold(w[k][j] - (o.rate / h) * slope, (o.rate / h) * l1);
        }),
    };
  };
}

/** Kingma, Ba (2015), algorithm 1; decoupled: Loshchilov, Hutter (2019), algorithm 2. */
function adam(decoupled: boolean): (weights: Matrix) => NaiveOptimizer {
  return (weights) => {
    const m = zerosLike(weights);
    const v = zerosLike(weights);
    let t = 0;
    return {
      l1Share: 0,
      step(w, g, o) {
        t++;
        return each(w, o, (k, j, { l1, l2 }) => {
          const slope = g[k][j] + (decoupled ? 0 : l2 * w[k][j]);
          m[k][j] = beta1 * m[k][j] + (1 - beta1) * slope;
          v[k][j] = beta2 * v[k][j] + (1 - beta2) * slope ** 2;
          const mHat = m[k][j] / (1 - beta1 ** t);
          const root = Math.sqrt(v[k][j] / (1 - beta2 ** t)) + eps;
          const decayed = decoupled ? w[k][j] - o.rate * l2 * w[k][j] : w[k][j];
          return softThreshold(decayed - (o.rate * mHat) / root, (o.rate / root) * l1);
        });
      },
    };
  };
}

/**
 * McMahan et al. (2013), algorithm 1, line by line: per coordinate z and n start at 0; sigma, z and n are updated with the
 * gradient, and the weights that the next round predicts with follow from z and n.
 */
function ftrl(weights: Matrix): NaiveOptimizer {
  const z = zerosLike(weights);
  const n = zerosLike(weights);
  return {
    l1Share: 0,
    step: (w, g, o) =>
      each(w, o, (i, j, { l1: lambda1, l2: lambda2 }) => {
        const alpha = o.rate;
        const gi = g[i][j];
        const sigma = (1 / alpha) * (Math.sqrt(n[i][j] + gi * gi) - Math.sqrt(n[i][j]));
        z[i][j] = z[i][j] + gi - sigma * w[i][j];
        n[i][j] = n[i][j] + gi * gi;
        if (Math.abs(z[i][j]) <= lambda1) return 0;
        return -(z[i][j] - Math.sign(z[i][j]) * lambda1) / ((beta + Math.sqrt(n[i][j])) / alpha + lambda2);
      }),
  };
}

/** The optimisers as their papers write them; each call starts one for weights of a shape. */
export const NAIVE_OPTIMIZERS: Readonly<Record<OptimizerName, (weights: Matrix) => NaiveOptimizer>> = {
  sgd,
  momentum: withVelocity(false),
  nesterov: withVelocity(true),
  adagrad: withSquares(false),
  rmsprop: withSquares(true),
  adam: adam(false),
  adamw: adam(true),
  ftrl,
};
