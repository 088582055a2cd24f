import type { TableLoss } from "../../data/table/table-losses.ts";
import type { Task } from "../../data/table/table-schema.ts";
import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import type { ShuffleMode } from "../../engine/sampling/windows.ts";
import type { SplitOptions } from "../../node/tables/split-rows.ts";
import type { TrainFileOptions, TrainingResult, TrainingStart } from "../../node/training/types.ts";
import type { ToldOptions, TrainCommandOptions } from "../commands/train.ts";
import { commandOptions } from "../options/command-options.ts";
import { estimatorOptions, type TrainingCommandOptions, trainingArguments } from "../options/training-options.ts";

/** What every run depends on beside its files and how they are read, with all defaults filled in. */
export interface CommonSettings {
  readonly task: Task;
  readonly loss: TableLoss;
  readonly epochs: number;
  /** Null where the schedule makes its own rate. */
  readonly alpha: number | "auto" | null;
  readonly batchSize: number | "auto";
  readonly l2: number;
  /** Optimiser and schedule, and what was given of penalties and stopping. */
  readonly training: TrainingCommandOptions;
  readonly shuffle: ShuffleMode;
  readonly precision: Precision;
  readonly testSize: number;
  readonly stratify: boolean;
  /** Files with the rows to test on; none where some were held out. */
  readonly test: readonly string[];
  /** Files with the rows to stop by; none where some were held out, or none. */
  readonly validationFile: readonly string[];
  readonly seed: number;
}

/** What the settings of a run depend on beside its options. */
export type SettledTraining = Pick<TrainingStart, "task" | "settings"> & Pick<TrainingResult, "foundLearningRate">;

/** The settings of a run, once its files are known; after the training with the learning rate that was found. */
export function commonSettings(
  options: TrainCommandOptions,
  { task, settings, foundLearningRate }: SettledTraining,
): CommonSettings {
  const { loss, epochs, learningRate, batchSize, l2, shuffle, precision } = settings;
  const { testSize, seed, test = [], validationFile = [] } = options;
  return {
    ...{ task, loss, epochs, alpha: foundLearningRate ?? learningRate ?? null, batchSize, l2 },
    training: commandOptions(settings),
    ...{ shuffle, precision, testSize, stratify: task === "classification" && options.stratify },
    ...{ test, validationFile, seed },
  };
}

/** The options of a training on files that the command line gives, whatever the rows; but for those with defaults. */
export function commonOptions(options: TrainCommandOptions): TrainFileOptions & SplitOptions {
  const { testSize, seed, stratify, alpha } = options;
  const { task, loss, epochs, l2, test, validationFile, cache } = options;
  return {
    ...{ testSize, seed, stratify },
    ...withoutUndefined({ task, loss, epochs, learningRate: alpha, l2, test, validationFile, cache }),
    ...estimatorOptions(options),
  };
}

/**
 * Options that have defaults on the command line: where a training goes on from a model, only those that were told, since the model
 * has its own.
 */
export function toldDefaults<Name extends keyof TrainCommandOptions>(
  options: ToldOptions,
  names: readonly Name[],
): Partial<Pick<TrainCommandOptions, Name>> {
  const { warmStart, untold } = options;
  const told = warmStart === undefined ? names : names.filter((name) => !untold.has(name));
  const values = Object.fromEntries(told.map((name) => [name, options[name]]));
  return values as unknown as Partial<Pick<TrainCommandOptions, Name>>;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The values that are there. */
export function withoutUndefined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}

/** The beginning of a command line that trains on files. */
export function trainOn(files: readonly string[]): string[] {
  return ["minibatch", "train", ...files.map((file) => (file.startsWith("-") && file !== "-" ? `./${file}` : file))];
}

/** The arguments that give these settings again, whatever the defaults will be. */
export function commonArguments(settings: CommonSettings): string[] {
  const { task, loss, epochs, alpha, batchSize, l2, shuffle, precision, training } = settings;
  const { test, testSize, validationFile, seed, stratify } = settings;
  return [
    ...["--task", task, "--loss", loss],
    ...["-e", String(epochs), ...(alpha === null ? [] : ["-a", String(alpha)])],
    ...["-b", String(batchSize), "--l2", String(l2), "--shuffle", shuffle, "--precision", precision],
    ...trainingArguments(training),
    ...(test.length === 0 ? ["--test-size", String(testSize)] : test.flatMap((file) => ["--test", file])),
    ...validationFile.flatMap((file) => ["--validation-file", file]),
    ...["--seed", String(seed), ...(task === "classification" && !stratify ? ["--no-stratify"] : [])],
  ];
}
