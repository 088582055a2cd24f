import type { StartingPoint } from "../../data/table/fit-estimator.ts";
import type { TableModelParts } from "../../data/table/table-model.ts";
import type { Task } from "../../data/table/table-schema.ts";
import { pickEstimatorOptions } from "../../data/table/table-training-options.ts";
import type { TrainingsBefore } from "../../data/table/table-training-state.ts";
import type { TargetScale } from "../../data/table/target-scale.ts";
import type { OptionIssue } from "../../engine/errors.ts";
import { valueIssue } from "../../engine/estimators/options/issues.ts";
import { optionDefaults } from "../../engine/estimators/options/option-defaults.ts";
import type { TrainFileOptions, TrainingSettings, TrainingStart } from "./types.ts";

/** What may be given again as a model has it. */
const OF_MODEL = ["task", "loss", "multiclass", "fitIntercept"] as const;

const OF_OPTIMIZER = ["momentum", "rho", "beta1", "beta2", "eps", "ftrlBeta"] as const;
const OF_SCHEDULE = ["power", "decay", "decayEpochs", "scheduleEpochs", "finalLearningRate", "warmup"] as const;

/** Options that say how a training ends: each training has its own. */
const OF_THE_END = ["earlyStopping", "tol", "patience"] as const;

/** Options by name. */
export type Options = Readonly<Record<string, unknown>>;

/** What a training goes on from, whatever its rows. */
export interface KnownModel extends Pick<TableModelParts, "estimator" | "options" | "training"> {
  /** What it learned. */
  readonly task: Task;
  /** The scale of its numbers, one for each target. */
  readonly scales: readonly TargetScale[] | undefined;
}

/** The options that were given and are others than the model's, which would change what it is. */
export function keptIssues(known: Options, given: Options): OptionIssue[] {
  return Object.keys(known)
    .filter((name) => given[name] !== undefined && given[name] !== known[name])
    .map((name) => valueIssue(name, given[name], `${JSON.stringify(known[name])} with warmStart, as the model has it`));
}

/** What every model keeps, by option. */
export function keptOptions({ task, options }: Pick<KnownModel, "task" | "options">): Options {
  return Object.fromEntries(OF_MODEL.map((name) => [name, name === "task" ? task : options[name]]));
}

/**
 * The settings that a training which goes on has from the model: those of an optimiser or a schedule go with it: another one
 * has its own.
 *
 * @param given - the options given, which count before them
 */
export function inheritedOptions(
  { task, options }: Pick<KnownModel, "task" | "options">,
  given: Pick<TrainFileOptions, "optimizer" | "schedule">,
): Options {
  const kept = new Set<string>([
    ...["loss", "learningRate", "batchSize", "l2", "shuffle", "precision"],
    ...["optimizer", "schedule", ...ofDefaults(task, options)],
  ]);
  const forget = (names: readonly string[]): void => {
    for (const name of names) kept.delete(name);
  };
  forget(OF_THE_END);
  if (given.optimizer !== undefined) forget(["schedule", "learningRate", ...OF_OPTIMIZER, ...OF_SCHEDULE]);
  if (given.schedule !== undefined) forget(["learningRate", ...OF_SCHEDULE]);
  if (!kept.has("schedule") || options["schedule"] === "optimal") kept.delete("learningRate");
  return Object.fromEntries(Array.from(kept, (name) => [name, options[name]]));
}

/** The options of a model that are not as they are where nobody gave them: one without effect is among the others. */
function ofDefaults(task: Task, options: Options): string[] {
  const { loss, schedule } = options as Pick<TrainFileOptions, "loss" | "schedule">;
  const given = { ...(loss && { loss }), ...(schedule && { schedule }) };
  const defaults = optionDefaults(task, given) as unknown as Options;
  return Object.keys(pickEstimatorOptions(options)).filter(
    (name) => JSON.stringify(options[name]) !== JSON.stringify(defaults[name]),
  );
}

/**
 * Where a training that goes on from a model begins. The state of another optimiser or width does not fit; nor does a rate that is
 * to be looked for, which is looked for with an optimiser that begins anew.
 */
export function startingPoint(
  { estimator, training, scales }: KnownModel,
  { precision, optimizer, learningRate }: TrainingSettings,
): StartingPoint {
  const { coef, intercept } = estimator;
  const fits =
    training?.trainer.precision === precision && training?.trainer.optimizer === optimizer && learningRate !== "auto";
  return { weights: { coef, intercept }, scales, training: fits ? training : undefined };
}

/** What a training that goes on has of the one before, as it is told; nothing of one that begins anew. */
export function goesOnFrom(from: StartingPoint | undefined): Pick<TrainingStart, "goesOn"> {
  return from === undefined ? {} : { goesOn: from.training ? "state" : "weights" };
}

/** The trainings before the next one. */
export function trainingsBefore({
  trainRows,
  before,
}: {
  readonly trainRows: number;
  readonly before?: TrainingsBefore;
}): TrainingsBefore {
  const { trainings, trainRows: earlier } = before ?? { trainings: 0, trainRows: 0 };
  return { trainings: trainings + 1, trainRows: earlier + trainRows };
}
