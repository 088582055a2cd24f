import { DenseMatrix, type Precision } from "../../engine/matrix/dense-matrix.ts";
import { type ColumnEncoder, encodeColumn, encoderFeatures, encoderNames } from "./encoders/column-encoder.ts";

/** Rows of a table by column: the raw values of each encoder's column, in the order of the encoders. */
export interface RawRows {
  /** Number of rows. */
  readonly rows: number;
  /** Raw values by encoder, each [rows] or longer; see `ColumnEncoder`. */
  readonly columns: readonly Float64Array[];
  /** Texts by text column, in the order of the schema, each [rows]; a missing one is empty. */
  readonly texts?: readonly (readonly string[])[];
}

/** Columns are written one after the other to so many numbers at a time, which stay in the processor's cache. */
const TILE_NUMBERS = 8192;

/** The encoders of a table and where each one's features begin. */
export class RowEncoder {
  /** The encoders. */
  readonly encoders: readonly ColumnEncoder[];
  /** Position of each encoder's first feature; ascending. */
  readonly starts: readonly number[];
  /** Number of features. */
  readonly features: number;
  #names: readonly string[] | undefined;

  constructor(encoders: readonly ColumnEncoder[]) {
    this.encoders = encoders;
    let features = 0;
    this.starts = encoders.map((encoder) => {
      const start = features;
      features += encoderFeatures(encoder);
      return start;
    });
    this.features = features;
  }

  /** Names of the features, in the order of the weights. */
  get names(): readonly string[] {
    this.#names ??= this.encoders.flatMap(encoderNames);
    return this.#names;
  }

  /**
   * The features of rows, [rows, features]. It is the only way from values to features, for files and for records.
   *
   * @param raw - the rows
   * @param precision - width of the features
   * @param unseen - is added to, by encoder: rows with a value that training had not seen
   */
  encode(raw: RawRows, precision: Precision, unseen?: Float64Array): DenseMatrix {
    const X = DenseMatrix.zeros(raw.rows, this.features, precision);
    this.encodeTo(raw, X.data, unseen);
    return X;
  }

  /** As {@link encode}, to an array of zeros. */
  encodeTo(raw: RawRows, data: Float32Array | Float64Array, unseen?: Float64Array): void {
    const tile = Math.max(1, Math.floor(TILE_NUMBERS / Math.max(1, this.features)));
    for (let first = 0; first < raw.rows; first += tile) {
      const rows = Math.min(tile, raw.rows - first);
      const block = { data: data.subarray(first * this.features), stride: this.features };
      for (const [i, encoder] of this.encoders.entries()) {
        const values = raw.columns[i]!.subarray(first, first + rows);
        const passed = encodeColumn(encoder, values, rows, block, this.starts[i]!);
        if (unseen !== undefined) unseen[i] = unseen[i]! + passed;
      }
    }
  }
}
