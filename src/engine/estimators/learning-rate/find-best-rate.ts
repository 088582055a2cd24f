import { MinibatchError } from "../../errors.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { selectRows } from "../../matrix/select-rows.ts";
import type { LossName } from "../../objective/losses.ts";
import type { TrainingListeners } from "../../training/events.ts";
import type { LinearWeights } from "../../training/weights.ts";
import type { ResolvedOptions } from "../sgd-options.ts";
import { selectTargets } from "../targets/training-targets.ts";
import { TrainingJob, type TrainingTask } from "../training-job.ts";
import { updateRows } from "../training-plan.ts";

/** What a search for a learning rate found. */
export interface LearningRateSearch {
  /** The rate to take. */
  readonly best: number;
  /** The rates tried, rising by a factor of 2. */
  readonly rates: readonly number[];
  /** The objective after training with each: mean loss of a row, plus penalty; `Infinity` where training diverged. */
  readonly losses: readonly number[];
  /** The objective before any training. */
  readonly startLoss: number;
  /** Rows that were trained on, spread evenly over all. */
  readonly rows: number;
  /** Updates that each rate had. */
  readonly updates: number;
}

/** Rates from 2^-17, 0.0000076, to 2^6, 64. */
const FIRST_POWER = -17;
const LAST_POWER = 6;

/** Rows of the sample, at most. */
const SAMPLE_ROWS = 4096;

/** Updates that a rate gets, at least. */
const MIN_UPDATES = 100;

/** A gain below this share of the loss may be a sum's rounding. */
const LEAST_GAIN = 1e-6;

/** A loss that the smallest steps raise by less than this share of it is as it was. */
const STILL = 0.01;

/** The rate chosen gains this share of what the best rate gains. */
const SHARE_OF_GAIN = 0.95;

/**
 * Tries learning rates on a sample of the rows, each from the starting weights, and measures the objective on the sample
 * afterwards: Bottou's way (`determineEta0` of his sgd-2.0), on a grid instead of a search, so that the whole curve can be
 * seen. It was taken instead of the range test of Smith (2017), in which one training runs through all rates: there the
 * loss at a rate depends on those before, lags behind by as much as it is smoothed, and has to be read off by its slope.
 *
 * The smallest rate that gains 95 % of what the best one gains is chosen: over a whole training, the smaller the steps the
 * less the weights are moved about by the last rows.
 *
 * @throws {MinibatchError} `INVALID_DATA` or `DIVERGED` when no rate lowers the objective, as {@link chooseRate}
 */
export async function searchRates(
  kernels: Kernels,
  task: TrainingTask,
  options: ResolvedOptions<LossName>,
  weights: LinearWeights,
  listeners: Pick<TrainingListeners, "signal">,
): Promise<LearningRateSearch> {
  const sample = sampleOf(task);
  const rows = sample.source.rows;
  const updatesPerPass = Math.ceil(rows / updateRows(options, rows, sample.source.columns));
  const passes = Math.ceil(MIN_UPDATES / updatesPerPass);
  const updates = passes * updatesPerPass;
  const plain: ResolvedOptions<LossName> = {
    ...options,
    schedule: "constant",
    warmup: 0,
    rateBatchSize: null,
    tol: null,
  };
  const rates: number[] = [];
  const losses: number[] = [];
  let startLoss = Number.NaN;
  for (let power = FIRST_POWER; power <= LAST_POWER; power++) {
    const learningRate = 2 ** power;
    const job = new TrainingJob(kernels, sample, { options: plain, weights, learningRate, shuffle: options.shuffle });
    await job.load();
    const objective = (): Promise<number> => job.objective(updates, passes * rows);
    if (Number.isNaN(startLoss)) startLoss = await objective();
    rates.push(learningRate);
    losses.push(await objectiveAfter(job, passes, objective, listeners));
  }
  return { best: chooseRate(rates, losses, startLoss), rates, losses, startLoss, rows, updates };
}

/** The rate that {@link searchRates} chooses. */
export async function findBestRate(
  kernels: Kernels,
  task: TrainingTask,
  options: ResolvedOptions<LossName>,
  weights: LinearWeights,
  listeners: Pick<TrainingListeners, "signal">,
): Promise<number> {
  return (await searchRates(kernels, task, options, weights, listeners)).best;
}

/**
 * The smallest rate that gains 95 % of what the best one gains.
 *
 * @throws {MinibatchError} `INVALID_DATA` when there is nothing to gain, for the smallest steps leave the loss as it was;
 * `DIVERGED` when they raise it
 */
export function chooseRate(rates: readonly number[], losses: readonly number[], startLoss: number): number {
  const lowest = losses.reduce((least, loss) => Math.min(least, loss), Number.POSITIVE_INFINITY);
  if (!(startLoss - lowest > LEAST_GAIN * Math.abs(startLoss))) throw noGain(rates, losses, startLoss);
  const enough = startLoss - SHARE_OF_GAIN * (startLoss - lowest);
  return rates[losses.findIndex((loss) => loss <= enough)];
}

function noGain(rates: readonly number[], losses: readonly number[], startLoss: number): MinibatchError {
  const range = `${rates[0]} to ${rates.at(-1)}`;
  const what = `learningRate "auto": no rate from ${range} lowers the loss of ${startLoss}`;
  const details = { option: "learningRate" };
  const rises = losses[0] - startLoss > STILL * Math.abs(startLoss);
  if (rises) return new MinibatchError("DIVERGED", `${what}: standardise the columns`, details);
  const why = "the columns tell nothing of y, or the weights are the best already: give a number";
  return new MinibatchError("INVALID_DATA", `${what}: ${why}`, details);
}

async function objectiveAfter(
  job: TrainingJob,
  passes: number,
  objective: () => Promise<number>,
  { signal }: Pick<TrainingListeners, "signal">,
): Promise<number> {
  try {
    await job.run(passes, { signal });
    return await objective();
  } catch (error) {
    if (error instanceof MinibatchError && error.code === "DIVERGED") return Number.POSITIVE_INFINITY;
    throw error;
  }
}

/** The task on rows spread evenly over all. */
function sampleOf({ source, targets, weights }: TrainingTask): TrainingTask {
  if (source.rows <= SAMPLE_ROWS) return { source, targets, weights };
  const indices = Int32Array.from({ length: SAMPLE_ROWS }, (_, i) => Math.floor((i * source.rows) / SAMPLE_ROWS));
  return {
    source: selectRows(source, indices),
    targets: selectTargets(targets, indices),
    weights: weights && Float64Array.from(indices, (row) => weights[row]),
  };
}
