import type { GoingOnOptions, TrainTableOptions } from "../../node/tables/types.ts";
import { trainTable } from "../../node/train-table.ts";
import type { CommandContext } from "../command-context.ts";
import type { TableCommandOptions } from "../commands/train.ts";
import { estimatorOptions } from "../options/training-options.ts";
import { OutputError } from "../output.ts";
import { shellLine } from "../shell-quote.ts";
import { unlessStopped } from "../unless-stopped.ts";
import { modelPath, withRunFolder, writeRun } from "./run-folder.ts";
import { trainContent } from "./train-content.ts";
import { silentProgress, textProgress } from "./train-progress.ts";
import { jsonReporter, textReporter } from "./train-reporter.ts";
import { repeatLine, trainSettings } from "./train-settings.ts";

/**
 * `minibatch train`: trains on a table file, tells how it goes, and writes a run folder.
 *
 * Asked to stop, it ends the training after the batch in hand and keeps the model of that moment; before training has
 * begun, it ends at once. A training that diverges after its first epoch fails, but its last good model is written.
 *
 * @throws the signal's reason when it fires
 * @throws {MinibatchError} as `trainTable`, and `INVALID_FILE` when the run folder cannot be written
 */
export async function trainCommand(
  files: readonly string[],
  options: TableCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { signal } = context;
  const { json = false, quiet = false } = options;
  const reporter = (json ? jsonReporter : textReporter)(context, quiet);
  const progress = (quiet ? silentProgress : textProgress)(context);
  const result = await withRunFolder(files[0]!, options.out, async (folder) => {
    let hasBegun = false;
    const training = trainTable(files, {
      ...tableOptions(options),
      onStart(start) {
        signal.throwIfAborted();
        hasBegun = true;
        const settings = trainSettings(options, start);
        progress.start(files, start, settings);
        reporter.start(files, start, settings);
      },
      onProgress: progress.within,
      onEpoch(epoch) {
        progress.epoch(epoch);
        reporter.epoch(epoch);
      },
      signal,
    });
    const result = await unlessStopped(training, signal, () => hasBegun).finally(() => progress.end());
    if (signal.reason instanceof OutputError) throw signal.reason;
    const { stopped, diverged, history, bestEpoch } = result;
    if (diverged !== undefined) progress.note(`the model of epoch ${history.length}, the last good one, is kept\n`);
    if (stopped) progress.note(stoppedText(history.length + 1, bestEpoch));
    const settings = trainSettings(options, result);
    const lines = {
      again: repeatLine(files, { ...settings, ...(result.foundLearningRate !== undefined && { alpha: "auto" }) }),
      predict: shellLine(["minibatch", "predict", modelPath(folder), "FILE"]),
    };
    const content = trainContent(result, settings, lines);
    const written = await writeRun(folder, result, settings, content);
    reporter.result(result, settings, { folder, written, ...lines }, content);
    return result;
  });
  if (result.diverged !== undefined) throw result.diverged;
  if (result.stopped) signal.throwIfAborted();
}

function stoppedText(epoch: number, bestEpoch: number | undefined): string {
  const kept =
    bestEpoch === undefined ? "the model is kept as it was" : `the best model so far, of epoch ${bestEpoch}, is kept`;
  return `stopped in epoch ${epoch}; ${kept}\n`;
}

/** What a model that a training goes on from says where the command line has its defaults. */
const OF_A_MODEL = ["batchSize", "shuffle", "precision", "scale", "nullStrings"] as const;

/** The options of `trainTable` that the command line gives. */
export function tableOptions(options: TableCommandOptions): TrainTableOptions | GoingOnOptions {
  const { target, testSize, seed, stratify, alpha, warmStart, keepState } = options;
  const { task, loss, epochs, l2, header, delimiter, test, validationFile } = options;
  const { numeric, categorical, drop, only, weight, cache } = options;
  const { text, analyzer, ngrams, weighting, bits, interactions, layout } = options;
  const given = { task, loss, epochs, learningRate: alpha, l2, header, delimiter, test, validationFile };
  const columns = { numeric, categorical, drop, only, weight, cache };
  const features = { text, analyzer, ngrams, weighting, bits, interactions, layout };
  const isOfModel = (name: string): boolean => warmStart !== undefined && options.untold.has(name);
  const defaults = Object.fromEntries(
    OF_A_MODEL.filter((name) => !isOfModel(name)).map((name) => [name, options[name]]),
  );
  return {
    ...{ testSize, seed, stratify },
    ...withoutUndefined({ target, warmStart, keepState, ...given, ...columns, ...features }),
    ...defaults,
    ...estimatorOptions(options),
  } as TrainTableOptions | GoingOnOptions;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}
