import { MinibatchError } from "../../errors.ts";
import type { Rows } from "../../matrix/row-source.ts";
import type { Label } from "../../metrics/labels.ts";
import { classTask, labelTask } from "../class-tasks.ts";
import { modelOf } from "../linear-estimator.ts";
import { numberTask } from "../number-tasks.ts";
import { type ClassifierTargets, SGDClassifier } from "../sgd-classifier.ts";
import type { RegressorTargets, SGDRegressor } from "../sgd-regressor.ts";
import { isMatrix } from "../targets/class-targets.ts";
import { checkAnyRow } from "../targets/make-task.ts";
import type { TrainingTask } from "../training-job.ts";
import type { LearningRateSearch } from "./find-best-rate.ts";

/** What {@link findLearningRate} takes beside rows and targets. */
export interface LearningRateOptions {
  /** How often each row counts, >= 0, [rows]. Default: once. */
  readonly sampleWeight?: ArrayLike<number>;
  /** Ends the search. */
  readonly signal?: AbortSignal;
}

/**
 * Finds a learning rate for a model's options and some rows: rates from 2^-17 to 2^6 are tried one after the other, each from
 * the starting weights, on at most 4,096 rows spread evenly over all and for at least 100 updates, and the objective on these
 * rows is measured afterwards. The smallest rate that gains 95 % of what the best one gains is chosen. This is Bottou's
 * `determineEta0` (sgd-2.0) on a grid, so that the whole curve can be drawn; `learningRate: "auto"` does the same.
 *
 * @param model - its options are those searched with; it is not changed
 * @param X - rows, [rows, columns]
 * @param y - targets, as for `fit`
 * @returns the rate, and the curve
 * @throws {MinibatchError} as `fit`; `INVALID_OPTION` for a schedule that takes no learning rate; `INVALID_DATA` or `DIVERGED`
 * when no rate lowers the objective
 * @throws the signal's reason, when it is aborted
 */
export async function findLearningRate(
  model: SGDClassifier,
  X: Rows,
  y: ClassifierTargets,
  options?: LearningRateOptions,
): Promise<LearningRateSearch>;
export async function findLearningRate(
  model: SGDRegressor,
  X: Rows,
  y: RegressorTargets,
  options?: LearningRateOptions,
): Promise<LearningRateSearch>;
export async function findLearningRate(
  model: SGDClassifier | SGDRegressor,
  X: Rows,
  y: ClassifierTargets | RegressorTargets,
  options: LearningRateOptions = {},
): Promise<LearningRateSearch> {
  const { schedule } = model.options;
  if (schedule === "optimal" || schedule === "pa1" || schedule === "pa2") {
    const message = `schedule: got "${schedule}", which takes no learning rate, expected another, such as "constant"`;
    throw new MinibatchError("INVALID_OPTION", message, { option: "schedule" });
  }
  const { signal } = options;
  if (model instanceof SGDClassifier) {
    return modelOf(model).searchRates(classifierTask(model, X, y as ClassifierTargets, options), { signal });
  }
  const task = numberTask(X, y as RegressorTargets, model.options, options);
  checkAnyRow(task, options.sampleWeight);
  return modelOf(model).searchRates(task, { signal });
}

function classifierTask(
  { options }: SGDClassifier,
  X: Rows,
  y: ClassifierTargets,
  fit: LearningRateOptions,
): TrainingTask {
  const { task } = isMatrix(y) ? labelTask(X, y, options, fit) : classTask(X, y as ArrayLike<Label>, options, fit);
  checkAnyRow(task, fit.sampleWeight);
  return task;
}
