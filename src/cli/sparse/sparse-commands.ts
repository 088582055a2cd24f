import { columnsOf } from "../../data/sparse/sparse-input.ts";
import type { SparseModel } from "../../data/sparse/sparse-model.ts";
import { sparseWeights } from "../../data/sparse/sparse-weights.ts";
import { answerNames } from "../../data/table/answer-names.ts";
import { MinibatchError } from "../../engine/errors.ts";
import { writeFileAtomic } from "../../node/files/atomic-write.ts";
import { counted } from "../../node/report/numbers.ts";
import {
  evaluateSparse,
  predictSparse,
  type SparseAnswers,
  type SparseCounts,
} from "../../node/sparse/predict-sparse.ts";
import type { CommandContext } from "../command-context.ts";
import { jsonLine } from "../output.ts";
import { scoresText } from "../report-text/scores-text.ts";
import { countWarnings, sparseWeightsText } from "./sparse-text.ts";

/** Features shown each way by `minibatch inspect`. */
const SHOWN = 30;

/**
 * `minibatch predict` with a model of sparse rows: CSV lines of the prediction and a probability (or decision value) per class, to a file or as
 * they come to standard output.
 *
 * @throws the signal's reason when it fires
 * @throws {MinibatchError} as `predictSparse`, and `INVALID_FILE` when the file cannot be written
 */
export async function predictSparseCommand(
  model: SparseModel,
  files: readonly string[],
  { out }: { readonly out?: string | undefined },
  { stdout, stderr, signal }: CommandContext,
): Promise<void> {
  const path = onlyFile(files);
  const parts: string[] = [];
  const write = async (text: string): Promise<void> => {
    if (out !== undefined) parts.push(text);
    else {
      stdout.write(text);
      await stdout.flush();
      signal.throwIfAborted();
    }
  };
  const names = answerNames(model.estimator, model.classes).map(({ what, label }) => `,${csvCell(`${what}_${label}`)}`);
  await write(`prediction${names.join("")}\n`);
  const counts = await predictSparse(model, path, (answers) => write(linesOf(answers)), { signal });
  if (out !== undefined) await writeFileAtomic(out, parts.join(""));
  warn(path, model, counts, stderr);
}

function linesOf({ answers, values }: SparseAnswers): string {
  const lines = answers.map((answer, r) => {
    const row = values === undefined ? [] : Array.from(values.row(r));
    return [csvCell(String(answer)), ...row].join(",");
  });
  return `${lines.join("\n")}\n`;
}

/** A value of a CSV file: in quotes where it must be. */
function csvCell(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * `minibatch evaluate` with a model of sparse rows.
 *
 * @throws the signal's reason when it fires
 * @throws {MinibatchError} as `evaluateSparse`
 */
export async function evaluateSparseCommand(
  model: SparseModel,
  files: readonly string[],
  { json }: { readonly json: boolean },
  { stdout, stderr, signal }: CommandContext,
): Promise<void> {
  const path = onlyFile(files);
  const { counts, curves, ...scores } = await evaluateSparse(model, path, { signal });
  if (json) stdout.write(jsonLine({ event: "result", ...scores }));
  else stdout.write(scoresText({ ...scores, curves }, `${counted(scores.rows, "row")} scored`));
  warn(path, model, counts, stderr);
}

/** `minibatch inspect` of a model of sparse rows: what it was trained on, how, and the features that push each way. */
export function inspectSparseCommand(
  model: SparseModel,
  { json, limit = SHOWN }: { readonly json: boolean; readonly limit?: number },
  { stdout }: CommandContext,
): void {
  const { input, task, classes, options, data, versions } = model;
  if (json) {
    stdout.write(jsonLine({ input, task, classes, weights: sparseWeights(model, limit), options, data, versions }));
    return;
  }
  const goal = task === "regression" ? "a number" : classes.join(", ");
  const settings = Object.entries(options).filter(([, value]) =>
    ["string", "number", "boolean"].includes(typeof value),
  );
  stdout.write(
    `${input.format}, ${counted(columnsOf(input), "column")}; ${task}: ${goal}\n` +
      `trained on ${counted(data.trainRows, "row")} of ${data.file}\n` +
      `${settings.map(([name, value]) => `${name} ${String(value)}`).join(", ")}\n\n` +
      sparseWeightsText(model, limit),
  );
}

function onlyFile(files: readonly string[]): string {
  const [path, ...others] = files;
  if (path !== undefined && others.length === 0) return path;
  throw new MinibatchError("INVALID_OPTION", `got ${files.length} files, expected one file of sparse rows`);
}

function warn(path: string, model: SparseModel, counts: SparseCounts, stderr: CommandContext["stderr"]): void {
  const warnings = countWarnings(path, counts, counts.unseenFeatures, columnsOf(model.input));
  for (const warning of warnings) stderr.write(`warning: ${warning}\n`);
}
