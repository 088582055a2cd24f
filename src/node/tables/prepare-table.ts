import { StandardScaler } from "../../data/table/standard-scaler.ts";
import { type LearningTarget, learningTarget } from "../../data/table/table-target.ts";
import { type TrainTestIndices, type TrainTestSplitOptions, trainTestIndices } from "../../engine/datasets/split.ts";
import { MinibatchError } from "../../engine/errors.ts";
import type { DenseMatrix } from "../../engine/matrix/dense-matrix.ts";
import { show } from "../../engine/metrics/labels.ts";
import { readTable } from "./read-table.ts";
import type { TrainTableOptions, TrainTableSeconds, TrainTableStart } from "./types.ts";

/** How a table was split, with the defaults filled in. */
export interface SplitOptions {
  /** Share of the rows held out. */
  readonly testSize: number;
  /** Whether the split kept the classes' shares. */
  readonly stratify: boolean;
}

/** A table ready to be trained on. It keeps no second copy of the training rows. */
export interface PreparedTable {
  /** What is known of it. */
  readonly start: TrainTableStart;
  /** Names of the feature columns. */
  readonly features: readonly string[];
  /** What is learned, of all rows. */
  readonly target: LearningTarget;
  /** Which rows train and which test. */
  readonly split: TrainTestIndices;
  /** How they were chosen. */
  readonly splitOptions: SplitOptions;
  /** Means and deviations of the training rows. */
  readonly scaler: StandardScaler;
  /** The training rows, standardised, in the order of the split. */
  readonly XTrain: DenseMatrix;
  /** The rows held out, as they are in the file, in the order of the split. */
  readonly XTest: DenseMatrix;
  /** Where the time went. */
  readonly seconds: Pick<TrainTableSeconds, "read" | "prepare">;
}

/**
 * Reads a table, splits it at random, and standardises its training rows.
 *
 * @throws {MinibatchError} as `trainTable`
 */
export async function prepareTable(path: string, options: TrainTableOptions): Promise<PreparedTable> {
  const { testSize = 0.2, seed = 0, precision = "f32", header } = options;
  const begin = performance.now();
  const table = await readTable(path, { target: options.target, ...(header === undefined ? {} : { header }) });
  const wasRead = performance.now();
  const { rows, X, columns, features } = table;
  const target = learningTarget(table.target!, options.task);
  const stratify = target.task === "classification" && (options.stratify ?? true);
  if (stratify) checkClassSizes(target, options.target);
  const split = splitRows(rows, { testSize, seed, ...(stratify ? { stratify: target.codes } : {}) });
  const { trainIndices, testIndices } = split;
  if (target.task === "classification") checkLearnable(target, trainIndices, options.target);
  const scaler = StandardScaler.fit(X, { rows: trainIndices, names: features });
  const XTrain = scaler.transform(X, { rows: trainIndices, precision });
  const XTest = X.takeRows(testIndices);
  const start: TrainTableStart = {
    columns,
    rows,
    trainRows: trainIndices.length,
    testRows: testIndices.length,
    features: features.length,
    task: target.task,
    classes: target.task === "classification" ? target.classes : [],
  };
  const seconds = { read: (wasRead - begin) / 1000, prepare: (performance.now() - wasRead) / 1000 };
  return { start, features, target, split, splitOptions: { testSize, stratify }, scaler, XTrain, XTest, seconds };
}

/** The split's own errors begin with its name and the options that it was not given, which the user did not write. */
function splitRows(rows: number, options: TrainTestSplitOptions): TrainTestIndices {
  try {
    return trainTestIndices(rows, options);
  } catch (error) {
    if (!(error instanceof MinibatchError)) throw error;
    const message = error.message.replace(/^trainTestSplit: (trainSize not given, )?/, "");
    throw new MinibatchError(error.code, message, error.details, error);
  }
}

type ClassTarget = LearningTarget & { readonly task: "classification" };

function checkClassSizes({ classes, codes }: ClassTarget, target: string): void {
  const counts = new Float64Array(classes.length);
  for (const code of codes) counts[code]!++;
  const single = counts.indexOf(1);
  if (single < 0) return;
  const message = `target ${show(target)}: one row has the value ${show(classes[single])}, and a split that keeps the classes' shares needs two of each: leave the row out or set stratify to false`;
  throw new MinibatchError("INVALID_DATA", message, { column: target, row: codes.indexOf(single) });
}

function checkLearnable({ classes, codes }: ClassTarget, trainIndices: Int32Array, target: string): void {
  const isSeen = new Uint8Array(classes.length);
  for (const row of trainIndices) isSeen[codes[row]!] = 1;
  const unseen = isSeen.indexOf(0);
  if (unseen < 0) return;
  const message = `target ${show(target)}: no training row has the value ${show(classes[unseen])}: keep the classes' shares (stratify) or leave its rows out`;
  throw new MinibatchError("INVALID_DATA", message, { column: target });
}
