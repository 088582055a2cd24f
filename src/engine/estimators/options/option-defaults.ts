import type { LossName } from "../../objective/losses.ts";
import { OPTIMIZER_DEFAULTS } from "../../optimizer/optimizers.ts";
import type { ScheduleName } from "../../optimizer/schedule-names.ts";
import type { ClassOptions, ResolvedEarlyStopping, ResolvedOptions, SGDOptions } from "../sgd-options.ts";

/** Which estimator options belong to. */
export type EstimatorTask = "classification" | "regression";

/** The value of `earlyStopping: true`. */
export const EARLY_STOPPING_DEFAULTS: ResolvedEarlyStopping = {
  metric: "loss",
  patience: 5,
  minDelta: 0.0001,
  validation: 0.1,
};

/** What `earlyStopping: true` means: with scikit-learn's numbers its `score` has to rise by `tol`, `patience` times at most not. */
export function earlyStoppingDefaults(
  task: EstimatorTask,
  { compat, tol, patience }: Pick<ResolvedOptions<LossName>, "compat" | "tol" | "patience">,
): ResolvedEarlyStopping {
  if (compat !== "scikit-learn") return EARLY_STOPPING_DEFAULTS;
  const metric = task === "classification" ? "accuracy" : "r2";
  return { metric, patience, minDelta: tol ?? 0, validation: EARLY_STOPPING_DEFAULTS.validation };
}

/** The loss that goes with a schedule where none is given: a passive-aggressive one has a loss of its own. */
export function defaultLoss(task: EstimatorTask, schedule: ScheduleName | undefined): LossName {
  const isPassive = schedule === "pa1" || schedule === "pa2";
  if (task === "classification") return isPassive ? "hinge" : "log_loss";
  return isPassive ? "epsilon_insensitive" : "squared_error";
}

/** The defaults, given what was chosen. */
export function optionDefaults(
  task: EstimatorTask,
  options: SGDOptions & ClassOptions & { readonly loss?: LossName },
): ResolvedOptions<LossName> {
  const loss = options.loss ?? defaultLoss(task, options.schedule);
  const defaults: ResolvedOptions<LossName> = {
    loss,
    epsilon: 0.1,
    quantile: 0.5,
    learningRate: 0.1,
    rateBatchSize: null,
    schedule: "constant",
    power: 0.5,
    decay: 0.5,
    decayEpochs: 1,
    scheduleEpochs: null,
    finalLearningRate: 0,
    warmup: 0,
    optimizer: "sgd",
    ...OPTIMIZER_DEFAULTS,
    average: false,
    clipNorm: null,
    clipValue: null,
    batchSize: 32,
    accumulate: 1,
    epochs: 10,
    l1: 0,
    l2: 0.0001,
    maxNorm: null,
    reduction: "mean",
    shuffle: "block",
    seed: 0,
    precision: "f32",
    fitIntercept: true,
    earlyStopping: false,
    tol: options.schedule === "adaptive" ? 0.001 : null,
    patience: 5,
    warmStart: false,
    compat: "none",
    classWeight: null,
    multiclass: loss === "log_loss" || loss === "softmax" ? "softmax" : "one-vs-rest",
  };
  return options.compat === "scikit-learn" ? { ...defaults, ...scikitLearnDefaults(task, options) } : defaults;
}

/** The defaults of scikit-learn 1.9's `SGDClassifier` and `SGDRegressor`, where they differ. */
function scikitLearnDefaults(task: EstimatorTask, options: SGDOptions & { readonly loss?: LossName }) {
  const isClassifier = task === "classification";
  return {
    loss: options.loss ?? (isClassifier ? "hinge" : defaultLoss(task, options.schedule)),
    schedule: isClassifier ? "optimal" : "invscaling",
    power: isClassifier ? 0.5 : 0.25,
    learningRate: 0.01,
    batchSize: 1,
    epochs: 1000,
    tol: 0.001,
    shuffle: "full",
    precision: "f64",
    multiclass: "one-vs-rest",
  } as const;
}
