import { MinibatchError } from "../errors.ts";
import {
  type AverageScore,
  averageScores,
  checkZeroDivision,
  scoreClasses,
  selectCounts,
  sumCounts,
} from "./class-scores.ts";
import { countClasses } from "./confusion-matrix.ts";
import { encodePair, type Label, selectClasses, show } from "./labels.ts";
import { positiveCode } from "./positive-class.ts";
import { type SampleWeightOption, toWeights } from "./sample-weight.ts";

/**
 * How the scores of the classes become one number.
 *
 * - `"binary"`: the score of `posLabel`; for two classes only
 * - `"micro"`: from the counts of all classes together
 * - `"macro"`: mean over the classes
 * - `"weighted"`: mean over the classes, weighted by their rows in `yTrue`
 */
export type Average = "binary" | "micro" | "macro" | "weighted";

/** Options of {@link precisionScore}, {@link recallScore} and {@link f1Score}. */
export interface ClassScoreOptions extends SampleWeightOption {
  /** How the classes' scores become one number; `null` gives one number per class. Default `"binary"`. */
  readonly average?: Average | null | undefined;
  /** The classes to score, in this order. Default: all labels of both arrays, sorted. Not used by `"binary"`. */
  readonly labels?: readonly Label[] | undefined;
  /** The positive class of `average: "binary"`. Default 1. */
  readonly posLabel?: Label | undefined;
  /** The value of a score whose denominator is 0: 0, 1 or NaN; means leave NaN out. Default 0. */
  readonly zeroDivision?: number | undefined;
}

/** Options of {@link precisionRecallFscoreSupport}. */
export interface FscoreOptions extends ClassScoreOptions {
  /** How the classes' scores become one number; `null` gives one number per class. Default `null`. */
  readonly average?: Average | null | undefined;
  /** Weight of recall against precision in the F score, 0 or more. Default 1. */
  readonly beta?: number | undefined;
}

/** Scores per class, in the order of `labels`. */
export interface ClassFscores {
  /** The classes. */
  readonly labels: readonly Label[];
  /** Share of the rows predicted as the class that are of it, [classes]. */
  readonly precision: Float64Array;
  /** Share of the class's rows that were predicted as it, [classes]. */
  readonly recall: Float64Array;
  /** Weighted harmonic mean of precision and recall, [classes]. */
  readonly fscore: Float64Array;
  /** Rows of the class in `yTrue`, [classes]. */
  readonly support: Float64Array;
}

/**
 * Precision, recall, F score and support of each class, or averaged. Equals scikit-learn's
 * `precision_recall_fscore_support`; a score whose denominator is 0 is `zeroDivision`.
 *
 * @param yTrue - true labels, [rows]
 * @param yPred - predicted labels, [rows]
 * @throws {MinibatchError} `INVALID_SHAPE` when the arrays are empty or of different lengths; `INVALID_DATA` when a
 * label is not a whole number, string or boolean; `INVALID_OPTION` when `average` is `"binary"` and there are more
 * than two classes or `posLabel` is none of two, or when another option is out of range
 */
export function precisionRecallFscoreSupport(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: FscoreOptions & { readonly average: Average },
): AverageScore;
export function precisionRecallFscoreSupport(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options?: FscoreOptions & { readonly average?: null | undefined },
): ClassFscores;
export function precisionRecallFscoreSupport(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: FscoreOptions = {},
): AverageScore | ClassFscores {
  return fscores("precisionRecallFscoreSupport", yTrue, yPred, options, null);
}

/**
 * Precision, true positives / predicted positives. Equals scikit-learn's `precision_score`.
 *
 * @param yTrue - true labels, [rows]
 * @param yPred - predicted labels, [rows]
 * @throws {MinibatchError} as {@link precisionRecallFscoreSupport}
 */
export function precisionScore(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: ClassScoreOptions & { readonly average: null },
): Float64Array;
export function precisionScore(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options?: ClassScoreOptions & { readonly average?: Average | undefined },
): number;
export function precisionScore(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: ClassScoreOptions = {},
): number | Float64Array {
  return fscores("precisionScore", yTrue, yPred, options, "binary").precision;
}

/**
 * Recall, true positives / actual positives. Equals scikit-learn's `recall_score`.
 *
 * @param yTrue - true labels, [rows]
 * @param yPred - predicted labels, [rows]
 * @throws {MinibatchError} as {@link precisionRecallFscoreSupport}
 */
export function recallScore(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: ClassScoreOptions & { readonly average: null },
): Float64Array;
export function recallScore(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options?: ClassScoreOptions & { readonly average?: Average | undefined },
): number;
export function recallScore(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: ClassScoreOptions = {},
): number | Float64Array {
  return fscores("recallScore", yTrue, yPred, options, "binary").recall;
}

/**
 * F1, the harmonic mean of precision and recall. Equals scikit-learn's `f1_score`.
 *
 * @param yTrue - true labels, [rows]
 * @param yPred - predicted labels, [rows]
 * @throws {MinibatchError} as {@link precisionRecallFscoreSupport}
 */
export function f1Score(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: ClassScoreOptions & { readonly average: null },
): Float64Array;
export function f1Score(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options?: ClassScoreOptions & { readonly average?: Average | undefined },
): number;
export function f1Score(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: ClassScoreOptions = {},
): number | Float64Array {
  return fscores("f1Score", yTrue, yPred, options, "binary").fscore;
}

function fscores(
  where: string,
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: FscoreOptions,
  defaultAverage: Average | null,
): AverageScore | ClassFscores {
  const { average = defaultAverage, posLabel = 1, beta = 1 } = options;
  checkAverage(where, average);
  if (!(beta >= 0 && beta < Infinity)) {
    const message = `${where}: beta: got ${beta}, expected a finite number >= 0`;
    throw new MinibatchError("INVALID_OPTION", message, { option: "beta" });
  }
  const zeroDivision = checkZeroDivision(where, options.zeroDivision);
  const pair = encodePair(where, yTrue, yPred);
  const weights = toWeights(where, options.sampleWeight, pair.yTrue.length);
  const labels = options.labels ?? pair.classes;
  if (average === "binary") checkTwoClasses(where, pair.classes);
  const codes =
    average === "binary"
      ? Int32Array.of(positiveCode(where, pair.classes, posLabel))
      : selectClasses(where, pair.classes, labels);
  const counts = selectCounts(countClasses(pair, weights), codes);
  const scores = scoreClasses(average === "micro" ? sumCounts(counts) : counts, beta, zeroDivision);
  if (average === null) return { labels, ...scores, support: counts.actual };
  return averageScores(scores, average === "weighted" ? counts.actual : undefined);
}

function checkTwoClasses(where: string, classes: readonly Label[]): void {
  if (classes.length <= 2) return;
  const message = `${where}: average: got "binary" for ${classes.length} classes, expected "macro", "weighted", "micro" or null`;
  throw new MinibatchError("INVALID_OPTION", message, { option: "average" });
}

function checkAverage(where: string, average: unknown): void {
  if (average === null || ["binary", "micro", "macro", "weighted"].some((name) => name === average)) return;
  const message = `${where}: average: got ${show(average)}, expected "binary", "micro", "macro", "weighted" or null`;
  throw new MinibatchError("INVALID_OPTION", message, { option: "average" });
}
