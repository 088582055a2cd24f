import { countCodes } from "../../data/table/row-loops.ts";
import { numericTask, type TableLoss } from "../../data/table/table-losses.ts";
import type { Task } from "../../data/table/table-schema.ts";
import { MinibatchError } from "../../engine/errors.ts";
import { type Label, show } from "../../engine/metrics/labels.ts";
import { codeNumbers, scanNumbers } from "../../engine/metrics/small-numbers.ts";
import { PART } from "./part.ts";

/** A target column by row. */
export type TableTargetValues = {
  /** Its name. */
  readonly name: string;
  /** Rows of the table. */
  readonly rows: number;
  /** The rows that have a target, ascending. */
  readonly present: Int32Array;
} & (
  | {
      /** One of several classes. */
      readonly task: "classification";
      /** The classes, sorted, at least two. */
      readonly classes: readonly Label[];
      /** Position of each row's class, [rows]; -1 where the target is missing. */
      readonly codes: Int32Array;
    }
  | {
      /** A number. */
      readonly task: "regression";
      /** The number of each row, [rows]; NaN where the target is missing. */
      readonly values: Float64Array;
    }
);

/** A target column as it was read. */
export interface RawTarget {
  /** Its name. */
  readonly name: string;
  /** Raw values, [rows]: numbers, or positions among the words; NaN where it is missing. */
  readonly raw: Float64Array;
  /** The words, sorted by code point; undefined for numbers. */
  readonly words: readonly string[] | undefined;
}

/** A numeric target of at most so many different whole numbers is taken for classes. */
const MAX_NUMERIC_CLASSES = 20;

/**
 * Decides what is learned from a target column.
 *
 * Words are classes, `true` and `false` alone become booleans. Numbers are classes where they are at most 20 different
 * values, all whole, as the labels of digits are, and no loss of numbers is asked for, and a number otherwise. `task` overrides
 * that.
 *
 * @param file - path, for messages
 * @throws {MinibatchError} `INVALID_OPTION` when `task` is `regression` and the column holds words; `INVALID_DATA` when
 * no row has a target, all have the same, every row has a word of its own, a number is infinite or too large, `task` is
 * `classification` and a number is not whole, or the loss is `poisson` and a number negative
 */
export function learnTarget(
  file: string,
  target: RawTarget,
  asked: Task | undefined,
  loss?: TableLoss,
): TableTargetValues {
  const { name, raw, words } = target;
  const task = words === undefined ? numericTask(asked, loss) : asked;
  const { present, largest, small } = scanNumbers(raw);
  const where = `${file}: target ${show(name)}`;
  if (present.length === 0) throw invalid(name, `${where}: no row has a value`);
  checkVaries(where, target, present);
  const known = { name, rows: raw.length, present };
  if (words !== undefined) {
    if (task === "regression") {
      const message = `task: regression needs a numeric target, and ${show(name)} holds values such as ${show(words[raw[present[0]!]!])}`;
      throw new MinibatchError("INVALID_OPTION", message, { option: "task", column: name });
    }
    if (words.length === present.length && words.length > 2) {
      throw invalid(
        name,
        `${where}: each of its ${words.length} rows has a value of its own, expected classes that several rows share`,
      );
    }
    const isBoolean = words.every((word) => /^(false|true)$/i.test(word));
    const classes = isBoolean ? words.map((word) => word.toLowerCase() === "true") : words;
    return { ...known, task: "classification", classes, codes: small?.values ?? codesOf(raw) };
  }
  if (largest > MAX_NUMBER) throw tooLarge(where, name, raw, present);
  const most = task === "classification" ? Number.POSITIVE_INFINITY : MAX_NUMERIC_CLASSES;
  const numbers = small === undefined ? distinctNumbers(raw, present, most) : upTo(most, small.different);
  if (task === "regression" || (task === undefined && numbers === undefined)) {
    if (loss === "poisson") checkCounts(where, name, raw, present);
    return { ...known, task: "regression", values: raw };
  }
  if (numbers === undefined) {
    const row = present.find((row) => !Number.isSafeInteger(raw[row]))!;
    throw invalid(
      name,
      `${where}: data row ${row + 1} is ${raw[row]}, and numbers are classes only where they are whole`,
      row,
    );
  }
  const codes = small === undefined ? numberCodes(raw, numbers) : codeNumbers(small);
  return { ...known, task: "classification", classes: numbers, codes };
}

/**
 * A target with the classes that training rows have before those that only test rows have.
 *
 * @param file - path, for messages
 * @param part - what each row is for
 * @returns the target, whose `classes` are those of the training rows; the codes of the others come after them. `counts` is
 * {@link classCounts} of it
 * @throws {MinibatchError} `INVALID_DATA` when all training rows have one class
 */
