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
export async function trainCommand(
  files: readonly string[],
  options: TrainCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { signal, stderr } = context;
  const folder = options.out ?? defaultRunFolder(files[0]!);
  const reporter = (options.json ? jsonReporter : textReporter)(context, options.quiet ?? false);
  const result = await withOutputFolder(folder, async () => {
    let hasBegun = false;
    const training = trainTable(files, {
      ...tableOptions(options),
      onStart(start) {
        signal.throwIfAborted();
        hasBegun = true;
        reporter.start(files.join(" "), start, trainSettings(options, start));
      },
      onEpoch: reporter.epoch,
      signal,
    });
    const result = await unlessStopped(training, signal, () => hasBegun);
    if (signal.reason instanceof OutputError) throw signal.reason;
    if (result.stopped) stderr.write(`stopped in epoch ${result.history.length + 1}; the model is kept as it was\n`);
    const settings = trainSettings(options, result);
    const lines = {
      again: repeatLine(files, settings),
      predict: shellLine(["minibatch", "predict", modelPath(folder), "FILE"]),
    };
    const written = await writeRun(folder, result, settings, lines);
    reporter.result(result, settings, { folder, files: written, ...lines });
    return result;
  });
  if (result.stopped) signal.throwIfAborted();
}

function tableOptions(options: TrainCommandOptions): TrainTableOptions {
  const { target, testSize, seed, stratify, batchSize, shuffle, precision, scale, nullStrings, alpha } = options;
  const { task, loss, epochs, l2, header, delimiter, test, numeric, categorical, drop, only, cache } = options;
  const given = { task, loss, epochs, l2, header, delimiter, test, numeric, categorical, drop, only, cache };
  return {
    ...{ target, testSize, seed, stratify, batchSize, shuffle, precision, scale, nullStrings },
    ...(alpha !== undefined && { learningRate: alpha }),
    ...withoutUndefined(given),
  };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}
