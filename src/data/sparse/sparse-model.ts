import { MinibatchError } from "../../engine/errors.ts";
import type { SGDClassifier } from "../../engine/estimators/sgd-classifier.ts";
import { SGDRegressor } from "../../engine/estimators/sgd-regressor.ts";
import { CsrMatrix } from "../../engine/matrix/csr-matrix.ts";
import type { DenseMatrix, Precision } from "../../engine/matrix/dense-matrix.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import type { Model } from "../model.ts";
import { in64Bits } from "../table/in-64-bits.ts";
import type { Task } from "../table/table-schema.ts";
import type { TableTrainingState, TrainingsBefore } from "../table/table-training-state.ts";
import type { TargetScale } from "../table/target-scale.ts";
import type { NameTable } from "../text/name-table.ts";
import { columnsOf, inputParser, type SparseInput } from "./sparse-input.ts";
import { decodeSparseModel, encodeSparseModel } from "./sparse-model-file.ts";

/** Which data a model of sparse rows was trained on. */
export interface SparseFingerprint {
  /** Name of the file, without its folder. */
  readonly file: string;
  /** Rows of the file. */
  readonly rows: number;
  /** Rows trained on. */
  readonly trainRows: number;
  /** Hash of the file's rows, hexadecimal. */
  readonly hash: string;
  /** Training rows of each class, in the order of the classes; absent for a number. */
  readonly trainCounts?: readonly number[];
  /** Mean of the training rows' numbers; absent for classes. */
  readonly trainMean?: number;
  /** The scale that a number was trained on, one; absent for classes. */
  readonly targetScales?: readonly TargetScale[];
  /** The trainings that this one went on from, where it did. */
  readonly before?: TrainingsBefore;
}

/** Everything a {@link SparseModel} is made of. */
export interface SparseModelParts {
  /** How a row of text becomes columns. */
  readonly input: SparseInput;
  /** What is learned. */
  readonly task: Task;
  /** The classes, sorted; empty for a number. */
  readonly classes: readonly Label[];
  /** The trained estimator. A regressor answers in 64 bits, as that of a table does. */
  readonly estimator: SGDClassifier | SGDRegressor;
  /** Names of columns, where the rows have names. */
  readonly names: NameTable | undefined;
  /** Every option of its training; `precision` is that of the training. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The data it was trained on. */
  readonly data: SparseFingerprint;
  /** Its scores on the test rows and those of the trivial answer, as plain values. */
  readonly scores: Readonly<Record<string, unknown>>;
  /** Versions of the programs that made it, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** Where its training stands, where that was kept: a further training goes on from there. Predictions do not need it. */
  readonly training?: TableTrainingState | undefined;
}

/**
 * A trained model of sparse rows: from lines of libsvm or Vowpal Wabbit text to a class or a number. Runs in Node and in the
 * browser, and is saved as a safetensors file that holds only the weights other than 0.
 *
 * @example
 * const model = SparseModel.fromBytes(bytes);
 * model.predict("4:0.5 17:1");
 */
export class SparseModel implements SparseModelParts, Model {
  readonly input: SparseInput;
  readonly task: Task;
  readonly classes: readonly Label[];
  readonly estimator: SGDClassifier | SGDRegressor;
  readonly names: NameTable | undefined;
  readonly options: Readonly<Record<string, unknown>>;
  readonly data: SparseFingerprint;
  readonly scores: Readonly<Record<string, unknown>>;
  readonly versions: Readonly<Record<string, string>>;
  readonly training: TableTrainingState | undefined;

  /** @throws {MinibatchError} `INVALID_SHAPE` when the weights are not of as many columns as the input has */
  constructor(parts: SparseModelParts) {
    this.input = parts.input;
    this.task = parts.task;
    this.classes = parts.classes;
    this.estimator = parts.estimator instanceof SGDRegressor ? in64Bits(parts.estimator) : parts.estimator;
    this.names = parts.names;
    this.options = parts.options;
    this.data = parts.data;
    this.scores = parts.scores;
    this.versions = parts.versions;
    this.training = parts.training;
    const columns = columnsOf(parts.input);
    const length = parts.estimator.coef[0]?.length ?? 0;
    if (length !== columns) {
      throw new MinibatchError("INVALID_SHAPE", `model: weights of ${length} columns for rows of ${columns}`);
    }
  }