export function trainedTarget(
  file: string,
  target: TableTargetValues,
  part: Uint8Array,
): { readonly target: TableTargetValues; readonly others: readonly Label[]; readonly counts: readonly number[] } {
  if (target.task === "regression") return { target, others: [], counts: [] };
  const { classes, codes } = target;
  const counts = classCounts(target, part);
  const trained = classes.filter((_, code) => counts[code]! > 0);
  const others = classes.filter((_, code) => counts[code] === 0);
  if (trained.length < 2) {
    const message = `${file}: target ${show(target.name)}: all training rows have the value ${show(trained[0])}, expected at least two classes; hold out fewer rows or keep the classes' shares (stratify)`;
    throw invalid(target.name, message);
  }
  if (others.length === 0) return { target, others, counts };
  const order = [...trained, ...others];
  const newCode = classes.map((label) => order.indexOf(label));
  const renamed = codes.map((code) => (code < 0 ? code : newCode[code]!));
  const known = counts.filter((count) => count > 0);
  return { target: { ...target, classes: trained, codes: renamed }, others, counts: known };
}

/** Training rows of each class; empty for numbers. */
export function classCounts(target: TableTargetValues, part: Uint8Array): number[] {
  if (target.task === "regression") return [];
  const { classes, codes } = target;
  // A row without a target is for nothing.
  return countCodes(part, PART.train, codes, classes.length);
}

/** Mean of the training rows' numbers; 0 for classes. */
export function meanTarget(target: TableTargetValues, part: Uint8Array): number {
  if (target.task === "classification") return 0;
  let sum = 0;
  let rows = 0;
  for (const row of target.present) {
    if (part[row] !== PART.train) continue;
    sum += target.values[row]!;
    rows++;
  }
  return sum / rows;
}

/** Position of each row's number among the numbers, which are whole; -1 where it is missing. */
function numberCodes(raw: Float64Array, numbers: readonly number[]): Int32Array {
  const codeOf = new Map(numbers.map((number, code) => [number, code]));
  const codes = new Int32Array(raw.length);
  for (let row = 0; row < raw.length; row++) codes[row] = codeOf.get(raw[row]!) ?? -1;
  return codes;
}

function codesOf(raw: Float64Array): Int32Array {
  const codes = new Int32Array(raw.length);
  for (let row = 0; row < raw.length; row++) codes[row] = Number.isNaN(raw[row]) ? -1 : raw[row]!;
  return codes;
}

function checkVaries(where: string, { name, raw, words }: RawTarget, present: Int32Array): void {
  const first = raw[present[0]!]!;
  if (present.some((row) => raw[row] !== first)) return;
  const value = show(words === undefined ? first : words[first]!);
  const rows = present.length === 1 ? "the only row has" : `all ${present.length} rows have`;
  throw invalid(name, `${where}: ${rows} the value ${value}, expected at least two different values`);
}

/** The squares of larger numbers, and their sums, are no longer finite. */
const MAX_NUMBER = 1e150;

function tooLarge(where: string, name: string, raw: Float64Array, present: Int32Array): MinibatchError {
  const row = present.find((row) => Math.abs(raw[row]!) > MAX_NUMBER)!;
  const what =
    Math.abs(raw[row]!) === Number.POSITIVE_INFINITY
      ? `${raw[row]}, expected a finite number`
      : `${raw[row]}, too large to be computed with`;
  return invalid(name, `${where}: data row ${row + 1} is ${what}; correct it or leave the row out`, row);
}

function checkCounts(where: string, name: string, raw: Float64Array, present: Int32Array): void {
  const row = present.find((row) => raw[row]! < 0);
  if (row === undefined) return;
  const expected = 'expected a number >= 0 for the loss "poisson"; correct it, or choose another loss';
  throw invalid(name, `${where}: data row ${row + 1} is ${raw[row]}, ${expected}`, row);
}

/** The different numbers, ascending; undefined where one is not whole or there are more than `limit`. */
function distinctNumbers(raw: Float64Array, present: Int32Array, limit: number): number[] | undefined {
  const seen = new Set<number>();
  for (let i = 0; i < present.length; i++) {
    const value = raw[present[i]!]!;
    if (!Number.isSafeInteger(value)) return undefined;
    seen.add(value);
    if (seen.size > limit) return undefined;
  }
  return [...seen].sort((a, b) => a - b);
}

function upTo(limit: number, numbers: readonly number[]): readonly number[] | undefined {
  return numbers.length > limit ? undefined : numbers;
}

function invalid(column: string, message: string, row?: number): MinibatchError {
  return new MinibatchError("INVALID_DATA", message, { column, ...(row === undefined ? {} : { row }) });
}
