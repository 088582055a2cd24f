import { createReadStream, fstatSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { SparseModel } from "../../data/sparse/sparse-model.ts";
import type { TableModel } from "../../data/table/table-model.ts";
import { MinibatchError } from "../../engine/errors.ts";
import { temporaryFolder } from "../../node/cache/cache-folder.ts";
import { loadKnownModel } from "../../node/model-file.ts";
import { type PredictTableOptions, type PredictTableResult, predictTable } from "../../node/predict-table.ts";
import type { CommandContext } from "../command-context.ts";
import type { PredictCommandOptions } from "../commands/predict.ts";
import { OutputError } from "../output.ts";
import { unlessStopped } from "../unless-stopped.ts";
import { readingWith } from "./other-kind.ts";

const STANDARD_OUTPUT = "/dev/stdout";

/**
 * `minibatch predict`: a table's rows with their predictions, in a file or on standard output.
 *
 * Asked to stop, it ends at once.
 *
 * @throws the signal's reason when it fires
 * @throws {MinibatchError} as `loadModel` and `predictTable`
 * @throws {OutputError} when standard output cannot be written
 */
export async function predictCommand(
  modelFile: string,
  files: readonly string[],
  options: PredictCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { stderr, signal } = context;
  const model = await unlessStopped(loadKnownModel(modelFile), signal);
  signal.throwIfAborted();
  await readingWith(modelFile, model, files, async () => {
    if (model instanceof SparseModel) {
      await (await import("../sparse/sparse-commands.ts")).predictSparseCommand(model, files, options, context);
      return;
    }
    const { out } = options;
    const read = { ...options, signal };
    if (out === undefined) {
      await predictToOutput(model, files, read, context);
      return;
    }
    const { rows } = await predictTable(model, files, { ...read, out });
    stderr.write(`wrote ${out}: ${rows} predictions\n`);
  });
}

/**
 * DuckDB writes to a pipe or a terminal by itself. A regular file that standard output was sent to would lose what is
 * in it, and a socket cannot be opened by a path, so there the rows take the way through a file of their own.
 */
async function predictToOutput(
  model: TableModel,
  files: readonly string[],
  options: Omit<PredictTableOptions, "out">,
  { stdout, signal }: CommandContext,
): Promise<void> {
  const output = fstatSync(1);
  if (output.isFIFO() || output.isCharacterDevice()) {
    await reportingOutput(predictTable(model, files, { format: "csv", ...options, out: STANDARD_OUTPUT }));
    return;
  }
  const folder = await temporaryFolder();
  try {
    const path = join(folder, "predictions");
    await predictTable(model, files, { format: "csv", ...options, out: path });
    for await (const bytes of createReadStream(path)) {
      stdout.write(bytes as Buffer);
      await stdout.flush();
      signal.throwIfAborted();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A failure to write standard output is that of every other command. */
async function reportingOutput(predicting: Promise<PredictTableResult>): Promise<void> {
  try {
    await predicting;
  } catch (error) {
    const reason =
      error instanceof MinibatchError ? /^\/dev\/stdout: cannot write: (.*)$/.exec(error.message)?.[1] : undefined;
    if (reason === undefined) throw error;
    const code = reason === "broken pipe" ? "EPIPE" : "EIO";
    throw new OutputError("standard output", Object.assign(new Error(reason), { code }));
  }
}
