import type { TextAnalyzer, TextWeighting } from "../../text/text-options.ts";

/**
 * A text as the n-grams of its words or characters, each hashed to one of a fixed number of features and weighted; see
 * `TextVectorizer`. The raw value is the text; a missing one is empty.
 */
export interface TextEncoding {
  /** Which encoder it is. */
  readonly kind: "text";
  /** Name of the column. */
  readonly column: string;
  /** Number of features. */
  readonly buckets: number;
  /** What the text is cut into. */
  readonly analyzer: TextAnalyzer;
  /** Fewest and most parts of an n-gram. */
  readonly ngrams: readonly [shortest: number, longest: number];
  /** What an n-gram counts. */
  readonly weighting: TextWeighting;
}

/** What is known of a text column from the training rows. */
export interface TextFrequencies {
  /** Texts learned from. */
  readonly documents: number;
  /** Features that came in them, ascending. */
  readonly columns: Uint32Array;
  /** In how many texts each of these came. */
  readonly frequencies: Uint32Array;
}
