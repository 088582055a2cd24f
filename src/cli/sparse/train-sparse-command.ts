import { join } from "node:path";
import type { TableLoss } from "../../data/table/table-losses.ts";
import type { Task } from "../../data/table/table-schema.ts";
import { MinibatchError } from "../../engine/errors.ts";
import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import type { ShuffleMode } from "../../engine/sampling/windows.ts";
import { writeFileAtomic } from "../../node/files/atomic-write.ts";
import type { SparseFormat } from "../../node/sparse/sparse-file.ts";
import { trainSparse } from "../../node/sparse/train-sparse.ts";
import type { TrainSparseOptions, TrainSparseResult } from "../../node/sparse/types.ts";
import type { CommandContext } from "../command-context.ts";
import { estimatorOptions, type TrainingCommandOptions, trainingArguments } from "../options/training-options.ts";
import { jsonLine, OutputError } from "../output.ts";
import { scoresText } from "../report-text/scores-text.ts";
import { shellLine } from "../shell-quote.ts";
import { localTime } from "../table/local-time.ts";
import { modelPath, withRunFolder } from "../table/run-folder.ts";
import { foundRateText } from "../table/train-text.ts";
import { unlessStopped } from "../unless-stopped.ts";
import { sparseContent } from "./sparse-content.ts";
import { countWarnings, sparseEffortText, sparseStartText, sparseWeightsText } from "./sparse-text.ts";
import { refuseTableOptions, type TableOnlyOptions } from "./table-only.ts";

/** Features shown each way when a training ends. */
const SHOWN = 10;

/** The options of `minibatch train` that sparse rows have. */
export interface TrainSparseCommandOptions extends TrainingCommandOptions, TableOnlyOptions {
  readonly format?: SparseFormat;
  readonly indexBase?: 0 | 1;
  readonly bits?: number;
  readonly task?: Task;
  readonly test?: readonly string[];
  readonly testSize: number;
  readonly seed: number;
  readonly loss?: TableLoss;
  readonly epochs?: number;
  readonly alpha?: number | "auto";
  readonly batchSize?: number | "auto";
  readonly l2?: number;
  readonly shuffle: ShuffleMode;
  readonly precision: Precision;
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly target?: string;
  readonly text?: readonly string[];
  readonly interactions?: readonly (readonly [first: string, second: string])[];
}

/**
 * `minibatch train` on a file of sparse rows: trains, tells how it goes, and writes a run folder.
 *
 * Asked to stop, it ends the training after the batch in hand and keeps the model of that moment; before training has
 * begun, it ends at once.
 *
 * @throws the signal's reason when it fires
 * @throws {MinibatchError} as `trainSparse`, and `INVALID_FILE` when the run folder cannot be written
 */
export async function trainSparseCommand(
  files: readonly string[],
  options: TrainSparseCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { signal, stderr } = context;
  const tells = options.quiet !== true;
  const result = await withRunFolder(files[0]!, options.out, async (folder) => {
    let hasBegun = false;
    const training = startTraining(files, options, {
      onStart(start) {
        signal.throwIfAborted();
        hasBegun = true;
        if (!tells) return;
        const { settings, counts, ...known } = start;
        if (options.json) context.stdout.write(jsonLine({ event: "start", ...known, settings }));
        else stderr.write(sparseStartText(start));
      },
      onEpoch(epoch) {
        if (!tells) return;
        if (options.json) context.stdout.write(jsonLine({ event: "epoch", ...epoch }));
        else stderr.write(`epoch ${epoch.epoch}  loss ${epoch.loss.toPrecision(6)}\n`);
      },
      signal,
    });
    const result = await unlessStopped(training, signal, () => hasBegun);
    if (signal.reason instanceof OutputError) throw signal.reason;
    if (result.stopped) stderr.write(`stopped in epoch ${result.history.length + 1}; the model is kept as it was\n`);
    await finish(files, folder, options, result, context);
    return result;
  });
  if (result.stopped) signal.throwIfAborted();
}

function startTraining(
  files: readonly string[],
  options: TrainSparseCommandOptions,
  listeners: Pick<TrainSparseOptions, "onStart" | "onEpoch" | "signal">,
): Promise<TrainSparseResult> {
  refuseTableOptions(options);
  const { target, text, interactions } = options;
  if (text !== undefined || interactions !== undefined) {
    const option = text === undefined ? "interactions" : "text";
    const message = `${option}: rows of libsvm or vw text have no columns with names: leave --${option} out, or --format for a table`;
    throw new MinibatchError("INVALID_OPTION", message, { option });
  }
  if (files.length === 1 && target === undefined) {
    return trainSparse(files[0]!, { ...trainOptions(options), ...listeners });
  }
  const message = "target: a row of libsvm or vw text begins with its label: leave --target out, and give one file";
  throw new MinibatchError("INVALID_OPTION", message, { option: "target" });
}

