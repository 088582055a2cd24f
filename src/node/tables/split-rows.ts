import { trainTestSets } from "../../engine/datasets/split.ts";
import { MinibatchError } from "../../engine/errors.ts";
import { show } from "../../engine/metrics/labels.ts";
import { PART } from "./part.ts";
import type { TableTargetValues } from "./read-target.ts";

/** How rows are held out. */
export interface SplitOptions {
  /** Share of the rows held out for the test, between 0 and 1. Default 0.2. */
  readonly testSize?: number;
  /** File or files with the rows to test on; all other rows are then trained on. */
  readonly test?: string | readonly string[];
  /**
   * File or files with the rows to stop by, whose columns become what those of the training rows do. Training then ends early as
   * with `earlyStopping`, and all training rows are learned from. Rows count by `weight`, where there is one.
   */
  readonly validationFile?: string | readonly string[];
  /** Seed of the split and of the order of the rows. Default 0. */
  readonly seed?: number;
  /** Whether the split keeps the classes' shares (classification only). Default true. */
  readonly stratify?: boolean;
}

/**
 * What each row is for: {@link PART}. Rows without a target are for nothing. With the same seed they are the rows of
 * scikit-learn's `train_test_split`; of a class of one row, which cannot be shared out, the row trains.
 *
 * @throws {MinibatchError} `INVALID_OPTION` or `INVALID_DATA` when the rows cannot be split so
 */
export function splitRows(target: TableTargetValues, options: SplitOptions): Uint8Array {
  const { present } = target;
  const part = new Uint8Array(target.rows).fill(PART.none);
  if (options.test !== undefined) {
    for (const row of present) part[row] = PART.train;
    return part;
  }
  const { testSize = 0.2, seed = 0, stratify = true } = options;
  let rows = present;
  let codes: Int32Array | undefined;
  if (target.task === "classification" && stratify) {
    const counts = new Float64Array(target.classes.length);
    for (let i = 0; i < present.length; i++) counts[target.codes[present[i]!]!]!++;
    if (counts.includes(1)) {
      rows = present.filter((row) => counts[target.codes[row]!] !== 1);
      for (const row of present) if (counts[target.codes[row]!] === 1) part[row] = PART.train;
      if (rows.length === 0) throw onlySingleRows(target.name, present.length);
    }
    codes = new Int32Array(rows.length);
    for (let i = 0; i < rows.length; i++) codes[i] = target.codes[rows[i]!]!;
  }
  const { testIndices } = indices(target.name, rows.length, testSize, seed, codes);
  // Without a size of their own, all other rows train.
  for (let i = 0; i < rows.length; i++) part[rows[i]!] = PART.train;
  for (let i = 0; i < testIndices.length; i++) part[rows[testIndices[i]!]!] = PART.test;
  return part;
}

function onlySingleRows(name: string, rows: number): MinibatchError {
  const message =
    `target ${show(name)}: each of its ${rows} classes has one row, of which none can be held out for the test: ` +
    "expected a class of at least two rows, or files to test on";
  return new MinibatchError("INVALID_DATA", message, { column: name });
}

/** The split's own errors begin with its name and the options that it was not given, which the user did not write. */
function indices(name: string, rows: number, testSize: number, seed: number, stratify: Int32Array | undefined) {
  try {
    return trainTestSets(rows, { testSize, seed, ...(stratify === undefined ? {} : { stratify }) });
  } catch (error) {
    if (!(error instanceof MinibatchError)) throw error;
    const message = error.message.replace(/^trainTestSplit: (trainSize not given, )?/, `target ${show(name)}: `);
    throw new MinibatchError(error.code, message, error.details, error);
  }
}
