import { MinibatchError } from "../errors.ts";
import { countCodes, type EncodedLabels, type Label, show } from "../metrics/labels.ts";
import { endShuffle, type RandomState, shuffleEnd } from "../random/random-state.ts";
import { invalidOption } from "./option-checks.ts";

/**
 * Rows of a random split in which both parts have each class's share, to within one row of the part: those of
 * scikit-learn's `StratifiedShuffleSplit`, which then puts both parts into random order, the training rows first.
 *
 * @param labels - the class of each row; every class has some rows
 * @param sizes - rows of each part
 * @param areSets - whether the training rows of a class may be in any order, and nobody draws from `random` any more: a third
 * of the time
 * @throws {MinibatchError} `INVALID_DATA` when a class has one row only; `INVALID_OPTION` when a part has fewer rows
 * than there are classes
 */
export function stratifiedSplit(
  where: string,
  { classes, codes }: EncodedLabels,
  sizes: { readonly train: number; readonly test: number },
  random: RandomState,
  areSets: boolean,
): { train: Int32Array; test: Int32Array } {
  const counts = Array.from(countCodes(codes, classes.length));
  checkCounts(where, classes, counts, sizes);
  const rows = rowsByClass(codes, counts);

  const trainCounts = shareOut(counts, sizes.train, random);
  const left = counts.map((count, k) => count - trainCounts[k]);
  const testCounts = shareOut(left, sizes.test, random);
  const train = new Int32Array(sum(trainCounts));
  const test = new Int32Array(sum(testCounts));
  let trained = 0;
  let tested = 0;
  let end = 0;
  for (const [k, count] of counts.entries()) {
    const order = rows.subarray(end, end + count);
    end += count;
    if (areSets) {
      shuffleEnd(random, order, trainCounts[k]);
      if (end < rows.length) endShuffle(random, trainCounts[k]);
    } else random.shuffle(order);
    train.set(order.subarray(0, trainCounts[k]), trained);
    test.set(order.subarray(trainCounts[k], trainCounts[k] + testCounts[k]), tested);
    trained += trainCounts[k];
    tested += testCounts[k];
  }
  return { train, test };
}

/** The rows of the first class, then those of the next, and so on. */
function rowsByClass(codes: Int32Array, counts: readonly number[]): Int32Array {
  const rows = new Int32Array(codes.length);
  const next = new Int32Array(counts.length);
  for (let k = 1; k < next.length; k++) next[k] = next[k - 1] + counts[k - 1];
  for (let row = 0; row < codes.length; row++) rows[next[codes[row]]++] = row;
  return rows;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function checkCounts(
  where: string,
  classes: readonly Label[],
  counts: readonly number[],
  sizes: { readonly train: number; readonly test: number },
): void {
  const single = counts.indexOf(1);
  if (single >= 0) {
    const message = `${where}: stratify: class ${show(classes[single])} has 1 row, expected at least 2 of every class`;
    throw new MinibatchError("INVALID_DATA", message, { option: "stratify" });
  }
  for (const part of ["train", "test"] as const) {
    if (sizes[part] >= classes.length) continue;
    throw invalidOption(
      where,
      `${part}Size`,
      `${sizes[part]} rows, expected at least one for each of the ${classes.length} classes`,
    );
  }
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
