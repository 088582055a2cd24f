import type { StartingPoint } from "../../data/table/fit-estimator.ts";
import type { TableModel } from "../../data/table/table-model.ts";
import { targetNames } from "../../data/table/table-schema.ts";
import { pickEstimatorOptions } from "../../data/table/table-training-options.ts";
import type { OptionIssue } from "../../engine/errors.ts";
import { valueIssue } from "../../engine/estimators/options/issues.ts";
import { optionDefaults } from "../../engine/estimators/options/option-defaults.ts";
import type { TrainingSettings } from "../training/types.ts";
import type { GoingOnOptions, TrainTableOptions } from "./types.ts";

/** Options of a training; where it goes on, those of the model are among them. */
export interface SettledOptions extends TrainTableOptions {
  /** The model that it goes on from. */
  readonly warmStart?: TableModel;
}

/** What a model has of its own and keeps. */
const OF_COLUMNS = [
  ...["numeric", "categorical", "text", "drop", "only", "scale", "nullStrings"],
  ...["analyzer", "ngrams", "weighting", "bits", "interactions", "layout"],
] as const;

/** What may be given again as the model has it. */
const OF_MODEL = ["target", "task", "loss", "multiclass", "fitIntercept"] as const;

const OF_OPTIMIZER = ["momentum", "rho", "beta1", "beta2", "eps", "ftrlBeta"] as const;
const OF_SCHEDULE = ["power", "decay", "decayEpochs", "scheduleEpochs", "finalLearningRate", "warmup"] as const;

/** Options that say how a training ends: each training has its own. */
const OF_THE_END = ["earlyStopping", "tol", "patience"] as const;

type Options = Readonly<Record<string, unknown>>;

/** The options that cannot be used where a training goes on from a model: they would change what it is. */
export function goingOnIssues(model: TableModel, options: GoingOnOptions): OptionIssue[] {
  const given: Options = { ...options, ...(options.target && { target: [options.target].flat().join(", ") }) };
  const known = ofModel(model);
  return [
    ...OF_COLUMNS.filter((name) => given[name] !== undefined).map((name) =>
      valueIssue(name, given[name], "none with warmStart: the columns of the model stay as they are"),
    ),
    ...OF_MODEL.filter((name) => given[name] !== undefined && given[name] !== known[name]).map((name) =>
      valueIssue(name, given[name], `${JSON.stringify(known[name])} with warmStart, as the model has it`),
    ),
  ];
}

/** What a model is, by option. */
function ofModel({ schema, options }: TableModel): Options {
  const { loss, multiclass, fitIntercept } = options;
  return { target: targetNames(schema).join(", "), task: schema.task, loss, multiclass, fitIntercept };
}

/**
 * The options of a training that goes on: those given, then those of the model. The settings of an optimiser or a schedule go
 * with it: another one has its own.
 */
export function goingOnOptions(model: TableModel, given: GoingOnOptions): SettledOptions {
  const { schema, options } = model;
  const { task, texts = [] } = schema;
  const kept = new Set<string>([
    ...["learningRate", "batchSize", "l2", "shuffle", "precision"],
    ...["optimizer", "schedule", ...ofDefaults(model)],
  ]);
  const forget = (names: readonly string[]): void => {
    for (const name of names) kept.delete(name);
  };
  forget(OF_THE_END);
  if (given.optimizer !== undefined) forget(["schedule", "learningRate", ...OF_OPTIMIZER, ...OF_SCHEDULE]);
  if (given.schedule !== undefined) forget(["learningRate", ...OF_SCHEDULE]);
  if (!kept.has("schedule") || options["schedule"] === "optimal") kept.delete("learningRate");
  const own = Object.fromEntries(Array.from(kept, (name) => [name, options[name]]));
  const chosen = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return {
    ...own,
    loss: options["loss"],
    ...(texts.length > 0 && { text: texts.map(({ column }) => column) }),
    ...chosen,
    ...{ target: targetNames(schema), task, warmStart: model },
  } as SettledOptions;
}

/** The options of a model that are not as they are where nobody gave them: one without effect is among the others. */
function ofDefaults({ schema, options }: TableModel): string[] {
  const { loss, schedule } = options as Pick<TrainTableOptions, "loss" | "schedule">;
  const defaults = optionDefaults(schema.task, {
    ...(loss && { loss }),
    ...(schedule && { schedule }),
  }) as unknown as Options;
  return Object.keys(pickEstimatorOptions(options)).filter(
    (name) => JSON.stringify(options[name]) !== JSON.stringify(defaults[name]),
  );
}

/**
 * Where a training that goes on from a model begins. The state of another optimiser or width does not fit; nor does a rate that is
 * to be looked for, which is looked for with an optimiser that begins anew.
 */
export function startingPoint(
  model: TableModel,
  { precision, optimizer, learningRate }: TrainingSettings,
): StartingPoint {
  const { coef, intercept } = model.estimator;
  const { training, data } = model;
  const fits =
    training?.trainer.precision === precision && training?.trainer.optimizer === optimizer && learningRate !== "auto";
  return { weights: { coef, intercept }, scales: data.targetScales, training: fits ? training : undefined };
}