async function finish(
  files: readonly string[],
  folder: string,
  options: TrainSparseCommandOptions,
  result: TrainSparseResult,
  { stdout, stderr }: CommandContext,
): Promise<void> {
  const again = repeatLine(files, options, result);
  const predict = shellLine(["minibatch", "predict", modelPath(folder), "FILE"]);
  const warnings = warningsOf(files.join(" "), options, result);
  const written = await writeRun(folder, result, { again, predict, warnings });
  const { model, history, curves, counts, ...known } = result;
  if (options.json) {
    stdout.write(
      jsonLine({ event: "result", ...known, epochs: history.length, warnings, folder, files: written, again, predict }),
    );
    return;
  }
  for (const warning of warnings) stderr.write(`warning: ${warning}\n`);
  stdout.write(scoresText({ ...result, rows: result.testRows }, `${result.testRows} test rows`));
  if (options.quiet === true) return;
  stdout.write(
    `\n${sparseWeightsText(model, SHOWN)}\n${foundRateText(result.foundLearningRate)}${sparseEffortText(result)}`,
  );
  stdout.write(`wrote ${folder}: ${written.join(", ")}\n\nagain:    ${again}\npredict:  ${predict}\n`);
}

function warningsOf(file: string, { test }: TrainSparseCommandOptions, result: TrainSparseResult): string[] {
  const { counts, columns, unseenFeatures } = result;
  return [
    ...countWarnings(file, counts, 0, columns),
    ...countWarnings(test?.[0] ?? file, { emptyRows: 0, rows: 0 }, unseenFeatures, columns),
  ];
}

async function writeRun(
  folder: string,
  result: TrainSparseResult,
  lines: { readonly again: string; readonly predict: string; readonly warnings: readonly string[] },
): Promise<string[]> {
  const { reportPage } = await import("../../node/report/page.ts");
  const { model, history, curves, counts, ...known } = result;
  const { data, versions } = model;
  const report = { ...known, epochs: history.length, data, versions };
  const date = localTime(new Date());
  await writeFileAtomic(join(folder, "history.jsonl"), history.map(jsonLine).join(""));
  await writeFileAtomic(join(folder, "report.json"), `${JSON.stringify(report, null, 2)}\n`);
  await writeFileAtomic(join(folder, "report.html"), reportPage(sparseContent(result, { ...lines, date })));
  await writeFileAtomic(modelPath(folder), model.toBytes());
  return ["model.safetensors", "report.html", "report.json", "history.jsonl"];
}

function trainOptions(options: TrainSparseCommandOptions): TrainSparseOptions {
  const { format, indexBase, bits, task, test, loss, epochs, alpha, batchSize, l2 } = options;
  const { testSize, seed, shuffle, precision } = options;
  return {
    ...{ testSize, seed, shuffle, precision },
    ...estimatorOptions(options),
    ...withoutUndefined({
      format,
      indexBase,
      bits,
      task,
      test: test?.[0],
      loss,
      epochs,
      learningRate: alpha,
      batchSize,
      l2,
    }),
  };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}

/** The command line that repeats a run, whatever the defaults will be. */
function repeatLine(
  files: readonly string[],
  options: TrainSparseCommandOptions,
  { settings, task, format, foundLearningRate }: TrainSparseResult,
): string {
  const { test, testSize, bits, indexBase } = options;
  const rate = foundLearningRate === undefined ? settings.learningRate : "auto";
  return shellLine([
    ...["minibatch", "train", ...files.map((file) => (file.startsWith("-") && file !== "-" ? `./${file}` : file))],
    ...["--format", format],
    ...(indexBase === undefined ? [] : ["--index-base", String(indexBase)]),
    ...(bits === undefined ? [] : ["--bits", String(bits)]),
    ...(test?.[0] === undefined ? ["--test-size", String(testSize)] : ["--test", test[0]]),
    ...["--task", task, "--loss", settings.loss, "-e", String(settings.epochs)],
    ...(rate === undefined ? [] : ["-a", String(rate)]),
    ...["-b", String(settings.batchSize), "--l2", String(settings.l2), "--shuffle", settings.shuffle],
    ...["--precision", settings.precision, "--seed", String(settings.seed)],
    ...trainingArguments(options),
  ]);
}
