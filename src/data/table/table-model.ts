import { MinibatchError } from "../../engine/errors.ts";
import type { SGDClassifier } from "../../engine/estimators/sgd-classifier.ts";
import { SGDRegressor } from "../../engine/estimators/sgd-regressor.ts";
import type { CsrMatrix } from "../../engine/matrix/csr-matrix.ts";
import type { DenseMatrix } from "../../engine/matrix/dense-matrix.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import type { Model } from "../model.ts";
import type { RawRows } from "./encode-rows.ts";
import { in64Bits } from "./in-64-bits.ts";
import { NO_TEXTS, TableEncoder, type TextKnowledge } from "./sparse/table-encoder.ts";
import { decodeModel, encodeModel } from "./table-model-file.ts";
import { rawRecords, type TableRecord } from "./table-records.ts";
import type { TableSchema, TargetOutput } from "./table-schema.ts";
import type { TableTrainingState, TrainingsBefore } from "./table-training-state.ts";
import type { TargetScale } from "./target-scale.ts";

/** What a model answers for a record, by target: a class, or a number. */
export type TargetAnswers = Readonly<Record<string, Label>>;

/** Which data a model was trained on. */
export interface DataFingerprint {
  /** Names of the files, without their folders. */
  readonly files: readonly string[];
  /** Rows read. */
  readonly rows: number;
  /** Rows trained on. */
  readonly trainRows: number;
  /** Hash of the training rows as they were trained on, hexadecimal. */
  readonly hash: string;
  /** Training rows of each class, of a model of classes. */
  readonly trainCounts?: readonly number[];
  /** Mean of the training rows' target, of a model of a number. */
  readonly trainMean?: number;
  /** The scale that the number was trained on, of a model of numbers: one for each target. */
  readonly targetScales?: readonly TargetScale[];
  /** Of several targets, what is known of each among the training rows. */
  readonly targets?: readonly TargetShare[];
  /** The trainings that this one went on from, where it did. */
  readonly before?: TrainingsBefore;
}

/** One of several targets among training rows. */
export interface TargetShare {
  /** Rows of each of its two values; none for a number. */
  readonly trainCounts?: readonly number[];
  /** Mean of the numbers; none for a label. */
  readonly trainMean?: number;
}

/** Everything a {@link TableModel} is made of. */
export interface TableModelParts {
  /** The columns it reads and what it answers. */
  readonly schema: TableSchema;
  /**
   * The trained estimator on the encoded columns. A regressor answers in the target's own units; a {@link TableModel}
   * has it do so in 64 bits.
   */
  readonly estimator: SGDClassifier | SGDRegressor;
  /** Every option of its training, the estimator's among them. `precision` is that of the training. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What is known of its texts; none where it is left out. */
  readonly texts?: TextKnowledge;
  /** The data it was trained on. */
  readonly data: DataFingerprint;
  /** Its scores on the test rows and those of the trivial answer, as plain values. */
  readonly scores: Readonly<Record<string, unknown>>;
  /** Versions of the programs that made it, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** Where its training stands, where that was kept: a further training goes on from there. Predictions do not need it. */
  readonly training?: TableTrainingState | undefined;
}

/**
 * A trained model of a table: from the columns as they stand in the file to a class or a number. Runs in Node and in
 * the browser, and is saved as a safetensors file.
 *
 * @example
 * const model = TableModel.fromBytes(bytes);
 * model.predict({ age: 39, workclass: "Private", hours_per_week: 40 });
 */
export class TableModel implements TableModelParts, Model {
  readonly schema: TableSchema;
  readonly estimator: SGDClassifier | SGDRegressor;
  readonly options: Readonly<Record<string, unknown>>;
  readonly data: DataFingerprint;
  readonly scores: Readonly<Record<string, unknown>>;
  readonly versions: Readonly<Record<string, string>>;
  readonly texts: TextKnowledge;
  readonly training: TableTrainingState | undefined;
  /** From columns to features. */
  readonly encoder: TableEncoder;

  /** @throws {MinibatchError} `INVALID_SHAPE` when weights and schema are not of the same features */
  constructor(parts: TableModelParts) {
    this.schema = parts.schema;
    this.estimator = parts.estimator instanceof SGDRegressor ? in64Bits(parts.estimator) : parts.estimator;
    this.options = parts.options;
    this.data = parts.data;
    this.scores = parts.scores;
    this.versions = parts.versions;
    this.texts = parts.texts ?? NO_TEXTS;
    this.training = parts.training;
    this.encoder = new TableEncoder(parts.schema, this.texts);
    const { features } = this.encoder;
    const wrong = parts.estimator.coef.find((row) => row.length !== features);
    if (wrong !== undefined) {
      throw new MinibatchError("INVALID_SHAPE", `model: ${features} features, but ${wrong.length} weights`);
    }
  }

  /**
   * Reads the bytes of a model file.
   *
   * @param bytes - a whole file, as {@link toBytes} makes it
   * @throws {MinibatchError} `INVALID_FILE` when it is no model file, is cut short or altered, or was written by an
   * older or newer version of the format
   */
  static fromBytes(bytes: Uint8Array): TableModel {
    return new TableModel(decodeModel(bytes));
  }

  /** The model as the bytes of a safetensors file; the same model gives the same bytes. */
  toBytes(): Uint8Array {
    return encodeModel(this);
  }

