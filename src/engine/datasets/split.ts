import { MinibatchError } from "../errors.ts";
import { DenseMatrix, type MatrixLike } from "../matrix/dense-matrix.ts";
import { encodeLabels, type Label } from "../metrics/labels.ts";
import { RandomState, toRandomState } from "../random/random-state.ts";
import { checkWhole, invalidOption } from "./option-checks.ts";
import { RowOrder } from "./row-order.ts";
import { type SplitSizeOptions, splitSizes } from "./split-sizes.ts";
import { markStratified, stratifiedSplit } from "./stratified-split.ts";

/** Options of {@link trainTestSplit} and {@link trainTestIndices}. */
export interface TrainTestSplitOptions extends SplitSizeOptions {
  /** Whether the rows are drawn at random, default true; otherwise the first rows train and the next ones test. */
  readonly shuffle?: boolean;
  /** The class of each row, [rows]: both parts then have each class's share. By default rows are drawn regardless. */
  readonly stratify?: ArrayLike<Label>;
  /** Seed, default 0, or a random state to draw from. */
  readonly seed?: number | RandomState;
}

/** Options of {@link markTestRows}. */
export interface MarkOptions extends SplitSizeOptions {
  /** Seed, default 0. */
  readonly seed?: number;
}

/** Rows of a split, from 0. */
export interface TrainTestIndices {
  /** Rows to train on, in random order. */
  readonly trainIndices: Int32Array;
  /** Rows to test on, in random order. */
  readonly testIndices: Int32Array;
}

/** Rows of the same kind as X: a matrix for a matrix, else an array of the very same rows. */
export type RowsOf<X extends MatrixLike> = X extends DenseMatrix
  ? DenseMatrix
  : X extends readonly (infer R)[]
    ? R[]
    : never;

/** Elements of the same kind as y: a typed array for a typed array, else a plain array. */
export type ElementsOf<Y extends ArrayLike<unknown>> = Y extends ArrayBufferView
  ? Y
  : Y extends ArrayLike<infer T>
    ? T[]
    : never;

/** Both parts of X and y, and which rows they are. */
export interface TrainTestSplit<X extends MatrixLike, Y extends ArrayLike<unknown>> extends TrainTestIndices {
  /** Rows to train on. */
  readonly XTrain: RowsOf<X>;
  /** Rows to test on. */
  readonly XTest: RowsOf<X>;
  /** Targets of the training rows. */
  readonly yTrain: ElementsOf<Y>;
  /** Targets of the test rows. */
  readonly yTest: ElementsOf<Y>;
}

const where = "trainTestSplit";

/**
 * Splits rows into a part to train on and a part to test on: the rows, in the order, of scikit-learn's
 * `train_test_split(…, random_state=seed)`.
 *
 * @param X - the rows, [rows, columns]
 * @param y - the target of each row, [rows]
 * @throws {MinibatchError} `INVALID_SHAPE` when `X`, `y` and `stratify` differ in length; `INVALID_OPTION` when a size
 * is out of its range, a part would be empty or, stratified, smaller than the number of classes, or `stratify` comes
 * with `shuffle: false`; `INVALID_DATA` when `stratify` has a class of one row or a value that is no label
 */
export function trainTestSplit<X extends MatrixLike, Y extends ArrayLike<unknown>>(
  X: X,
  y: Y,
  options: TrainTestSplitOptions = {},
): TrainTestSplit<X, Y> {
  const rows = X instanceof DenseMatrix ? X.rows : X.length;
  checkLength("y", y.length, rows);
  const { trainIndices, testIndices } = trainTestIndices(rows, options);
  return {
    XTrain: takeRows(X, trainIndices),
    XTest: takeRows(X, testIndices),
    yTrain: takeElements(y, trainIndices),
    yTest: takeElements(y, testIndices),
    trainIndices,
    testIndices,
  };
}

