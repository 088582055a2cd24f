import { MinibatchError } from "../../errors.ts";
import { DenseMatrix, type MatrixLike, type Precision } from "../../matrix/dense-matrix.ts";
import { rowSource } from "../../matrix/row-source.ts";
import { classCode, encodeLabels, type Label, show } from "../../metrics/labels.ts";
import { type ClassifierLoss, comparesNumbers } from "../../objective/losses.ts";
import type { ResolvedOptions } from "../sgd-options.ts";
import { inWidth, type TrainingTargets } from "./training-targets.ts";

/** Labels of rows and what they mean. */
export interface EncodedClasses {
  /** The classes, sorted. */
  readonly classes: readonly Label[];
  /** The class number of each row. */
  readonly codes: Int32Array;
}

/** How classes become outputs. */
export type ClassOutputOptions = Pick<ResolvedOptions<ClassifierLoss>, "loss" | "multiclass">;

/**
 * The classes of the rows' labels.
 *
 * @param rows - the rows that count; undefined: all
 * @throws {MinibatchError} `INVALID_DATA` when a label cannot be used or there is one class only
 */
export function encodeClasses(y: ArrayLike<Label>, rows?: Int32Array): EncodedClasses {
  const all = encodeLabels("fit", y, "y");
  const encoded = rows ? classesOfRows(all, rows) : all;
  if (encoded.classes.length < 2) {
    const only = `all ${rows?.length ?? y.length} rows${rows ? " of a weight above 0" : ""} have the class ${String(encoded.classes[0])}`;
    throw new MinibatchError("INVALID_DATA", `y: ${only}, expected at least two classes`);
  }
  return encoded;
}

/** The classes that some rows have; the codes are still those of all rows, -1 where the class is not there. */
function classesOfRows({ classes, codes }: EncodedClasses, rows: Int32Array): EncodedClasses {
  const isThere = new Uint8Array(classes.length);
  for (const row of rows) isThere[codes[row]] = 1;
  const kept = classes.filter((_, code) => isThere[code] === 1);
  const renamed = classes.map((label) => kept.indexOf(label));
  return { classes: kept, codes: codes.map((code) => renamed[code]) };
}

/**
 * The class numbers of labels, all of which must be known.
 *
 * @param name - what the caller calls the labels
 * @throws {MinibatchError} `INVALID_DATA` for a label that is none of the classes
 */
export function encodeKnown(name: string, y: ArrayLike<Label>, classes: readonly Label[]): Int32Array {
  const { classes: found, codes } = encodeLabels("fit", y, name);
  const renamed = found.map((label) => classCode(classes, label));
  const unknown = renamed.indexOf(-1);
  if (unknown >= 0) {
    const row = codes.indexOf(unknown);
    const known = classes.map(show).join(", ");
    throw new MinibatchError(
      "INVALID_DATA",
      `${name}: row ${row}: class ${show(found[unknown])}, expected one of ${known}`,
      {
        row,
      },
    );
  }
  return codes.map((code) => renamed[code]);
}

/** Outputs of a model of some classes. */
export function outputsOf({ loss }: ClassOutputOptions, classes: number): number {
  return classes === 2 && loss !== "softmax" ? 1 : classes;
}

/** The loss that the outputs are trained with. */
export function classLoss({ loss, multiclass }: ClassOutputOptions, classes: number): ClassifierLoss {
  return loss === "log_loss" && multiclass === "softmax" && classes > 2 ? "softmax" : loss;
}

/** The rows' targets as the loss takes them. */
export function classTargets(
  codes: Int32Array,
  classes: number,
  options: ClassOutputOptions & { readonly precision: Precision },
): TrainingTargets {
  const outputs = outputsOf(options, classes);
  const values = inWidth(codes, options.precision);
  if (outputs === 1 && comparesNumbers(options.loss)) {
    for (let r = 0; r < values.length; r++) values[r] = 2 * values[r] - 1;
  }
  return { loss: classLoss(options, classes), outputs, width: 1, ownTargets: false, values };
}

/**
 * Whether targets are a matrix: a number for each of several outputs.
 *
 * @throws {MinibatchError} `INVALID_SHAPE` when there are none
 */
export function isMatrix(y: ArrayLike<unknown> | DenseMatrix): y is MatrixLike {
  if (y === undefined || y === null) {
    throw new MinibatchError("INVALID_SHAPE", `y: got ${String(y)}, expected a target for each row of X`);
  }
  if (y instanceof DenseMatrix) return true;
  return y.length > 0 && typeof y[0] === "object" && y[0] !== null;
}

/**
 * The targets of several labels, of which a row can have any number.
 *
 * @param y - 1 where a row has a label, else 0: [rows, labels]
 * @throws {MinibatchError} `INVALID_OPTION` for a loss that cannot take them; `INVALID_DATA` for anything but 0 and 1;
 * `INVALID_SHAPE` for rows of different lengths
 */
export function labelTargets(
  y: MatrixLike,
  { loss, precision }: { readonly loss: ClassifierLoss; readonly precision: Precision },
): TrainingTargets {
  if (loss === "softmax") {
    const message =
      'loss: got "softmax" for a matrix of labels, expected another, such as "log_loss": its classes exclude each other';
    throw new MinibatchError("INVALID_OPTION", message, { option: "loss" });
  }
  const { columns, rows } = rowSource(y);
  const values = inWidth(new Float64Array(rows * columns), precision);
  readMatrix("y", y, values);
  const at = values.findIndex((value) => value !== 0 && value !== 1);
  if (at >= 0) {
    const row = Math.floor(at / columns);
    const message = `y: row ${row}, label ${at % columns}: got ${values[at]}, expected 0 or 1`;
    throw new MinibatchError("INVALID_DATA", message, { row, column: at % columns });
  }
  if (comparesNumbers(loss)) for (let i = 0; i < values.length; i++) values[i] = 2 * values[i] - 1;
  return { loss, outputs: columns, width: columns, ownTargets: columns > 1, values };
}

/**
 * Copies a matrix of targets, whose errors shall call it by its name.
 *
 * @throws {MinibatchError} `INVALID_SHAPE` for rows of different lengths or of none
 */
export function readMatrix(name: string, y: MatrixLike, to: Float32Array | Float64Array): void {
  const source = rowSource(y);
  if (source.columns === 0) {
    throw new MinibatchError("INVALID_SHAPE", `${name}: got rows without a target, expected at least one in each`);
  }
  try {
    source.read(0, source.rows, to);
  } catch (error) {
    if (!(error instanceof MinibatchError)) throw error;
    throw new MinibatchError(error.code, error.message.replace(/^X:/, `${name}:`), error.details);
  }
}
