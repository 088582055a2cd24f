import { basename } from "node:path";
import { type RecordColumn, RecordEncoder, type RecordOptions } from "../../data/sparse/record-encoder.ts";
import { SparseModel } from "../../data/sparse/sparse-model.ts";
import { weightsByPosition } from "../../data/table/table-training-options.ts";
import { trainTestIndices } from "../../engine/datasets/split.ts";
import { SGDClassifier } from "../../engine/estimators/sgd-classifier.ts";
import { packageVersion } from "../files/package-version.ts";
import type { TableColumn, TableFileOptions } from "../tables/types.ts";
import { evaluateBlocks, type LabelledBlock } from "./evaluate-blocks.ts";
import { type FittedSparse, fitSparse } from "./fit-sparse.ts";
import { type ChosenColumn, readRecords } from "./read-records.ts";
import { otherLabels, type RecordLabels, takeRecords, trainLabels } from "./record-labels.ts";
import { sparseSettings } from "./sparse-settings.ts";
import { stopwatch } from "./stopwatch.ts";
import type { TrainSparseOptions, TrainSparseResult } from "./types.ts";

/** Options of `trainRecords`. */
export interface TrainRecordsOptions
  extends Omit<TrainSparseOptions, "format" | "indexBase" | "names">,
    Omit<RecordOptions, "precision" | "bits">,
    TableFileOptions {
  /** Name of the column to predict. */
  readonly target: string;
  /** Columns of sentences. */
  readonly texts: readonly string[];
  /** Columns to leave out. */
  readonly drop?: readonly string[];
  /** The only columns to learn from, beside the texts. */
  readonly only?: readonly string[];
}

/** Rows by column with their target. */
interface Part {
  readonly columns: readonly RecordColumn[];
  readonly labels: RecordLabels;
}

/**
 * Trains a linear model on a table with columns of text or with interactions: all columns become sparse ones, as
 * `RecordEncoder` says. The rows are held in memory.
 *
 * @param files - a CSV, TSV (gzip too), Parquet or JSON Lines file, or several of the same columns; `-` for standard input
 * @throws {MinibatchError} `INVALID_FILE` or `INVALID_DATA` for a file that cannot be read or learned from;
 * `INVALID_OPTION` for a setting that is not allowed; `DIVERGED` when the loss stops being a finite number
 */
export async function trainRecords(files: readonly string[], options: TrainRecordsOptions): Promise<TrainSparseResult> {
  const clock = stopwatch();
  const name = files.join(" ");
  const table = await readRecords(
    files,
    fileOptions(options, (columns) => chosenColumns(columns, options)),
  );
  const labels = trainLabels(name, table.columns[0]!, options.task);
  const whole: Part = { columns: takeRecords(table.columns.slice(1), labels.rows), labels };
  const given = options.test === undefined ? undefined : await readPart(options.test, whole, options);
  options.signal?.throwIfAborted();
  const read = clock();
  const { train, test } = given === undefined ? holdOut(whole, options) : { train: whole, test: given };
  const encoder = RecordEncoder.fit(train.columns, encoderOptions(options));
  const [trainBlock, testBlock] = [blockOf(encoder, train), blockOf(encoder, test)];
  const split = clock();
  const { task, classes } = labels;
  const start = {
    ...{ file: name, format: "table" as const, columns: encoder.columns, values: trainBlock.X.entries, task, classes },
    ...{ trainRows: trainBlock.X.rows, testRows: testBlock.X.rows, unseenFeatures: 0 },
    counts: { ...NO_COUNTS, rows: table.rows, columns: encoder.columns },
    settings: sparseSettings(task, trainBlock.X.rows, options),
  };
  options.onStart?.(start);
  const codes = classes.map((_, code) => code);
  const target = task === "classification" ? { task, classes: codes } : { task };
  const { classWeight } = options;
  const byPosition = classWeight &&
    task === "classification" && { classWeight: weightsByPosition(classWeight, classes) };
  const fitted = await fitSparse([trainBlock], target, start.settings, { ...options, ...byPosition });
  const trained = clock();
  const model = toModel(files, table.rows, encoder, train, fitted, options);
  const scores = evaluateBlocks(model, [testBlock], (code) => test.labels.classes[code]!);
  const { history, stopped } = fitted;
  const seconds = { read, split, train: trained, test: clock() };
  const { test: testScores, baseline, curves } = scores;
  return { ...start, model, history, stopped, test: testScores, baseline, curves, seconds };
}

