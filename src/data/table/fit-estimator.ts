import { SGDClassifier } from "../../engine/estimators/sgd-classifier.ts";
import type { SGDOptions } from "../../engine/estimators/sgd-options.ts";
import { SGDRegressor } from "../../engine/estimators/sgd-regressor.ts";
import { DenseMatrix } from "../../engine/matrix/dense-matrix.ts";
import type { EpochEvent, TrainingListeners } from "../../engine/training/events.ts";
import { StandardScaler } from "./standard-scaler.ts";
import { checkTableLoss, type TableClassifierLoss, type TableLoss, type TableRegressorLoss } from "./table-losses.ts";
import type { LearningTarget } from "./table-target.ts";

/** How an estimator of a table is trained. */
export interface FitEstimatorOptions extends SGDOptions {
  /** Loss; one of the target's task. */
  readonly loss?: TableLoss;
}

/** A trained estimator and how it got there. */
export interface FittedEstimator {
  /** A classifier of the target's classes, or a regressor in the target's units. */
  readonly estimator: SGDClassifier | SGDRegressor;
  /** The finished epochs. A regressor's loss is that of the standardised target. */
  readonly history: readonly EpochEvent[];
  /** Whether the signal ended the training. */
  readonly stopped: boolean;
}

/**
 * Trains a classifier or a regressor on standardised rows. When the signal ends it, the estimator of that moment is
 * given all the same.
 *
 * A regressor is trained on the standardised target, so that one learning rate serves all units, and the target's mean
 * and scale are then folded into its weights. The folded regressor computes in 64 bits, whatever it was trained in: next
 * to a large mean, 32 bits would leave nothing of the differences.
 *
 * @param X - standardised rows, [training rows, features]
 * @param target - the target of the whole table
 * @param rows - indices of the training rows in the table, in the order of X
 * @param options - options of the estimator
 * @param listeners - `onEpoch`, `onBatch`, `signal`
 * @throws {MinibatchError} `INVALID_OPTION` for a loss that is not the task's; as the estimators' `fit`
 */
export async function fitEstimator(
  X: DenseMatrix,
  target: LearningTarget,
  rows: Int32Array,
  options: FitEstimatorOptions,
  listeners: TrainingListeners,
): Promise<FittedEstimator> {
  if (options.loss !== undefined) checkTableLoss(options.loss, target.task);
  if (target.task === "classification") {
    const classifier = new SGDClassifier(options as FitEstimatorOptions & { readonly loss?: TableClassifierLoss });
    const codes = rows.map((row) => target.codes[row]!);
    const stopped = await endsEarly(classifier.fit(X, codes, listeners), listeners.signal);
    // It was trained on codes: from here on it answers with the classes they stand for.
    const classes = classifier.classes.map((code) => target.classes[Number(code)]!);
    const estimator = SGDClassifier.fromState({ ...classifier.toState(), classes });
    return { estimator, history: classifier.history, stopped };
  }
  const regressor = new SGDRegressor(options as FitEstimatorOptions & { readonly loss?: TableRegressorLoss });
  const values = new DenseMatrix(target.values, target.values.length, 1);
  const scaler = StandardScaler.fit(values, { rows, names: ["the target"] });
  const y = scaler.transform(values, { rows }).data;
  const stopped = await endsEarly(regressor.fit(X, y, listeners), listeners.signal);
  return { estimator: inUnitsOf(scaler, regressor), history: regressor.history, stopped };
}

function inUnitsOf(target: StandardScaler, regressor: SGDRegressor): SGDRegressor {
  const scale = target.scale[0]!;
  const mean = target.mean[0]!;
  return SGDRegressor.fromState({
    options: { ...regressor.options, precision: "f64" },
    coef: regressor.coef.map((row) => row.map((weight) => weight * scale)),
    intercept: regressor.intercept.map((bias) => bias * scale + mean),
  });
}

/** Waits for a training; true when the signal ended it. */
async function endsEarly(training: Promise<unknown>, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    await training;
    return false;
  } catch (error) {
    if (signal?.aborted && error === signal.reason) return true;
    throw error;
  }
}
