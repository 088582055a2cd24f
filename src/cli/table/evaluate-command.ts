import { SparseModel } from "../../data/sparse/sparse-model.ts";
import type { TableModel } from "../../data/table/table-model.ts";
import { type EvaluateTableResult, evaluateTable } from "../../node/evaluate-table.ts";
import { writeFileAtomic } from "../../node/files/atomic-write.ts";
import { loadKnownModel } from "../../node/model-file.ts";
import { counted, duration } from "../../node/report/numbers.ts";
import type { CommandContext } from "../command-context.ts";
import type { EvaluateCommandOptions } from "../commands/evaluate.ts";
import { jsonLine } from "../output.ts";
import { warningsText } from "../report-text/columns-text.ts";
import { scoresText } from "../report-text/scores-text.ts";
import { evaluateSparseCommand } from "../sparse/sparse-commands.ts";
import { unlessStopped } from "../unless-stopped.ts";
import { evaluateContent, evaluateWarnings } from "./evaluate-content.ts";
import { readingWith } from "./other-kind.ts";

/**
 * `minibatch evaluate`: a model's scores on a table, as text or JSON, and as a page where asked.
 *
 * Asked to stop, it ends at once.
 *
 * @throws the signal's reason when it fires
 * @throws {MinibatchError} as `loadModel` and `evaluateTable`, and `INVALID_FILE` when the page cannot be written
 */
export async function evaluateCommand(
  modelFile: string,
  files: readonly string[],
  options: EvaluateCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { stdout, stderr, signal } = context;
  const { header, delimiter, json = false, quiet = false, report } = options;
  const read = { ...(header !== undefined && { header }), ...(delimiter !== undefined && { delimiter }) };
  const model = await unlessStopped(loadKnownModel(modelFile), signal);
  signal.throwIfAborted();
  if (model instanceof SparseModel) {
    const wanted = { json, quiet, report };
    await readingWith(modelFile, model, files, () => evaluateSparseCommand(modelFile, model, files, wanted, context));
    return;
  }
  const scored = readingWith(modelFile, model, files, () => evaluateTable(model, files, read));
  const result = await unlessStopped(scored, signal);
  signal.throwIfAborted();
  if (report !== undefined) await writeReport(report, modelFile, model, result);
  const measuredOn = `${counted(result.rows, "row")} scored`;
  if (!quiet) stderr.write(warningsText(evaluateWarnings(model, result)));
  if (json) {
    const { curves, ...known } = result;
    stdout.write(jsonLine({ event: "result", model: modelFile, ...known, ...(report !== undefined && { report }) }));
    return;
  }
  stdout.write(scoresText(result, measuredOn));
  if (quiet) return;
  stdout.write(`\nscored ${counted(result.rows, "row")} in ${duration(result.seconds)}\n`);
  if (report !== undefined) stdout.write(`wrote ${report}\n`);
}

async function writeReport(path: string, modelFile: string, model: TableModel, result: EvaluateTableResult) {
  const { reportPage } = await import("../../node/report/page.ts");
  await writeFileAtomic(path, reportPage(evaluateContent(modelFile, model, result)));
}
