import type { OptionIssue } from "../../errors.ts";
import { CLASSIFIER_LOSSES, type LossName, REGRESSOR_LOSSES } from "../../objective/losses.ts";
import type { ClassOptions, EarlyStoppingOptions, ResolvedOptions, SGDOptions } from "../sgd-options.ts";
import { combinationIssues } from "./combinations.ts";
import { inertIssues } from "./inert-options.ts";
import { throwIssues, UNKNOWN_OPTION, valueIssue } from "./issues.ts";
import { isCertain, plainName } from "./judges.ts";
import { type EstimatorTask, earlyStoppingDefaults, optionDefaults } from "./option-defaults.ts";
import { EARLY_STOPPING_RULES, isPlainObject, isWeight, OPTION_RULES, type OptionRule, oneOf } from "./option-rules.ts";
import { widthIssues } from "./width-issues.ts";

/** Options of either estimator, not yet checked. */
export interface UncheckedOptions extends SGDOptions, ClassOptions {
  /** Loss of a row. */
  readonly loss?: LossName;
}

const LOSSES: Readonly<Record<EstimatorTask, readonly LossName[]>> = {
  classification: CLASSIFIER_LOSSES,
  regression: REGRESSOR_LOSSES,
};

const CLASS_OPTIONS: readonly string[] = ["classWeight", "multiclass"] satisfies (keyof ClassOptions)[];

/** The rules of an estimator's options. */
function rulesOf(task: EstimatorTask): ReadonlyMap<string, OptionRule> {
  const rules = new Map<string, OptionRule>([["loss", oneOf(LOSSES[task])], ...Object.entries(OPTION_RULES)]);
  if (task === "regression") for (const name of CLASS_OPTIONS) rules.delete(name);
  return rules;
}

/** The options among the properties of an object, which may hold others: a state's may come from a file. */
export function knownOptions<Options extends object>(task: EstimatorTask, options: Options): Options {
  const rules = rulesOf(task);
  return Object.fromEntries(Object.entries(options ?? {}).filter(([name]) => rules.has(name))) as Options;
}

/**
 * Every option that cannot be used, alone or with the others, all at once and before any work. Empty when all can be.
 *
 * @param task - `"classification"` for the options of {@link SGDClassifier}, `"regression"` for {@link SGDRegressor}
 * @param options - the options to check
 */
export function checkOptions(task: EstimatorTask, options: UncheckedOptions): OptionIssue[] {
  return optionIssues(task, options, optionDefaults);
}

/**
 * As {@link checkOptions}, of options that somebody has written down one by one: an option without effect is refused also
 * where its value is the default, and `epochs` that are not given are not known yet.
 */
export function checkWrittenOptions(task: EstimatorTask, options: UncheckedOptions): OptionIssue[] {
  return optionIssues(
    task,
    options,
    () => ({}),
    options?.epochs === undefined ? { epochs: Number.POSITIVE_INFINITY } : {},
  );
}

function optionIssues(
  task: EstimatorTask,
  options: UncheckedOptions,
  allowed: (task: EstimatorTask, options: UncheckedOptions) => Partial<ResolvedOptions<LossName>>,
  assumed: Partial<ResolvedOptions<LossName>> = {},
): OptionIssue[] {
  if (typeof options !== "object" || options === null) return [valueIssue("options", options, "an object")];
  const issues = [
    ...valueIssues("", rulesOf(task), options),
    ...earlyStoppingIssues(options.earlyStopping),
    ...classWeightIssues(options.classWeight),
  ];
  // The defaults stand for the values that cannot be used, so that the others are judged, too; what only they refuse is not told.
  const unknown = new Set(issues.map(({ option }) => plainName(option)));
  const usable = usableOptions(options, issues);
  const resolved = { ...fillIn(task, usable), ...assumed };
  const together = [
    ...combinationIssues(task, resolved),
    ...inertIssues(usable, allowed(task, usable), resolved),
    ...widthIssues(resolved),
  ];
  return [...issues, ...together.filter(({ option }) => isCertain(option, unknown))];
}

/** The options without those, and without those parts of `earlyStopping`, that have issues. */
function usableOptions(options: UncheckedOptions, issues: readonly OptionIssue[]): UncheckedOptions {
  const refused = new Set(issues.map(({ option }) => (option.startsWith("classWeight.") ? "classWeight" : option)));
  const usable = (path: string, given: object): object =>
    Object.fromEntries(Object.entries(given).filter(([name]) => !refused.has(path + name)));
  const { earlyStopping, ...others } = usable("", options) as UncheckedOptions;
  if (earlyStopping === undefined) return others;
  const parts = typeof earlyStopping === "object" ? usable("earlyStopping.", earlyStopping) : earlyStopping;
  return { ...others, earlyStopping: parts };
}

/**
 * Fills in the defaults and checks every option.
 *
 * @throws {MinibatchError} `INVALID_OPTION` with every option that cannot be used in `details.issues`
 */
export function resolveOptions<Loss extends LossName>(
  task: EstimatorTask,
  options: UncheckedOptions & { readonly loss?: Loss },
): ResolvedOptions<Loss> {
  throwIssues(checkOptions(task, options));
  return fillIn(task, options) as ResolvedOptions<Loss>;
}

function fillIn(task: EstimatorTask, options: UncheckedOptions): ResolvedOptions<LossName> {
  const { initialWeights, earlyStopping, ...chosen } = options;
  const given = Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined));
  const resolved = { ...optionDefaults(task, options), ...given };
  if (!earlyStopping) return { ...resolved, earlyStopping: false };
  const parts = earlyStopping === true ? {} : definedOnly(earlyStopping);
  return { ...resolved, earlyStopping: { ...earlyStoppingDefaults(task, resolved), ...parts } };
}

function definedOnly<Value extends object>(value: Value): Partial<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Partial<Value>;
}

function earlyStoppingIssues(given: boolean | EarlyStoppingOptions | undefined): OptionIssue[] {
  if (typeof given !== "object" || given === null) return [];
  return valueIssues("earlyStopping.", new Map(Object.entries(EARLY_STOPPING_RULES)), given);
}

/** Each weight that is no number >= 0, by its class. */
function classWeightIssues(given: unknown): OptionIssue[] {
  if (!isPlainObject(given)) return [];
  return Object.entries(given)
    .filter(([, weight]) => !isWeight(weight))
    .map(([label, weight]) => valueIssue(`classWeight.${label}`, weight, "a number >= 0"));
}

function valueIssues(path: string, rules: ReadonlyMap<string, OptionRule>, options: object): OptionIssue[] {
  const issues: OptionIssue[] = [];
  for (const [name, value] of Object.entries(options ?? {})) {
    const rule = rules.get(name);
    if (!rule) issues.push(unknownIssue(path, name, [...rules.keys()]));
    else if (value !== undefined && !rule.accepts(value)) {
      issues.push(valueIssue(path + name, value, rule.expected));
    }
  }
  return issues;
}

function unknownIssue(path: string, name: string, names: readonly string[]): OptionIssue {
  const meant = names.find((option) => plainName(option) === plainName(name));
  return {
    option: path + name,
    got: UNKNOWN_OPTION,
    expected: `one of ${names.join(", ")}`,
    ...(meant === undefined ? {} : { hint: `did you mean ${path}${meant}?` }),
  };
}
