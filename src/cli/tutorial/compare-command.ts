import type { CommandContext } from "../command-context.ts";
import type { TutorialCommandOptions } from "../commands/tutorial.ts";
import { jsonLine } from "../output.ts";
import { textTable } from "../text-table.ts";
import { type BatchSizeRun, compareBatchSizes } from "./compare-batch-sizes.ts";
import { initialWeights } from "./initial-weights.ts";
import { tutorialData } from "./tutorial-data.ts";

/**
 * `minibatch tutorial --compare`: a table of batch sizes, and a picture of their losses.
 *
 * @throws {MinibatchError} `INVALID_FILE` when the picture cannot be written
 */
export async function compareCommand(options: TutorialCommandOptions, context: CommandContext): Promise<void> {
  const { epochs, alpha, seed, out, pictures, json, quiet = false, shuffle = false } = options;
  const { stdout, signal } = context;
  const initial = initialWeights(seed);
  const info = (text: string): void => {
    if (!quiet && !json) stdout.write(`[INFO] ${text}\n`);
  };
  const event = (name: string, values: Record<string, unknown>): void => {
    if (json) stdout.write(jsonLine({ event: name, ...values }));
  };
  info(`initial weights: ${initial.weights.join(" ")} (${initial.origin})`);
  info(`training ${epochs} epochs with each batch size, alpha ${alpha}...`);
  if (!quiet) event("start", { epochs, alpha, shuffle, initialWeights: initial.weights, origin: initial.origin });

  const settings = { initialWeights: initial.weights, epochs, alpha, shuffle, seed };
  const runs = await compareBatchSizes(tutorialData(), settings, signal);
  for (const run of runs) event("run", { ...run });
  if (!json) stdout.write(`${comparisonTable(runs)}\n${comparisonNote}\n`);
  if (!pictures) return;
  const { drawComparison } = await import("./pictures.ts");
  const files = await drawComparison(out, runs);
  info(`pictures: ${files.join(" ")}`);
  if (!quiet) event("pictures", { files });
}

const comparisonNote =
  "Equal: rows, initial weights, epochs, and the step W -= alpha * (sum of the batch's gradients), so that a larger\n" +
  "batch takes a longer step. Different: the rows an update waits for. Loss: squared error of the final weights, mean\n" +
  "over all training rows. Time: training alone, the least of three runs.";

function comparisonTable(runs: readonly BatchSizeRun[]): string {
  const header = ["", "rows/update", "updates", "samples seen", "loss/sample", "test accuracy", "time"];
  const rows = runs.map((run) => [
    run.name,
    String(run.batchSize),
    String(run.updates),
    String(run.samplesSeen),
    (run.losses.at(-1) ?? Number.NaN).toFixed(7),
    run.testAccuracy.toFixed(3),
    `${run.elapsedMs.toFixed(1)} ms`,
  ]);
  return textTable(header, rows);
}
