import { relative } from "node:path";
import { textWeights } from "../../data/table/feature-weights.ts";
import { warningText } from "../../node/diagnosis/warning-text.ts";
import type { ReportContent } from "../../node/report/content.ts";
import type { TrainTableResult, TrainTableStart } from "../../node/tables/types.ts";
import type { TrainingEpoch } from "../../node/training/types.ts";
import type { CommandContext } from "../command-context.ts";
import { jsonLine } from "../output.ts";
import { scoresText } from "../report-text/scores-text.ts";
import { modelWeightsText } from "../report-text/weights-text.ts";
import { reportObject } from "./train-report.ts";
import type { TrainSettings } from "./train-settings.ts";
import { effortText, foundRateText, progressiveText } from "./train-text.ts";

/** Weights that are listed. */
const TOP_WEIGHTS = 10;
/** Lists of words, one for each text and class. */
const MAX_LISTS = 6;

/** Where a run was written, and the command lines that go on from there. */
export interface TrainFiles {
  /** The run folder. */
  readonly folder: string;
  /** Paths of the files in it. */
  readonly written: readonly string[];
  /** Repeats the run. */
  readonly again: string;
  /** Predicts with its model. */
  readonly predict: string;
}

/** Gives a training's result, and what came before it, to standard output. */
export interface TrainReporter {
  start(files: readonly string[], start: TrainTableStart, settings: TrainSettings): void;
  epoch(epoch: TrainingEpoch): void;
  result(result: TrainTableResult, settings: TrainSettings, files: TrainFiles, content: ReportContent): void;
}

/** Prints the result for readers. */
export function textReporter({ stdout }: CommandContext, quiet: boolean): TrainReporter {
  return {
    start() {},
    epoch() {},
    result(result, _settings, { folder, written, again, predict }, { evaluation, measuredOn, weights }) {
      stdout.write(scoresText(evaluation, measuredOn));
      if (quiet) return;
      const names = written.map((file) => relative(folder, file)).join(", ");
      const words = textWeights(result.model, TOP_WEIGHTS).slice(0, MAX_LISTS);
      const found = foundRateText(result.foundLearningRate);
      stdout.write(`\n${modelWeightsText(weights, words, { most: TOP_WEIGHTS })}`);
      stdout.write(
        `\n${found}${progressiveText(result)}${effortText(result)}wrote ${folder}: ${names}\n\nagain:    ${again}\npredict:  ${predict}\n`,
      );
    },
  };
}

/** Prints events as JSON lines: `start`, every `epoch`, `result`. */
export function jsonReporter({ stdout }: CommandContext, quiet: boolean): TrainReporter {
  const event = (name: string, ...values: object[]): void => {
    stdout.write(jsonLine(Object.assign({ event: name }, ...values)));
  };
  return {
    start(_files, start, settings) {
      const warnings = start.warnings.map((warning) => ({ ...warning, message: warningText(warning) }));
      if (!quiet) event("start", start, { warnings, settings });
    },
    epoch(epoch) {
      if (!quiet) event("epoch", epoch);
    },
    result(result, settings, files) {
      event("result", reportObject(result, settings), files);
    },
  };
}
