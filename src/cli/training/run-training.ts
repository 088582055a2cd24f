import type { TrainingStart } from "../../node/training/types.ts";
import type { CommandContext } from "../command-context.ts";
import type { TrainCommandOptions } from "../commands/train.ts";
import { OutputError } from "../output.ts";
import { shellLine } from "../shell-quote.ts";
import { unlessStopped } from "../unless-stopped.ts";
import type { CommonSettings } from "./common-settings.ts";
import { modelPath, withRunFolder, writeRun } from "./run-folder.ts";
import { silentProgress, textProgress } from "./train-progress.ts";
import { jsonReporter, textReporter } from "./train-reporter.ts";
import type { RunResult, TrainingKind } from "./training-kind.ts";

/**
 * Trains on files, tells how it goes, and writes a run folder.
 *
 * Asked to stop, it ends the training after the batch in hand and keeps the model of that moment; before training has
 * begun, it ends at once. A training that diverges after its first epoch fails, but its last good model is written.
 *
 * @param file - path that names the run
 * @throws the signal's reason when it fires
 * @throws {MinibatchError} as the training, and `INVALID_FILE` when the run folder cannot be written
 */
export async function runTraining<
  Start extends TrainingStart,
  Result extends Start & RunResult,
  Settings extends CommonSettings,
>(
  kind: TrainingKind<Start, Result, Settings>,
  file: string,
  { json = false, quiet = false, out }: Pick<TrainCommandOptions, "json" | "quiet" | "out">,
  context: CommandContext,
): Promise<void> {
  const { signal } = context;
  const reporter = (json ? jsonReporter : textReporter)(context, quiet);
  const progress = (quiet ? silentProgress : textProgress)(context);
  const result = await withRunFolder(file, out, async (folder) => {
    let hasBegun = false;
    const training = kind.train({
      onRead: progress.reading,
      onStart(start) {
        signal.throwIfAborted();
        hasBegun = true;
        const settings = kind.settings(start);
        progress.start(kind.startText(start, settings), start.learnedRows);
        reporter.start({ ...kind.startValues(start), settings });
      },
      onProgress: progress.within,
      onEpoch(epoch) {
        progress.epoch(epoch);
        reporter.epoch(epoch);
      },
      signal,
    });
    // What writes the page is loaded while the training waits for its files; who needs it hears of an error.
    import("../../node/report/page.ts").catch(() => {});
    const result = await unlessStopped(training, signal, () => hasBegun).finally(() => progress.end());
    if (signal.reason instanceof OutputError) throw signal.reason;
    const { stopped, diverged, history, bestEpoch } = result;
    if (diverged !== undefined) progress.note(`the model of epoch ${history.length}, the last good one, is kept\n`);
    if (stopped) progress.note(stoppedText(history.length + 1, bestEpoch));
    const settings = kind.settings(result);
    const lines = {
      again: kind.repeatLine({ ...settings, ...(result.foundLearningRate !== undefined && { alpha: "auto" }) }),
      predict: shellLine(["minibatch", "predict", modelPath(folder), "FILE"]),
    };
    const content = kind.content(result, settings, lines);
    const written = await writeRun(folder, result, settings, content);
    const texts = quiet || json ? [] : [kind.weightsText(result, content), kind.noteText(result)];
    reporter.result(result, settings, { folder, written, ...lines, content, texts });
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
