import { type DatetimeEncoder, datetimeNames, encodeDatetime } from "./datetime.ts";
import { encodeHashed, type HashedEncoder, hashedNames } from "./hashed.ts";
import { encodeNumeric, type NumericEncoder, numericNames } from "./numeric.ts";
import { encodeOneHot, type OneHotEncoder, oneHotNames } from "./one-hot.ts";

/**
 * How one column becomes a run of features. Plain values: a model's file holds them as JSON.
 *
 * A column comes as *raw values*, a 64-bit float for each row with NaN where it is missing: the number itself; the
 * position of a level, -1 for one unknown; a signed bucket; seconds since 1970.
 */
export type ColumnEncoder = NumericEncoder | OneHotEncoder | HashedEncoder | DatetimeEncoder;

/** Where an encoder writes: a row-major block of features, all 0. */
export interface FeatureBlock {
  /** The numbers. */
  readonly data: Float32Array | Float64Array;
  /** Features of a row, from one row to the next. */
  readonly stride: number;
}

/** Names of the features that an encoder makes, in their order. */
export function encoderNames(encoder: ColumnEncoder): string[] {
  switch (encoder.kind) {
    case "numeric":
      return numericNames(encoder);
    case "one-hot":
      return oneHotNames(encoder);
    case "hashed":
      return hashedNames(encoder);
    case "datetime":
      return datetimeNames(encoder);
  }
}

/** How many features an encoder makes. */
export function encoderFeatures(encoder: ColumnEncoder): number {
  const indicator = encoder.indicator ? 1 : 0;
  switch (encoder.kind) {
    case "numeric":
      return 1 + indicator;
    case "one-hot":
      return encoder.levels.length + indicator;
    case "hashed":
      return encoder.buckets + indicator;
    case "datetime":
      return datetimeNames(encoder).length;
  }
}

/**
 * Writes a column's features.
 *
 * @param encoder - how
 * @param raw - raw values, [rows] or longer
 * @param rows - how many rows
 * @param to - receives the features of row r from `at` on
 * @param at - place of the encoder's first feature in a row
 * @returns in how many rows the value was one that training had not seen, and was passed over
 */
export function encodeColumn(
  encoder: ColumnEncoder,
  raw: Float64Array,
  rows: number,
  to: FeatureBlock,
  at: number,
): number {
  switch (encoder.kind) {
    case "numeric":
      encodeNumeric(encoder, raw, rows, to, at);
      return 0;
    case "one-hot":
      return encodeOneHot(encoder, raw, rows, to, at);
    case "hashed":
      encodeHashed(encoder, raw, rows, to, at);
      return 0;
    case "datetime":
      encodeDatetime(encoder, raw, rows, to, at);
      return 0;
  }
}
