import { MinibatchError } from "../errors.ts";
import { type SplitKernels, splitKernels, WORDS_BYTES } from "../kernels/split-kernels.ts";
import { type EncodedLabels, type Label, show } from "../metrics/labels.ts";
import { drawByKernels, type RandomState } from "../random/random-state.ts";
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
  const rows = new RowsByClass(codes, classes.length);
  const { counts } = rows;
  checkCounts(where, classes, counts, sizes);

  const trainCounts = shareOut(counts, sizes.train, random);
  const left = counts.map((count, k) => count - trainCounts[k]);
  const testCounts = shareOut(left, sizes.test, random);
  const train = new Int32Array(sum(trainCounts));
  const test = new Int32Array(sum(testCounts));
  let trained = 0;
  let tested = 0;
  let end = 0;
  for (const [k, count] of counts.entries()) {
    const isLast = k === counts.length - 1;
    const order = rows.shuffled(random, end, count, areSets ? { first: trainCounts[k], isLast } : undefined);
    end += count;
    train.set(order.subarray(0, trainCounts[k]), trained);
    test.set(order.subarray(trainCounts[k], trainCounts[k] + testCounts[k]), tested);
    trained += trainCounts[k];
    tested += testCounts[k];
  }
  return { train, test };
}

/** The rows of the first class, then those of the next, and so on, in the memory of kernels. */
class RowsByClass {
  /** Rows of each class. */
  readonly counts: readonly number[];
  readonly #kernels: SplitKernels;
  readonly #rows: Int32Array;

  constructor(codes: Int32Array, classes: number) {
    const kernels = splitKernels(WORDS_BYTES + 2 * codes.byteLength + 4 * classes);
    const { buffer } = kernels.memory;
    const at = kernels.heapBase + WORDS_BYTES;
    const places = new Int32Array(buffer, at, classes);
    const own = new Int32Array(buffer, at + places.byteLength, codes.length);
    own.set(codes);
    kernels.countCodes(own.byteOffset, codes.length, at);
    this.counts = Array.from(places);
    let next = 0;
    for (const [k, count] of this.counts.entries()) {
      places[k] = next;
      next += count;
    }
    this.#kernels = kernels;
    this.#rows = new Int32Array(buffer, own.byteOffset + own.byteLength, codes.length);
    kernels.rowsByCode(own.byteOffset, codes.length, at, this.#rows.byteOffset);
  }

  /**
   * Shuffles `count` of the rows from `start` on.
   *
   * @param set - the first row that has to be in its place; the ones before are those that belong there, in some order. Where
   * these rows are the last that anybody shuffles, what that would have drawn for them is not drawn.
   */
  shuffled(
    random: RandomState,
    start: number,
    count: number,
    set?: { readonly first: number; readonly isLast: boolean },
  ): Int32Array {
    const kernels = this.#kernels;
    const words = kernels.heapBase;
    const order = this.#rows.subarray(start, start + count);
    drawByKernels(random, kernels, words, () => {
      kernels.shuffle(words, order.byteOffset, count, Math.max(1, set?.first ?? 1));
      if (set !== undefined && !set.isLast && set.first > 1) kernels.drawShuffle(words, set.first - 1);
    });
    return order;
  }
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
