import { relative } from "node:path";
import type { TrainTableEpoch, TrainTableResult, TrainTableStart } from "../../node/tables/types.ts";
import type { CommandContext } from "../command-context.ts";
import { jsonLine } from "../output.ts";
import { reportObject } from "./train-report.ts";
import type { TrainSettings } from "./train-settings.ts";
import { effortText, epochText, isProgressEpoch, scoresText, startText } from "./train-text.ts";

/** Where a run was written, and the command lines that go on from there. */
export interface TrainFiles {
  /** The run folder. */
  readonly folder: string;
  /** Paths of the files in it. */
  readonly files: readonly string[];
  /** Repeats the run. */
  readonly again: string;
  /** Predicts with its model. */
  readonly predict: string;
}

/** Tells the user how a training run goes. */
export interface TrainReporter {
  start(file: string, start: TrainTableStart, settings: TrainSettings): void;
  epoch(epoch: TrainTableEpoch): void;
  result(result: TrainTableResult, settings: TrainSettings, files: TrainFiles): void;
}

/** Prints progress on standard error and the result on standard output. */
export function textReporter({ stdout, stderr }: CommandContext, quiet: boolean): TrainReporter {
  const progress = (text: string): void => {
    if (!quiet) stderr.write(text);
  };
  return {
    start: (...known) => progress(startText(...known)),
    epoch(epoch) {
      if (isProgressEpoch(epoch.epoch, epoch.epochs)) progress(epochText(epoch));
    },
    result(result, _settings, { folder, files, again, predict }) {
      stdout.write(scoresText(result));
      if (quiet) return;
      const names = files.map((file) => relative(folder, file)).join(", ");
      stdout.write(`\n${effortText(result)}wrote ${folder}: ${names}\n\nagain:    ${again}\npredict:  ${predict}\n`);
    },
  };
}

/** Prints events as JSON lines on standard output: `start`, every `epoch`, `result`. */
export function jsonReporter({ stdout }: CommandContext, quiet: boolean): TrainReporter {
  const event = (name: string, ...values: object[]): void => {
    stdout.write(jsonLine(Object.assign({ event: name }, ...values)));
  };
  return {
    start(file, { columns, ...start }, settings) {
      if (!quiet) event("start", { file }, start, { settings });
    },
    epoch(epoch) {
      if (!quiet) event("epoch", epoch);
    },
    result(result, settings, files) {
      event("result", reportObject(result, settings), files);
    },
  };
}
