import { MinibatchError } from "../../engine/errors.ts";
import type { SGDClassifier } from "../../engine/estimators/sgd-classifier.ts";
import { SGDRegressor } from "../../engine/estimators/sgd-regressor.ts";
import { DenseMatrix } from "../../engine/matrix/dense-matrix.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import type { StandardScaler } from "./standard-scaler.ts";
import { decodeModel, encodeModel } from "./table-model-file.ts";
import { recordsToMatrix, type TableRecord } from "./table-records.ts";
import type { TableSchema } from "./table-schema.ts";

/** Which data a model was trained on; the scaler's means and scales tell it from other data of that name and size. */
export interface DataFingerprint {
  /** Name of the file, without its folder. */
  readonly file: string;
  /** Rows of the file. */
  readonly rows: number;
  /** Rows trained on. */
  readonly trainRows: number;
}

/** Everything a {@link TableModel} is made of. */
export interface TableModelParts {
  /** The columns it reads and what it answers. */
  readonly schema: TableSchema;
  /** Brings the columns to the scale that the weights are for; one column per feature of the schema. */
  readonly scaler: StandardScaler;
  /**
   * The trained estimator on standardised columns. A regressor answers in the target's own units; a {@link TableModel}
   * has it do so in 64 bits.
   */
  readonly estimator: SGDClassifier | SGDRegressor;
  /** Every option of its training, the estimator's among them. `precision` is that of the training. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The data it was trained on. */
  readonly data: DataFingerprint;
  /** Versions of the programs that made it, by name. */
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * A trained model of a table: from the columns as they stand in the file to a class or a number. Runs in Node and in
 * the browser, and is saved as a safetensors file.
 *
 * @example
 * const model = TableModel.fromBytes(bytes);
 * model.predict({ sepal_length_cm: 5.1, sepal_width_cm: 3.5, petal_length_cm: 1.4, petal_width_cm: 0.2 });
 */
export class TableModel implements TableModelParts {
  readonly schema: TableSchema;
  readonly scaler: StandardScaler;
  readonly estimator: SGDClassifier | SGDRegressor;
  readonly options: Readonly<Record<string, unknown>>;
  readonly data: DataFingerprint;
  readonly versions: Readonly<Record<string, string>>;

  /** @throws {MinibatchError} `INVALID_SHAPE` when scaler, weights and schema are not of the same columns */
  constructor(parts: TableModelParts) {
    this.schema = parts.schema;
    this.scaler = parts.scaler;
    this.estimator = parts.estimator instanceof SGDRegressor ? in64Bits(parts.estimator) : parts.estimator;
    this.options = parts.options;
    this.data = parts.data;
    this.versions = parts.versions;
    const features = parts.schema.features.length;
    const columns = [parts.scaler.mean.length, ...parts.estimator.coef.map((row) => row.length)];
    if (columns.some((length) => length !== features)) {
      const message = `model: ${features} features, but scaler and weights have ${columns.join(", ")} columns`;
      throw new MinibatchError("INVALID_SHAPE", message);
    }
  }

  /**
   * Reads the bytes of a model file.
   *
   * @param bytes - a whole file, as {@link toBytes} makes it
   * @throws {MinibatchError} `INVALID_FILE` when it is no model file, is cut short or altered, or was written by a newer
   * version of the format
   */
  static fromBytes(bytes: Uint8Array): TableModel {
    return new TableModel(decodeModel(bytes));
  }

  /** The model as the bytes of a safetensors file; the same model gives the same bytes. */
  toBytes(): Uint8Array {
    return encodeModel(this);
  }

  /**
   * The answer for one record: its class, or its number.
   *
   * @param record - a value for each feature, by column name; other names are ignored
   * @throws {MinibatchError} `INVALID_DATA` when a value is missing or not a finite number
   */
  predict(record: TableRecord): Label;
  /**
   * The answers for several rows: their classes, or their numbers.
   *
   * @param rows - records, or a matrix with the features in the schema's order
   * @returns one answer per row
   * @throws {MinibatchError} `INVALID_DATA` when a value is missing or not a finite number; `INVALID_SHAPE` when a
   * matrix has another number of columns
   */
  predict(rows: readonly TableRecord[] | DenseMatrix): Label[];
  predict(input: TableRecord | readonly TableRecord[] | DenseMatrix): Label | Label[] {
    const isOne = !Array.isArray(input) && !(input instanceof DenseMatrix);
    const rows = (isOne ? [input] : input) as readonly TableRecord[] | DenseMatrix;
    const answers: ArrayLike<Label> = this.estimator.predict(this.encode(rows));
    return isOne ? answers[0]! : Array.from(answers);
  }

  /**
   * The probability of each class.
   *
   * @param rows - records, or a matrix with the features in the schema's order
   * @returns [rows, classes], the columns in the order of the schema's classes
   * @throws {MinibatchError} as {@link predict}, and `INVALID_OPTION` for a model of a number
   */
  predictProba(rows: readonly TableRecord[] | DenseMatrix): DenseMatrix {
    if (this.estimator instanceof SGDRegressor) {
      throw new MinibatchError("INVALID_OPTION", "predictProba: the model answers with a number and has no classes");
    }
    return this.estimator.predictProba(this.encode(rows));
  }

  /**
   * What the estimator sees: the features standardised, in its precision.
   *
   * @param rows - records, or a matrix with the features in the schema's order
   * @returns [rows, features]
   * @throws {MinibatchError} as {@link predict}
   */
  encode(rows: readonly TableRecord[] | DenseMatrix): DenseMatrix {
    const X = rows instanceof DenseMatrix ? rows : recordsToMatrix(rows, this.schema.features);
    return this.scaler.transform(X, { precision: this.estimator.options.precision });
  }
}

/** The same weights in 64 bits: next to a large mean of the target, 32 bits would leave nothing of the differences. */
function in64Bits(regressor: SGDRegressor): SGDRegressor {
  const { options, ...weights } = regressor.toState();
  return SGDRegressor.fromState({ ...weights, options: { ...options, precision: "f64" } });
}
