import type { FeatureBlock } from "./column-encoder.ts";
import { missingName } from "./numeric.ts";

/** A word as a feature of its own that is 1; the raw value is its position among the levels, -1 for another word. */
export interface OneHotEncoder {
  /** Which encoder it is. */
  readonly kind: "one-hot";
  /** Name of the column. */
  readonly column: string;
  /** The words of the training rows, sorted by code point. */
  readonly levels: readonly string[];
  /** Whether a last feature says that the word is missing, because some are in the training rows. */
  readonly indicator: boolean;
}

/** Names of its features. */
export function oneHotNames({ column, levels, indicator }: OneHotEncoder): string[] {
  const names = levels.map((level) => `${column}=${level}`);
  return indicator ? [...names, missingName(column)] : names;
}

/** Writes its features; see `encodeColumn`. */
export function encodeOneHot(
  { levels, indicator }: OneHotEncoder,
  raw: Float64Array,
  rows: number,
  { data, stride }: FeatureBlock,
  at: number,
): number {
  let unseen = 0;
  for (let r = 0, first = at; r < rows; r++, first += stride) {
    const level = raw[r]!;
    if (level >= 0) data[first + level] = 1;
    else if (level === -1) unseen++;
    else if (indicator) data[first + levels.length] = 1;
    else unseen++;
  }
  return unseen;
}
