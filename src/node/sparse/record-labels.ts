import type { RecordColumn } from "../../data/sparse/record-encoder.ts";
import type { Task } from "../../data/table/table-schema.ts";
import { MinibatchError } from "../../engine/errors.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import { learnTarget, type RawTarget } from "../tables/read-target.ts";

/** The target of the rows that have one. */
export interface RecordLabels {
  /** What is learned. */
  readonly task: Task;
  /** The classes, sorted; of test rows behind them those that training had not. Empty for a number. */
  readonly classes: readonly Label[];
  /** Position of each row's class, or its number, [rows with a target]. */
  readonly y: Float64Array;
  /** The rows that have a target. */
  readonly rows: Int32Array;
}

/**
 * Decides what is learned from a target column, as for other tables.
 *
 * @throws {MinibatchError} as `learnTarget`
 */
export function trainLabels(file: string, column: RecordColumn, task: Task | undefined): RecordLabels {
  const target = learnTarget(file, rawTarget(column), task);
  const rows = target.present;
  if (target.task === "regression") return { task: "regression", classes: [], y: pick(target.values, rows), rows };
  return { task: "classification", classes: target.classes, y: pick(target.codes, rows), rows };
}

/** The labels of other rows: known classes keep their positions, others come behind them. */
export function otherLabels(column: RecordColumn, task: Task, known: readonly Label[]): RecordLabels {
  const { values } = column;
  const isMissing = (value: string | number | null): boolean => value === null || Number.isNaN(value);
  const rows = Int32Array.from(Array.from(values.keys()).filter((row) => !isMissing(values[row]!)));
  if (task === "regression") {
    if (column.kind === "number") return { task, classes: [], y: pick(values as Float64Array, rows), rows };
    const message = `target ${JSON.stringify(column.name)}: holds words, expected numbers`;
    throw new MinibatchError("INVALID_DATA", message, { column: column.name });
  }
  const codes = new Map(known.map((label, code) => [String(label), code]));
  const classes = [...known];
  const y = Float64Array.from(rows, (row) => {
    const label = typeof known[0] === "boolean" ? String(values[row]).toLowerCase() : String(values[row]);
    const code = codes.get(label) ?? classes.push(label) - 1;
    codes.set(label, code);
    return code;
  });
  return { task, classes, y, rows };
}

/** The given rows of columns. */
export function takeRecords(columns: readonly RecordColumn[], rows: Int32Array): RecordColumn[] {
  return columns.map(({ name, kind, values }) => ({
    ...{ name, kind },
    values: values instanceof Float64Array ? pick(values, rows) : Array.from(rows, (row) => values[row]!),
  }));
}

function pick(values: ArrayLike<number>, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row]!);
}

function rawTarget({ name, kind, values }: RecordColumn): RawTarget {
  if (kind === "number") return { name, raw: values as Float64Array, words: undefined };
  const words = [...new Set(values as readonly (string | null)[])].filter((word) => word !== null).sort(byCodePoint);
  const codes = new Map(words.map((word, code) => [word, code]));
  const raw = Float64Array.from(values as readonly (string | null)[], (word) => codes.get(word ?? "") ?? Number.NaN);
  return { name, raw, words };
}

function byCodePoint(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  const i = left.findIndex((character, at) => character !== right[at]);
  if (i < 0) return left.length - right.length;
  return (left[i]!.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? -1);
}
