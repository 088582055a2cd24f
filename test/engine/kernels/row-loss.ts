import type { Kernels } from "../../../src/engine/kernels/kernels.ts";
import type { Precision } from "../../../src/engine/matrix/dense-matrix.ts";
import { comparesNumbers, KERNEL_LOSS, type LossName, type LossOptions } from "../../../src/engine/objective/losses.ts";
import { runTraining, type TrainingCase } from "./training-run.ts";

/** A loss that looks at one output. */
export type OutputLossName = Exclude<LossName, "softmax">;

export const OUTPUT_LOSSES: readonly OutputLossName[] = (Object.keys(KERNEL_LOSS) as LossName[]).filter(
  (loss) => loss !== "softmax",
) as OutputLossName[];

/** A loss in a width. */
export interface Asked extends LossOptions {
  readonly loss: LossName;
  readonly precision: Precision;
}

/** A training run of one row and one batch. */
export function caseOf(asked: Asked, outputs: number): TrainingCase {
  return {
    ...asked,
    rows: 1,
    columns: 1,
    outputs,
    batchSize: 1,
    reduction: "mean",
    l2: 0,
    intercept: false,
    ordered: false,
    rate: 1,
    padding: 0,
  };
}

/**
 * Loss and derivatives of a row with the outputs z, just as the kernel has them: a column of 1 leads the step from the
 * weight 0 to -dloss/dz.
 */
export function lossAt(
  kernels: Kernels,
  asked: Asked,
  z: readonly number[],
  y: number,
): { loss: number; derivatives: number[] } {
  const run = caseOf(asked, z.length);
  const { losses, weights } = runTraining(kernels, run, { X: [1], y: [y], weights: z.flatMap((bias) => [0, bias]) });
  return { loss: losses[0], derivatives: z.map((_, k) => 0 - weights[2 * k]) };
}

function targetsOf(loss: LossName): number[] {
  if (loss === "poisson") return [0, 1, 5];
  return comparesNumbers(loss) ? [-1, 0, 1, 2.5] : [0, 1];
}

/** Parameters of the losses that have one, else one set of options for all. */
function optionsOf(loss: LossName): LossOptions[] {
  if (loss === "quantile") return [{ quantile: 0.3 }, { quantile: 0.5 }, { quantile: 0.95 }];
  if (loss === "epsilon_insensitive" || loss === "squared_epsilon_insensitive") {
    return [{ epsilon: 0 }, { epsilon: 0.1 }, { epsilon: 0.5 }];
  }
  return loss === "huber" ? [{ epsilon: 0.1 }, { epsilon: 0.5 }] : [{}];
}

/** Every combination of targets and options of a loss. */
export function eachSetting(loss: LossName, precision: Precision): { readonly asked: Asked; readonly y: number }[] {
  return optionsOf(loss).flatMap((options) =>
    targetsOf(loss).map((y) => ({ asked: { loss, precision, ...options }, y })),
  );
}
