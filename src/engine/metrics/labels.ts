import { MinibatchError } from "../errors.ts";
import { checkRows } from "./inputs.ts";
import { codeNumbers, countMany, scanNumbers } from "./small-numbers.ts";

/** The class of a row: a whole number (up to 2^53 - 1), a string or a boolean. */
export type Label = number | string | boolean;

/** The labels of rows as codes: row i has the label `classes[codes[i]]`. */
export interface EncodedLabels {
  /** The distinct labels, sorted: numbers by value, strings by code point, false before true. */
  readonly classes: readonly Label[];
  /** Code of each row, [rows]. */
  readonly codes: Int32Array;
}

/** True and predicted labels as codes into one list of classes. */
export interface EncodedPair {
  /** The distinct labels of both arrays, sorted. */
  readonly classes: readonly Label[];
  /** Code of each row's true label, [rows]. */
  readonly yTrue: Int32Array;
  /** Code of each row's predicted label, [rows]. */
  readonly yPred: Int32Array;
}

/** So many labels are encoded and counted by kernels; for fewer to bring them up takes longer. */
const MANY = 4096;

type LabelKey = number | string;

/**
 * The distinct labels of the arrays, sorted: numbers by value, strings by code point, false before true
 * (scikit-learn's `unique_labels`). Booleans next to numbers count as 0 and 1.
 *
 * @throws {MinibatchError} `INVALID_DATA` when a label is not a whole number, string or boolean, or when strings and
 * numbers are mixed
 */
export function uniqueLabels(...arrays: readonly ArrayLike<Label>[]): Label[] {
  const seen = new Map<Label, number>();
  for (const [i, labels] of arrays.entries()) collect(`uniqueLabels: array ${i}`, labels, seen);
  return sortClasses(seen).classes;
}

/** Encodes the true and predicted labels of the metric `where`. */
export function encodePair(where: string, yTrue: ArrayLike<Label>, yPred: ArrayLike<Label>): EncodedPair {
  checkRows(where, "yTrue", yTrue.length, "yPred", yPred.length);
  const seen = new Map<Label, number>();
  const trueCodes = collect(`${where}: yTrue`, yTrue, seen);
  const predictedCodes = collect(`${where}: yPred`, yPred, seen);
  const { classes, ranks } = sortClasses(seen);
  return { classes, yTrue: rename(trueCodes, ranks), yPred: rename(predictedCodes, ranks) };
}

/** Encodes the labels that the caller `where` knows as `name`. */
export function encodeLabels(where: string, labels: ArrayLike<Label>, name = "yTrue"): EncodedLabels {
  const known = smallLabels(labels);
  if (known !== undefined) return known;
  const seen = new Map<Label, number>();
  const codes = collect(`${where}: ${name}`, labels, seen);
  const { classes, ranks } = sortClasses(seen);
  return { classes, codes: rename(codes, ranks) };
}

/** Many numbers, as the positions of classes are, are encoded by kernels, where they can be. */
function smallLabels(labels: ArrayLike<Label>): EncodedLabels | undefined {
  const areNumbers = labels instanceof Float64Array || labels instanceof Int32Array;
  if (!areNumbers || labels.length < MANY) return undefined;
  const { present, small } = scanNumbers(labels);
  if (small === undefined || present.length < labels.length) return undefined;
  return { classes: small.different, codes: codeNumbers(small) };
}

/** How many rows each class has, [classes]; those of code -1 have none. */
export function countCodes(codes: Int32Array, classes: number): Int32Array {
  if (codes.length >= MANY) return countMany(codes, classes);
  const counts = new Int32Array(classes);
  for (const code of codes) if (code >= 0) counts[code]++;
  return counts;
}

/** Position of a label among the classes, or -1; true is found where 1 is, false where 0 is. */
export function classCode(classes: readonly Label[], label: Label): number {
  const key = labelKey(label);
  return classes.findIndex((c) => labelKey(c) === key);
}

/**
 * For each label of the option `labels` its position among the classes, or -1 where no row has it.
 *
 * @throws {MinibatchError} `INVALID_OPTION` when `labels` is empty, has a label twice, or has labels that are not of
 * the classes' kind
 */
export function selectClasses(where: string, classes: readonly Label[], labels: readonly Label[]): Int32Array {
  if (labels.length === 0) throw labelsError(where, "it is empty, expected at least one label");
  const position = new Map(classes.map((label, i): [LabelKey, number] => [labelKey(label), i]));
  const kind = typeof labelKey(classes[0]);
  const listed = new Set<LabelKey>();
  return Int32Array.from(labels, (label) => {
    const key = labelKey(label);
    if (typeof key !== kind) throw labelsError(where, `${show(label)} is in it, but the rows' labels are ${kind}s`);
    if (!isLabel(label)) throw labelsError(where, `${show(label)} is in it, expected ${EXPECTED}`);
    if (listed.has(key)) throw labelsError(where, `${show(label)} is in it twice`);
    listed.add(key);
    return position.get(key) ?? -1;
  });
}

/**
 * True labels for scores that have one column per class: codes are columns. Without `labels` the classes are the labels
 * in `yTrue`.
 *
 * @throws {MinibatchError} `INVALID_OPTION` when `labels` is not in ascending order; `INVALID_DATA` when a row's label
 * is not in it
 */
