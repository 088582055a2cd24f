import { MinibatchError, type OptionIssue } from "../errors.ts";
import type { MatrixLike } from "../matrix/dense-matrix.ts";
import { type RowSource, type Rows, rowSource } from "../matrix/row-source.ts";
import { selectRows } from "../matrix/select-rows.ts";
import { type Label, show } from "../metrics/labels.ts";
import type { ClassifierLoss } from "../objective/losses.ts";
import { ClassView, type HeldOutRows, NumberView, outputsOfRows } from "./early-stopping/held-out-views.ts";
import type { FitOptions, ValidationRows } from "./fit-options.ts";
import { trainingRows } from "./linear-model.ts";
import { PROBABILITY_LOSSES } from "./options/combinations.ts";
import { throwIssues, valueIssue } from "./options/issues.ts";
import { orderSeeds } from "./scikit-learn/row-order.ts";
import type { ScikitLearnTask } from "./scikit-learn/train.ts";
import type { ResolvedOptions } from "./sgd-options.ts";
import {
  classLoss,
  classTargets,
  encodeClasses,
  encodeKnown,
  isMatrix,
  labelTargets,
} from "./targets/class-targets.ts";
import { holdOut, makeTask } from "./targets/make-task.ts";
import { checkedWeights, combineWeights, rowsThatCount, someWeights, weightsOfClasses } from "./targets/row-weights.ts";
import type { TrainingTargets } from "./targets/training-targets.ts";
import type { TrainingTask } from "./training-job.ts";

type Options = ResolvedOptions<ClassifierLoss>;
type ClassFitOptions = Pick<FitOptions<ArrayLike<Label> | MatrixLike>, "sampleWeight" | "validation">;

/** A task and what its outputs stand for. */
export interface ClassTask {
  /** The classes, sorted; the numbers of the labels where a row can have several. */
  readonly classes: readonly Label[];
  /** What is learned from. */
  readonly task: TrainingTask;
}

/**
 * The task of one class for each row.
 *
 * @param known - the classes, where they are known before
 * @throws {MinibatchError} as {@link SGDClassifier.fit}
 */
export function classTask(
  X: Rows,
  y: ArrayLike<Label>,
  options: Options,
  fit: ClassFitOptions,
  known?: readonly Label[],
): ClassTask {
  const all = trainingRows(X, y.length);
  // Classes are counted, split and known by the rows that count.
  const weigh = known ? checkedWeights : someWeights;
  const sampleWeights = fit.sampleWeight && weigh("sampleWeight", fit.sampleWeight, all.rows);
  const rows = rowsThatCount(sampleWeights);
  const encoded = known ? { classes: known, codes: encodeKnown("y", y, known) } : encodeClasses(y, rows);
  const { classes } = encoded;
  const source = rows ? selectRows(all, rows) : all;
  const codes = rows ? Int32Array.from(rows, (row) => encoded.codes[row]) : encoded.codes;
  const own = rows && sampleWeights ? Float64Array.from(rows, (row) => sampleWeights[row]) : sampleWeights;
  const classWeights = weightsOfClasses(options.classWeight, classes, codes, own);
  const targets = classTargets(codes, classes.length, options);
  const view = (of: RowSource, its: TrainingTargets): HeldOutRows["view"] => classView(of, its, classes, options);
  const given = fit.validation && givenClasses(fit.validation, source, classes, classWeights, options, view);
  const weights = combineWeights(own, classWeights, codes);
  const parts = { source, targets, weights, classes: { codes, classes }, given, view };
  const task = makeTask(parts, options);
  checkClassMetric(options, classes, task.heldOut);
  return { classes, task };
}

/**
 * The task of any number of labels for each row.
 *
 * @throws {MinibatchError} as {@link SGDClassifier.fit}
 */
export function labelTask(X: Rows, y: MatrixLike, options: Options, fit: ClassFitOptions): ClassTask {
  const source = trainingRows(X, rowSource(y).rows);
  checkLabelOptions(options);
  const targets = labelTargets(y, options);
  const weights = fit.sampleWeight && checkedWeights("sampleWeight", fit.sampleWeight, source.rows);
  const view = (rows: RowSource, of: TrainingTargets): HeldOutRows["view"] => {
    return (now, own, loss) =>
      new NumberView(of, own, () => outputsOfRows(now, options.precision, rows, "identity"), loss);
  };
  const given = fit.validation && givenLabels(fit.validation, source, options, view);
  const classes = Array.from({ length: targets.outputs }, (_, k) => k);
  return { classes, task: makeTask({ source, targets, weights, given, view }, options) };
}

/**
 * What scikit-learn makes of classes: one output for two, else one for each class against the rest.
 *
 * @param known - the classes, where they are known before
 * @throws {MinibatchError} as {@link SGDClassifier.fit}
 */
