/**
 * How the learning rate goes over the updates. r is `learningRate`, u the number of updates before this one (without
 * those of the warm-up), e = u / (updates of an epoch) the epochs they make up.
 *
 * - `constant`: r
 * - `optimal`: 1 / (a (t0 + u)) with a = `l1` + `l2` and t0 = 1 / (a s), where s = sqrt(1 / sqrt(a)) is a typical size of
 *   the weights and the first rate: Bottou's schedule and heuristic (Stochastic Gradient Descent Tricks, 2012, section 5.2;
 *   his `sgd-2.0`), as in scikit-learn. `learningRate` is not used
 * - `invscaling`: r / (u + 1)^`power`, as scikit-learn's, whose `power_t` it is
 * - `adaptive`: r, divided by 5 every time that the stopping rule would end training, until it is at most 1e-6; as
 *   scikit-learn's
 * - `step`: r `decay`^floor(e / `decayEpochs`)
 * - `exponential`: r `decay`^(e / `decayEpochs`): the smooth form of `step`, as TensorFlow's `ExponentialDecay`
 * - `cosine`: f + (r - f) (1 + cos(π e / E)) / 2 with f = `finalLearningRate` and E = `scheduleEpochs`, f after that
 *   (Loshchilov and Hutter 2017, equation 5, without restarts)
 * - `linear`: r + (f - r) e / E, f after that
 * - `pa1`, `pa2`: the rows bring their own steps, min(r, loss / |x|^2) or loss / (|x|^2 + 1 / (2 r)): the
 *   passive-aggressive algorithms I and II (Crammer et al. 2006, figure 1), r being their C
 */
export type ScheduleName =
  | "constant"
  | "optimal"
  | "invscaling"
  | "adaptive"
  | "step"
  | "exponential"
  | "cosine"
  | "linear"
  | "pa1"
  | "pa2";

/** Schedules that {@link ScheduleName} allows. */
export const SCHEDULES: readonly ScheduleName[] = [
  "constant",
  "optimal",
  "invscaling",
  "adaptive",
  "step",
  "exponential",
  "cosine",
  "linear",
  "pa1",
  "pa2",
];
