import type { TableEstimatorOptions } from "../../data/table/table-training-options.ts";
import { MinibatchError } from "../../engine/errors.ts";
import { METRIC_NAMES, type MetricName } from "../../engine/estimators/early-stopping/metric-names.ts";
import type { ClassWeight } from "../../engine/estimators/sgd-options.ts";
import { OPTIMIZERS, type OptimizerName } from "../../engine/optimizer/optimizers.ts";
import { SCHEDULES, type ScheduleName } from "../../engine/optimizer/schedule-names.ts";
import type { OptionTable } from "./option-table.ts";
import { oneOf, realNumber, textList, type ValueType, wholeNumber } from "./value-type.ts";

/** Options of the optimiser, the schedule, penalties and stopping, as the command line has them. */
export interface TrainingCommandOptions {
  /** The update rule. */
  readonly optimizer?: OptimizerName;
  /** What `momentum` and `nesterov` keep. */
  readonly momentum?: number;
  /** What `rmsprop` keeps. */
  readonly rho?: number;
  /** What `adam` and `adamw` keep of the gradient. */
  readonly beta1?: number;
  /** What they keep of its square. */
  readonly beta2?: number;
  /** What the adaptive optimisers add to a root. */
  readonly eps?: number;
  /** The beta of `ftrl`. */
  readonly ftrlBeta?: number;
  /** How the rate goes. */
  readonly schedule?: ScheduleName;
  /** Exponent of `invscaling`. */
  readonly power?: number;
  /** Factor of `step` and `exponential`. */
  readonly decay?: number;
  /** Epochs for that factor. */
  readonly decayEpochs?: number;
  /** Epochs of `cosine` and `linear`. */
  readonly scheduleEpochs?: number;
  /** The rate at their end. */
  readonly finalAlpha?: number;
  /** Epochs of rising rate. */
  readonly warmup?: number;
  /** Batch size that alpha is meant for. */
  readonly rateBatchSize?: number;
  /** Strength of the L1 penalty. */
  readonly l1?: number;
  /** Largest norm of an output's weights. */
  readonly maxNorm?: number;
  /** Largest norm of a gradient. */
  readonly clipNorm?: number;
  /** Largest element of a gradient. */
  readonly clipValue?: number;
  /** Batches for an update. */
  readonly accumulate?: number;
  /** Mean of the weights: from the first update on, or from so many rows on. */
  readonly average?: true | number;
  /** Early stopping, by the loss or a metric. */
  readonly earlyStopping?: boolean | MetricName;
  /** Share of the training rows that early stopping holds out. */
  readonly validation?: number;
  /** Epochs without gain. */
  readonly patience?: number;
  /** What counts as a gain. */
  readonly minDelta?: number;
  /** When the training loss ends training. */
  readonly tol?: number;
  /** Weights of classes. */
  readonly classWeight?: ClassWeight;
  /** How several classes are told apart. */
  readonly multiclass?: "softmax" | "one-vs-rest";
  /** Width of `huber` and the `epsilon_insensitive` losses. */
  readonly epsilon?: number;
  /** What `quantile` learns. */
  readonly quantile?: number;
  /** Whether there is a constant term. */
  readonly intercept?: boolean;
  /** Whether a batch's step goes along the mean of its rows' gradients or their sum. */
  readonly reduction?: "mean" | "sum";
}

const share = realNumber({ min: 0, below: 1 });
const positive = realNumber({ above: 0 });
const list = textList("");

const classWeight: ValueType<ClassWeight> = {
  expected: '"balanced" or a list such as yes=3,no=1',
  parse(text) {
    if (text === "balanced") return text;
    const weights = (list.parse(text) ?? []).map((part) => {
      const at = part.lastIndexOf("=");
      return [part.slice(0, at), realNumber({ min: 0 }).parse(part.slice(at + 1))] as const;
    });
    const isComplete = weights.every(([name, weight]) => name !== "" && weight !== undefined);
    return isComplete ? Object.fromEntries(weights as [string, number][]) : undefined;
  },
};

