import { MinibatchError } from "../../engine/errors.ts";
import type { LossName } from "../../engine/objective/losses.ts";
import type { Task } from "../table/table-schema.ts";

/** What is learned from the labels of sparse rows. */
export type SparseTarget =
  | {
      readonly task: "classification";
      /** The classes, rising. */
      readonly classes: readonly number[];
    }
  | { readonly task: "regression" };

/** Labels of at most so many different whole numbers are taken for classes. */
const MAX_CLASSES = 20;

/**
 * Decides what is learned: classes where the labels are at most 20 different whole numbers, else a number; `task` overrides.
 *
 * @param labels - the labels of all rows, in parts
 * @param task - what to learn; left out, it is decided
 * @param loss - the loss, where one is given
 * @throws {MinibatchError} `INVALID_DATA` when all labels are the same, `task` is `classification` and a label is not whole, or
 * the loss is `poisson` and a label negative
 */
export function sparseTarget(labels: readonly Float64Array[], task?: Task, loss?: LossName): SparseTarget {
  const seen = new Set<number>();
  const limit = task === "classification" ? Number.POSITIVE_INFINITY : MAX_CLASSES + 1;
  let fraction: number | undefined;
  for (const part of labels) {
    for (const label of part) {
      if (seen.size < limit) seen.add(label + 0);
      if (fraction === undefined && !Number.isSafeInteger(label)) fraction = label;
    }
  }
  if (seen.size < 2) {
    const message = `all rows have the label ${[...seen][0]}, expected at least two different labels`;
    throw new MinibatchError("INVALID_DATA", message);
  }
  if (task === "classification" && fraction !== undefined) {
    throw new MinibatchError("INVALID_DATA", `got the label ${fraction}, expected whole numbers for classes`);
  }
  const areClasses =
    task === "classification" || (task === undefined && fraction === undefined && seen.size <= MAX_CLASSES);
  if (loss === "poisson") checkCounts(labels);
  return areClasses ? { task: "classification", classes: [...seen].sort((a, b) => a - b) } : { task: "regression" };
}

function checkCounts(labels: readonly Float64Array[]): void {
  let first = 0;
  for (const part of labels) {
    const at = part.findIndex((label) => label < 0);
    if (at >= 0) {
      const message = `row ${first + at + 1}: got the label ${part[at]}, expected a number >= 0 for the loss "poisson"`;
      throw new MinibatchError("INVALID_DATA", message, { row: first + at });
    }
    first += part.length;
  }
}
