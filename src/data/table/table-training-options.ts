import { MinibatchError, type OptionIssue } from "../../engine/errors.ts";
import { issueText, throwIssues, valueIssue } from "../../engine/estimators/options/issues.ts";
import { checkWrittenOptions, type UncheckedOptions } from "../../engine/estimators/options/resolve-options.ts";
import type { ClassOptions, SGDOptions } from "../../engine/estimators/sgd-options.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import { TABLE_LOSSES } from "./table-losses.ts";
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
  "reduction",
  "fitIntercept",
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
 * What cannot be used: for the task or, where it depends on the table, for both. A loss of one task only stands for
 * its task. What only one of the tasks refuses is to be asked again when the target is known.
 *
 * @param given - the options that were given; those of {@link updateRule} are added
 * @param task - what is learned, where that is known
 * @param several - whether there are several targets
 */
export function estimatorIssues(given: UncheckedOptions, task?: Task, several = false): readonly OptionIssue[] {
  const options: UncheckedOptions = { ...updateRule(given), ...given };
  const known = task ?? taskOfLoss(options.loss);
  const ofClasses = (): OptionIssue[] => [
    ...taskIssues("classification", options),
    ...(several ? labelIssues(options) : []),
  ];
  if (known !== undefined) return known === "classification" ? ofClasses() : taskIssues(known, options);
  const forClasses = ofClasses();
  const forNumbers = taskIssues("regression", options);
  if (forClasses.length === 0 || forNumbers.length === 0) return [];
  const shared = forClasses.flatMap((issue) => {
    const ofNumbers = forNumbers.filter(({ option }) => option === issue.option);
    const [other] = ofNumbers;
    if (other === undefined) return [];
    const isSaid = other.expected === OF_CLASSES || ofNumbers.some((its) => issueText(its) === issueText(issue));
    return [isSaid ? issue : { ...issue, expected: `${issue.expected} for classes, ${other.expected} for numbers` }];
  });
  return shared.length > 0 ? shared : forClasses;
}

/**
 * Refuses {@link estimatorIssues}.
 *
 * @throws {MinibatchError} `INVALID_OPTION` with every option that cannot be used in `details.issues`
 */
export function checkEstimatorOptions(given: UncheckedOptions, task?: Task, several = false): void {
  throwIssues(estimatorIssues(given, task, several));
}

/** What cannot be used where a row has several labels: each is learned for itself. */
function labelIssues({ loss, classWeight, multiclass, earlyStopping }: UncheckedOptions): OptionIssue[] {
  const why = "with several targets of two values each";
  const metric = typeof earlyStopping === "object" ? earlyStopping.metric : undefined;
  return [
    ...(loss === "softmax" ? [valueIssue("loss", loss, `another loss ${why}, such as "log_loss"`)] : []),
    ...(classWeight ? [valueIssue("classWeight", classWeight, `none ${why}`)] : []),
    ...(multiclass ? [valueIssue("multiclass", multiclass, `none ${why}`)] : []),
    ...(metric !== undefined && metric !== "loss" ? [valueIssue("earlyStopping.metric", metric, `"loss" ${why}`)] : []),
  ];
}

const OF_CLASSES = "it for classes only";

/** The only task that has a loss. */
function taskOfLoss(loss: UncheckedOptions["loss"]): Task | undefined {
  const tasks = Object.entries(TABLE_LOSSES).filter(([, losses]) => losses.some((name) => name === loss));
  return tasks.length === 1 ? (tasks[0]![0] as Task) : undefined;
}

/** What cannot be used for a task; that an option or a loss is the other task's is said in these words. */
function taskIssues(task: Task, { classWeight, multiclass, ...shared }: UncheckedOptions): OptionIssue[] {
  const ofClasses = Object.entries({ classWeight, multiclass }).filter(([, value]) => value !== undefined);
  const isOther = shared.loss !== undefined && !TABLE_LOSSES[task].some((name) => name === shared.loss);
  const own = task === "classification" ? { ...shared, ...Object.fromEntries(ofClasses) } : shared;
  const issues = checkWrittenOptions(task, own).map((issue) =>
    issue.option === "loss" && isOther ? { ...issue, expected: `${issue.expected} for ${task}` } : issue,
  );
  if (task === "classification") return issues;
  return [
    ...issues,
    ...ofClasses.map(([name, value]) => valueIssue(name, value, OF_CLASSES, "a number is learned here")),
  ];
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