/** These options, as parsed and as shown by the help. */
export const trainingOptions: OptionTable<TrainingCommandOptions> = {
  optimizer: {
    flags: "--optimizer <name>",
    help: `${OPTIMIZERS.join(", ")} (default: adagrad)`,
    type: oneOf(...OPTIMIZERS),
  },
  momentum: { flags: "--momentum <share>", help: "what momentum and nesterov keep (default: 0.9)", type: share },
  rho: { flags: "--rho <share>", help: "what rmsprop keeps (default: 0.9)", type: share },
  beta1: { flags: "--beta1 <share>", help: "what adam and adamw keep of the gradient (default: 0.9)", type: share },
  beta2: { flags: "--beta2 <share>", help: "what they keep of its square (default: 0.999)", type: share },
  eps: { flags: "--eps <number>", help: "what adaptive optimisers add to a root (default: 1e-8)", type: positive },
  ftrlBeta: { flags: "--ftrl-beta <number>", help: "the beta of ftrl (default: 1)", type: positive },
  schedule: {
    flags: "--schedule <name>",
    help: `how alpha goes: ${SCHEDULES.join(", ")} (default: linear)`,
    type: oneOf(...SCHEDULES),
  },
  power: { flags: "--power <number>", help: "exponent of invscaling (default: 0.5)", type: realNumber({ min: 0 }) },
  decay: { flags: "--decay <factor>", help: "factor of step and exponential (default: 0.5)", type: positive },
  decayEpochs: { flags: "--decay-epochs <n>", help: "epochs for that factor (default: 1)", type: positive },
  scheduleEpochs: {
    flags: "--schedule-epochs <n>",
    help: "epochs of cosine and linear (default: all)",
    type: positive,
  },
  finalAlpha: {
    flags: "--final-alpha <rate>",
    help: "alpha at the end of cosine and linear (default: 0)",
    type: realNumber({ min: 0 }),
  },
  warmup: {
    flags: "--warmup <epochs>",
    help: "epochs during which alpha rises (default: 0)",
    type: realNumber({ min: 0 }),
  },
  rateBatchSize: {
    flags: "--rate-batch-size <n>",
    help: "batch size that alpha is meant for; alpha is scaled to the batch size",
    type: wholeNumber({ min: 1 }),
  },
  l1: { flags: "--l1 <strength>", help: "strength of the L1 penalty (default: 0)", type: realNumber({ min: 0 }) },
  maxNorm: { flags: "--max-norm <number>", help: "largest norm of an output's weights", type: positive },
  clipNorm: { flags: "--clip-norm <number>", help: "largest norm of a gradient", type: positive },
  clipValue: { flags: "--clip-value <number>", help: "largest element of a gradient", type: positive },
  accumulate: { flags: "--accumulate <n>", help: "batches for one update (default: 1)", type: wholeNumber({ min: 1 }) },
  average: {
    flags: "--average [rows]",
    help: "the model is the mean of the weights, from so many rows on (default: from the first)",
    type: wholeNumber({ min: 1 }) as ValueType<true | number>,
  },
  earlyStopping: {
    flags: "--early-stopping [metric]",
    help: `stop by rows held out of the training rows and keep the best epoch; by loss (default) or ${METRIC_NAMES.slice(1).join(", ")}`,
    type: oneOf(...METRIC_NAMES) as ValueType<boolean | MetricName>,
    opposite: "hold no training rows out (default: some out of 20,000 and more)",
  },
  validation: {
    flags: "--validation <share>",
    help: "share of the training rows for --early-stopping (default: 0.1)",
    type: realNumber({ above: 0, below: 1 }),
  },
  patience: {
    flags: "--patience <n>",
    help: "epochs without gain before --early-stopping or --tol ends training (default: 5)",
    type: wholeNumber({ min: 1 }),
  },
  minDelta: {
    flags: "--min-delta <number>",
    help: "what counts as a gain for --early-stopping (default: 0.0001)",
    type: realNumber({ min: 0 }),
  },
  tol: {
    flags: "--tol <number>",
    help: "end training when the loss no longer falls by more than this",
    type: realNumber({ min: 0 }),
  },
  classWeight: {
    flags: "--class-weight <weights>",
    help: "how often rows of a class count: balanced, or a list such as yes=3,no=1",
    type: classWeight,
  },
  multiclass: {
    flags: "--multiclass <way>",
    help: "several classes: softmax or one-vs-rest (default: softmax for log_loss, else one-vs-rest)",
    type: oneOf("softmax", "one-vs-rest"),
  },
  epsilon: {
    flags: "--epsilon <number>",
    help: "where huber becomes linear, and the margin of epsilon_insensitive (default: 0.1)",
    type: realNumber({ min: 0 }),
  },
  quantile: {
    flags: "--quantile <share>",
    help: "which quantile the loss quantile learns (default: 0.5, the median)",
    type: realNumber({ above: 0, below: 1 }),
  },
  intercept: {
    flags: "--intercept",
    help: "train a constant term (default)",
    opposite: "train none: an answer is the sum of weights times features alone",
  },
  reduction: {
    flags: "--reduction <way>",
    help: "a batch's step goes along the mean or the sum of its rows' gradients (default: mean)",
    type: oneOf("mean", "sum"),
  },
};

