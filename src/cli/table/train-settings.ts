import { targetNames } from "../../data/table/table-schema.ts";
import type { TextAnalyzer, TextWeighting } from "../../data/text/text-options.ts";
import type { ScaleMode } from "../../node/tables/fit-encoders.ts";
import type { TrainTableStart } from "../../node/tables/types.ts";
import type { SparseCommandOptions } from "../commands/sparse-options.ts";
import type { TrainCommandOptions } from "../commands/train.ts";
import { shellLine } from "../shell-quote.ts";
import {
  type CommonSettings,
  commonArguments,
  commonSettings,
  type SettledTraining,
  trainOn,
} from "../training/common-settings.ts";

/** Everything that a run depends on beside its file, with all defaults filled in. */
export interface TrainSettings extends CommonSettings, FeatureSettings {
  readonly target: readonly string[];
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

/** The settings of a run, once its file is known; after the training with the learning rate that was found. */
export function trainSettings(
  options: TrainCommandOptions,
  known: SettledTraining & Pick<TrainTableStart, "target" | "targets">,
): TrainSettings {
  const { scale, nullStrings, numeric = [], categorical = [], drop = [], only = [] } = options;
  const { weight = null, header = null, delimiter = null, warmStart = null, keepState = false } = options;
  return {
    target: targetNames(known),
    ...commonSettings(options, known),
    // Of several targets none has classes to keep the shares of.
    ...(known.targets && { stratify: false }),
    ...{ scale, nullStrings, numeric, categorical, drop, only },
    ...featureSettings(options),
    ...{ weight, header, delimiter, warmStart, keepState },
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
  const { target, header, delimiter, warmStart, weight, keepState } = settings;
  return shellLine([
    ...trainOn(files),
    ...[...list("--target", target), ...commonArguments(settings)],
    ...(warmStart === null ? columnArguments(settings) : ["--warm-start", warmStart]),
    ...(weight === null ? [] : ["--weight", weight]),
    ...(delimiter === null ? [] : ["--delimiter", delimiter === "\t" ? "tab" : delimiter]),
    ...(header === null ? [] : [header ? "--header" : "--no-header"]),
    ...(keepState ? ["--keep-state"] : []),
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
