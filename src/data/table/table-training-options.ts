import { MinibatchError } from "../../engine/errors.ts";
import { throwIssues } from "../../engine/estimators/options/issues.ts";
import { checkWrittenOptions, type UncheckedOptions } from "../../engine/estimators/options/resolve-options.ts";
import type { ClassOptions, SGDOptions } from "../../engine/estimators/sgd-options.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import type { Task } from "./table-schema.ts";
import { updateRule } from "./update-rule.ts";

/** The estimators' options, beside those with defaults of their own, that the training of a table takes as they are. */
const NAMES = [
  "epsilon",
  "quantile",
  "l1",
  "maxNorm",
  "rateBatchSize",
  "schedule",
  "power",
  "decay",
  "decayEpochs",
  "scheduleEpochs",
  "finalLearningRate",
  "warmup",
  "optimizer",
  "momentum",
  "rho",
  "beta1",
  "beta2",
  "eps",
  "ftrlBeta",
  "average",
  "clipNorm",
  "clipValue",
  "accumulate",
  "earlyStopping",
  "tol",
  "patience",
  "classWeight",
  "multiclass",
] as const;

/** The estimators' options that the training of a table takes as they are; see docs/training.md. */
export type TableEstimatorOptions = Pick<SGDOptions & ClassOptions, (typeof NAMES)[number]>;

/** Those of an object that are given. */
export function pickEstimatorOptions(options: TableEstimatorOptions): TableEstimatorOptions {
  return Object.fromEntries(
    NAMES.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]] as const])),
  );
}

/**
 * Refuses what cannot be used, before the table is read: for the task, or where it depends on the table for either.
 *
 * @param given - the options that were given; those of {@link updateRule} are added
 * @throws {MinibatchError} `INVALID_OPTION` with every option that cannot be used in `details.issues`
 */
export function checkEstimatorOptions(given: UncheckedOptions, task?: Task): void {
  const options: UncheckedOptions = { ...updateRule(given), ...given };
  if (task !== undefined) {
    throwIssues(checkWrittenOptions(task, options));
    return;
  }
  const forClasses = checkWrittenOptions("classification", options);
  if (forClasses.length === 0) return;
  const { classWeight, multiclass, ...shared } = options;
  const isForClasses = classWeight !== undefined || multiclass !== undefined;
  const forNumbers = isForClasses ? forClasses : checkWrittenOptions("regression", shared);
  // What only one of the tasks refuses is told by its estimator, when the target is known.
  if (forNumbers.length > 0) throwIssues(forNumbers.length < forClasses.length ? forNumbers : forClasses);
}

/**
 * The weights of classes by their position, as the estimator that is trained on positions takes them.
 *
 * @throws {MinibatchError} `INVALID_OPTION` when there is no such class
 */
export function weightsByPosition(
  classWeight: NonNullable<ClassOptions["classWeight"]>,
  classes: readonly Label[],
): NonNullable<ClassOptions["classWeight"]> {
  if (classWeight === "balanced") return classWeight;
  const entries = Object.entries(classWeight).map(([name, weight]) => {
    const position = classes.findIndex((label) => String(label) === name);
    if (position >= 0) return [String(position), weight] as const;
    const known = classes.map(String).join(", ");
    const message = `classWeight.${name}: there is no such class: expected some of ${known}`;
    throw new MinibatchError("INVALID_OPTION", message, { option: "classWeight" });
  });
  return Object.fromEntries(entries);
}
