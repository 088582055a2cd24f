import { RandomState } from "../../engine/index.ts";

/** Where a tutorial run starts, and why there. */
export interface InitialWeights {
  /** Weights of x, y and the bias. */
  readonly weights: readonly number[];
  /** Where they come from, one line. */
  readonly origin: string;
}

/**
 * The weights that the published run must have started from. It drew them without a seed and did not print them;
 * these reproduce all 21 losses it printed, to all 7 decimals, at its learning rate of 0.01.
 */
export const publishedWeights: readonly number[] = [-0.1449935, -1.0130719, -2.2844987];

/**
 * The initial weights of a tutorial run.
 *
 * @param seed - with a seed, what `numpy.random.randn(3)` gives after `numpy.random.seed(seed)`; without one, the
 * published run's
 */
export function initialWeights(seed: number | undefined): InitialWeights {
  if (seed === undefined) {
    return { weights: publishedWeights, origin: "the published run's; --seed N draws others as NumPy does" };
  }
  return {
    weights: Array.from(new RandomState(seed).randn(publishedWeights.length)),
    origin: `what NumPy draws after np.random.seed(${seed})`,
  };
}