export function toColumns(where: string, encoded: EncodedLabels, labels: readonly Label[] | undefined): EncodedLabels {
  if (labels === undefined) return encoded;
  const columnOf = new Int32Array(encoded.classes.length).fill(-1);
  for (const [column, code] of selectClasses(where, encoded.classes, labels).entries()) {
    if (code >= 0) columnOf[code] = column;
    if (column > 0 && compareKeys(labelKey(labels[column - 1]), labelKey(labels[column])) > 0) {
      throw labelsError(
        where,
        `${show(labels[column])} comes after ${show(labels[column - 1])}, expected ascending order`,
      );
    }
  }
  const unknown = columnOf.indexOf(-1);
  if (unknown >= 0) {
    const row = encoded.codes.indexOf(unknown);
    const label = show(encoded.classes[unknown]);
    throw new MinibatchError("INVALID_DATA", `${where}: yTrue row ${row} is ${label}, which is not in labels`, { row });
  }
  return { classes: labels, codes: rename(encoded.codes.slice(), columnOf) };
}

/**
 * Refuses a single class.
 *
 * @throws {MinibatchError} `INVALID_DATA`
 */
export function checkSeveral(where: string, classes: readonly Label[]): void {
  if (classes.length > 1) return;
  const message = `${where}: yTrue has the class ${show(classes[0])} only, expected two or more, or all of them in labels`;
  throw new MinibatchError("INVALID_DATA", message);
}

/** A label as it stands in a message: strings in quotes. */
export function show(label: unknown): string {
  return typeof label === "string" ? JSON.stringify(label) : String(label);
}

const EXPECTED = "a whole number, a string or a boolean";

function labelsError(where: string, what: string): MinibatchError {
  return new MinibatchError("INVALID_OPTION", `${where}: labels: ${what}`, { option: "labels" });
}

function labelKey(label: Label): LabelKey {
  return typeof label === "boolean" ? Number(label) : label;
}

function isLabel(value: unknown): value is Label {
  return typeof value === "string" || typeof value === "boolean" || Number.isSafeInteger(value);
}

/** Whole numbers below it are looked up in an array, ten times as fast as in a map. */
const SMALL = 256;

/** Codes in order of first appearance; only a label not seen before is looked at. */
function collect(where: string, labels: ArrayLike<Label>, seen: Map<Label, number>): Int32Array {
  const codes = new Int32Array(labels.length);
  const small = new Int32Array(SMALL).fill(-1);
  for (let row = 0; row < codes.length; row++) {
    const label = labels[row];
    const isSmall = typeof label === "number" && label >= 0 && label < SMALL && Math.floor(label) === label;
    let code = isSmall ? small[label] : -1;
    if (code < 0) {
      code = codeOf(where, row, label, seen);
      if (isSmall) small[label] = code;
    }
    codes[row] = code;
  }
  return codes;
}

function codeOf(where: string, row: number, label: Label, seen: Map<Label, number>): number {
  const known = seen.get(label);
  if (known !== undefined) return known;
  checkNewLabel(where, row, label, seen);
  seen.set(label, seen.size);
  return seen.size - 1;
}

function checkNewLabel(where: string, row: number, label: Label, seen: Map<Label, number>): void {
  if (!isLabel(label)) {
    throw new MinibatchError("INVALID_DATA", `${where} row ${row} is ${show(label)}, expected ${EXPECTED}`, { row });
  }
  for (const first of seen.keys()) {
    if (typeof labelKey(first) === typeof labelKey(label)) return;
    const message = `${where} row ${row} is ${show(label)} but an earlier label is ${show(first)}, expected one kind`;
    throw new MinibatchError("INVALID_DATA", message, { row });
  }
}

/** Sorts the labels seen; `ranks` maps codes of first appearance to positions in `classes`. */
function sortClasses(seen: Map<Label, number>): { classes: Label[]; ranks: Int32Array } {
  const firstOfKey = new Map<LabelKey, Label>();
  for (const label of seen.keys()) {
    const key = labelKey(label);
    if (!firstOfKey.has(key)) firstOfKey.set(key, label);
  }
  const keys = Array.from(firstOfKey.keys()).sort(compareKeys);
  const position = new Map(keys.map((key, i): [LabelKey, number] => [key, i]));
  const ranks = Int32Array.from(seen.keys(), (label) => position.get(labelKey(label)) ?? -1);
  const allBoolean = Array.from(firstOfKey.values()).every((label) => typeof label === "boolean");
  return { classes: allBoolean ? keys.map((key) => key === 1) : keys, ranks };
}

function rename(codes: Int32Array, names: Int32Array): Int32Array {
  for (let i = 0; i < codes.length; i++) codes[i] = names[codes[i]];
  return codes;
}

function compareKeys(a: LabelKey, b: LabelKey): number {
  if (typeof a === "string" && typeof b === "string") return compareCodePoints(a, b);
  return Number(a) - Number(b);
}

/** Python's order of strings. JavaScript's own puts code points above U+FFFF before U+E000. */
function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = codePointRank(a.charCodeAt(i)) - codePointRank(b.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function codePointRank(unit: number): number {
  const isSurrogate = unit >= 0xd800 && unit < 0xe000;
  return isSurrogate ? unit + 0x10000 : unit;
}
