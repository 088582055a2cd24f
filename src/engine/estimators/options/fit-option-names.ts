import { MinibatchError, type OptionIssue } from "../../errors.ts";
import { issueText, show, UNKNOWN_OPTION } from "./issues.ts";

/** What `fit` takes. */
export const FIT_OPTIONS: readonly string[] = [
  "sampleWeight",
  "validation",
  "onEpoch",
  "onBatch",
  "onProgress",
  "signal",
  "stop",
];

/** What a regressor's `partialFit` takes. */
export const PARTIAL_FIT_OPTIONS: readonly string[] = ["sampleWeight", "onBatch", "signal"];

/** What a classifier's `partialFit` takes. */
export const CLASS_PARTIAL_FIT_OPTIONS: readonly string[] = ["classes", ...PARTIAL_FIT_OPTIONS];

/**
 * Refuses options that are no object or that there are not, such as `sample_weight`.
 *
 * @throws {MinibatchError} `INVALID_OPTION` with every unknown option in `details.issues`
 */
export function checkFitOptions(options: unknown, names: readonly string[]): void {
  if (typeof options !== "object" || options === null) {
    throw new MinibatchError("INVALID_OPTION", `options: got ${show(options)}, expected an object`);
  }
  const issues = Object.keys(options)
    .filter((name) => !names.includes(name))
    .map((option): OptionIssue => ({ option, got: UNKNOWN_OPTION, expected: `one of ${names.join(", ")}` }));
  if (issues.length === 0) return;
  const message = issues.map(issueText).join("; ");
  throw new MinibatchError("INVALID_OPTION", message, { option: issues[0].option, issues });
}