/** What a text file counts and a table does not. */
const NO_COUNTS = { blankLines: 0, emptyRows: 0, unseenFeatures: 0, indexBase: 0, isWeighted: false } as const;

function fileOptions(
  { header, delimiter, nullStrings, target }: TrainRecordsOptions,
  choose: (columns: readonly TableColumn[]) => readonly ChosenColumn[],
) {
  return {
    ...{ choose, target },
    ...(header !== undefined && { header }),
    ...(delimiter !== undefined && { delimiter }),
    ...(nullStrings !== undefined && { nullStrings }),
  };
}

/** The target first, then the columns to learn from, in the file's order. */
function chosenColumns(columns: readonly TableColumn[], options: TrainRecordsOptions): ChosenColumn[] {
  const { target, texts, drop = [], only } = options;
  const wanted = columns.filter(({ name, kind }) => {
    if (name === target || drop.includes(name) || kind === "nested") return false;
    return only === undefined || only.includes(name) || texts.includes(name);
  });
  const names = new Set(columns.map(({ name }) => name));
  const missing = [...texts, ...drop, ...(only ?? [])].filter((name) => !names.has(name));
  const features = wanted.map(({ name }): ChosenColumn => (texts.includes(name) ? { name, kind: "text" } : { name }));
  // A name that is not there is refused where the columns are read.
  return [{ name: target }, ...features, ...missing.map((name) => ({ name }))];
}

/** The rows of another file, in the columns of the first. */
async function readPart(path: string, { columns, labels }: Part, options: TrainRecordsOptions): Promise<Part> {
  const wanted = [{ name: options.target }, ...columns.map(({ name, kind }) => ({ name, kind }))];
  const table = await readRecords(
    [path],
    fileOptions(options, () => wanted),
  );
  const found = otherLabels(table.columns[0]!, labels.task, labels.classes);
  return { columns: takeRecords(table.columns.slice(1), found.rows), labels: found };
}

function holdOut({ columns, labels }: Part, { testSize = 0.2, seed = 0 }: TrainRecordsOptions) {
  const counts = countsOf(labels);
  const stratify = labels.task === "classification" && counts.every((count) => count > 1) ? { stratify: labels.y } : {};
  const indices = trainTestIndices(labels.y.length, { testSize, seed, ...stratify });
  const part = (rows: Int32Array): Part => ({
    columns: takeRecords(columns, rows),
    labels: { ...labels, y: Float64Array.from(rows, (row) => labels.y[row]!), rows },
  });
  return { train: part(indices.trainIndices), test: part(indices.testIndices) };
}

function countsOf({ y, classes }: RecordLabels): number[] {
  const counts = classes.map(() => 0);
  if (counts.length > 0) for (const code of y) counts[code]!++;
  return counts;
}

function encoderOptions({ text, bits, interactions, precision }: TrainRecordsOptions): RecordOptions {
  return {
    ...(text !== undefined && { text }),
    ...(bits !== undefined && { bits }),
    ...(interactions !== undefined && { interactions }),
    ...(precision !== undefined && { precision }),
  };
}

function blockOf(encoder: RecordEncoder, { columns, labels }: Part): LabelledBlock {
  return { X: encoder.encode(columns), y: labels.y };
}

function toModel(
  files: readonly string[],
  rows: number,
  encoder: RecordEncoder,
  { labels }: Part,
  { estimator: fitted, trainMean }: FittedSparse,
  { target, classWeight = null }: TrainRecordsOptions,
): SparseModel {
  const { task, y } = labels;
  // It was trained on positions: from here on it answers with the classes they stand for.
  const classes = fitted instanceof SGDClassifier ? fitted.classes.map((code) => labels.classes[Number(code)]!) : [];
  const estimator =
    fitted instanceof SGDClassifier
      ? SGDClassifier.fromState({ ...fitted.toState(), options: { ...fitted.options, classWeight }, classes })
      : fitted;
  const known = task === "classification" ? { trainCounts: countsOf(labels) } : { trainMean: trainMean ?? 0 };
  return new SparseModel({
    ...{ input: { format: "table", target, encoder: encoder.toState() }, task, classes, estimator },
    ...{ names: encoder.names(), options: { ...estimator.options } },
    data: { file: files.map((file) => basename(file)).join(" "), rows, trainRows: y.length, ...known },
    versions: { minibatch: packageVersion() },
  });
}
