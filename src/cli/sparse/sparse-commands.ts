import { columnsOf } from "../../data/sparse/sparse-input.ts";
import type { SparseModel } from "../../data/sparse/sparse-model.ts";
import { sparseWeights } from "../../data/sparse/sparse-weights.ts";
import { MinibatchError } from "../../engine/errors.ts";
import { writeFileAtomic } from "../../node/files/atomic-write.ts";
import type { PredictionFormat } from "../../node/prediction-format.ts";
import { counted } from "../../node/report/numbers.ts";
import { evaluateSparse } from "../../node/sparse/evaluate-sparse.ts";
import { predictSparse, type SparseCounts } from "../../node/sparse/predict-sparse.ts";
import { sparseWarnings, sparseWarningText } from "../../node/sparse/sparse-warnings.ts";
import { predictionHeader, predictionLines, writePredictions } from "../../node/sparse/write-predictions.ts";
import type { CommandContext } from "../command-context.ts";
import { jsonLine } from "../output.ts";
import { printable } from "../printable.ts";
import { warningsText } from "../report-text/columns-text.ts";
import { factsText, scoreFacts } from "../report-text/facts-text.ts";
import { scoresText } from "../report-text/scores-text.ts";
import { settingFacts, trainingFacts, trainingValues } from "../table/facts.ts";
import { localTime } from "../training/local-time.ts";
import { evaluateSparseContent, sparseDataFacts } from "./sparse-content.ts";
import { sparseWeightsText } from "./sparse-text.ts";

/** Features shown each way by `minibatch inspect`. */
const SHOWN = 30;

/**
 * `minibatch predict` with a model of sparse rows: the prediction and a probability (or decision value) per class of each row,
 * to a file, or as CSV as they come to standard output.
 *
 * @throws the signal's reason when it fires
 * @throws {MinibatchError} as `writePredictions`
 */
export async function predictSparseCommand(
  model: SparseModel,
  files: readonly string[],
  { out, format }: { readonly out?: string | undefined; readonly format?: PredictionFormat },
  { stdout, stderr, signal }: CommandContext,
): Promise<void> {
  const path = onlyFile(files);
  if (out !== undefined) {
    const counts = await writePredictions(model, path, { out, ...(format && { format }), signal });
    stderr.write(warningsText(warningsOf(path, counts)));
    stderr.write(`wrote ${out}: ${counts.rows} predictions\n`);
    return;
  }
  if (format !== undefined && format !== "csv") {
    const message = `format: ${format} of sparse rows goes to a file: give --out`;
    throw new MinibatchError("INVALID_OPTION", message, { option: "format" });
  }
  const write = async (text: string): Promise<void> => {
    stdout.write(text);
    await stdout.flush();
    signal.throwIfAborted();
  };
  // Not before a first row was read, so that a file that cannot be read leaves nothing.
  let header: string | undefined = predictionHeader(model);
  const counts = await predictSparse(
    model,
    path,
    async (answers) => {
      await write((header ?? "") + predictionLines(answers));
      header = undefined;
    },
    { signal },
  );
  if (header !== undefined) await write(header);
  stderr.write(warningsText(warningsOf(path, counts)));
}

/**
 * `minibatch evaluate` with a model of sparse rows: its scores as text or JSON, and as a page where asked.
 *
 * @throws the signal's reason when it fires
 * @throws {MinibatchError} as `evaluateSparse`, and `INVALID_FILE` when the page cannot be written
 */
export async function evaluateSparseCommand(
  modelFile: string,
  model: SparseModel,
  files: readonly string[],
  { json, quiet, report }: { readonly json: boolean; readonly quiet: boolean; readonly report: string | undefined },
  { stdout, stderr, signal }: CommandContext,
): Promise<void> {
  const path = onlyFile(files);
  const { counts, ...evaluation } = await evaluateSparse(model, path, { signal });
  const warnings = warningsOf(path, counts);
  if (report !== undefined) {
    const { reportPage } = await import("../../node/report/page.ts");
    const content = { path, evaluation, warnings, date: localTime(new Date()) };
    await writeFileAtomic(report, reportPage(evaluateSparseContent(modelFile, model, content)));
  }
  const { curves, ...scores } = evaluation;
  if (json)
    stdout.write(jsonLine({ event: "result", model: modelFile, ...scores, ...(report !== undefined && { report }) }));
  else stdout.write(scoresText(evaluation, `${counted(scores.rows, "row")} scored`));
  if (!json && !quiet && report !== undefined) stdout.write(`\nwrote ${report}\n`);
  if (!quiet) stderr.write(warningsText(warnings));
}

/** `minibatch inspect` of a model of sparse rows: what it was trained on, how, and the features that push each way. */
export function inspectSparseCommand(
  modelFile: string,
  model: SparseModel,
  { json, limit = SHOWN }: { readonly json: boolean; readonly limit?: number },
  { stdout }: CommandContext,
): void {
  const { input, task, classes, options, data, scores, versions } = model;
  if (json) {
    const known = { input, task, classes, weights: sparseWeights(model, limit), options, data, scores, versions };
    stdout.write(jsonLine({ model: modelFile, ...known, ...trainingValues(model) }));
    return;
  }
  const goal = task === "regression" ? "a number" : classes.join(", ");
  const made = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const parts = [
    `${printable(modelFile, 200)}: ${task}: ${goal}\n` +
      `${input.format}, ${counted(columnsOf(input), "column")}; made by ${made.join(", ")}\n`,
    sparseWeightsText(model, limit),
    factsText(scoreFacts(scores)),
    factsText(settingFacts(options)),
    factsText(sparseDataFacts(model, "Data")),
    factsText(trainingFacts(model)),
  ];
  stdout.write(parts.filter((part) => part !== "").join("\n"));
}

function onlyFile(files: readonly string[]): string {
  const [path, ...others] = files;
  if (path !== undefined && others.length === 0) return path;
  throw new MinibatchError("INVALID_OPTION", `got ${files.length} files, expected one file of sparse rows`);
}

function warningsOf(path: string, counts: SparseCounts): string[] {
  return sparseWarnings(path, counts).map(sparseWarningText);
}
