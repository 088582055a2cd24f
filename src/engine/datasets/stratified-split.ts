import { MinibatchError } from "../errors.ts";
import { countCodes, type EncodedLabels, type Label, show } from "../metrics/labels.ts";
import type { RandomState } from "../random/random-state.ts";
import { invalidOption } from "./option-checks.ts";
import { RowOrder } from "./row-order.ts";

/** Rows of each part. */
interface Sizes {
  readonly train: number;
  readonly test: number;
}

/**
 * Rows of a random split in which both parts have each class's share, to within one row of the part: those of
 * scikit-learn's `StratifiedShuffleSplit`, which then puts both parts into random order, the training rows first.
 *
 * @param labels - the class of each row; every class has some rows
 * @param sizes - rows of each part
 * @throws {MinibatchError} `INVALID_DATA` when a class has one row only; `INVALID_OPTION` when a part has fewer rows
 * than there are classes
 */
export function stratifiedSplit(
  where: string,
  { classes, codes }: EncodedLabels,
  sizes: Sizes,
  random: RandomState,
): { train: Int32Array; test: Int32Array } {
  const counts = Array.from(countCodes(codes, classes.length));
  checkSeveral(where, classes, counts);
  const shares = classShares(where, counts, sizes, random);
  const rows = RowOrder.byClass(codes, counts);
  const train = new Int32Array(sum(shares.train));
  const test = new Int32Array(sum(shares.test));
  let trained = 0;
  let tested = 0;
  let start = 0;
  for (const [k, count] of counts.entries()) {
    const [toTrain, toTest] = [shares.train[k], shares.test[k]];
    const order = rows.shuffled(random, start, count);
    train.set(order.subarray(0, toTrain), trained);
    test.set(order.subarray(toTrain, toTrain + toTest), tested);
    start += count;
    trained += toTrain;
    tested += toTest;
  }
  return { train, test };
}

/**
 * Marks the rows to test on of {@link stratifiedSplit}, in a third of the time. What `random` gives afterwards is not what it
 * would give after the whole split.
 *
 * @param part - byte of each row
 * @param codes - class of each row, or -1
 * @param counts - rows of each class; those of classes of one row are not marked and count for nothing
 * @param value - the mark
 * @throws {MinibatchError} `INVALID_OPTION` when a part has fewer rows than there are classes of two or more
 */
export function markStratified(
  where: string,
  part: Uint8Array,
  codes: Int32Array,
  counts: readonly number[],
  sizes: Sizes,
  random: RandomState,
  value: number,
): void {
  const shared = counts.filter((count) => count > 1);
  const shares = classShares(where, shared, sizes, random);
  const rows = RowOrder.byClass(codes, counts);
  rows.marks.set(part);
  let start = 0;
  let k = 0;
  for (const count of counts) {
    if (count > 1) {
      const toTrain = shares.train[k];
      rows.shuffled(random, start, count, toTrain);
      rows.mark(start + toTrain, shares.test[k], value);
      k++;
      // The steps that are left would only put the training rows into order; behind the last class nobody draws.
      if (k < shared.length) rows.skip(random, toTrain);
    }
    start += count;
  }
  part.set(rows.marks);
}

/** Rows of each class in each part. */
function classShares(where: string, counts: readonly number[], sizes: Sizes, random: RandomState) {
  for (const part of ["train", "test"] as const) {
    if (sizes[part] >= counts.length) continue;
    throw invalidOption(
      where,
      `${part}Size`,
      `${sizes[part]} rows, expected at least one for each of the ${counts.length} classes`,
    );
  }
  const train = shareOut(counts, sizes.train, random);
  const left = counts.map((count, k) => count - train[k]);
  return { train, test: shareOut(left, sizes.test, random) };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function checkSeveral(where: string, classes: readonly Label[], counts: readonly number[]): void {
  const single = counts.indexOf(1);
  if (single < 0) return;
  const message = `${where}: stratify: class ${show(classes[single])} has 1 row, expected at least 2 of every class`;
  throw new MinibatchError("INVALID_DATA", message, { option: "stratify" });
}

/**
 * Shares `draws` rows out to the classes in proportion to their counts: rounded down, and the rest to the classes with
 * the largest remainders, ties broken at random (scikit-learn's `_approximate_mode`).
 */
function shareOut(counts: readonly number[], draws: number, random: RandomState): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const exact = counts.map((count) => (count / total) * draws);
  const shares = exact.map(Math.floor);
  const remainders = exact.map((value, k) => value - shares[k]);
  let rest = draws - shares.reduce((sum, share) => sum + share, 0);
  for (const remainder of Array.from(new Set(remainders)).sort((a, b) => b - a)) {
    if (rest === 0) break;
    const tied = Array.from(remainders.keys()).filter((k) => remainders[k] === remainder);
    const chosen = random.choice(tied.length, Math.min(tied.length, rest), { replace: false });
    for (const i of chosen) shares[tied[i]]++;
    rest -= chosen.length;
  }
  return shares;
}
