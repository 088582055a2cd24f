import { MinibatchError } from "../../engine/errors.ts";
import type { Precision } from "../../engine/matrix/dense-matrix.ts";

/** What a text is cut into: words, characters, or characters within words. */
export type TextAnalyzer = "word" | "char" | "char_wb";

/** What an n-gram counts: how often it comes, whether it comes, or how often times how rare it is among the rows. */
export type TextWeighting = "counts" | "binary" | "tfidf";

/** What rows are brought to length 1 in: the sum of squares, the sum of sizes, or not at all. */
export type TextNorm = "l2" | "l1" | "none";

/** How texts become rows of numbers. */
export interface TextOptions {
  /** Parts of n-grams. `"word"`: runs of two or more letters, digits and underscores; default. */
  readonly analyzer?: TextAnalyzer;
  /** Fewest and most parts of an n-gram, 1 to 64; default `[1, 1]`. */
  readonly ngrams?: readonly [shortest: number, longest: number];
  /** Whether texts are brought to lower case; default true. */
  readonly lowercase?: boolean;
  /** What an n-gram counts; default `"tfidf"`. */
  readonly weighting?: TextWeighting;
  /** Length of rows; default `"l2"`. */
  readonly norm?: TextNorm;
  /**
   * Whether an n-gram counts negative where its hash does, so that n-grams of one column cancel out on average; by default
   * for `counts` and `binary`. With `tfidf` it would bend the counts of rows, and is not allowed.
   */
  readonly alternateSign?: boolean;
  /** Columns, 1 to 2^28; default 2^18. */
  readonly columns?: number;
  /** Width of the values; default `"f32"`. */
  readonly precision?: Precision;
}

/** Options with all defaults filled in. */
export type ResolvedTextOptions = Required<TextOptions>;

const ANALYZERS: readonly TextAnalyzer[] = ["word", "char", "char_wb"];
const WEIGHTINGS: readonly TextWeighting[] = ["counts", "binary", "tfidf"];
const NORMS: readonly TextNorm[] = ["none", "l1", "l2"];

/** Codes of the kernel: the position in these lists. */
export const analyzerCode = (analyzer: TextAnalyzer): number => ANALYZERS.indexOf(analyzer);
/** @see analyzerCode */
export const normCode = (norm: TextNorm): number => NORMS.indexOf(norm);

/**
 * Checks options and fills in the defaults.
 *
 * @throws {MinibatchError} `INVALID_OPTION` naming the first option that is not allowed
 */
export function resolveTextOptions(options: TextOptions): ResolvedTextOptions {
  const { weighting = "tfidf", ngrams = [1, 1], columns = 2 ** 18 } = options;
  const resolved: ResolvedTextOptions = {
    analyzer: options.analyzer ?? "word",
    ngrams,
    lowercase: options.lowercase ?? true,
    weighting,
    norm: options.norm ?? "l2",
    alternateSign: options.alternateSign ?? weighting !== "tfidf",
    columns,
    precision: options.precision ?? "f32",
  };
  checkOneOf("analyzer", resolved.analyzer, ANALYZERS);
  checkOneOf("weighting", weighting, WEIGHTINGS);
  checkOneOf("norm", resolved.norm, NORMS);
  const [shortest, longest] = ngrams;
  if (!isWhole(shortest, 1, 64) || !isWhole(longest, shortest, 64)) {
    throw invalid("ngrams", `got [${ngrams.join(", ")}], expected two whole numbers, 1 to 64, the smaller first`);
  }
  if (weighting === "tfidf" && resolved.alternateSign) {
    throw invalid("alternateSign", 'got true with weighting "tfidf", expected false: signs would bend the counts');
  }
  checkColumns("columns", columns);
  return resolved;
}

/** @throws {MinibatchError} `INVALID_OPTION` when a number of hashed columns is not allowed */
export function checkColumns(option: string, columns: number): void {
  if (!isWhole(columns, 1, 2 ** 28)) throw invalid(option, `got ${columns}, expected a whole number, 1 to 2^28`);
}

function isWhole(value: number | undefined, min: number, max: number): boolean {
  return Number.isInteger(value) && value! >= min && value! <= max;
}

function checkOneOf(option: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) throw invalid(option, `got "${value}", expected ${allowed.join(", ")}`);
}

function invalid(option: string, what: string): MinibatchError {
  return new MinibatchError("INVALID_OPTION", `${option}: ${what}`, { option });
}
