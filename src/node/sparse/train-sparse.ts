import { basename } from "node:path";
import type { SparseBlock } from "../../data/readers/block-builder.ts";
import { inputParser, type SparseInput } from "../../data/sparse/sparse-input.ts";
import { SparseModel } from "../../data/sparse/sparse-model.ts";
import { type SparseTarget, sparseTarget } from "../../data/sparse/sparse-target.ts";
import { numericTask } from "../../data/table/table-losses.ts";
import { trainTestIndices } from "../../engine/datasets/split.ts";
import { MinibatchError } from "../../engine/errors.ts";
import { packageVersion } from "../files/package-version.ts";
import { evaluateBlocks } from "./evaluate-blocks.ts";
import { type FittedSparse, fitSparse } from "./fit-sparse.ts";
import { readSparse, type SparseFile } from "./read-sparse.ts";
import { readInto } from "./sparse-file.ts";
import { checkSparseOptions, sparseSettings } from "./sparse-settings.ts";
import { type SplitBlocks, splitBlocks } from "./split-blocks.ts";
import { stopwatch } from "./stopwatch.ts";
import type { TrainSparseOptions, TrainSparseResult, TrainSparseStart } from "./types.ts";

/** Names of hashed columns that are kept by default. */
const MOST_NAMES = 2 ** 20;

/**
 * Trains a linear model on a file of sparse rows, libsvm or Vowpal Wabbit text, and tests it on rows held out at random or
 * on those of another file.
 *
 * @param path - path of the file; `-` is standard input
 * @param options - the settings of split and training
 * @returns the model, its scores on the test rows, and how the training went
 * @throws {MinibatchError} `INVALID_FILE` or `INVALID_DATA` for a file that cannot be read or learned from;
 * `INVALID_OPTION` for a setting that is not allowed; `DIVERGED` when the loss stops being a finite number
 */
export async function trainSparse(path: string, options: TrainSparseOptions = {}): Promise<TrainSparseResult> {
  const clock = stopwatch();
  checkSparseOptions(options);
  const { format, precision, indexBase, bits, signal, names = MOST_NAMES } = options;
  const file = await readSparse(path, { format, precision, indexBase, bits, names, signal });
  const target = learned(path, file.blocks, options);
  const input: SparseInput =
    file.format === "vw"
      ? { format: "vw", bits: options.bits ?? 18 }
      : { format: "libsvm", indexBase: file.indexBase, columns: file.columns };
  const given = options.test === undefined ? undefined : await readTest(options.test, input, options);
  const read = clock();
  const parts = given === undefined ? heldOut(file, target, options) : { train: file.blocks, test: given.blocks };
  const split = clock();
  const start = startOf(path, file, target, parts, given?.unseen ?? 0, options);
  options.onStart?.(start);
  const fitted = await fitSparse(parts.train, target, start.settings, options);
  const train = clock();
  const model = toModel(path, file, input, parts.train, target, start, fitted);
  const { test, baseline, curves } = evaluateBlocks(model, parts.test);
  const { history, stopped, foundLearningRate } = fitted;
  const found = foundLearningRate !== undefined && {
    foundLearningRate,
    settings: { ...start.settings, learningRate: foundLearningRate },
  };
  const seconds = { read, split, train, test: clock() };
  return { ...start, ...found, model, history, stopped, test, baseline, curves, seconds };
}

function learned(path: string, blocks: readonly SparseBlock[], options: TrainSparseOptions): SparseTarget {
  const { task, loss } = options;
  try {
    const target = sparseTarget(
      blocks.map(({ y }) => y),
      numericTask(task, loss),
      loss,
    );
    checkSparseOptions({ ...options, task: target.task });
    return target;
  } catch (error) {
    if (!(error instanceof MinibatchError) || error.code !== "INVALID_DATA") throw error;
    throw new MinibatchError(error.code, `${path}: ${error.message}`, { ...error.details, file: path }, error);
  }
}

/** The rows of the test file, in the columns of the file trained on. */
async function readTest(
  path: string,
  input: SparseInput,
  { precision = "f32", signal }: TrainSparseOptions,
): Promise<{ readonly blocks: readonly SparseBlock[]; readonly unseen: number }> {
  const parser = inputParser(input, path, precision);
  await readInto(parser, path, { signal });
  const { rows, unseenFeatures } = parser.end();
  if (rows === 0) throw new MinibatchError("INVALID_FILE", `${path}: has no row`, { file: path });
  return { blocks: parser.take(true), unseen: unseenFeatures };
}

function heldOut(file: SparseFile, target: SparseTarget, options: TrainSparseOptions): SplitBlocks {
  const { testSize = 0.2, seed = 0 } = options;
  const stratify = target.task === "classification" ? { stratify: labelsOf(file) } : {};
  try {
    return splitBlocks(file.blocks, trainTestIndices(file.rows, { testSize, seed, ...stratify }).testIndices);
  } catch (error) {
    if (!(error instanceof MinibatchError) || target.task === "regression") throw error;
    // A class of one row cannot be in both parts.
    return splitBlocks(file.blocks, trainTestIndices(file.rows, { testSize, seed }).testIndices);
  }
}

function labelsOf({ blocks, rows }: SparseFile): Float64Array {
  const labels = new Float64Array(rows);
  let first = 0;
  for (const { y } of blocks) {
    labels.set(y, first);
    first += y.length;
  }
  return labels;
}

function startOf(
  path: string,
  file: SparseFile,
  target: SparseTarget,
  { train, test }: SplitBlocks,
  unseenFeatures: number,
  options: TrainSparseOptions,
): TrainSparseStart {
  const { format, columns } = file;
  const count = (blocks: readonly SparseBlock[]): number => blocks.reduce((sum, { X }) => sum + X.rows, 0);
  const trainRows = count(train);
  const classes = target.task === "classification" ? target.classes : [];
  return {
    ...{ file: path, format, columns, counts: file, trainRows, testRows: count(test), unseenFeatures },
    ...{ task: target.task, classes, settings: sparseSettings(target.task, trainRows, options) },
    values: train.reduce((sum, { X }) => sum + X.entries, 0),
  };
}

function toModel(
  path: string,
  file: SparseFile,
  input: SparseInput,
  train: readonly SparseBlock[],
  target: SparseTarget,
  { trainRows, classes, task }: TrainSparseStart,
  { estimator, trainMean, foundLearningRate }: FittedSparse,
): SparseModel {
  const found = foundLearningRate !== undefined && { learningRate: foundLearningRate };
  const trainCounts = classes.map((label) => countOf(train, Number(label)));
  return new SparseModel({
    ...{ input, task, classes, estimator, names: file.names, options: { ...estimator.options, ...found } },
    data: {
      ...{ file: basename(path), rows: file.rows, trainRows },
      ...(target.task === "classification" ? { trainCounts } : { trainMean: trainMean ?? 0 }),
    },
    versions: { minibatch: packageVersion() },
  });
}

function countOf(blocks: readonly SparseBlock[], label: number): number {
  let count = 0;
  for (const { y } of blocks) for (const value of y) if (value === label) count++;
  return count;
}
