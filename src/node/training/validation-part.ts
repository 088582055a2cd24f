import { MinibatchError } from "../../engine/errors.ts";
import { splitKernels, WORDS_BYTES } from "../../engine/kernels/split-kernels.ts";
import type { RowSource } from "../../engine/matrix/row-source.ts";
import { selectRows } from "../../engine/matrix/select-rows.ts";
import { drawByKernels, RandomState } from "../../engine/random/random-state.ts";

/** Rows that are brought to the kernels at a time. */
const STRETCH = 4096;

// Where things lie in the kernels' memory behind the random words: codes, rows to learn from, rows to stop by, and what is known of
// each class.
const OWN = Math.ceil(WORDS_BYTES / 8) * 8;
const LEARNED = OWN + STRETCH * 4;
const OUT = LEARNED + STRETCH * 4;
const KNOWN = OUT + STRETCH * 4;
const CLASS_BYTES = 32;

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
export function validationPart(
  codes: Float64Array | Uint8Array,
  classes: number,
  share: number,
  seed: number,
): TrainingParts {
  const rows = codes.length;
  const train = new Int32Array(rows);
  const validation = new Int32Array(rows);
  const kernels = splitKernels(KNOWN + classes * CLASS_BYTES);
  const { buffer } = kernels.memory;
  const words = kernels.heapBase;
  const [own, learned, out] = [OWN, LEARNED, OUT].map((place) => words + place) as [number, number, number];
  const known = new Float64Array(buffer, words + KNOWN, (classes * CLASS_BYTES) / 8);
  // No row so far, not even the first.
  for (let at = 0; at < known.length; at += CLASS_BYTES / 8) known[at] = -1;
  let held = 0;
  drawByKernels(new RandomState(seed), kernels, words, () => {
    for (let first = 0; first < rows; first += STRETCH) {
      const some = codes.subarray(first, first + STRETCH);
      new Int32Array(buffer, own, STRETCH).set(some);
      const count = kernels.holdOut(words, own, some.length, first, share, words + KNOWN, learned, out);
      train.set(new Int32Array(buffer, learned, some.length - count), first - held);
      validation.set(new Int32Array(buffer, out, count), held);
      held += count;
    }
  });
  if (held > 0) return { train: train.subarray(0, rows - held), validation: validation.slice(0, held) };
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
  // A loop of its own, entered often, is compiled well at once; one that runs once over all rows, when most of it is done.
  for (let from = 0; from < indices.length; from += STRETCH) {
    takeValues(values, indices.subarray(from, from + STRETCH), width, some.subarray(from * width));
  }
  return some;
}

function takeValues(values: ArrayLike<number>, indices: Int32Array, width: number, to: Float64Array): void {
  for (let i = 0, at = 0; i < indices.length; i++) {
    const from = indices[i]! * width;
    for (let k = 0; k < width; k++) to[at++] = values[from + k]!;
  }
}
