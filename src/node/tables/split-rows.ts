import { markStratifiedTestRows, markTestRows } from "../../engine/datasets/split.ts";
import { MinibatchError } from "../../engine/errors.ts";
import { countCodes, show } from "../../engine/metrics/labels.ts";
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
    assign(part, present, PART.train);
    return part;
  }
  const { testSize = 0.2, seed = 0, stratify = true } = options;
  // Without a size of their own, all rows train that do not test.
  assign(part, present, PART.train);
  const isShared = target.task === "classification" && stratify;
  const counts = isShared ? Array.from(countCodes(target.codes, target.classes.length)) : [];
  if (isShared && !counts.some((count) => count > 1)) throw onlySingleRows(target.name, present.length);
  try {
    if (isShared) markStratifiedTestRows(part, target.codes, counts, { testSize, seed }, PART.test);
    else markTestRows(part, present, { testSize, seed }, PART.test);
  } catch (error) {
    throw asTargetError(error, target.name);
  }
  return part;
}

function assign(part: Uint8Array, rows: Int32Array, value: number): void {
  if (rows.length === part.length) part.fill(value);
  else for (let i = 0; i < rows.length; i++) part[rows[i]!] = value;
}

function onlySingleRows(name: string, rows: number): MinibatchError {
  const message =
    `target ${show(name)}: each of its ${rows} classes has one row, of which none can be held out for the test: ` +
    "expected a class of at least two rows, or files to test on";
  return new MinibatchError("INVALID_DATA", message, { column: name });
}

/** The split's own errors begin with its name and the options that it was not given, which the user did not write. */
function asTargetError(error: unknown, name: string): unknown {
  if (!(error instanceof MinibatchError)) return error;
  const message = error.message.replace(/^trainTestSplit: (trainSize not given, )?/, `target ${show(name)}: `);
  return new MinibatchError(error.code, message, error.details, error);
}
