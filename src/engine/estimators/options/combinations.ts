import type { OptionIssue } from "../../errors.ts";
import type { LossName } from "../../objective/losses.ts";
import { METRICS } from "../early-stopping/metrics.ts";
import type { ResolvedOptions } from "../sgd-options.ts";
import { valueIssue } from "./issues.ts";
import type { EstimatorTask } from "./option-defaults.ts";

type Options = ResolvedOptions<LossName>;

/** The combinations of values, each allowed by itself, that mean nothing together. */
export function combinationIssues(task: EstimatorTask, options: Options): OptionIssue[] {
  return [
    ...scheduleIssues(task, options),
    ...warmupIssues(options),
    ...lossIssues(options),
    ...ftrlIssues(options),
    ...metricIssues(task, options),
    ...(options.compat === "scikit-learn" ? scikitLearnIssues(options) : []),
  ];
}

function scheduleIssues(task: EstimatorTask, options: Options): OptionIssue[] {
  const { schedule, optimizer, learningRate } = options;
  const issues: OptionIssue[] = [];
  const isPassive = schedule === "pa1" || schedule === "pa2";
  if (schedule === "optimal" && options.l1 + options.l2 === 0) {
    issues.push(valueIssue("schedule", schedule, "l1 + l2 > 0 with it", "the rate is computed from the penalty"));
  }
  if (isPassive) {
    const loss = task === "classification" ? "hinge" : "epsilon_insensitive";
    if (options.loss !== loss) issues.push(valueIssue("loss", options.loss, `"${loss}" with schedule "${schedule}"`));
    const sgd = `"sgd" with schedule "${schedule}": the rows bring their own steps`;
    if (optimizer !== "sgd") issues.push(valueIssue("optimizer", optimizer, sgd));
    if (options.warmup > 0) issues.push(valueIssue("warmup", options.warmup, `0 with schedule "${schedule}"`));
  }
  if (learningRate === "auto" && (isPassive || schedule === "optimal")) {
    issues.push(valueIssue("learningRate", learningRate, `a number with schedule "${schedule}"`));
  }
  if (options.rateBatchSize !== null && (isPassive || schedule === "optimal" || learningRate === "auto")) {
    const other = learningRate === "auto" ? 'learningRate "auto"' : `schedule "${schedule}"`;
    issues.push(valueIssue("rateBatchSize", options.rateBatchSize, `null with ${other}`));
  }
  if (options.warmStart && (schedule === "cosine" || schedule === "linear") && options.scheduleEpochs === null) {
    const expected = `a number > 0 with warmStart and schedule "${schedule}"`;
    issues.push(valueIssue("scheduleEpochs", null, expected, "the epochs of all fits together"));
  }
  if (schedule === "adaptive" && options.tol === null && !options.earlyStopping && options.compat === "none") {
    issues.push(valueIssue("tol", null, 'a number, or earlyStopping, with schedule "adaptive"', "it has to know when"));
  }
  return issues;
}

/** A warm-up that leaves nothing of the training. */
function warmupIssues({ warmup, epochs, warmStart }: Options): OptionIssue[] {
  // How many epochs the fits that go on from each other have together is not known.
  if (warmStart || warmup < epochs) return [];
  return [valueIssue("warmup", warmup, `a number below ${epochs}, the epochs`)];
}

function lossIssues({ loss, multiclass, epsilon }: Options): OptionIssue[] {
  if (loss === "huber" && epsilon === 0) return [valueIssue("epsilon", epsilon, 'a number > 0 with loss "huber"')];
  if (multiclass === "softmax" && loss !== "log_loss" && loss !== "softmax") {
    return [valueIssue("multiclass", multiclass, `"one-vs-rest" with loss "${loss}"`)];
  }
  if (multiclass === "one-vs-rest" && loss === "softmax") {
    return [valueIssue("multiclass", multiclass, '"softmax" with loss "softmax"', 'or choose the loss "log_loss"')];
  }
  return [];
}

/** What `ftrl`, which computes its weights anew at every update, cannot take. */
function ftrlIssues(options: Options): OptionIssue[] {
  if (options.optimizer !== "ftrl") return [];
  const issues: OptionIssue[] = [];
  const none = 'none with optimizer "ftrl": it computes the weights anew at every update';
  if (options.schedule !== "constant") {
    issues.push(
      valueIssue("schedule", options.schedule, '"constant" with optimizer "ftrl": it has a rate for each weight'),
    );
  }
  if (options.warmup > 0) issues.push(valueIssue("warmup", options.warmup, '0 with optimizer "ftrl"'));
  if (options.maxNorm !== null) issues.push(valueIssue("maxNorm", options.maxNorm, none));
  return issues;
}

function metricIssues(task: EstimatorTask, { earlyStopping, loss, compat }: Options): OptionIssue[] {
  if (!earlyStopping) return [];
  const { metric } = earlyStopping;
  const { tasks, needsProbabilities } = METRICS[metric];
  if (!tasks.includes(task)) {
    const names = Object.keys(METRICS).filter((name) => METRICS[name as keyof typeof METRICS].tasks.includes(task));
    return [valueIssue("earlyStopping.metric", metric, `one of ${names.join(", ")} for ${task}`)];
  }
  if (needsProbabilities && !PROBABILITY_LOSSES.includes(loss)) {
    return [
      valueIssue("earlyStopping.metric", metric, `one that needs no probabilities, which loss "${loss}" does not give`),
    ];
  }
  const score = task === "classification" ? "accuracy" : "r2";
  if (compat === "scikit-learn" && metric !== score) {
    return [valueIssue("earlyStopping.metric", metric, `"${score}" with compat "scikit-learn"`)];
  }
  return [];
}

/** Losses whose outputs can be turned into probabilities of classes. */
export const PROBABILITY_LOSSES: readonly LossName[] = [
  "log_loss",
  "softmax",
  "sigmoid_squared_error",
  "modified_huber",
];

/** What scikit-learn has. */
const SCIKIT_LEARN: { readonly [Name in keyof Options]?: readonly unknown[] } = {
  schedule: ["constant", "optimal", "invscaling", "adaptive", "pa1", "pa2"],
  optimizer: ["sgd"],
  batchSize: [1],
  accumulate: [1],
  rateBatchSize: [null],
  warmup: [0],
  clipNorm: [null],
  clipValue: [null],
  maxNorm: [null],
  shuffle: ["full", "none"],
  multiclass: ["one-vs-rest"],
  warmStart: [false],
  precision: ["f64"],
};

const NOT_IN_SCIKIT_LEARN: readonly LossName[] = ["softmax", "sigmoid_squared_error", "quantile", "poisson"];

function scikitLearnIssues(options: Options): OptionIssue[] {
  const issues: OptionIssue[] = [];
  const suffix = 'with compat "scikit-learn"';
  if (NOT_IN_SCIKIT_LEARN.includes(options.loss)) {
    issues.push(valueIssue("loss", options.loss, `a loss that scikit-learn's estimators have ${suffix}`));
  }
  if (options.learningRate === "auto") issues.push(valueIssue("learningRate", "auto", `a number ${suffix}`));
  for (const [name, allowed] of Object.entries(SCIKIT_LEARN)) {
    const value = options[name as keyof Options];
    if (allowed.includes(value)) continue;
    const words = allowed.map((word) => (typeof word === "string" ? `"${word}"` : String(word))).join(" or ");
    issues.push(valueIssue(name, value, `${words} ${suffix}`));
  }
  return issues;
}
