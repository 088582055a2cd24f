import type { FeatureBlock } from "./column-encoder.ts";

/** A number as (x - shift) / scale, computed in 64 bits; x may be rounded to 32 bits first. A boolean is the number 0 or 1. */
export interface NumericEncoder {
  /** Which encoder it is. */
  readonly kind: "numeric";
  /** Name of the column. */
  readonly column: string;
  /** Whether its values are true and false. */
  readonly boolean: boolean;
  /** What is taken off: the training rows' mean, or least number. */
  readonly shift: number;
  /** What it is divided by: their standard deviation, or range; above 0. */
  readonly scale: number;
  /** What stands in for a missing number: the training rows' mean. */
  readonly fill: number;
  /** Whether a second feature says that the number is missing, because some are in the training rows. */
  readonly indicator: boolean;
  /**
   * Whether a number is rounded to 32 bits before anything else, as those were that the model was trained on; left out, it is not.
   * What stands in for a missing one never is.
   */
  readonly rounded?: boolean;
}

/** Names of its features. */
export function numericNames({ column, indicator }: NumericEncoder): string[] {
  return indicator ? [column, missingName(column)] : [column];
}

/** Name of the feature that says that a column is missing. */
export function missingName(column: string): string {
  return `${column} is missing`;
}

/** Writes its features; see `encodeColumn`. */
export function encodeNumeric(
  encoder: NumericEncoder,
  raw: Float64Array,
  rows: number,
  { data, stride }: FeatureBlock,
  at: number,
): void {
  const { shift, scale, fill, indicator, rounded = false } = encoder;
  for (let r = 0, cell = at; r < rows; r++, cell += stride) {
    const value = rounded ? single(raw[r]!) : raw[r]!;
    const missing = Number.isNaN(value);
    data[cell] = ((missing ? fill : value) - shift) / scale;
    if (missing && indicator) data[cell + 1] = 1;
  }
}

/** A number at 32 bits; one that is too large for them as it is. */
function single(value: number): number {
  const rounded = Math.fround(value);
  return Math.abs(rounded) === Number.POSITIVE_INFINITY ? value : rounded;
}
