import { MinibatchError } from "../../engine/errors.ts";
import { encodeLabels, type Label, show } from "../../engine/metrics/labels.ts";
import type { Task } from "./table-schema.ts";

/** The target column of a table as it was read: numbers, or classes. */
export type TableTarget =
  | {
      /** Its name. */
      readonly name: string;
      /** Numbers. */
      readonly kind: "numeric";
      /** Its numbers, [rows]. */
      readonly values: Float64Array;
    }
  | {
      /** Its name. */
      readonly name: string;
      /** Anything but numbers. */
      readonly kind: "classes";
      /** The distinct values, sorted by code point; booleans where all values are `true` or `false`. */
      readonly classes: readonly Label[];
      /** Position of each row's class in `classes`, [rows]. */
      readonly codes: Int32Array;
    };

/** A target as it is learned. */
export type LearningTarget =
  | {
      /** One of several classes. */
      readonly task: "classification";
      /** The classes, sorted, at least two. */
      readonly classes: readonly Label[];
      /** Position of each row's class in `classes`, [rows]. */
      readonly codes: Int32Array;
    }
  | {
      /** A number. */
      readonly task: "regression";
      /** The number of each row, [rows]. */
      readonly values: Float64Array;
    };

/** A numeric target of at most so many different whole numbers is taken for classes. */
const MAX_NUMERIC_CLASSES = 20;

/**
 * Decides what is learned from a target column.
 *
 * A target that is not numeric is a class. A numeric one is a class where it holds at most 20 different values, all
 * whole, as the labels of digits do, and a number otherwise. `task` overrides that.
 *
 * @param target - the column
 * @param task - what to learn; left out, it is decided
 * @throws {MinibatchError} `INVALID_OPTION` when `task` is `regression` and the column is not numeric; `INVALID_DATA`
 * when all values are the same, or when `task` is `classification` and a number is not whole
 */
export function learningTarget(target: TableTarget, task?: Task): LearningTarget {
  const first = target.kind === "numeric" ? target.values[0] : target.classes[0];
  if (isConstant(target)) {
    const message = `target ${show(target.name)}: all rows have the value ${show(first)}, expected at least two values`;
    throw new MinibatchError("INVALID_DATA", message, { column: target.name });
  }
  if (target.kind === "classes") {
    if (task !== "regression") return { task: "classification", classes: target.classes, codes: target.codes };
    const message = `task: regression needs a numeric target, and ${show(target.name)} holds values such as ${show(first)}`;
    throw new MinibatchError("INVALID_OPTION", message, { option: "task", column: target.name });
  }
  const { values } = target;
  if ((task ?? (hasFewWholeValues(values) ? "classification" : "regression")) === "regression") {
    return { task: "regression", values };
  }
  const row = values.findIndex((value) => !Number.isSafeInteger(value));
  if (row >= 0) {
    const message = `target ${show(target.name)}: data row ${row + 1} is ${values[row]}, and numbers are classes only where they are whole`;
    throw new MinibatchError("INVALID_DATA", message, { row, column: target.name });
  }
  return { task: "classification", ...encodeLabels("target", values) };
}

function isConstant(target: TableTarget): boolean {
  if (target.kind === "classes") return target.classes.length < 2;
  return target.values.every((value) => value === target.values[0]);
}

function hasFewWholeValues(values: Float64Array): boolean {
  const seen = new Set<number>();
  for (const value of values) {
    if (!Number.isSafeInteger(value)) return false;
    seen.add(value);
    if (seen.size > MAX_NUMERIC_CLASSES) return false;
  }
  return true;
}