/** These options among those of a command. */
export function pickTrainingOptions(options: TrainingCommandOptions): TrainingCommandOptions {
  return Object.fromEntries(
    Object.keys(trainingOptions).flatMap((name) => {
      const value = options[name as keyof TrainingCommandOptions];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/**
 * The same for the estimators.
 *
 * @param options - the options; `validationFile` is another way to ask for early stopping
 * @throws {MinibatchError} `INVALID_OPTION` for an option of early stopping without it
 */
export function estimatorOptions(
  options: TrainingCommandOptions & { readonly validationFile?: unknown },
): TableEstimatorOptions {
  const { finalAlpha, intercept, earlyStopping, validation, minDelta, patience, ...others } =
    pickTrainingOptions(options);
  const byFile = options.validationFile !== undefined && earlyStopping === undefined;
  const stops = byFile || (earlyStopping !== undefined && earlyStopping !== false);
  if (!stops) checkNotGiven({ "--validation": validation, "--min-delta": minDelta });
  const parts = {
    ...(typeof earlyStopping === "string" && { metric: earlyStopping }),
    ...(validation !== undefined && { validation }),
    ...(minDelta !== undefined && { minDelta }),
    ...(patience !== undefined && { patience }),
  };
  return {
    ...others,
    // With early stopping and no tol it is the patience of early stopping alone.
    ...(patience !== undefined && (!stops || others.tol !== undefined) && { patience }),
    ...(finalAlpha !== undefined && { finalLearningRate: finalAlpha }),
    ...(intercept !== undefined && { fitIntercept: intercept }),
    ...((earlyStopping !== undefined || Object.keys(parts).length > 0) && { earlyStopping: stops && parts }),
  };
}

function checkNotGiven(options: Readonly<Record<string, number | undefined>>): void {
  const given = Object.keys(options).filter((name) => options[name] !== undefined);
  if (given.length === 0) return;
  const message = `option ${given.join(" and ")}: expected together with --early-stopping`;
  throw new MinibatchError("INVALID_OPTION", message, { option: given[0]! });
}

/** The arguments that give these options again. */
export function trainingArguments(options: TrainingCommandOptions): string[] {
  return Object.entries(pickTrainingOptions(options)).flatMap(([name, value]) => {
    const flag = trainingOptions[name as keyof TrainingCommandOptions].flags.split(" ")[0]!;
    if (value === false) return [flag.replace("--", "--no-")];
    return value === true ? [flag] : [flag, textOf(value)];
  });
}

function textOf(value: string | number | Readonly<Record<string, number>>): string {
  if (typeof value !== "object") return String(value);
  return Object.entries(value)
    .map(([name, weight]) => `${name.replaceAll(",", "\\,")}=${weight}`)
    .join(",");
}
