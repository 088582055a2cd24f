import type { SparseModel } from "../../data/sparse/sparse-model.ts";
import { MinibatchError } from "../../engine/errors.ts";
import type { SparseSource } from "../../engine/matrix/sparse-source.ts";
import { type Label, show } from "../../engine/metrics/labels.ts";
import { PART } from "../tables/part.ts";
import { classCounts, learnTarget, meanTarget, type TableTargetValues, trainedTarget } from "../tables/read-target.ts";
import { splitRows } from "../tables/split-rows.ts";
import type { ScoredRows } from "../training/score-rows.ts";
import type { TrainingData } from "../training/train-rows.ts";
import { type TargetRows, valuesAt } from "../training/validation-part.ts";
import type { SettledSparseOptions } from "./going-on-sparse.ts";
import type { OpenFile, PreparedSparse } from "./prepared-sparse.ts";

/** What messages call the numbers that rows begin with. */
const LABEL = "label";

/** Rows by what they are for, with what their labels are to teach. */
export type LabelledRows = Omit<TrainingData, "nameOf" | "rawValue">;

/**
 * Decides what is learned, as of a table's target, and which rows train and which test.
 *
 * @param path - path of the text to train on, for messages
 * @throws {MinibatchError} `INVALID_DATA` when the labels cannot be learned or the rows not be split; `INVALID_OPTION` for a
 * share that is none
 */
export function labelRows(path: string, prepared: PreparedSparse, options: SettledSparseOptions): LabelledRows {
  const { train, test, validation } = prepared;
  const raw = train.rows.targets;
  const { warmStart } = options;
  const all = warmStart
    ? knownLabels(path, raw, warmStart)
    : learnTarget(path, { name: LABEL, raw, words: undefined }, options.task, options.loss);
  const part = partsOf(path, all, options);
  // A model has its classes, whichever of them the rows have.
  const { target, others, counts } = warmStart
    ? { target: all, others: [], counts: classCounts(all, part) }
    : trainedTarget(path, all, part);
  const isClasses = target.task === "classification";
  const classes = isClasses ? target.classes : [];
  const source = train.rows.source();
  const targets = isClasses ? target.codes : target.values;
  const rowsOf = (number: number): TargetRows => partOf(train, source, targets, rowsIn(part, number));
  return {
    ...{ task: target.task, classes, precision: train.index.precision },
    ...{ classCounts: counts, trainMean: meanTarget(target, part) },
    train: test === undefined ? rowsOf(PART.train) : allOf(train, source, targets),
    validation: validation && validationRows(validation, isClasses, classes),
    test:
      test === undefined
        ? scored(rowsOf(PART.test), [...classes, ...others])
        : labelledRows(test, isClasses ? classes : undefined),
  };
}

/**
 * The labels of rows that a model goes on with.
 *
 * @throws {MinibatchError} `INVALID_DATA` for a label that is none of the model's classes
 */
function knownLabels(path: string, raw: Float64Array, { task, classes }: SparseModel): TableTargetValues {
  const shared = { name: LABEL, rows: raw.length, present: Int32Array.from(raw.keys()) };
  if (task === "regression") return { ...shared, task, values: raw };
  const codes = Int32Array.from(labelCodes(raw, classes).codes);
  const row = codes.findIndex((code) => code >= classes.length);
  if (row < 0) return { ...shared, task, classes, codes };
  const message = `${path}: row ${row + 1} has the label ${raw[row]}, expected one of the model's: ${classes.join(", ")}; leave its rows out, or train a new model`;
  throw new MinibatchError("INVALID_DATA", message, { file: path, row });
}

/** What each row is for; what is wrong with the rows names their file. */
function partsOf(path: string, target: TableTargetValues, options: SettledSparseOptions): Uint8Array {
  try {
    return splitRows(target, options);
  } catch (error) {
    if (!(error instanceof MinibatchError) || error.code !== "INVALID_DATA") throw error;
    throw new MinibatchError(error.code, `${path}: ${error.message}`, { ...error.details, file: path }, error);
  }
}

/** Which rows to score, on which targets. */
export type RowsToScore = Pick<ScoredRows, "rows" | "targets" | "classes">;

/**
 * The rows of a text with what they should be answered with: of classes the position of each row's label among those of a model
 * and, behind them, any others.
 *
 * @param classes - classes of the model; undefined for a number
 */
export function labelledRows({ rows }: Pick<OpenFile, "rows">, classes: readonly Label[] | undefined): RowsToScore {
  const source = rows.source();
  if (classes === undefined) return { rows: source, targets: rows.targets, classes: [] };
  const { codes, all } = labelCodes(rows.targets, classes);
  return { rows: source, targets: codes, classes: all };
}

/** The position of each label among the classes of a model and, behind them, any others in the order in which they come. */
function labelCodes(labels: Float64Array, classes: readonly Label[]): { codes: Float64Array; all: Label[] } {
  const codeOf = new Map<Label, number>(classes.map((label, code) => [label, code]));
  const codes = labels.map((label) => {
    // Without a sign where it is 0.
    const known = codeOf.get(label + 0);
    if (known !== undefined) return known;
    codeOf.set(label + 0, codeOf.size);
    return codeOf.size - 1;
  });
  return { codes, all: [...codeOf.keys()] };
}

function validationRows(file: OpenFile, isClasses: boolean, known: readonly Label[]): TargetRows {
  const { rows, targets, classes } = labelledRows(file, isClasses ? known : undefined);
  const unknown = classes[known.length];
  if (unknown !== undefined) {
    const message = `${file.path}: got the label ${show(unknown)}, which no training row has: leave its rows out of the validation file`;
    throw new MinibatchError("INVALID_DATA", message, { file: file.path });
  }
  return { X: rows, y: Float64Array.from(targets), ...weightsOf(file) };
}

/**
 * How often the rows of a file count.
 *
 * @throws {MinibatchError} `INVALID_DATA` where none does
 */
function weightsOf({ path, rows: { weights } }: OpenFile): Pick<TargetRows, "sampleWeight"> {
  if (weights === undefined) return {};
  if (weights.some((weight) => weight > 0)) return { sampleWeight: weights };
  const message = `${path}: all rows have the importance 0, expected at least one above`;
  throw new MinibatchError("INVALID_DATA", message, { file: path });
}

function scored({ X, y }: TargetRows, classes: readonly Label[]): RowsToScore {
  return { rows: X, targets: y, classes };
}

function allOf(file: OpenFile, X: SparseSource, targets: ArrayLike<number>): TargetRows {
  return { X, y: Float64Array.from(targets), ...weightsOf(file) };
}

function partOf(file: OpenFile, source: SparseSource, targets: ArrayLike<number>, rows: Int32Array): TargetRows {
  const { sampleWeight } = weightsOf(file);
  return {
    X: source.takeRows(rows),
    y: valuesAt(targets, rows),
    ...(sampleWeight && { sampleWeight: valuesAt(sampleWeight, rows) }),
  };
}

/** The rows of a part, ascending. */
function rowsIn(part: Uint8Array, wanted: number): Int32Array {
  const rows = new Int32Array(part.length);
  let count = 0;
  for (let row = 0; row < part.length; row++) if (part[row] === wanted) rows[count++] = row;
  return rows.subarray(0, count);
}
