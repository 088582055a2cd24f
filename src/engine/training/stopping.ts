/** When training stops before its last epoch. */
export interface StoppingRule {
  /** Whether the watched number shall rise or fall. */
  readonly better: "higher" | "lower";
  /** How much better than the best so far an epoch has to be to count as an improvement, >= 0. */
  readonly minDelta: number;
  /** Epochs without improvement, one after the other, after which training stops, >= 1. */
  readonly patience: number;
  /** Whether an epoch that is better by exactly `minDelta` (or equal, where that is 0) is an improvement. */
  readonly tiesImprove: boolean;
}

/** What is known after some epochs: a plain value. */
export interface StoppingState {
  /** The best number so far; undefined before the first epoch. */
  readonly best?: number | undefined;
  /** The epoch of the best number, from 1; 0 before the first. */
  readonly bestEpoch: number;
  /** Epochs since the last improvement by more than `minDelta`. */
  readonly failures: number;
}

/** What an epoch's number means for training. */
export interface StoppingVerdict {
  /** The state to go on with. */
  readonly state: StoppingState;
  /** Whether this is the best epoch so far. */
  readonly isBest: boolean;
  /** Whether patience is at its end. */
  readonly stop: boolean;
}

/** The state before the first epoch. */
export const STOPPING_START: StoppingState = { bestEpoch: 0, failures: 0 };

/**
 * Judges an epoch by its number: the epoch fails unless it is better than the best by more than `minDelta`, as in
 * scikit-learn's `tol` with `n_iter_no_change` (where ties improve). An epoch that is better by less is remembered as the
 * best all the same. NaN fails.
 */
export function judgeEpoch(rule: StoppingRule, state: StoppingState, epoch: number, value: number): StoppingVerdict {
  const sign = rule.better === "higher" ? 1 : -1;
  const { best } = state;
  const isFirst = best === undefined;
  const bound = isFirst ? Number.NEGATIVE_INFINITY : sign * best + rule.minDelta;
  const improved = sign * value > bound || (rule.tiesImprove && sign * value === bound);
  const isBest = !Number.isNaN(value) && (isFirst || sign * value > sign * best);
  const failures = improved ? 0 : state.failures + 1;
  return {
    state: isBest ? { best: value, bestEpoch: epoch, failures } : { ...state, failures },
    isBest,
    stop: failures >= rule.patience,
  };
}
