import type { TableLoss } from "../../data/table/table-losses.ts";
import type { Task } from "../../data/table/table-schema.ts";
import type { TextAnalyzer, TextWeighting } from "../../data/text/text-options.ts";
import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import type { ShuffleMode } from "../../engine/sampling/windows.ts";
import type { ScaleMode } from "../../node/tables/fit-encoders.ts";
import type { TrainTableResult, TrainTableStart } from "../../node/tables/types.ts";
import type { SparseCommandOptions } from "../commands/sparse-options.ts";
import type { TrainCommandOptions } from "../commands/train.ts";
import { commandOptions } from "../options/command-options.ts";
import { type TrainingCommandOptions, trainingArguments } from "../options/training-options.ts";
import { shellLine } from "../shell-quote.ts";

/** Everything that a run depends on beside its file, with all defaults filled in. */
export interface TrainSettings extends FeatureSettings {
  readonly target: string;
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
  readonly scale: ScaleMode;
  readonly nullStrings: readonly string[];
  readonly numeric: readonly string[];
  readonly categorical: readonly string[];
  readonly drop: readonly string[];
  readonly only: readonly string[];
  /** Null where all rows count once. */
  readonly weight: string | null;
  /** Null where the reader found out. */
  readonly header: boolean | null;
  /** Null where the reader found out. */
  readonly delimiter: string | null;
  readonly seed: number;
  /** Path of the model that the training went on from; null where it began anew. */
  readonly warmStart: string | null;
  /** Whether the model keeps where its training stands. */
  readonly keepState: boolean;
}

/** How texts and products become features. */
export interface FeatureSettings {
  /** Null where there are no texts. */
  readonly text: TextSettings | null;
  /** Pairs of columns that are multiplied. */
  readonly interactions: readonly (readonly [first: string, second: string])[];
  /** Hashed words and texts have 2 to this power features; null for the defaults of each. */
  readonly bits: number | null;
  readonly layout: "auto" | "dense" | "sparse";
}

/** How texts become features. */
export interface TextSettings {
  readonly columns: readonly string[];
  readonly analyzer: TextAnalyzer;
  readonly ngrams: readonly [shortest: number, longest: number];
  readonly weighting: TextWeighting;
}

/** What the settings of a run depend on beside its options. */
export type SettledTable = Pick<TrainTableStart, "target" | "task" | "settings"> &
  Pick<TrainTableResult, "foundLearningRate">;

/** The settings of a run, once its file is known; after the training with the learning rate that was found. */
export function trainSettings(options: TrainCommandOptions, start: SettledTable): TrainSettings {
  const { target, task, settings, foundLearningRate } = start;
  const { loss, epochs, learningRate, batchSize, l2, shuffle, precision } = settings;
  const { testSize, header, delimiter, seed, scale, nullStrings } = options;
  const { test = [], validationFile = [], numeric = [], categorical = [], drop = [], only = [] } = options;
  return {
    ...{ target, task, loss, epochs },
    alpha: foundLearningRate ?? learningRate ?? null,
    ...{ batchSize, l2 },
    training: commandOptions(settings),
    ...{ shuffle, precision, testSize },
    stratify: task === "classification" && options.stratify,
    ...{ test, validationFile, scale, nullStrings, numeric, categorical, drop, only },
    ...featureSettings(options),
    weight: options.weight ?? null,
    header: header ?? null,
    delimiter: delimiter ?? null,
    seed,
    warmStart: options.warmStart ?? null,
    keepState: options.keepState ?? false,
  };
}

/** How texts and products become features, with the defaults of texts. */
function featureSettings(options: SparseCommandOptions): FeatureSettings {
  const { text, analyzer = "word", ngrams = [1, 1], weighting = "tfidf" } = options;
  const { interactions = [], bits = null, layout = "auto" } = options;
  return { text: text ? { columns: text, analyzer, ngrams, weighting } : null, interactions, bits, layout };
}

/** The command line that repeats a run, whatever the defaults will be. */
export function repeatLine(files: readonly string[], settings: TrainSettings): string {
  const { task, stratify, header, delimiter, test } = settings;
  return shellLine([
    "minibatch",
    "train",
    ...files.map((file) => (file.startsWith("-") && file !== "-" ? `./${file}` : file)),
    ...["--target", settings.target, "--task", task, "--loss", settings.loss],
    ...["-e", String(settings.epochs), ...(settings.alpha === null ? [] : ["-a", String(settings.alpha)])],
    ...["-b", String(settings.batchSize)],
    ...["--l2", String(settings.l2), "--shuffle", settings.shuffle, "--precision", settings.precision],
    ...trainingArguments(settings.training),
    ...(test.length === 0 ? ["--test-size", String(settings.testSize)] : test.flatMap((file) => ["--test", file])),
    ...settings.validationFile.flatMap((file) => ["--validation-file", file]),
    ...["--seed", String(settings.seed)],
    ...(settings.warmStart === null ? columnArguments(settings) : ["--warm-start", settings.warmStart]),
    ...(settings.weight === null ? [] : ["--weight", settings.weight]),
    ...(delimiter === null ? [] : ["--delimiter", delimiter === "\t" ? "tab" : delimiter]),
    ...(task === "classification" && !stratify ? ["--no-stratify"] : []),
    ...(header === null ? [] : [header ? "--header" : "--no-header"]),
    ...(settings.keepState ? ["--keep-state"] : []),
  ]);
}

/** The arguments that say what columns become. */
function columnArguments(settings: TrainSettings): string[] {
  return [
    ...["--scale", settings.scale, "--null-strings", settings.nullStrings.join(",")],
    ...list("--numeric", settings.numeric),
    ...list("--categorical", settings.categorical),
    ...featureArguments(settings),
    ...list("--drop", settings.drop),
    ...list("--only", settings.only),
  ];
}

/** The arguments that say how texts and products become features. */
function featureArguments({ text, interactions, bits, layout }: FeatureSettings): string[] {
  const { columns, analyzer, ngrams, weighting } = text ?? {};
  return [
    ...list("--text", columns ?? []),
    ...(analyzer === undefined ? [] : ["--analyzer", analyzer]),
    ...(ngrams === undefined ? [] : ["--ngrams", ngrams.join(":")]),
    ...(weighting === undefined ? [] : ["--weighting", weighting]),
    ...(interactions.length === 0 ? [] : ["--interactions", interactions.map((pair) => pair.join(":")).join(",")]),
    ...(bits === null ? [] : ["--bits", String(bits)]),
    ...(layout === "auto" ? [] : ["--layout", layout]),
  ];
}

function list(name: string, values: readonly string[]): string[] {
  return values.length === 0 ? [] : [name, values.map((value) => value.replaceAll(",", "\\,")).join(",")];
}
