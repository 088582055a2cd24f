import { basename } from "node:path";
import { sparseDefaults } from "../../data/sparse/sparse-defaults.ts";
import { columnsOf } from "../../data/sparse/sparse-input.ts";
import { SparseModel } from "../../data/sparse/sparse-model.ts";
import { columnName } from "../../data/sparse/sparse-weights.ts";
import { checkEstimatorOptions, estimatorIssues } from "../../data/table/table-training-options.ts";
import { throwIssues } from "../../engine/estimators/options/issues.ts";
import type { SparseSource } from "../../engine/matrix/sparse-source.ts";
import { packageVersion } from "../files/package-version.ts";
import { loadSparseModel } from "../model-file.ts";
import { fileIssues } from "../tables/file-issues.ts";
import { hashOf } from "../tables/prepared-table.ts";
import { goesOnFrom, startingPoint, trainingsBefore } from "../training/going-on.ts";
import { givenSettings, trainingSettings } from "../training/settings.ts";
import { type TrainedRows, trainRows } from "../training/train-rows.ts";
import type { TrainingSettings } from "../training/types.ts";
import {
  joinedNames,
  knownSparse,
  type SettledSparseOptions,
  sparseGoingOnIssues,
  sparseGoingOnOptions,
} from "./going-on-sparse.ts";
import { type LabelledRows, labelRows } from "./label-rows.ts";
import { closeSparse, filesOf, type PreparedSparse, preparedSparse } from "./prepared-sparse.ts";
import { sparseWarnings } from "./sparse-warnings.ts";
import { textName } from "./text-name.ts";
import type { TrainSparseOptions, TrainSparseResult, TrainSparseStart } from "./types.ts";

/**
 * Trains a linear model on a file of sparse rows, libsvm or Vowpal Wabbit text, and tests it on rows held out at random or
 * on those of another file. The text is parsed once; its rows are kept in the cache, split, streamed where they are large,
 * trained on and scored as those of a table are.
 *
 * @param path - path of the file; `-` is standard input
 * @param options - the settings of split and training
 * @returns the model, its scores on the test rows, and how the training went
 * @throws {MinibatchError} `INVALID_FILE` or `INVALID_DATA` for a file that cannot be read or learned from;
 * `INVALID_OPTION` for a setting that is not allowed; `DIVERGED` when the loss explodes in the first epoch
 */
export async function trainSparse(path: string, options: TrainSparseOptions = {}): Promise<TrainSparseResult> {
  const settled = await settledOptions(path, options);
  const { prepared, seconds: read, cache, release } = await preparedSparse(path, settled);
  try {
    const begin = performance.now();
    const rows = labelRows(textName(path), prepared, settled);
    checkEstimatorOptions(givenSettings(settled), rows.task);
    const split = (performance.now() - begin) / 1000;
    const settings = sparseSettings(rows, settled);
    const from = settled.warmStart && startingPoint(knownSparse(settled.warmStart), settings);
    const nameOf = (column: number): string => columnName(prepared.input, prepared.names, column);
    let start: TrainSparseStart | undefined;
    const trained = await trainRows(
      { ...rows, nameOf, rescale: "scale the values in the file" },
      {
        ...{ settings, options: settled, from },
        begin(counts) {
          start = { ...startOf(prepared, rows), ...goesOnFrom(from), settings, ...counts, cache };
          options.onStart?.(start);
        },
      },
    );
    const model = toModel(prepared, rows, trained, settled);
    return { ...start!, ...trained.result, model, seconds: { ...read, split, ...trained.seconds } };
  } finally {
    closeSparse(prepared);
    await release();
  }
}

/**
 * The options with those of the model that a training goes on from.
 *
 * @throws {MinibatchError} `INVALID_OPTION` with every option that cannot be used in `details.issues`; as `loadModel`
 */
async function settledOptions(path: string, options: TrainSparseOptions): Promise<SettledSparseOptions> {
  const { warmStart, ...others } = options;
  const model = typeof warmStart === "string" ? await loadSparseModel(warmStart) : warmStart;
  const settled = model ? sparseGoingOnOptions(model, options) : others;
  throwIssues([
    ...estimatorIssues(givenSettings(settled), settled.task),
    ...fileIssues([path], settled),
    ...(model ? sparseGoingOnIssues(model, options) : []),
  ]);
  return settled;
}

/** The settings of a training on sparse rows, with their defaults. */
export function sparseSettings(
  { task, train: { y } }: Pick<LabelledRows, "task" | "train">,
  options: TrainSparseOptions | SettledSparseOptions,
): TrainingSettings {
  return trainingSettings(task, sparseDefaults(y.length, options), y.length, options);
}

function startOf(
  prepared: PreparedSparse,
  rows: LabelledRows,
): Omit<TrainSparseStart, "settings" | "learnedRows" | "validationRows" | "cache"> {
  const { format, input, train } = prepared;
  const { task, classes, classCounts } = rows;
  return {
    ...{ file: train.path, format, counts: train.counts, features: columnsOf(input), task, classes, classCounts },
    ...{ trainRows: rows.train.y.length, testRows: rows.test.targets.length },
    warnings: filesOf(prepared).flatMap(({ path, counts }) => sparseWarnings(path, counts)),
    values: (rows.train.X as SparseSource).entries,
  };
}

function toModel(
  { input, names, train }: PreparedSparse,
  { task, classes, classCounts, trainMean, train: { y } }: LabelledRows,
  { estimator, options, scales: targetScales, training, result: { test, baseline } }: TrainedRows,
  { testSize = 0.2, stratify = true, validationFile, warmStart, keepState = false }: SettledSparseOptions,
): SparseModel {
  return new SparseModel({
    ...{ input, task, classes, estimator, names: warmStart ? joinedNames(warmStart.names, names) : names },
    options: {
      ...options,
      ...{ precision: train.index.precision, testSize, stratify: task === "classification" && stratify },
      ...(validationFile !== undefined && { validationFile: [validationFile].flat().map((file) => basename(file)) }),
    },
    data: {
      ...{ file: basename(train.path), rows: train.counts.rows, trainRows: y.length, hash: hashOf(train.index) },
      ...(task === "classification" ? { trainCounts: classCounts } : { trainMean }),
      ...(targetScales && { targetScales }),
      ...(warmStart && { before: trainingsBefore(warmStart.data) }),
    },
    ...(keepState && training && { training }),
    scores: { test, baseline },
    versions: { minibatch: packageVersion() },
  });
}
