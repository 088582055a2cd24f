import { textWeights } from "../../data/table/feature-weights.ts";
import { throwIssues, valueIssue } from "../../engine/estimators/options/issues.ts";
import { warningText } from "../../node/diagnosis/warning-text.ts";
import { counted } from "../../node/report/numbers.ts";
import type { GoingOnOptions, TrainTableOptions, TrainTableResult, TrainTableStart } from "../../node/tables/types.ts";
import { trainTable } from "../../node/train-table.ts";
import type { CommandContext } from "../command-context.ts";
import type { ToldOptions } from "../commands/train.ts";
import { printable } from "../printable.ts";
import { columnsText, warningsText } from "../report-text/columns-text.ts";
import { modelWeightsText } from "../report-text/weights-text.ts";
import { commonOptions, toldDefaults, withoutUndefined } from "../training/common-settings.ts";
import { runTraining } from "../training/run-training.ts";
import type { TrainingKind } from "../training/training-kind.ts";
import { goalText, goingOnText, planText, progressiveText } from "../training/training-text.ts";
import { columnFacts, sourcesText } from "./facts.ts";
import { trainContent } from "./train-content.ts";
import { repeatLine, type TrainSettings, trainSettings } from "./train-settings.ts";

/** Weights that are listed. */
const TOP_WEIGHTS = 10;
/** Lists of words, one for each text and class. */
const MAX_LISTS = 6;

/**
 * `minibatch train` on a table.
 *
 * @throws as {@link runTraining} and `trainTable`
 */
export async function trainCommand(
  files: readonly string[],
  options: ToldOptions,
  context: CommandContext,
): Promise<void> {
  const { indexBase } = options;
  if (indexBase !== undefined) throwIssues([valueIssue("indexBase", indexBase, "none for a table")]);
  await runTraining(tableTraining(files, options), files[0]!, options, context);
}

function tableTraining(
  files: readonly string[],
  options: ToldOptions,
): TrainingKind<TrainTableStart, TrainTableResult, TrainSettings> {
  return {
    train: (listeners) => trainTable(files, { ...tableOptions(options), ...listeners }),
    settings: (known) => trainSettings(options, known),
    startText: (start, settings) => startText(files, start, settings),
    startValues(start) {
      const warnings = start.warnings.map((warning) => ({ ...warning, message: warningText(warning) }));
      return { ...start, warnings };
    },
    repeatLine: (settings) => repeatLine(files, settings),
    content: trainContent,
    noteText: progressiveText,
    weightsText({ model }, { weights }) {
      const words = textWeights(model, TOP_WEIGHTS).slice(0, MAX_LISTS);
      return modelWeightsText(weights, words, { most: TOP_WEIGHTS });
    },
  };
}

/** What is trained, on what, and how: three lines; then the columns, and what is odd about them. */
function startText(files: readonly string[], start: TrainTableStart, settings: TrainSettings): string {
  const { rows, columns, features, warnings, targets } = start;
  const named = `${targets === undefined ? "target" : "targets"} ${printable(settings.target.join(", "), 200)}`;
  const table = files.map((file) => printable(file, 200)).join(" ");
  const odd = warnings.length === 0 ? "" : `\n${warningsText(warnings.map(warningText))}`;
  return (
    `${table}: ${counted(rows, "row")}, ${sourcesText(columns.length, settings.interactions.length)} that become ${counted(features, "feature")}; ${named}: ${goalText(start)}\n` +
    `${planText(start, settings)}${goingOnText(settings, start)}\n${columnsText(columnFacts(columns))}${odd}`
  );
}

/** The options of `trainTable` that the command line gives. */
export function tableOptions(options: ToldOptions): TrainTableOptions | GoingOnOptions {
  const { target, header, delimiter, numeric, categorical, drop, only, weight, warmStart, keepState } = options;
  const { text, analyzer, ngrams, weighting, bits, interactions, layout } = options;
  return {
    ...commonOptions(options),
    ...toldDefaults(options, ["batchSize", "shuffle", "precision", "scale", "nullStrings"]),
    ...withoutUndefined({ target, header, delimiter, numeric, categorical, drop, only, weight, warmStart, keepState }),
    ...withoutUndefined({ text, analyzer, ngrams, weighting, bits, interactions, layout }),
  } as TrainTableOptions | GoingOnOptions;
}
