import { accuracyScore, classificationReport, classificationReportObject } from "../../engine/index.ts";
import type { CommandContext } from "../command-context.ts";
import type { TutorialCommandOptions } from "../commands/tutorial.ts";
import { initialWeights } from "./initial-weights.ts";
import { runTutorial } from "./run-tutorial.ts";
import { tutorialData } from "./tutorial-data.ts";
import { jsonReporter, scriptReporter } from "./tutorial-reporter.ts";

/**
 * `minibatch tutorial`: the teaching script, its lines and its pictures.
 *
 * @throws {MinibatchError} `INVALID_FILE` when a picture cannot be written
 */
export async function tutorialCommand(options: TutorialCommandOptions, context: CommandContext): Promise<void> {
  const { epochs, alpha, batchSize, seed, out, pictures, json, quiet = false, shuffle = false } = options;
  const reporter = (json ? jsonReporter : scriptReporter)(context.stdout, quiet);
  const initial = initialWeights(seed);
  reporter.start({ epochs, alpha, batchSize, shuffle, initial });
  const data = tutorialData();
  const run = await runTutorial(
    data,
    { initialWeights: initial.weights, epochs, alpha, batchSize, shuffle, seed },
    { onEpoch: reporter.epoch, signal: context.signal },
  );
  reporter.result({
    run,
    testAccuracy: accuracyScore(data.yTest, run.predictions),
    reportText: classificationReport(data.yTest, run.predictions),
    report: classificationReportObject(data.yTest, run.predictions),
  });
  if (!pictures) return;
  const { drawTutorial } = await import("./pictures.ts");
  reporter.pictures(await drawTutorial(out, data, run));
}
