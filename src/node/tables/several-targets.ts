import { numericTask, type TableLoss } from "../../data/table/table-losses.ts";
import type { TargetShare } from "../../data/table/table-model.ts";
import type { TargetOutput, Task } from "../../data/table/table-schema.ts";
import { MinibatchError } from "../../engine/errors.ts";
import { show } from "../../engine/metrics/labels.ts";
import type { PreparedDescription } from "./prepared-table.ts";
import { learnTarget, meanTarget, type RawTarget, type TableTargetValues } from "./read-target.ts";

/**
 * Decides what is learned from several target columns: a number from each where all hold numbers, or a label from each where
 * each has two values. Where all do both, as 0 and 1, they are labels, unless `task` or a loss of numbers says otherwise. Rows
 * that lack any of the targets are for nothing.
 *
 * @param file - path, for messages
 * @returns the targets, each with the rows that have all of them
 * @throws {MinibatchError} `INVALID_OPTION` or `INVALID_DATA` when they are of different kinds; as `learnTarget`
 */
export function learnTargets(
  file: string,
  targets: readonly RawTarget[],
  asked: Task | undefined,
  loss?: TableLoss,
): TableTargetValues[] {
  const whole = wholeRows(targets);
  if (whole.every((isWhole) => isWhole === 0)) {
    const message = `${file}: no row has a value of each of the targets ${targets.map(({ name }) => show(name)).join(", ")}`;
    throw new MinibatchError("INVALID_DATA", message, { file });
  }
  const known = targets.map(({ raw, ...target }) => ({
    ...target,
    raw: raw.map((value, row) => (whole[row] === 1 ? value : Number.NaN)),
  }));
  const areNumbers = targets.every(({ words }) => words === undefined);
  const given = areNumbers ? numericTask(asked, loss) : asked;
  const areLabels = known.every(({ raw, words }) => (words?.length ?? distinctUpTo(raw, 3)) === 2);
  const task = given ?? (areLabels ? "classification" : "regression");
  if (task === "classification" ? !areLabels : !areNumbers) throw otherKinds(file, targets, known, given);
  return known.map((target) => learnTarget(file, target, task, loss));
}

/** 1 for rows that have every target. */
function wholeRows(targets: readonly RawTarget[]): Uint8Array {
  const whole = new Uint8Array(targets[0]!.raw.length).fill(1);
  for (const { raw } of targets) {
    for (let row = 0; row < whole.length; row++) if (Number.isNaN(raw[row])) whole[row] = 0;
  }
  return whole;
}

/** How many different numbers there are, or `limit` where there are as many or more. */
function distinctUpTo(raw: Float64Array, limit: number): number {
  const seen = new Set<number>();
  for (const value of raw) {
    if (Number.isNaN(value)) continue;
    seen.add(value);
    if (seen.size === limit) break;
  }
  return seen.size;
}

function otherKinds(
  file: string,
  targets: readonly RawTarget[],
  known: readonly RawTarget[],
  asked: Task | undefined,
): MinibatchError {
  const kinds = known.map(({ name, raw, words }) => {
    const count = words?.length ?? distinctUpTo(raw, 3);
    const values = count === 2 ? "two values" : words === undefined ? "numbers" : `${count} words`;
    return `${show(name)} has ${values}`;
  });
  const expected =
    asked === "regression"
      ? "numbers in each for regression"
      : asked === "classification"
        ? "two values in each for classification"
        : "numbers in each, or two values in each";
  const message = `${file}: ${targets.length} targets: ${kinds.join(", ")}, expected ${expected}; train a model for each kind`;
  return new MinibatchError("INVALID_DATA", message, { file });
}

/** Several targets as the split sees them: rows that have all, without classes to keep the shares of. */
export function together(targets: readonly TableTargetValues[]): TableTargetValues {
  const [first] = targets as [TableTargetValues];
  if (targets.length === 1) return first;
  const { rows, present } = first;
  const name = targets.map((target) => target.name).join(", ");
  return { name, rows, present, task: "regression", values: new Float64Array(0) };
}

/** The numbers of each row's targets, or the positions of their classes: [rows], or [rows, targets] of several. */
export function targetValues(targets: readonly TableTargetValues[]): Float64Array | Int32Array {
  const columns = targets.map((target) => (target.task === "classification" ? target.codes : target.values));
  if (columns.length === 1) return columns[0]!;
  const all = new Float64Array(columns[0]!.length * columns.length);
  for (const [k, column] of columns.entries()) {
    for (let row = 0; row < column.length; row++) all[row * columns.length + k] = column[row]!;
  }
  return all;
}

/** Several targets as a schema has them. */
export function targetOutputs(targets: readonly TableTargetValues[]): TargetOutput[] {
  return targets.map((target) => ({
    name: target.name,
    classes: target.task === "classification" ? target.classes : [],
  }));
}

/**
 * What is known of the targets among the training rows.
 *
 * @param counts - training rows of each class of each target
 */
export function targetFacts(
  targets: readonly TableTargetValues[],
  part: Uint8Array,
  counts: readonly (readonly number[])[],
): Pick<PreparedDescription, "classCounts" | "trainMean" | "targets"> {
  if (targets.length === 1) {
    return { classCounts: counts[0]!, trainMean: meanTarget(targets[0]!, part) };
  }
  const shares = targets.map(
    (target, k): TargetShare =>
      target.task === "classification" ? { trainCounts: counts[k]! } : { trainMean: meanTarget(target, part) },
  );
  return { classCounts: [], trainMean: 0, targets: shares };
}

/**
 * Refuses labels of which the training rows know one value only.
 *
 * @param counts - training rows of each class of each target
 * @throws {MinibatchError} `INVALID_DATA`
 */
export function checkBothValues(
  file: string,
  targets: readonly TableTargetValues[],
  counts: readonly (readonly number[])[],
): void {
  for (const [k, target] of targets.entries()) {
    if (target.task === "regression") continue;
    const missing = counts[k]!.indexOf(0);
    if (missing < 0) continue;
    const message = `${file}: target ${show(target.name)}: no training row has the value ${show(target.classes[missing])}; hold out fewer rows, or others (seed)`;
    throw new MinibatchError("INVALID_DATA", message, { file, column: target.name });
  }
}
