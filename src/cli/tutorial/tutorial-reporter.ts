import type { ClassificationReport } from "../../engine/index.ts";
import { jsonLine, type Output } from "../output.ts";
import type { InitialWeights } from "./initial-weights.ts";
import type { TutorialRun } from "./run-tutorial.ts";

/** The settings that a tutorial run is started with. */
export interface TutorialStart {
  readonly epochs: number;
  readonly alpha: number;
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly initial: InitialWeights;
}

/** What a tutorial run came to on the test half. */
export interface TutorialResult {
  readonly run: TutorialRun;
  /** Share of the test half whose class is right. */
  readonly testAccuracy: number;
  /** The classification report of the test half as text. */
  readonly reportText: string;
  /** The same as numbers. */
  readonly report: ClassificationReport;
}

/** Tells the user how a tutorial run goes. */
export interface TutorialReporter {
  start(settings: TutorialStart): void;
  epoch(epoch: number, loss: number): void;
  result(result: TutorialResult): void;
  /** @param files - paths of the pictures written */
  pictures(files: readonly string[]): void;
}

/** Prints the lines of the teaching script, and one each for the initial weights and the pictures. */
export function scriptReporter(output: Output, quiet: boolean): TutorialReporter {
  const info = (text: string): void => {
    if (!quiet) output.write(`[INFO] ${text}\n`);
  };
  return {
    start({ initial }) {
      info(`initial weights: ${initial.weights.join(" ")} (${initial.origin})`);
      info("training...");
    },
    epoch(epoch, loss) {
      if (epoch === 1 || epoch % 5 === 0) info(`epoch=${epoch}, loss=${loss.toFixed(7)}`);
    },
    result({ reportText }) {
      info("evaluating...");
      output.write(`${reportText}\n`);
    },
    pictures: (files) => info(`pictures: ${files.join(" ")}`),
  };
}

/** Prints events as JSON lines: `start`, every `epoch`, `result`, `pictures`. */
export function jsonReporter(output: Output, quiet: boolean): TutorialReporter {
  return {
    start({ initial, ...settings }) {
      if (quiet) return;
      output.write(jsonLine({ event: "start", ...settings, initialWeights: initial.weights, origin: initial.origin }));
    },
    epoch(epoch, loss) {
      if (!quiet) output.write(jsonLine({ event: "epoch", epoch, loss }));
    },
    result({ run, testAccuracy, report }) {
      const weights = Array.from(run.weights);
      output.write(jsonLine({ event: "result", loss: run.losses.at(-1), weights, testAccuracy, report }));
    },
    pictures(files) {
      if (!quiet) output.write(jsonLine({ event: "pictures", files }));
    },
  };
}
