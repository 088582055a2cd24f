import { MinibatchError } from "../../engine/errors.ts";
import { counted, grouped } from "../../node/report/numbers.ts";
import { searchSparseRate } from "../../node/sparse/search-sparse-rate.ts";
import { endsAsSparse, type SparseFormat } from "../../node/sparse/sparse-file.ts";
import { sparseWarningText } from "../../node/sparse/sparse-warnings.ts";
import { trainSparse } from "../../node/sparse/train-sparse.ts";
import type { TrainSparseOptions, TrainSparseResult, TrainSparseStart } from "../../node/sparse/types.ts";
import type { CommandContext } from "../command-context.ts";
import type { LearningRateCommandOptions } from "../commands/lr.ts";
import type { ToldOptions, TrainCommandOptions } from "../commands/train.ts";
import { printable } from "../printable.ts";
import { warningsText } from "../report-text/columns-text.ts";
import { shellLine } from "../shell-quote.ts";
import {
  type CommonSettings,
  commonArguments,
  commonOptions,
  commonSettings,
  type SettledTraining,
  toldDefaults,
  trainOn,
  withoutUndefined,
} from "../training/common-settings.ts";
import { tellRate } from "../training/rate-text.ts";
import { runTraining } from "../training/run-training.ts";
import type { TrainingKind } from "../training/training-kind.ts";
import { goalText, goingOnText, planText, progressiveText } from "../training/training-text.ts";
import { sparseContent } from "./sparse-content.ts";
import { sparseWeightsText } from "./sparse-text.ts";
import { refuseTableOptions } from "./table-only.ts";

/** Features shown each way when a training ends. */
const SHOWN = 10;

/** Everything that a run depends on beside its file, with all defaults filled in. */
export interface SparseTrainSettings extends CommonSettings {
  readonly format: SparseFormat;
  /** Index of the first column; null for hashed ones. */
  readonly indexBase: 0 | 1 | null;
  /** Hashed names have 2 to this power columns; null for columns with indices. */
  readonly bits: number | null;
  /** Path of the model that the training went on from; null where it began anew. */
  readonly warmStart: string | null;
  /** Whether the model keeps where its training stands. */
  readonly keepState: boolean;
}

/**
 * `minibatch train` on a file of sparse rows.
 *
 * @throws as {@link runTraining} and `trainSparse`; {@link MinibatchError} `INVALID_OPTION` for several files, and for options
 * of tables
 */
export async function trainSparseCommand(
  files: readonly string[],
  options: ToldOptions,
  context: CommandContext,
): Promise<void> {
  refuseTableOptions(options);
  const path = onlyFile(files);
  try {
    await runTraining(sparseTraining(path, options), path, options, context);
  } catch (error) {
    throw options.format === undefined && !endsAsSparse(path) ? askForTable(error, options.warmStart) : error;
  }
}

/** Where only the model said what the rows are and the first line is none of them, the error says so. */
function askForTable(error: unknown, warmStart: string | undefined): unknown {
  if (!(error instanceof MinibatchError) || error.details.line !== 1 || warmStart === undefined) return error;
  const message = `${error.message}; ${warmStart} is a model of libsvm or vw rows: is this a table?`;
  return new MinibatchError(error.code, message, error.details, error);
}

/** @throws {MinibatchError} `INVALID_OPTION` for several files */
function onlyFile(files: readonly string[]): string {
  const [path, ...others] = files;
  if (path !== undefined && others.length === 0) return path;
  const message = `got ${files.length} files, expected one file of sparse rows: join them with cat, or use - for standard input`;
  throw new MinibatchError("INVALID_OPTION", message);
}

/**
 * `minibatch lr` on a file of sparse rows: looks for a learning rate, and prints and draws the losses.
 *
 * @throws as {@link tellRate}; {@link MinibatchError} as `searchSparseRate` and {@link trainSparseCommand}
 */
export async function sparseRateCommand(
  files: readonly string[],
  options: LearningRateCommandOptions & Pick<ToldOptions, "untold">,
  context: CommandContext,
): Promise<void> {
  refuseTableOptions(options);
  const path = onlyFile(files);
  const { counts, settings, ...search } = await searchSparseRate(path, {
    ...trainOptions(options),
    signal: context.signal,
  });
  const known = { ...search, counts, settings, foundLearningRate: search.best };
  await tellRate(search, repeatLine(path, settingsOf(options, known)), options, context);
}

function sparseTraining(
  path: string,
  options: ToldOptions,
): TrainingKind<TrainSparseStart, TrainSparseResult, SparseTrainSettings> {
  return {
    train: (listeners) => trainSparse(path, { ...trainOptions(options), ...listeners }),
    settings: (known) => settingsOf(options, known),
    startText,
    startValues(start) {
      const warnings = start.warnings.map((warning) => ({ ...warning, message: sparseWarningText(warning) }));
      return { ...start, warnings };
    },
    repeatLine: (settings) => repeatLine(path, settings),
    content: sparseContent,
    noteText: progressiveText,
    weightsText: ({ model }) => sparseWeightsText(model, SHOWN),
  };
}

function settingsOf(
  options: TrainCommandOptions,
  known: SettledTraining & Pick<TrainSparseStart, "format" | "counts" | "features">,
): SparseTrainSettings {
  const { format, counts, features } = known;
  return {
    ...commonSettings(options, known),
    format,
    indexBase: format === "libsvm" ? counts.indexBase : null,
    bits: format === "vw" ? Math.log2(features) : null,
    warmStart: options.warmStart ?? null,
    keepState: options.keepState ?? false,
  };
}

/** What is trained, on what, and how: three lines; then what is odd about the file. */
function startText(start: TrainSparseStart, settings: SparseTrainSettings): string {
  const { file, format, counts, features, values, warnings } = start;
  const base = settings.indexBase === null ? "" : `, indices from ${settings.indexBase}`;
  const odd = warnings.length === 0 ? "" : `\n${warningsText(warnings.map(sparseWarningText))}`;
  return (
    `${printable(file, 200)}: ${format}, ${counted(counts.rows, "row")}, ${counted(features, "column")}${base}; ${grouped(values)} values other than 0 to train with; label: ${goalText(start)}\n` +
    `${planText(start, settings)}${goingOnText(settings, start)}${odd}`
  );
}

function trainOptions(options: ToldOptions): TrainSparseOptions {
  const { format, indexBase, bits, warmStart, keepState } = options;
  return {
    ...commonOptions(options),
    ...toldDefaults(options, ["batchSize", "shuffle", "precision"]),
    ...withoutUndefined({ format, indexBase, bits, warmStart, keepState }),
  };
}

/** The command line that repeats a run, whatever the defaults will be. */
function repeatLine(path: string, settings: SparseTrainSettings): string {
  const { format, indexBase, bits, warmStart, keepState } = settings;
  return shellLine([
    ...[...trainOn([path]), "--format", format],
    ...(indexBase === null ? [] : ["--index-base", String(indexBase)]),
    ...(bits === null ? [] : ["--bits", String(bits)]),
    ...commonArguments(settings),
    ...(warmStart === null ? [] : ["--warm-start", warmStart]),
    ...(keepState ? ["--keep-state"] : []),
  ]);
}
