/**
 * How a batch's gradient g becomes a step of the weights w. `rate` is the batch's learning rate, all operations go
 * element by element, and l2 w is part of g unless something else is said.
 *
 * - `sgd`: w = max(0, 1 - rate l2) w - rate g, g without the penalty
 * - `momentum`: v = momentum v + g; w -= rate v (Polyak 1964, in the form of Sutskever et al. 2013 with a constant rate)
 * - `nesterov`: v = momentum v + g; w -= rate (g + momentum v) (Nesterov 1983, as rewritten by Bengio et al. 2013, eq. 7)
 * - `adagrad`: s += g², g without the penalty; w is that which minimises rate (g w + l1 |w| + l2 / 2 w²) + h / 2 (w - old w)²,
 *   h = sqrt(s) + eps: with r = rate / h, w = (old w - r g shrunk towards 0 by r l1) / (1 + r l2) (Duchi, Hazan, Singer 2011,
 *   equation 4, the composite mirror descent update)
 * - `rmsprop`: s = rho s + (1 - rho) g²; w -= rate g / (sqrt(s) + eps) (Tieleman, Hinton 2012, lecture 6.5)
 * - `adam`: m = beta1 m + (1 - beta1) g; s = beta2 s + (1 - beta2) g²; after t updates
 *   w -= rate m / (1 - beta1^t) / (sqrt(s / (1 - beta2^t)) + eps) (Kingma, Ba 2015, algorithm 1)
 * - `adamw`: as `adam`, but the penalty is no part of g: w = max(0, 1 - rate l2) w before the step (Loshchilov, Hutter
 *   2019, algorithm 2)
 * - `ftrl`: z += g - (sqrt(n + g²) - sqrt(n)) / rate w; n += g²; w = 0 where |z| <= l1, else
 *   -(z - sign(z) l1) / ((ftrlBeta + sqrt(n)) / rate + l2) (McMahan et al. 2013, algorithm 1). The penalties are the paper's:
 *   they stand against the sum of all gradients so far, where those of the others stand against each row's loss.
 *
 * The L1 penalty of `sgd`, `momentum` and `nesterov` is the cumulative one of Tsuruoka et al. (2009), figure 2, where an update of
 * the latter two adds rate l1 / (1 - momentum) to what is due, as a gradient that stays moves the weights by as many times the rate;
 * `rmsprop`, `adam` and `adamw`, as `adagrad`, shrink each weight towards 0 by l1 times its own step size after the step (the proximal
 * step of Duchi et al. 2011, section 1.2). Weights reach 0 exactly with either.
 */
export type OptimizerName = "sgd" | "momentum" | "nesterov" | "adagrad" | "rmsprop" | "adam" | "adamw" | "ftrl";

/** Optimisers that {@link OptimizerName} allows. */
export const OPTIMIZERS: readonly OptimizerName[] = [
  "sgd",
  "momentum",
  "nesterov",
  "adagrad",
  "rmsprop",
  "adam",
  "adamw",
  "ftrl",
];

/** Numbers of an optimiser; those that it does not know do not matter. */
export interface OptimizerParameters {
  /** What `momentum` and `nesterov` keep of the last step, at least 0 and below 1. Default 0.9. */
  readonly momentum?: number;
  /** What `rmsprop` keeps of the mean of squares, at least 0 and below 1. Default 0.9. */
  readonly rho?: number;
  /** What `adam` and `adamw` keep of the mean of gradients, at least 0 and below 1. Default 0.9. */
  readonly beta1?: number;
  /** What `adam` and `adamw` keep of the mean of squares, at least 0 and below 1. Default 0.999. */
  readonly beta2?: number;
  /** What the adaptive optimisers add to a root, > 0. Default 1e-8. */
  readonly eps?: number;
  /** What `ftrl` adds to a root, > 0. Default 1. */
  readonly ftrlBeta?: number;
}

/** Names of the {@link OptimizerParameters}. */
export type OptimizerParameterName = keyof OptimizerParameters;

/** The defaults: those of the papers, and of PyTorch where the paper gives none. */
export const OPTIMIZER_DEFAULTS: Readonly<Required<OptimizerParameters>> = {
  momentum: 0.9,
  rho: 0.9,
  beta1: 0.9,
  beta2: 0.999,
  eps: 1e-8,
  ftrlBeta: 1,
};

/** How an optimiser treats the L1 penalty; see {@link OptimizerName}. */
export type L1Treatment = "cumulative" | "proximal" | "own";

/** An optimiser as the kernels know it. */
export interface KernelOptimizer {
  /** Code in assembly/dense-steps.ts. */
  readonly code: number;
  /** The arrays of its state, each of the shape of the weights, in the order in which the kernels keep them. */
  readonly state: readonly string[];
  /** How it treats the L1 penalty. */
  readonly l1: L1Treatment;
  /** The parameter that is the kernels' decay of the mean of gradients. */
  readonly momentDecay?: OptimizerParameterName;
  /** The parameter that is the kernels' decay of the mean of squares. */
  readonly squareDecay?: OptimizerParameterName;
  /** The parameter that the kernels add to a root. */
  readonly stabilizer?: OptimizerParameterName;
}

/** The optimisers as the kernels know them. */
export const KERNEL_OPTIMIZER: Readonly<Record<OptimizerName, KernelOptimizer>> = {
  sgd: { code: 0, state: [], l1: "cumulative" },
  momentum: { code: 1, state: ["velocity"], l1: "cumulative", momentDecay: "momentum" },
  nesterov: { code: 2, state: ["velocity"], l1: "cumulative", momentDecay: "momentum" },
  adagrad: { code: 3, state: ["squares"], l1: "proximal", stabilizer: "eps" },
  rmsprop: { code: 4, state: ["squares"], l1: "proximal", squareDecay: "rho", stabilizer: "eps" },
  adam: {
    code: 5,
    state: ["moment", "squares"],
    l1: "proximal",
    momentDecay: "beta1",
    squareDecay: "beta2",
    stabilizer: "eps",
  },
  adamw: {
    code: 6,
    state: ["moment", "squares"],
    l1: "proximal",
    momentDecay: "beta1",
    squareDecay: "beta2",
    stabilizer: "eps",
  },
  ftrl: { code: 7, state: ["pull", "squares"], l1: "own", stabilizer: "ftrlBeta" },
};
