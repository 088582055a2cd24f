import type { TrainTableOptions } from "../../node/tables/types.ts";
import { trainTable } from "../../node/train-table.ts";
import type { CommandContext } from "../command-context.ts";
import type { TrainCommandOptions } from "../commands/train.ts";
import { OutputError } from "../output.ts";
import { withOutputFolder } from "../output-folder.ts";
import { shellLine } from "../shell-quote.ts";
import { unlessStopped } from "../unless-stopped.ts";
import { defaultRunFolder, modelPath, writeRun } from "./run-folder.ts";
import { jsonReporter, textReporter } from "./train-reporter.ts";
import { repeatLine, trainSettings } from "./train-settings.ts";

/**
 * `minibatch train`: trains on a table file, tells how it goes, and writes a run folder.
 *
 * Asked to stop, it ends the training after the batch in hand and keeps the model of that moment; before training has
 * begun, it ends at once.
 *
 * @throws the signal's reason when it fires
 * @throws {MinibatchError} as `trainTable`, and `INVALID_FILE` when the run folder cannot be written
 */
export async function trainCommand(file: string, options: TrainCommandOptions, context: CommandContext): Promise<void> {
  const { signal, stderr } = context;
  const folder = options.out ?? defaultRunFolder(file);
  const reporter = (options.json ? jsonReporter : textReporter)(context, options.quiet ?? false);
  const result = await withOutputFolder(folder, async () => {
    let hasBegun = false;
    const training = trainTable(file, {
      ...tableOptions(options),
      onStart(start) {
        signal.throwIfAborted();
        hasBegun = true;
        reporter.start(file, start, trainSettings(options, start));
      },
      onEpoch: reporter.epoch,
      signal,
    });
    const result = await unlessStopped(training, signal, () => hasBegun);
    if (signal.reason instanceof OutputError) throw signal.reason;
    if (result.stopped) stderr.write(`stopped in epoch ${result.history.length + 1}; the model is kept as it was\n`);
    const settings = trainSettings(options, result);
    const lines = {
      again: repeatLine(file, settings),
      predict: shellLine(["minibatch", "predict", modelPath(folder), "FILE"]),
    };
    const files = await writeRun(folder, result, settings, lines);
    reporter.result(result, settings, { folder, files, ...lines });
    return result;
  });
  if (result.stopped) signal.throwIfAborted();
}

function tableOptions(options: TrainCommandOptions): TrainTableOptions {
  const { target, task, testSize, seed, stratify, header, loss, epochs, alpha, batchSize, l2 } = options;
  const { shuffle, precision } = options;
  return {
    ...{ target, testSize, seed, stratify, batchSize, shuffle, precision },
    ...(l2 !== undefined && { l2 }),
    ...(task !== undefined && { task }),
    ...(loss !== undefined && { loss }),
    ...(epochs !== undefined && { epochs }),
    ...(alpha !== undefined && { learningRate: alpha }),
    ...(header !== undefined && { header }),
  };
}
