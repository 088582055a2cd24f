import type { TrainingSetup } from "./training-setup.ts";

/**
 * What the penalty l1 Σ|w| + l2/2 Σ w² is divided by to stand beside the mean loss of a row. 1 for every optimiser but
 * `ftrl`, whose weights are the minimum of the sum of all gradients' losses so far plus one penalty (McMahan et al. 2013,
 * section 2): there it is how many gradients of a row's size that sum has, the updates where each is a mean, the weight of
 * all rows where each is a sum.
 *
 * @param updates - updates so far
 * @param rows - rows trained on so far
 */
export function penaltyDivisor(
  { optimizer, reduction, weightUnit }: Pick<TrainingSetup, "optimizer" | "reduction" | "weightUnit">,
  updates: number,
  rows: number,
): number {
  if (optimizer.name !== "ftrl") return 1;
  return reduction === "sum" ? rows * weightUnit : updates;
}
