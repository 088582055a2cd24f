import { TABLE_LOSSES, type TableLoss } from "../../data/table/table-losses.ts";
import type { Task } from "../../data/table/table-schema.ts";
import { trainingDefaults } from "../../data/table/training-defaults.ts";
import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import type { ShuffleMode } from "../../engine/sampling/windows.ts";
import type { TrainTableStart } from "../../node/tables/types.ts";
import type { TrainCommandOptions } from "../commands/train.ts";
import { shellLine } from "../shell-quote.ts";

/** Everything that a run depends on beside its file, with all defaults filled in. */
export interface TrainSettings {
  readonly target: string;
  readonly task: Task;
  readonly loss: TableLoss;
  readonly epochs: number;
  readonly alpha: number;
  readonly batchSize: number;
  readonly l2: number;
  readonly shuffle: ShuffleMode;
  readonly precision: Precision;
  readonly testSize: number;
  readonly stratify: boolean;
  /** Null where the reader found out. */
  readonly header: boolean | null;
  readonly seed: number;
}

/** The settings of a run, once its file is known. */
export function trainSettings(options: TrainCommandOptions, start: TrainTableStart): TrainSettings {
  const { task, trainRows, features } = start;
  const defaults = trainingDefaults(task, trainRows, features);
  const { target, batchSize, shuffle, precision, testSize, header, seed } = options;
  return {
    target,
    task,
    loss: options.loss ?? TABLE_LOSSES[task][0],
    epochs: options.epochs ?? defaults.epochs,
    alpha: options.alpha ?? defaults.learningRate,
    batchSize,
    l2: options.l2 ?? defaults.l2,
    shuffle,
    precision,
    testSize,
    stratify: task === "classification" && options.stratify,
    header: header ?? null,
    seed,
  };
}

/** The command line that repeats a run, whatever the defaults will be. */
export function repeatLine(file: string, settings: TrainSettings): string {
  const { task, stratify, header } = settings;
  return shellLine([
    "minibatch",
    "train",
    file.startsWith("-") ? `./${file}` : file,
    ...["--target", settings.target, "--task", task, "--loss", settings.loss],
    ...["-e", String(settings.epochs), "-a", String(settings.alpha), "-b", String(settings.batchSize)],
    ...["--l2", String(settings.l2), "--shuffle", settings.shuffle, "--precision", settings.precision],
    ...["--test-size", String(settings.testSize), "--seed", String(settings.seed)],
    ...(task === "classification" && !stratify ? ["--no-stratify"] : []),
    ...(header === null ? [] : [header ? "--header" : "--no-header"]),
  ]);
}
