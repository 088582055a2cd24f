import { MinibatchError } from "../errors.ts";
import { classCode, type Label, show } from "./labels.ts";

/** The label lists in which 1 is known to be the positive class. */
const USUAL = ["0,1", "-1,1", "-1", "0", "1"];
const SHOWN = 5;

/** Whether the labels are 0 and 1 (or false and true), -1 and 1, or one of these. */
export function hasUsualLabels(classes: readonly Label[]): boolean {
  return typeof classes[0] !== "string" && USUAL.includes(classes.map(Number).join());
}

/**
 * Code of the positive class, 1 unless `posLabel` is given; -1 when the rows have one class only and it is another.
 *
 * @throws {MinibatchError} `INVALID_OPTION` when `posLabel` must be given, or is none of several classes
 */
export function positiveCode(where: string, classes: readonly Label[], posLabel: Label | undefined): number {
  if (posLabel === undefined && !hasUsualLabels(classes)) {
    throw positiveError(where, `not given for the labels ${list(classes)}, expected one of them`);
  }
  const code = classCode(classes, posLabel ?? 1);
  if (code >= 0 || classes.length === 1) return code;
  throw positiveError(where, `got ${show(posLabel)}, expected one of the labels ${list(classes)}`);
}

function positiveError(where: string, what: string): MinibatchError {
  return new MinibatchError("INVALID_OPTION", `${where}: posLabel: ${what}`, { option: "posLabel" });
}

function list(classes: readonly Label[]): string {
  return classes.slice(0, SHOWN).map(show).join(", ") + (classes.length > SHOWN ? ", …" : "");
}
