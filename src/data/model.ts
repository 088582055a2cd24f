import type { SGDClassifier } from "../engine/estimators/sgd-classifier.ts";
import type { SGDRegressor } from "../engine/estimators/sgd-regressor.ts";
import type { CsrMatrix } from "../engine/matrix/csr-matrix.ts";
import type { DenseMatrix } from "../engine/matrix/dense-matrix.ts";
import type { Label } from "../engine/metrics/labels.ts";
import { SparseModel } from "./sparse/sparse-model.ts";
import { isSparseModel } from "./sparse/sparse-model-file.ts";
import { TableModel } from "./table/table-model.ts";
import type { TableRecord } from "./table/table-records.ts";

/** A row as the two kinds of models take it: a record of a table, or a line of sparse rows, whose label may be left out. */
export type ModelRow = TableRecord | string;

/** Rows as the two kinds of models take them: records of a table, or lines or a matrix of sparse rows. */
export type ModelRows = readonly TableRecord[] | readonly string[] | CsrMatrix;

/**
 * What a trained model can do, be it a {@link TableModel} or a {@link SparseModel}: `instanceof` tells which. One of a table
 * takes records, values by column name; one of sparse rows takes lines of the text that it was trained on.
 */
export interface Model {
  /** The trained estimator. */
  readonly estimator: SGDClassifier | SGDRegressor;
  /** Every option of its training. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Its scores on test rows. */
  readonly scores: Readonly<Record<string, unknown>>;
  /** What wrote it. */
  readonly versions: Readonly<Record<string, string>>;
  /**
   * The answer for one row: its class, or its number.
   *
   * @throws {MinibatchError} `INVALID_DATA` when it is no such row as the model takes
   */
  predict(row: ModelRow): Label;
  /**
   * The answers for several rows.
   *
   * @returns one answer per row
   * @throws {MinibatchError} `INVALID_DATA` when one is no such row as the model takes
   */
  predict(rows: ModelRows): Label[];
  /**
   * The probability of each class.
   *
   * @returns [rows, classes]
   * @throws {MinibatchError} as {@link predict}, and `INVALID_OPTION` for a model of a number or a loss without probabilities
   */
  predictProba(rows: ModelRow | ModelRows): DenseMatrix;
  /**
   * What a model of classes decides by: the higher, the more a row looks like the class.
   *
   * @returns [rows, 1] for the second of two classes, above 0 where it is the answer; else [rows, classes]
   * @throws {MinibatchError} as {@link predict}, and `INVALID_OPTION` for a model of a number
   */
  decisionFunction(rows: ModelRow | ModelRows): DenseMatrix;
  /** The model as the bytes of a safetensors file; the same model gives the same bytes. */
  toBytes(): Uint8Array;
}

/**
 * Reads the bytes of a model file of either kind.
 *
 * @throws {MinibatchError} as `TableModel.fromBytes` and `SparseModel.fromBytes`
 */
export function modelFromBytes(bytes: Uint8Array): TableModel | SparseModel {
  return isSparseModel(bytes) ? SparseModel.fromBytes(bytes) : TableModel.fromBytes(bytes);
}