  /** Names of the features that the weights are for, in their order. */
  get featureNames(): readonly string[] {
    return Array.from({ length: this.encoder.features }, (_, feature) => this.encoder.describe(feature).name);
  }

  /**
   * The answer for one record: its class, or its number.
   *
   * @param record - a value for each column the model reads, by name; `null` where it is missing; other names are
   * ignored, and so are words that training did not see
   * @throws {MinibatchError} `INVALID_OPTION` for a model of several targets: {@link predictTargets};
   * `INVALID_DATA` when a column is not there or its value is of another kind
   */
  predict(record: TableRecord): Label;
  /**
   * The answers for several records: their classes, or their numbers.
   *
   * @param records - the records
   * @returns one answer per record
   * @throws {MinibatchError} `INVALID_OPTION` for a model of several targets: {@link predictTargets};
   * `INVALID_DATA` when a column is not there or its value is of another kind
   */
  predict(records: readonly TableRecord[]): Label[];
  predict(input: TableRecord | readonly TableRecord[]): Label | Label[] {
    const { targets } = this.schema;
    if (targets !== undefined) {
      const message = `predict: the model answers with ${targets.length} targets: use predictTargets`;
      throw new MinibatchError("INVALID_OPTION", message);
    }
    const isMany = Array.isArray(input);
    const answers: ArrayLike<Label> = this.estimator.predict(this.encodeRecords(isMany ? input : [input]));
    return isMany ? Array.from(answers) : answers[0]!;
  }

  /**
   * The answer for one record by target: its class, or its number, for each.
   *
   * @param record - as for {@link predict}
   * @throws {MinibatchError} `INVALID_DATA` when a column is not there or its value is of another kind
   */
  predictTargets(record: TableRecord): TargetAnswers;
  /**
   * The answers for several records by target, one object a record.
   *
   * @param records - the records
   * @throws {MinibatchError} `INVALID_DATA` when a column is not there or its value is of another kind
   */
  predictTargets(records: readonly TableRecord[]): TargetAnswers[];
  predictTargets(input: TableRecord | readonly TableRecord[]): TargetAnswers | TargetAnswers[] {
    const isMany = Array.isArray(input);
    const records: readonly TableRecord[] = isMany ? input : [input as TableRecord];
    const { target, targets } = this.schema;
    const answers =
      targets === undefined
        ? this.predict(records).map((answer) => ({ [target]: answer }))
        : this.#severalAnswers(records, targets);
    return isMany ? answers : answers[0]!;
  }

  #severalAnswers(records: readonly TableRecord[], targets: readonly TargetOutput[]): TargetAnswers[] {
    const { estimator } = this;
    const X = this.encodeRecords(records);
    const values = estimator instanceof SGDRegressor ? estimator.predict(X) : estimator.predictLabels(X).data;
    return records.map((_, row) =>
      Object.fromEntries(
        targets.map(({ name, classes }, k) => {
          const value = values[row * targets.length + k]!;
          return [name, classes.length === 0 ? value : classes[value]!];
        }),
      ),
    );
  }

  /**
   * The probability of each class; of several targets that of the second value of each.
   *
   * @param records - one record or several
   * @returns [records, classes], the columns in the order of the schema's classes, or [records, targets]
   * @throws {MinibatchError} as {@link predict}, and `INVALID_OPTION` for a model of a number or a loss without
   * probabilities
   */
  predictProba(records: TableRecord | readonly TableRecord[]): DenseMatrix {
    if (this.estimator instanceof SGDRegressor) {
      throw new MinibatchError("INVALID_OPTION", "predictProba: the model answers with a number and has no classes");
    }
    return this.estimator.predictProba(this.encodeRecords(Array.isArray(records) ? records : [records as TableRecord]));
  }

  /**
   * What a model of classes decides by: x . w + b, the higher, the more a record looks like the class. With a loss that gives
   * no probabilities this is all that there is beside the answer.
   *
   * @param records - one record or several
   * @returns [records, 1] for the second of two classes, above 0 where it is the answer; else [records, classes]; of several
   * targets [records, targets], each for the second of its values
   * @throws {MinibatchError} as {@link predict}, and `INVALID_OPTION` for a model of a number
   */
  decisionFunction(records: TableRecord | readonly TableRecord[]): DenseMatrix {
    if (this.estimator instanceof SGDRegressor) {
      throw new MinibatchError(
        "INVALID_OPTION",
        "decisionFunction: the model answers with a number and has no classes",
      );
    }
    return this.estimator.decisionFunction(
      this.encodeRecords(Array.isArray(records) ? records : [records as TableRecord]),
    );
  }

  /**
   * What the estimator sees of records: their features.
   *
   * @returns [records, features]
   * @throws {MinibatchError} as {@link predict}
   */
  encodeRecords(records: readonly TableRecord[]): DenseMatrix | CsrMatrix {
    return this.encode(rawRecords(records, this.schema));
  }

  /**
   * What the estimator sees of rows given by column.
   *
   * @param raw - raw values by encoder
   * @param unseen - is added to, by encoder: rows with a value that training had not seen
   * @returns [rows, features]
   */
  encode(raw: RawRows, unseen?: Float64Array): DenseMatrix | CsrMatrix {
    return this.encoder.encode(raw, this.estimator.options.precision, unseen);
  }
}
