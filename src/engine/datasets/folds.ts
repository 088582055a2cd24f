import { MinibatchError } from "../errors.ts";
import { DenseMatrix, type MatrixLike } from "../matrix/dense-matrix.ts";
import { encodeLabels, type Label } from "../metrics/labels.ts";
import { type RandomState, toRandomState } from "../random/random-state.ts";
import { checkWhole, invalidOption } from "./option-checks.ts";
import type { TrainTestIndices } from "./split.ts";

/** Options of {@link KFold} and {@link StratifiedKFold}. */
export interface KFoldOptions {
  /** Number of folds, >= 2. Default 5. */
  readonly nSplits?: number;
  /** Whether the rows are dealt to the folds at random, default false: in their order. */
  readonly shuffle?: boolean;
  /** Seed, default 0, or a random state to draw from; only with `shuffle`. */
  readonly seed?: number | RandomState;
}

interface FoldSettings {
  readonly nSplits: number;
  readonly shuffle: boolean;
  readonly seed: number | RandomState | undefined;
}

/**
 * Cross-validation: deals the rows to `nSplits` folds, each of which is the test part once. The rows are those of
 * scikit-learn's `KFold(nSplits, shuffle, random_state=seed)`, ascending in each part.
 *
 * @example
 * for (const { trainIndices, testIndices } of new KFold({ nSplits: 4 }).split(X)) …
 */
export class KFold {
  readonly #settings: FoldSettings;

  /**
   * @throws {MinibatchError} `INVALID_OPTION` when `nSplits` is not a whole number >= 2, or `seed` comes without
   * `shuffle`
   */
  constructor(options: KFoldOptions = {}) {
    this.#settings = foldSettings("KFold", options);
  }

  /**
   * The splits, one for each fold, each made when it is asked for.
   *
   * @param X - the rows, or how many there are
   * @throws {MinibatchError} `INVALID_OPTION` when there are fewer rows than folds
   */
  split(X: MatrixLike | number): Generator<TrainTestIndices, void> {
    const { nSplits, shuffle, seed } = this.#settings;
    const rows = countRows("KFold", X, nSplits);
    const order = Int32Array.from({ length: rows }, (_, row) => row);
    if (shuffle) toRandomState(seed).shuffle(order);
    const foldOf = new Int32Array(rows);
    let start = 0;
    for (let fold = 0; fold < nSplits; fold++) {
      const end = start + Math.floor(rows / nSplits) + (fold < rows % nSplits ? 1 : 0);
      for (const row of order.subarray(start, end)) foldOf[row] = fold;
      start = end;
    }
    return splitByFold(foldOf, nSplits);
  }
}

/**
 * Cross-validation as {@link KFold}, with each class's share in every fold, to within one row: the rows of
 * scikit-learn's `StratifiedKFold(nSplits, shuffle, random_state=seed)`.
 */
export class StratifiedKFold {
  readonly #settings: FoldSettings;

  /**
   * @throws {MinibatchError} `INVALID_OPTION` when `nSplits` is not a whole number >= 2, or `seed` comes without
   * `shuffle`
   */
  constructor(options: KFoldOptions = {}) {
    this.#settings = foldSettings("StratifiedKFold", options);
  }

  /**
   * The splits, one for each fold, each made when it is asked for. A class with fewer rows than folds is missing from
   * some test parts.
   *
   * @param X - the rows, or how many there are
   * @param y - the class of each row
   * @throws {MinibatchError} `INVALID_OPTION` when there are fewer rows than folds, or fewer in every class;
   * `INVALID_SHAPE` when `y` is not as long as `X`; `INVALID_DATA` when a value of `y` is no label
   */
  split(X: MatrixLike | number, y: ArrayLike<Label>): Generator<TrainTestIndices, void> {
    const { nSplits, shuffle, seed } = this.#settings;
    const rows = countRows("StratifiedKFold", X, nSplits);
    if (y.length !== rows) {
      const message = `StratifiedKFold: y has length ${y.length}, expected ${rows} as X has rows`;
      throw new MinibatchError("INVALID_SHAPE", message);
    }
    const rowsOf = rowsByClass(y);
    const largest = rowsOf.reduce((most, members) => Math.max(most, members.length), 0);
    if (largest < nSplits) {
      const problem = `${nSplits}, expected at most ${largest}, the rows of the largest class`;
      throw invalidOption("StratifiedKFold", "nSplits", problem);
    }
    const random = toRandomState(seed);
    const foldOf = new Int32Array(rows);
    let dealt = 0;
    for (const members of rowsOf) {
      const folds = dealFolds(dealt, members.length, nSplits);
      if (shuffle) random.shuffle(folds);
      for (const [i, row] of members.entries()) foldOf[row] = folds[i];
      dealt += members.length;
    }
    return splitByFold(foldOf, nSplits);
  }
}

/** The rows of each class, the classes in order of their first row. */
function rowsByClass(y: ArrayLike<Label>): number[][] {
  const { codes } = encodeLabels("StratifiedKFold", y, "y");
  const rowsOf = new Map<number, number[]>();
  for (const [row, code] of codes.entries()) {
    const rows = rowsOf.get(code);
    if (rows === undefined) rowsOf.set(code, [row]);
    else rows.push(row);
  }
  return Array.from(rowsOf.values());
}

/** Folds of the next `count` rows after `dealt`, when rows are dealt to the folds in turn; ascending. */
function dealFolds(dealt: number, count: number, nSplits: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => (dealt + i) % nSplits).sort();
}

function* splitByFold(foldOf: Int32Array, nSplits: number): Generator<TrainTestIndices, void> {
  const rows = Int32Array.from(foldOf.keys());
  for (let fold = 0; fold < nSplits; fold++) {
    yield {
      trainIndices: rows.filter((row) => foldOf[row] !== fold),
      testIndices: rows.filter((row) => foldOf[row] === fold),
    };
  }
}

function foldSettings(where: string, { nSplits = 5, shuffle = false, seed }: KFoldOptions): FoldSettings {
  checkWhole(where, "nSplits", nSplits, 2);
  if (!shuffle && seed !== undefined) {
    throw invalidOption(where, "seed", "given, but the rows are not shuffled; leave it out or set shuffle: true");
  }
  return { nSplits, shuffle, seed };
}

function countRows(where: string, X: MatrixLike | number, nSplits: number): number {
  const rows = typeof X === "number" ? X : X instanceof DenseMatrix ? X.rows : X.length;
  checkWhole(where, "X", rows, 0);
  if (nSplits <= rows) return rows;
  throw invalidOption(where, "nSplits", `${nSplits}, expected at most ${rows}, the number of rows`);
}
