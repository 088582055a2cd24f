import { MinibatchError } from "../../engine/errors.ts";
import type { RowSource } from "../../engine/matrix/row-source.ts";
import { selectRows } from "../../engine/matrix/select-rows.ts";
import { RandomState } from "../../engine/random/random-state.ts";

/** The rows of a training, by what they are for; numbers of rows, ascending. */
export interface TrainingParts {
  /** To learn from. */
  readonly train: Int32Array;
  /** To stop by. */
  readonly validation: Int32Array;
}

/**
 * Holds a share of the training rows out, of each class alike and from all over the file: of every 1 / share rows of a class, one
 * that is drawn. The first row of a class is always learned from. One pass over the targets, without sorting or shuffling them.
 *
 * @param codes - position of the class of each row; of numbers 0 for all
 * @param classes - how many classes there are; 1 for numbers
 * @param share - above 0 and below 1
 * @param seed - of the draw
 * @throws {MinibatchError} `INVALID_DATA` when the rows are too few to hold one out
 */
export function validationPart(codes: ArrayLike<number>, classes: number, share: number, seed: number): TrainingParts {
  const rows = codes.length;
  const random = new RandomState(seed);
  const train = new Int32Array(rows);
  const validation = new Int32Array(rows);
  // By class: its rows so far but the first, its stretches so far, where the last one ends, and its row that is held out.
  const seen = new Float64Array(classes).fill(-1);
  const stretches = new Float64Array(classes);
  const ends = new Float64Array(classes);
  const drawn = new Float64Array(classes);
  let trained = 0;
  let held = 0;
  for (let row = 0; row < rows; row++) {
    // As a whole number it is an index that needs no check.
    const code = codes[row]! | 0;
    const number = seen[code]!++;
    if (number >= ends[code]!) {
      ends[code] = Math.ceil(++stretches[code]! / share);
      drawn[code] = number + Math.floor(random.uniform() * (ends[code]! - number));
    }
    if (number >= 0 && number === drawn[code]) validation[held++] = row;
    else train[trained++] = row;
  }
  if (held > 0) return { train: train.subarray(0, trained), validation: validation.slice(0, held) };
  const message = `earlyStopping.validation: got ${share} of ${rows} rows, which holds none out, expected a larger share (--validation), or no early stopping`;
  throw new MinibatchError("INVALID_DATA", message, { option: "earlyStopping" });
}

/** Rows with their targets and, where they have some, weights. */
export interface TargetRows {
  /** The rows, [rows, features]. */
  readonly X: RowSource;
  /** Target of each row, [rows]; of several [rows, targets], row after row. */
  readonly y: Float64Array;
  /** Targets of a row, where it has several. */
  readonly outputs?: number | undefined;
  /** How often each row counts. */
  readonly sampleWeight?: Float64Array;
}

/** Some of the rows, in the order of `indices`. */
export function someRows({ X, y, outputs, sampleWeight }: TargetRows, indices: Int32Array): TargetRows {
  const weights = sampleWeight && { sampleWeight: valuesAt(sampleWeight, indices) };
  return { X: selectRows(X, indices), y: valuesAt(y, indices, outputs), outputs, ...weights };
}

/**
 * Values of some rows.
 *
 * @param width - values of a row, which lie together
 */
export function valuesAt(values: ArrayLike<number>, indices: Int32Array, width: number = 1): Float64Array {
  const some = new Float64Array(indices.length * width);
  if (width === 1) {
    for (let i = 0; i < indices.length; i++) some[i] = values[indices[i]!]!;
    return some;
  }
  for (let i = 0; i < indices.length; i++) {
    for (let k = 0; k < width; k++) some[i * width + k] = values[indices[i]! * width + k]!;
  }
  return some;
}