export function scikitLearnClasses(
  X: Rows,
  y: ArrayLike<Label>,
  options: Options,
  fit: ClassFitOptions,
  known?: readonly Label[],
): { classes: readonly Label[]; task: ScikitLearnTask } {
  const source = trainingRows(X, y.length);
  if (fit.validation) throw noValidation();
  const { classes, codes } = known ? { classes: known, codes: encodeKnown("y", y, known) } : encodeClasses(y);
  const sampleWeights = fit.sampleWeight && someWeights("sampleWeight", fit.sampleWeight, source.rows);
  // scikit-learn counts the rows and not their weights.
  const classWeights = weightsOfClasses(options.classWeight, classes, codes);
  const { earlyStopping, seed, loss } = options;
  const validation = earlyStopping
    ? holdOut(source.rows, earlyStopping.validation, seed, { codes, classes }).test
    : new Int32Array(0);
  const isPair = classes.length === 2;
  const negative = loss === "log_loss" ? 0 : -1;
  const problems = orderSeeds(seed, classes.length).map((own, i) => {
    const positive = isPair ? 1 : i;
    const weights = isPair ? classWeights : classWeights?.map((weight, k) => (k === positive ? weight : 1));
    return {
      targets: Float64Array.from(codes, (code) => (code === positive ? 1 : negative)),
      weights: combineWeights(sampleWeights, weights, codes),
      seed: own,
    };
  });
  return { classes, task: { source, validation, sampleWeights, score: "accuracy", problems } };
}

/** Rows to validate with have no place in scikit-learn's estimators. */
export function noValidation(): MinibatchError {
  const message = 'validation: got rows with compat "scikit-learn", expected none: its early stopping splits them off';
  return new MinibatchError("INVALID_OPTION", message, { option: "validation" });
}

/** What early stopping cannot watch with these classes, before any work. */
function checkClassMetric(options: Options, classes: readonly Label[], heldOut: HeldOutRows | undefined): void {
  if (!options.earlyStopping || !heldOut) return;
  const { metric } = options.earlyStopping;
  const ranks = metric === "roc_auc" || metric === "average_precision";
  if (ranks && classes.length > 2 && !PROBABILITY_LOSSES.includes(options.loss)) {
    const why = `one that needs no probabilities for ${classes.length} classes, which loss "${options.loss}" does not give`;
    throwIssues([valueIssue("earlyStopping.metric", metric, why)]);
  }
  if (!ranks && !(metric === "f1" && classes.length === 2)) return;
  const isThere = new Uint8Array(classes.length);
  for (const [row, value] of heldOut.targets.values.entries()) {
    if (!heldOut.weights || heldOut.weights[row] > 0) isThere[Math.max(0, value)] = 1;
  }
  const missing = isThere.indexOf(0);
  if (missing < 0) return;
  const what = `${metric} needs rows of every class among the validation rows, there is none of ${show(classes[missing])}`;
  throw new MinibatchError("INVALID_DATA", `earlyStopping.metric: ${what}`, { option: "earlyStopping" });
}

function checkLabelOptions({ classWeight, earlyStopping, compat }: Options): void {
  const issues: OptionIssue[] = [];
  const suffix = "with a matrix of labels";
  if (classWeight !== null) issues.push(valueIssue("classWeight", classWeight, `null ${suffix}`));
  if (compat !== "none") issues.push(valueIssue("compat", compat, `"none" ${suffix}`));
  if (earlyStopping && earlyStopping.metric !== "loss") {
    issues.push(valueIssue("earlyStopping.metric", earlyStopping.metric, `"loss" ${suffix}`));
  }
  throwIssues(issues);
}

function classView(
  source: RowSource,
  targets: TrainingTargets,
  classes: readonly Label[],
  options: Options,
): HeldOutRows["view"] {
  const codes = Int32Array.from(targets.values, (value) => Math.max(0, value));
  const lossName = classLoss(options, classes.length);
  const shared = { precision: options.precision, source, codes, classes: classes.length, lossName };
  return (model, weights, loss) => new ClassView({ ...shared, model, weights, loss });
}

function givenClasses(
  { X, y, sampleWeight }: ValidationRows<ArrayLike<Label> | MatrixLike>,
  training: RowSource,
  classes: readonly Label[],
  classWeights: Float64Array | undefined,
  options: Options,
  view: (source: RowSource, targets: TrainingTargets) => HeldOutRows["view"],
): HeldOutRows {
  if (isMatrix(y)) {
    throw new MinibatchError("INVALID_SHAPE", "validation.y: got a matrix, expected the class of each row as in y");
  }
  const source = validationSource(X, y.length, training);
  const codes = encodeKnown("validation.y", y, classes);
  const own = sampleWeight && someWeights("validation.sampleWeight", sampleWeight, source.rows);
  const targets = classTargets(codes, classes.length, options);
  const weights = combineWeights(own, classWeights, codes);
  return { source, name: "validation.X", targets, weights, view: view(source, targets) };
}

function givenLabels(
  { X, y, sampleWeight }: ValidationRows<ArrayLike<Label> | MatrixLike>,
  training: RowSource,
  options: Options,
  view: (source: RowSource, targets: TrainingTargets) => HeldOutRows["view"],
): HeldOutRows {
  if (!isMatrix(y)) throw new MinibatchError("INVALID_SHAPE", "validation.y: expected a matrix of labels as in y");
  const source = validationSource(X, rowSource(y).rows, training);
  const targets = labelTargets(y, options);
  const weights = sampleWeight && someWeights("validation.sampleWeight", sampleWeight, source.rows);
  return { source, name: "validation.X", targets, weights, view: view(source, targets) };
}

/**
 * The rows to validate with, checked.
 *
 * @throws {MinibatchError} `INVALID_SHAPE` when there is none, not one target for each, or not as many columns as in training
 */
export function validationSource(X: Rows, targets: number, training: RowSource): RowSource {
  const source = rowSource(X);
  if (source.rows > 0 && source.rows === targets && source.columns === training.columns) return source;
  const got = `${source.rows} rows x ${source.columns} columns and ${targets} targets`;
  const message = `validation: got ${got}, expected rows of ${training.columns} columns as in X and as many targets`;
  throw new MinibatchError("INVALID_SHAPE", message);
}
