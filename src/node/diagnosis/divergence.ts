import { MinibatchError } from "../../engine/errors.ts";
import type { RowSource } from "../../engine/matrix/row-source.ts";
import { SparseSource } from "../../engine/matrix/sparse-source.ts";

/** A standardised value this far from the mean is an outlier that can throw a training off. */
const EXTREME = 20;
/** Features whose root mean square is this far from 1 are not on the scale that the default rates are made for. */
const LARGE_SCALE = 10;
/** Rows that are read at a time. */
const STRETCH = 4096;

/** What a training that diverged was run on. */
export interface DivergedTraining {
  /** The features as they were trained on, [rows, features]. */
  readonly rows: RowSource;
  /** The name of a feature. */
  readonly nameOf: (column: number) => string;
  /** What a value of a feature was in the table, where the feature is a number of it. */
  readonly rawValue?: ((column: number, value: number) => number | undefined) | undefined;
  /** What to do about a feature of another scale. Default: standardise the columns. */
  readonly rescale?: string | undefined;
  /** The rate it was trained with; `"auto"` where it was looked for, undefined where the schedule `optimal` made its own. */
  readonly learningRate: number | "auto" | undefined;
}

/** What is extreme among the features. */
interface Extremes {
  /** The largest magnitude and where it is. */
  readonly largest: { readonly value: number; readonly row: number; readonly column: number };
  /** Root mean square of each column. */
  readonly sizes: Float64Array;
}

/**
 * The error of a training that diverged, with its likely cause: the column with the extreme scale, the row with the
 * extreme value, or else the learning rate; and the option to change. The rows are read once.
 *
 * @param error - what the training threw
 * @returns a `DIVERGED` error of one line; another error as it is
 */
export function explainDivergence(error: unknown, training: DivergedTraining): unknown {
  if (!(error instanceof MinibatchError) || error.code !== "DIVERGED") return error;
  const extremes = findExtremes(training.rows);
  const what = error.message.replace(/:? standardise the columns or lower learningRate.*$/, "");
  const { cause, details } = likelyCause(training, extremes);
  return new MinibatchError("DIVERGED", `${what}: ${cause}`, { ...error.details, ...details }, error);
}

function likelyCause(training: DivergedTraining, { largest, sizes }: Extremes) {
  const { nameOf, rawValue, learningRate, rescale = "standardise the columns (--scale standard)" } = training;
  const name = JSON.stringify(nameOf(largest.column));
  const size = sizes[largest.column]!;
  const lower = lowerRate(learningRate, sizes);
  if (size > LARGE_SCALE) {
    const cause = `${name} holds numbers of about ${digits(size)}, the largest ${digits(largest.value)}: ${rescale}, or ${lower}`;
    return { cause, details: { column: nameOf(largest.column) } };
  }
  if (Math.abs(largest.value) > EXTREME) {
    const raw = rawValue?.(largest.column, largest.value) ?? largest.value;
    const times = digits(Math.abs(largest.value) / size);
    const cause = `the row where ${name} is ${digits(raw)} is ${times} times as far out as usual: correct it, leave it out, or ${lower}`;
    return { cause, details: { row: largest.row, column: nameOf(largest.column) } };
  }
  return { cause: `the learning rate is too high for this table: ${lower}`, details: {} };
}

/** What to do about the rate: a tenth, or less where rows are longer; the inverse of their mean squared length is stable. */
function lowerRate(learningRate: DivergedTraining["learningRate"], sizes: Float64Array): string {
  if (learningRate === undefined)
    return "take another schedule than optimal, whose rate starts the higher the smaller l1 + l2 is";
  const stable = 1 / sizes.reduce((sum, size) => sum + size * size, 1);
  if (learningRate === "auto") return `give a learning rate of at most ${digits(stable)} (learningRate, --alpha)`;
  const rate = Math.min(learningRate / 10, stable);
  return `lower the learning rate from ${digits(learningRate)} to ${digits(rate)} (learningRate, --alpha)`;
}

function findExtremes(rows: RowSource): Extremes {
  const sums = new Float64Array(rows.columns);
  let largest = { value: 0, row: 0, column: 0 };
  const see = (value: number, row: number, column: number): void => {
    sums[column]! += value * value;
    if (Math.abs(value) > Math.abs(largest.value)) largest = { value, row, column };
  };
  if (rows instanceof SparseSource) seeEntries(rows, see);
  else seeNumbers(rows, see);
  return { largest, sizes: sums.map((sum) => Math.sqrt(sum / rows.rows)) };
}

type See = (value: number, row: number, column: number) => void;

function seeNumbers(rows: RowSource, see: See): void {
  const { columns } = rows;
  const stretch = new Float64Array(STRETCH * columns);
  for (let first = 0; first < rows.rows; first += STRETCH) {
    const count = Math.min(STRETCH, rows.rows - first);
    rows.read(first, count, stretch);
    for (let i = 0; i < count * columns; i++) see(stretch[i]!, first + Math.floor(i / columns), i % columns);
  }
}

function seeEntries(source: SparseSource, see: See): void {
  let first = 0;
  for (const { rows, indptr, indices, values } of source.matrices()) {
    for (let r = 0; r < rows; r++) {
      for (let i = indptr[r]!; i < indptr[r + 1]!; i++) see(values[i]!, first + r, indices[i]!);
    }
    first += rows;
  }
}

function digits(value: number): string {
  return String(Number(value.toPrecision(2)));
}