  /**
   * Reads the bytes of a model file.
   *
   * @param bytes - a whole file, as {@link toBytes} makes it
   * @throws {MinibatchError} `INVALID_FILE` when it is no such file, is cut short or altered, or was written by a newer version
   */
  static fromBytes(bytes: Uint8Array): SparseModel {
    return new SparseModel(decodeSparseModel(bytes));
  }

  /** The model as the bytes of a safetensors file; the same model gives the same bytes. */
  toBytes(): Uint8Array {
    return encodeSparseModel(this);
  }

  /**
   * The answer for one row: its class, or its number.
   *
   * @param row - a line of the model's text format, whose label may be left out
   * @throws {MinibatchError} `INVALID_DATA` when it is no row
   */
  predict(row: string): Label;
  /**
   * The answers for several rows.
   *
   * @param rows - lines, or a matrix of the model's columns
   * @returns one answer per row
   * @throws {MinibatchError} `INVALID_DATA` when one is no row
   */
  predict(rows: readonly string[] | CsrMatrix): Label[];
  predict(rows: string | readonly string[] | CsrMatrix): Label | Label[] {
    const answers = Array.from<Label>(this.estimator.predict(this.matrix(rows)));
    return typeof rows === "string" ? answers[0]! : answers;
  }

  /**
   * The probability of each class.
   *
   * @param rows - as {@link predict}
   * @returns [rows, classes], the columns in the order of `classes`
   * @throws {MinibatchError} as {@link predict}, and `INVALID_OPTION` for a model of a number or a loss without probabilities
   */
  predictProba(rows: string | readonly string[] | CsrMatrix): DenseMatrix {
    if (this.estimator instanceof SGDRegressor) {
      throw new MinibatchError("INVALID_OPTION", "predictProba: the model answers with a number and has no classes");
    }
    return this.estimator.predictProba(this.matrix(rows));
  }

  /**
   * What a model of classes decides by: x . w + b, the higher, the more a row looks like the class.
   *
   * @param rows - as {@link predict}
   * @returns [rows, 1] for the second of two classes, above 0 where it is the answer; else [rows, classes]
   * @throws {MinibatchError} as {@link predict}, and `INVALID_OPTION` for a model of a number
   */
  decisionFunction(rows: string | readonly string[] | CsrMatrix): DenseMatrix {
    if (this.estimator instanceof SGDRegressor) {
      throw new MinibatchError(
        "INVALID_OPTION",
        "decisionFunction: the model answers with a number and has no classes",
      );
    }
    return this.estimator.decisionFunction(this.matrix(rows));
  }

  /**
   * What the estimator sees of rows.
   *
   * @param rows - as {@link predict}
   * @throws {MinibatchError} as {@link predict}
   */
  matrix(rows: string | readonly string[] | CsrMatrix): CsrMatrix {
    if (rows instanceof CsrMatrix) return rows;
    const lines = Array.isArray(rows) ? rows : [rows];
    return parseLines(lines, this.input, this.estimator.options.precision);
  }
}

function parseLines(rows: readonly string[], input: SparseInput, precision: Precision): CsrMatrix {
  const parser = inputParser(input, "rows", precision, "optional");
  const encoder = new TextEncoder();
  rows.forEach((line: unknown, i) => {
    if (typeof line !== "string") {
      const message = `row ${i}: got ${line === null ? "null" : `a value of type ${typeof line}`}, expected a line of ${input.format} text`;
      throw new MinibatchError("INVALID_DATA", message, { row: i });
    }
    const bytes = encoder.encode(`${line}\n`);
    if (bytes.indexOf(10) !== bytes.length - 1) {
      throw new MinibatchError("INVALID_DATA", `row ${i}: has a line break, expected one line`, { row: i });
    }
    parser.push(bytes);
  });
  const found = parser.end().rows;
  if (found !== rows.length) {
    throw new MinibatchError("INVALID_DATA", `rows: ${rows.length - found} of ${rows.length} lines are blank`);
  }
  const blocks = parser.take(true).map(({ X }) => X);
  return blocks.length > 0 ? CsrMatrix.concat(blocks) : CsrMatrix.from([], columnsOf(input));
}
