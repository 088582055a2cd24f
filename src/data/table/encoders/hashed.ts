import { hashString } from "../../text/murmur3.ts";
import type { FeatureBlock } from "./column-encoder.ts";
import { missingName } from "./numeric.ts";

/**
 * A word as +1 or -1 in one of a fixed number of features that its hash picks: for columns of many different words
 * (Weinberger et al., "Feature hashing for large scale multitask learning", ICML 2009). The raw value is
 * {@link hashedBucket}.
 */
export interface HashedEncoder {
  /** Which encoder it is. */
  readonly kind: "hashed";
  /** Name of the column. */
  readonly column: string;
  /** Number of features. */
  readonly buckets: number;
  /** Whether a last feature says that the word is missing, because some are in the training rows. */
  readonly indicator: boolean;
}

/** Names of its features. */
export function hashedNames({ column, buckets, indicator }: HashedEncoder): string[] {
  const names = Array.from({ length: buckets }, (_, bucket) => `${column}#${bucket}`);
  return indicator ? [...names, missingName(column)] : names;
}

/**
 * The raw value of a word: its bucket, from 1, with the sign of the feature's value. The 32-bit MurmurHash3 of its
 * UTF-8 bytes, seed 0, as a signed number h gives the bucket |h| mod buckets and the sign of h, as scikit-learn's
 * `FeatureHasher` does.
 */
export function hashedBucket(word: string, buckets: number): number {
  const hash = hashString(word, 0);
  const bucket = (Math.abs(hash) % buckets) + 1;
  return hash < 0 ? -bucket : bucket;
}

/** Writes its features; see `encodeColumn`. */
export function encodeHashed(
  { buckets, indicator }: HashedEncoder,
  raw: Float64Array,
  rows: number,
  { data, stride }: FeatureBlock,
  at: number,
): void {
  for (let r = 0, first = at; r < rows; r++, first += stride) {
    const signed = raw[r]!;
    if (signed > 0) data[first + signed - 1] = 1;
    else if (signed < 0) data[first - signed - 1] = -1;
    else if (indicator) data[first + buckets] = 1;
  }
}
