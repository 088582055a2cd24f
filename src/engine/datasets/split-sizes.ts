import { MinibatchError } from "../errors.ts";
import { invalidOption } from "./option-checks.ts";

/** Sizes of the two parts: a share of the rows between 0 and 1, or a number of rows from 1. */
export interface SplitSizeOptions {
  /** Size of the test part, rounded up. Default: what the training part leaves, or 0.25 where that is not given. */
  readonly testSize?: number;
  /** Size of the training part, rounded down. Default: what the test part leaves. */
  readonly trainSize?: number;
}

/**
 * The rows of each part, as scikit-learn's `train_test_split` counts them.
 *
 * @throws {MinibatchError} `INVALID_OPTION` when a size is out of its range, the parts are more than all rows, or the
 * training part is empty
 */
export function splitSizes(where: string, n: number, options: SplitSizeOptions): { train: number; test: number } {
  const { trainSize } = options;
  const testSize = options.testSize ?? (trainSize === undefined ? 0.25 : undefined);
  checkSize(where, "testSize", testSize, n);
  checkSize(where, "trainSize", trainSize, n);
  const givenTest = testSize === undefined ? undefined : isShare(testSize) ? Math.ceil(testSize * n) : testSize;
  const givenTrain = trainSize === undefined ? undefined : isShare(trainSize) ? Math.floor(trainSize * n) : trainSize;
  const test = givenTest ?? n - (givenTrain ?? 0);
  const train = givenTrain ?? n - test;
  const given = `trainSize ${trainSize ?? "not given"}, testSize ${testSize ?? "not given"}`;
  if (train + test > n || (isShare(trainSize) && isShare(testSize) && trainSize + testSize > 1)) {
    throw sizesError(`${where}: ${given}: together more than all ${n} rows`);
  }
  if (train === 0) throw sizesError(`${where}: ${given}: of ${n} rows none is left to train on, expected at least one`);
  return { train, test };
}

function isShare(size: number | undefined): size is number {
  return size !== undefined && size > 0 && size < 1;
}

function checkSize(where: string, option: string, size: number | undefined, n: number): void {
  if (size === undefined || isShare(size) || (Number.isInteger(size) && size > 0 && size < n)) return;
  throw invalidOption(
    where,
    option,
    `${size}, expected a share between 0 and 1 or a whole number of rows from 1 to below ${n}`,
  );
}

function sizesError(message: string): MinibatchError {
  return new MinibatchError("INVALID_OPTION", message, { option: "trainSize" });
}
