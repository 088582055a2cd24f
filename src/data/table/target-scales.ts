import { SGDRegressor, type SGDRegressorState } from "../../engine/estimators/sgd-regressor.ts";
import { DenseMatrix, type Precision } from "../../engine/matrix/dense-matrix.ts";
import type { LossName } from "../../engine/objective/losses.ts";
import { scaleTarget, type TargetScale } from "./target-scale.ts";

type Weights = Pick<SGDRegressorState, "coef" | "intercept">;

/** The numbers of one or several targets on the scales that they are trained on, and the way back; see {@link scaleTarget}. */
export interface ScaledTargets {
  /** The numbers to train on: [rows], or [rows, targets] of several. */
  readonly y: Float64Array | DenseMatrix;
  /** The scale of each target. */
  readonly own: readonly TargetScale[];
  /** Brings other numbers of the targets to these scales. */
  scale(targets: Float64Array): Float64Array | DenseMatrix;
  /** A regressor that was trained on `y` as one of the numbers as they are, which computes in the given width. */
  unscale(regressor: SGDRegressor, precision: Precision): SGDRegressor;
  /** The other way round: weights for the numbers as they are as those for `y`. */
  rescale(weights: Weights): Weights;
}

/**
 * Brings the numbers of one or several targets to scales on which one learning rate serves all units, each to its own.
 *
 * @param targets - [rows], or [rows, targets] row after row
 * @param outputs - how many targets a row has; undefined: one
 * @param known - the scales, where they are those of an earlier training
 * @throws {MinibatchError} as {@link scaleTarget}
 */
export function scaleTargets(
  targets: Float64Array,
  outputs: number | undefined,
  loss: LossName | undefined,
  fitIntercept: boolean | undefined,
  known?: readonly TargetScale[],
): ScaledTargets {
  const parts = columnsOf(targets, outputs).map((column, k) => scaleTarget(column, loss, fitIntercept, known?.[k]));
  const joined = (columns: readonly Float64Array[]): Float64Array | DenseMatrix =>
    outputs === undefined ? columns[0]! : matrixOf(columns);
  return {
    y: joined(parts.map(({ y }) => y)),
    own: parts.map(({ own }) => own),
    scale: (values) => joined(columnsOf(values, outputs).map((column, k) => parts[k]!.scale(column))),
    unscale(regressor, precision) {
      const { options } = regressor;
      const rows = parts.map(({ unscale }, k) => unscale(outputOf(regressor, k), precision));
      return SGDRegressor.fromState({
        options: { ...options, precision },
        coef: rows.map(({ coef }) => coef[0]!),
        intercept: rows.map(({ intercept }) => intercept[0]!),
      });
    },
    rescale({ coef, intercept }) {
      const rows = parts.map(({ rescale }, k) => rescale({ coef: [coef[k]!], intercept: [intercept[k]!] }));
      return { coef: rows.map((row) => row.coef[0]!), intercept: rows.map((row) => row.intercept[0]!) };
    },
  };
}

/** A regressor of one of the outputs. */
function outputOf({ options, coef, intercept }: SGDRegressor, k: number): SGDRegressor {
  return SGDRegressor.fromState({ options, coef: [coef[k]!], intercept: [intercept[k]!] });
}

/** The numbers of each of several targets. */
export function columnsOf(values: Float64Array, outputs: number | undefined): Float64Array[] {
  if (outputs === undefined) return [values];
  const rows = values.length / outputs;
  return Array.from({ length: outputs }, (_, k) => {
    const column = new Float64Array(rows);
    for (let row = 0; row < rows; row++) column[row] = values[row * outputs + k]!;
    return column;
  });
}

function matrixOf(columns: readonly Float64Array[]): DenseMatrix {
  const rows = columns[0]!.length;
  const matrix = DenseMatrix.zeros(rows, columns.length, "f64");
  for (const [k, column] of columns.entries()) {
    for (let row = 0; row < rows; row++) matrix.data[row * columns.length + k] = column[row]!;
  }
  return matrix;
}
