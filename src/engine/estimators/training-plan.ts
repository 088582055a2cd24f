import { bytesOf } from "../kernels/arena.ts";
import type { LossName } from "../objective/losses.ts";
import type { ScheduleSetup } from "../optimizer/schedule.ts";
import type { TrainingSetup } from "../training/training-setup.ts";
import type { ResolvedOptions } from "./sgd-options.ts";
import type { TrainingTargets } from "./targets/training-targets.ts";

/** The least L2 cache of today's processors, in bytes, which the rows of `batchSize: "auto"` fit in. */
const CACHE_BYTES = 262144;

/** Rows of a batch, as asked for or, for `"auto"`, the largest power of two whose rows fit in the L2 cache. */
export function batchRows({ batchSize, precision }: ResolvedOptions<LossName>, columns: number): number {
  if (batchSize !== "auto") return batchSize;
  const fitting = Math.max(1, Math.floor(CACHE_BYTES / (columns * bytesOf(precision))));
  return 2 ** (31 - Math.clz32(fitting));
}

/** Rows of an update: those of `accumulate` batches, but no more than there are. */
export function updateRows(options: ResolvedOptions<LossName>, rows: number, columns: number): number {
  return Math.min(batchRows(options, columns) * options.accumulate, rows);
}

/** The schedule of a training of some rows, with a rate that is no longer `"auto"`. */
export function schedulePlan(
  options: ResolvedOptions<LossName>,
  learningRate: number,
  rows: number,
  columns: number,
): ScheduleSetup {
  const update = updateRows(options, rows, columns);
  const scaling = options.rateBatchSize === null ? 1 : update / options.rateBatchSize;
  return {
    schedule: options.schedule,
    learningRate: learningRate * scaling,
    power: options.power,
    decay: options.decay,
    decayEpochs: options.decayEpochs,
    scheduleEpochs: options.scheduleEpochs ?? options.epochs - options.warmup,
    finalLearningRate: options.finalLearningRate,
    warmup: options.warmup,
    penalty: options.l1 + options.l2,
    updatesPerEpoch: Math.ceil(rows / update),
  };
}

/** What a training is, apart from its rows, its weights and its schedule. */
export type TrainingPlan = Omit<TrainingSetup, "weights" | "schedule" | "state">;

/**
 * The plan of a training.
 *
 * @param weightUnit - the weight that counts as one row where rows have weights
 */
export function trainingPlan(
  options: ResolvedOptions<LossName>,
  targets: TrainingTargets,
  rows: number,
  columns: number,
  weightUnit: number | undefined,
): TrainingPlan {
  const { epsilon, quantile, schedule } = options;
  const { momentum, rho, beta1, beta2, ftrlBeta, eps } = options;
  const averageFrom = typeof options.average === "number" ? options.average : options.average ? 1 : 0;
  return {
    columns,
    outputs: targets.outputs,
    precision: options.precision,
    ownTargets: targets.ownTargets,
    weighted: weightUnit !== undefined,
    weightUnit: weightUnit ?? 1,
    weightScale: 1,
    loss: targets.loss,
    lossOptions: { epsilon, quantile },
    passiveAggressive: schedule === "pa1" ? 1 : schedule === "pa2" ? 2 : 0,
    aggressiveness: typeof options.learningRate === "number" ? options.learningRate : 0,
    batchSize: updateRows(options, rows, columns),
    reduction: options.reduction,
    optimizer: { name: options.optimizer, momentum, rho, beta1, beta2, ftrlBeta, eps },
    l1: options.l1,
    l2: options.l2,
    maxNorm: options.maxNorm ?? 0,
    clipNorm: options.clipNorm ?? 0,
    clipValue: options.clipValue ?? 0,
    average: averageFrom,
    fitIntercept: options.fitIntercept,
    penalties: options.tol !== null,
  };
}
