import { MinibatchError, type OptionIssue } from "../errors.ts";
import type { MatrixLike } from "../matrix/dense-matrix.ts";
import { type RowSource, type Rows, rowSource } from "../matrix/row-source.ts";
import type { Label } from "../metrics/labels.ts";
import type { ClassifierLoss } from "../objective/losses.ts";
import { ClassView, type HeldOutRows, NumberView, outputsOfRows } from "./early-stopping/held-out-views.ts";
import type { FitOptions, ValidationRows } from "./fit-options.ts";
import { trainingRows } from "./linear-model.ts";
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
import { checkedWeights, combineWeights, weightsOfClasses } from "./targets/row-weights.ts";
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
  const source = trainingRows(X, y.length);
  const { classes, codes } = known ? { classes: known, codes: encodeKnown("y", y, known) } : encodeClasses(y);
  const own = fit.sampleWeight && checkedWeights("sampleWeight", fit.sampleWeight, source.rows);
  const classWeights = weightsOfClasses(options.classWeight, classes, codes);
  const targets = classTargets(codes, classes.length, options);
  const view = (rows: RowSource, of: TrainingTargets): HeldOutRows["view"] => classView(rows, of, classes, options);
  const given = fit.validation && givenClasses(fit.validation, source, classes, classWeights, options, view);
  const weights = combineWeights(own, classWeights, codes);
  return { classes, task: makeTask({ source, targets, weights, classes: codes, given, view }, options) };
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
    return (now, loss) => new NumberView(of, () => outputsOfRows(now, options.precision, rows, "identity"), loss);
  };
  const given = fit.validation && givenLabels(fit.validation, source, options, view);
  const classes = Array.from({ length: targets.outputs }, (_, k) => k);
  return { classes, task: makeTask({ source, targets, weights, given, view }, options) };
}

/**
 * What scikit-learn makes of classes: one output for two, else one for each class against the rest.
 *
 * @throws {MinibatchError} as {@link SGDClassifier.fit}
 */
export function scikitLearnClasses(
  X: Rows,
  y: ArrayLike<Label>,
  options: Options,
  fit: ClassFitOptions,
): { classes: readonly Label[]; task: ScikitLearnTask } {
  const source = trainingRows(X, y.length);
  if (fit.validation) throw noValidation();
  const { classes, codes } = encodeClasses(y);
  const sampleWeights = fit.sampleWeight && checkedWeights("sampleWeight", fit.sampleWeight, source.rows);
  const classWeights = weightsOfClasses(options.classWeight, classes, codes);
  const { earlyStopping, seed, loss } = options;
  const validation = earlyStopping
    ? holdOut(source.rows, earlyStopping.validation, seed, codes).test
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
  return (weights, loss) => new ClassView({ ...shared, weights, loss });
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
  const own = sampleWeight && checkedWeights("validation.sampleWeight", sampleWeight, source.rows);
  const targets = classTargets(codes, classes.length, options);
  return { source, targets, weights: combineWeights(own, classWeights, codes), view: view(source, targets) };
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
  const weights = sampleWeight && checkedWeights("validation.sampleWeight", sampleWeight, source.rows);
  return { source, targets, weights, view: view(source, targets) };
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