/**
 * The rows that {@link trainTestSplit} splits `n` rows into.
 *
 * @param n - number of rows
 * @throws {MinibatchError} as {@link trainTestSplit}
 */
export function trainTestIndices(n: number, options: TrainTestSplitOptions = {}): TrainTestIndices {
  checkWhole(where, "n", n, 0);
  const { stratify } = options;
  if (stratify !== undefined) checkLength("stratify", stratify.length, n);
  const sizes = splitSizes(where, n, options);
  if (options.shuffle === false) {
    if (stratify !== undefined) throw invalidOption(where, "stratify", "given, expected none with shuffle: false");
    const order = Int32Array.from({ length: sizes.train + sizes.test }, (_, row) => row);
    return { trainIndices: order.slice(0, sizes.train), testIndices: order.slice(sizes.train) };
  }
  const random = toRandomState(options.seed);
  if (stratify === undefined) return drawnRows(n, sizes, random);
  const labels = encodeLabels(where, stratify, "stratify");
  const { train, test } = stratifiedSplit(where, labels, sizes, random);
  random.shuffle(train);
  random.shuffle(test);
  return { trainIndices: train, testIndices: test };
}

/**
 * Marks the rows to test on of {@link trainTestIndices}, without their order: in a third of the time.
 *
 * @param part - byte of each row of the whole
 * @param rows - those of them that are split
 * @param value - the mark
 * @throws {MinibatchError} as {@link trainTestSplit}
 */
export function markTestRows(part: Uint8Array, rows: Int32Array, options: MarkOptions, value: number): void {
  const { test } = splitSizes(where, rows.length, options);
  const order = RowOrder.of(rows, part.length);
  order.marks.set(part);
  order.shuffled(new RandomState(options.seed), 0, rows.length);
  order.mark(0, test, value);
  part.set(order.marks);
}

/**
 * The same, stratified: of the rows of the classes of two rows or more.
 *
 * @param codes - class of each row, or -1 for those that are not split
 * @param counts - rows of each class
 * @throws {MinibatchError} as {@link trainTestSplit}
 */
export function markStratifiedTestRows(
  part: Uint8Array,
  codes: Int32Array,
  counts: readonly number[],
  options: MarkOptions,
  value: number,
): void {
  const n = counts.reduce((sum, count) => (count > 1 ? sum + count : sum), 0);
  const sizes = splitSizes(where, n, options);
  markStratified(where, part, codes, counts, sizes, new RandomState(options.seed), value);
}

function drawnRows(
  n: number,
  sizes: { readonly train: number; readonly test: number },
  random: RandomState,
): TrainTestIndices {
  const order = random.permutation(n);
  return {
    trainIndices: order.slice(sizes.test, sizes.test + sizes.train),
    testIndices: order.slice(0, sizes.test),
  };
}

function checkLength(name: string, length: number, rows: number): void {
  if (length === rows) return;
  throw new MinibatchError("INVALID_SHAPE", `${where}: ${name} has length ${length}, expected ${rows} as X has rows`);
}

function takeRows<X extends MatrixLike>(X: X, indices: Int32Array): RowsOf<X> {
  const rows: MatrixLike = X;
  const taken = rows instanceof DenseMatrix ? rows.takeRows(indices) : Array.from(indices, (row) => rows[row]);
  return taken as RowsOf<X>; // the compiler cannot follow a conditional type through the narrowing above
}

function takeElements<Y extends ArrayLike<unknown>>(y: Y, indices: Int32Array): ElementsOf<Y> {
  const taken = emptyLike(y, indices.length);
  for (let i = 0; i < indices.length; i++) taken[i] = y[indices[i]];
  return taken as unknown as ElementsOf<Y>; // as above
}

function emptyLike(y: ArrayLike<unknown>, length: number): { [index: number]: unknown } {
  // What is both array-like and a view of a buffer is a typed array: slice keeps its type, and is as long as it has to be.
  return ArrayBuffer.isView(y) ? (y as unknown as Float64Array).slice(0, length) : new Array(length);
}
