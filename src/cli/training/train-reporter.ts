import { relative } from "node:path";
import type { ReportContent } from "../../node/report/content.ts";
import type { TrainingEpoch } from "../../node/training/types.ts";
import type { CommandContext } from "../command-context.ts";
import { jsonLine } from "../output.ts";
import { scoresText } from "../report-text/scores-text.ts";
import type { CommonSettings } from "./common-settings.ts";
import { reportObject } from "./report-object.ts";
import type { NextLines, RunResult } from "./training-kind.ts";
import { effortText, foundRateText } from "./training-text.ts";

/** Where a run was written, and what there is to say of it. */
export interface WrittenRun extends NextLines {
  /** The run folder. */
  readonly folder: string;
  /** Paths of the files in it. */
  readonly written: readonly string[];
  /** What the page says. */
  readonly content: ReportContent;
  /** The largest weights, and what else there is to say, for readers. */
  readonly texts: readonly string[];
}

/** Gives a training's result, and what came before it, to standard output. */
export interface TrainReporter {
  start(values: object): void;
  epoch(epoch: TrainingEpoch): void;
  result(result: RunResult, settings: CommonSettings, run: WrittenRun): void;
}

/** Prints the result for readers. */
export function textReporter({ stdout }: CommandContext, quiet: boolean): TrainReporter {
  return {
    start() {},
    epoch() {},
    result(result, _settings, { folder, written, again, predict, content, texts: [weights = "", note = ""] }) {
      stdout.write(scoresText(content.evaluation, content.measuredOn));
      if (quiet) return;
      const names = written.map((file) => relative(folder, file)).join(", ");
      const found = foundRateText(result.foundLearningRate);
      stdout.write(`\n${weights}`);
      stdout.write(
        `\n${found}${note}${effortText(result)}wrote ${folder}: ${names}\n\nagain:    ${again}\npredict:  ${predict}\n`,
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
    start(values) {
      if (!quiet) event("start", values);
    },
    epoch(epoch) {
      if (!quiet) event("epoch", epoch);
    },
    result(result, settings, { folder, written, again, predict }) {
      event("result", reportObject(result, settings), { folder, written, again, predict });
    },
  };
}
