import { trainTestSets } from "../../engine/datasets/split.ts";
import { MinibatchError } from "../../engine/errors.ts";
import { countCodes, type EncodedLabels, encodeLabels, show } from "../../engine/metrics/labels.ts";
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
  const { rows, labels } =
    target.task === "classification" && stratify ? sharedOut(target) : { rows: present, labels: undefined };
  const { testIndices } = indices(target.name, rows.length, testSize, seed, labels);
  for (let i = 0; i < testIndices.length; i++) part[rows[testIndices[i]!]!] = PART.test;
  return part;
}

function assign(part: Uint8Array, rows: Int32Array, value: number): void {
  if (rows.length === part.length) part.fill(value);
  else for (let i = 0; i < rows.length; i++) part[rows[i]!] = value;
}

/** The rows of classes of two rows or more, and their classes. */
function sharedOut(target: Extract<TableTargetValues, { task: "classification" }>): {
  readonly rows: Int32Array;
  readonly labels: EncodedLabels;
} {
  const { classes, codes, present } = target;
  // All rows have a class in most tables, whose codes are then those of the rows.
  const own = present.length === target.rows ? codes : codesAt(codes, present);
  const counts = countCodes(own, classes.length);
  const isSingle = counts.includes(1);
  if (!isSingle && !counts.includes(0)) return { rows: present, labels: { classes, codes: own } };
  const rows = isSingle ? present.filter((row) => counts[codes[row]!] !== 1) : present;
  if (rows.length === 0) throw onlySingleRows(target.name, present.length);
  return { rows, labels: encodeLabels("trainTestSplit", codesAt(codes, rows), "stratify") };
}

function codesAt(codes: Int32Array, rows: Int32Array): Int32Array {
  const some = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) some[i] = codes[rows[i]!]!;
  return some;
}

function onlySingleRows(name: string, rows: number): MinibatchError {
  const message =
    `target ${show(name)}: each of its ${rows} classes has one row, of which none can be held out for the test: ` +
    "expected a class of at least two rows, or files to test on";
  return new MinibatchError("INVALID_DATA", message, { column: name });
}

/** The split's own errors begin with its name and the options that it was not given, which the user did not write. */
function indices(name: string, rows: number, testSize: number, seed: number, labels: EncodedLabels | undefined) {
  try {
    return trainTestSets(rows, { testSize, seed }, labels);
  } catch (error) {
    if (!(error instanceof MinibatchError)) throw error;
    const message = error.message.replace(/^trainTestSplit: (trainSize not given, )?/, `target ${show(name)}: `);
    throw new MinibatchError(error.code, message, error.details, error);
  }
}
