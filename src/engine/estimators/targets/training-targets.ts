import type { Precision } from "../../matrix/dense-matrix.ts";
import type { LossName } from "../../objective/losses.ts";

/** What a model learns, as the kernels take it. */
export interface TrainingTargets {
  /** The loss of a row that the kernels know. */
  readonly loss: LossName;
  /** Outputs of the model. */
  readonly outputs: number;
  /** Targets of a row: one for each output, or one number or class number for all. */
  readonly width: number;
  /** Whether there is a target for each output. */
  readonly ownTargets: boolean;
  /** [rows][width]. */
  readonly values: Float32Array | Float64Array;
}

/** Numbers in the width of the engine. */
export function inWidth(values: ArrayLike<number>, precision: Precision): Float32Array | Float64Array {
  return precision === "f32" ? new Float32Array(values) : new Float64Array(values);
}

/** The targets of some of the rows. */
export function selectTargets(targets: TrainingTargets, rows: Int32Array): TrainingTargets {
  const { values, width } = targets;
  const selected =
    values instanceof Float32Array ? new Float32Array(rows.length * width) : new Float64Array(rows.length * width);
  for (let r = 0; r < rows.length; r++) {
    for (let k = 0; k < width; k++) selected[r * width + k] = values[rows[r] * width + k];
  }
  return { ...targets, values: selected };
}
