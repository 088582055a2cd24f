import { MinibatchError } from "../errors.ts";
import type { MatrixLike } from "../matrix/dense-matrix.ts";
import type { RowSource, Rows } from "../matrix/row-source.ts";
import type { RegressorLoss } from "../objective/losses.ts";
import { noValidation, validationSource } from "./class-tasks.ts";
import { type HeldOutRows, NumberView, outputsOfRows } from "./early-stopping/held-out-views.ts";
import type { FitOptions } from "./fit-options.ts";
import { trainingRows } from "./linear-model.ts";
import { throwIssues, valueIssue } from "./options/issues.ts";
import { orderSeeds } from "./scikit-learn/row-order.ts";
import type { ScikitLearnTask } from "./scikit-learn/train.ts";
import type { ResolvedOptions } from "./sgd-options.ts";
import { holdOut, makeTask } from "./targets/make-task.ts";
import { numberTargets, targetRows } from "./targets/number-targets.ts";
import { checkedWeights, someWeights } from "./targets/row-weights.ts";
import type { TrainingTargets } from "./targets/training-targets.ts";
import type { TrainingTask } from "./training-job.ts";

type Options = ResolvedOptions<RegressorLoss>;
type Targets = ArrayLike<number> | MatrixLike;
type NumberFitOptions = Pick<FitOptions<Targets>, "sampleWeight" | "validation">;

/**
 * The task of one or several numbers for each row.
 *
 * @throws {MinibatchError} as {@link SGDRegressor.fit}
 */
export function numberTask(
  X: Rows,
  y: Targets,
  options: Options,
  { sampleWeight, validation }: NumberFitOptions,
): TrainingTask {
  const source = trainingRows(X, targetRows(y));
  const targets = numberTargets("y", y, options);
  const weights = sampleWeight && checkedWeights("sampleWeight", sampleWeight, source.rows);
  const view = (rows: RowSource, of: TrainingTargets): HeldOutRows["view"] => {
    const link = options.loss === "poisson" ? "exp" : "identity";
    return (now, own, loss) => new NumberView(of, own, () => outputsOfRows(now, options.precision, rows, link), loss);
  };
  const given = (): HeldOutRows | undefined => {
    if (!validation) return undefined;
    const rows = validationSource(validation.X, targetRows(validation.y), source);
    const own = numberTargets("validation.y", validation.y, options);
    const { sampleWeight: held } = validation;
    const heldWeights = held && someWeights("validation.sampleWeight", held, rows.rows);
    return { source: rows, name: "validation.X", targets: own, weights: heldWeights, view: view(rows, own) };
  };
  const task = makeTask({ source, targets, weights, given: given(), view }, options);
  checkNumberMetric(options, task.heldOut);
  return task;
}

/** R² of one row is no number. */
function checkNumberMetric({ earlyStopping }: Options, heldOut: HeldOutRows | undefined): void {
  const watchesR2 = earlyStopping && earlyStopping.metric === "r2";
  if (!watchesR2 || !heldOut || heldOut.source.rows > 1) return;
  const message = "earlyStopping.metric: r2 needs at least 2 validation rows, there is 1";
  throw new MinibatchError("INVALID_DATA", message, { option: "earlyStopping" });
}

/**
 * What scikit-learn makes of a number for each row.
 *
 * @throws {MinibatchError} as {@link SGDRegressor.fit}
 */
export function scikitLearnNumbers(
  X: Rows,
  y: Targets,
  options: Options,
  { sampleWeight, validation }: NumberFitOptions,
): ScikitLearnTask {
  const source = trainingRows(X, targetRows(y));
  if (validation) throw noValidation();
  const targets = numberTargets("y", y, options);
  if (targets.width > 1) {
    throwIssues([valueIssue("compat", options.compat, '"none" with several targets')]);
  }
  const { earlyStopping, seed } = options;
  const weights = sampleWeight && someWeights("sampleWeight", sampleWeight, source.rows);
  const heldOut = earlyStopping
    ? holdOut(source.rows, earlyStopping.validation, seed, undefined).test
    : new Int32Array(0);
  return {
    source,
    sampleWeights: weights,
    validation: heldOut,
    score: "r2",
    problems: [{ targets: Float64Array.from(targets.values), weights, seed: orderSeeds(seed, 0)[0] }],
  };
}
