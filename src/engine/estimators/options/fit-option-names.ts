import { MinibatchError, type OptionIssue } from "../../errors.ts";
import type { LossName } from "../../objective/losses.ts";
import type { ResolvedOptions } from "../sgd-options.ts";
import { issueText, show, UNKNOWN_OPTION, valueIssue } from "./issues.ts";
import { EARLY_STOPPING_DEFAULTS } from "./option-defaults.ts";

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

/** What rows to validate with are made of; the first two are needed. */
const VALIDATION = ["X", "y", "sampleWeight"];

/**
 * Refuses options that are no object or that there are not, such as `sample_weight`, validation rows without `X` or `y`, and
 * such rows beside a share of the rows that is to be held out.
 *
 * @param earlyStopping - of the estimator, for a `fit` that takes validation rows
 * @throws {MinibatchError} `INVALID_OPTION` with every option that cannot be used in `details.issues`
 */
export function checkFitOptions(
  options: unknown,
  names: readonly string[],
  earlyStopping: ResolvedOptions<LossName>["earlyStopping"] = false,
): void {
  if (typeof options !== "object" || options === null) {
    throw new MinibatchError("INVALID_OPTION", `options: got ${show(options)}, expected an object`);
  }
  const { validation } = options as { readonly validation?: unknown };
  const issues = [
    ...unknownNames("", options, names),
    ...(validation && names.includes("validation") ? validationIssues(validation, earlyStopping) : []),
  ];
  if (issues.length === 0) return;
  const message = issues.map(issueText).join("; ");
  throw new MinibatchError("INVALID_OPTION", message, { option: issues[0].option, issues });
}

function unknownNames(path: string, given: object, names: readonly string[]): OptionIssue[] {
  return Object.keys(given)
    .filter((name) => !names.includes(name))
    .map((name) => ({ option: path + name, got: UNKNOWN_OPTION, expected: `one of ${names.join(", ")}` }));
}

function validationIssues(given: unknown, earlyStopping: ResolvedOptions<LossName>["earlyStopping"]): OptionIssue[] {
  if (typeof given !== "object" || given === null) return [valueIssue("validation", given, "an object of X and y")];
  const { X, y } = given as { readonly X?: unknown; readonly y?: unknown };
  const missing = Object.entries({ X, y }).filter(([, value]) => value === undefined || value === null);
  return [
    ...unknownNames("validation.", given, VALIDATION),
    ...missing.map(([name, value]) => valueIssue(`validation.${name}`, value, "rows X and their targets y")),
    ...shareIssues(earlyStopping),
  ];
}

/** A share to hold out that would be passed over; the default may be there, so that the options of a model make another one. */
function shareIssues(earlyStopping: ResolvedOptions<LossName>["earlyStopping"]): OptionIssue[] {
  if (!earlyStopping || earlyStopping.validation === EARLY_STOPPING_DEFAULTS.validation) return [];
  const expected = "it without validation rows only";
  return [
    valueIssue("earlyStopping.validation", earlyStopping.validation, expected, "none of X is held out beside them"),
  ];
}
