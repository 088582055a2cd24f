import { MinibatchError } from "../errors.ts";
import {
  type AverageScore,
  averageScores,
  type ClassScoreArrays,
  checkZeroDivision,
  scoreClasses,
  selectCounts,
  sumCounts,
} from "./class-scores.ts";
import { type ClassCounts, countClasses } from "./confusion-matrix.ts";
import { encodePair, type Label, selectClasses } from "./labels.ts";
import { formatFixed } from "./number-format.ts";
import { pairwiseSum } from "./pairwise-sum.ts";

/** Options of {@link classificationReportObject}. */
export interface ReportOptions {
  /** The classes to report, in this order. Default: all labels of both arrays, sorted. */
  readonly labels?: readonly Label[] | undefined;
  /** A name for each class, in the order of `labels`. Default: the labels, true and false as `True` and `False`. */
  readonly targetNames?: readonly string[] | undefined;
  /** The value of a score whose denominator is 0: 0, 1 or NaN; means leave NaN out. Default 0. */
  readonly zeroDivision?: number | undefined;
}

/** Options of {@link classificationReport}. */
export interface ReportTextOptions extends ReportOptions {
  /** Decimals of the scores, 0 to 100. Default 2. */
  readonly digits?: number | undefined;
}

/** Scores of one class, or an average of them. */
export interface ReportScores {
  /** Share of the rows predicted as the class that are of it. */
  readonly precision: number;
  /** Share of the class's rows that were predicted as it. */
  readonly recall: number;
  /** Harmonic mean of precision and recall. */
  readonly f1Score: number;
  /** Rows of the class in `yTrue`; for an average, of all classes reported. */
  readonly support: number;
}

/** Scores of one class. */
export interface ReportClass extends ReportScores {
  /** The class. */
  readonly label: Label;
  /** Its name in the text. */
  readonly name: string;
}

/** A classification report as data. */
export interface ClassificationReport {
  /** Scores of each class, in the order of `labels`. */
  readonly classes: readonly ReportClass[];
  /** Share of rows predicted right; `null` when a label of the rows is not among the classes. */
  readonly accuracy: number | null;
  /** From the counts of all classes together; `null` when there is an accuracy, which it would equal. */
  readonly microAvg: ReportScores | null;
  /** Mean over the classes. */
  readonly macroAvg: ReportScores;
  /** Mean over the classes, weighted by support. */
  readonly weightedAvg: ReportScores;
}

/**
 * Precision, recall, F1 and support of each class and their averages, as text: equal to scikit-learn 1.9.1's
 * `classification_report` to the character, with its final line break. Where no row at all is predicted right,
 * supports print as `3.0`, as there. Whole numbers print as `0`, never `0.0`, whatever array they come in.
 *
 * @param yTrue - true labels, [rows]
 * @param yPred - predicted labels, [rows]
 * @throws {MinibatchError} `INVALID_SHAPE` when the arrays are empty or of different lengths; `INVALID_DATA` when a
 * label is not a whole number, string or boolean; `INVALID_OPTION` when `labels` is empty or has a label twice, when
 * there is not one target name per class, or when `digits` or `zeroDivision` is out of range
 */
export function classificationReport(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: ReportTextOptions = {},
): string {
  const digits = checkDigits("classificationReport", options.digits);
  const { report, noneRight } = makeReport("classificationReport", yTrue, yPred, options);
  return renderReport(report, digits, noneRight ? ".0" : "");
}

/**
 * Precision, recall, F1 and support of each class and their averages, as data: the numbers of
 * {@link classificationReport} and of scikit-learn's `classification_report(output_dict=True)`.
 *
 * @param yTrue - true labels, [rows]
 * @param yPred - predicted labels, [rows]
 * @throws {MinibatchError} as {@link classificationReport}
 */
export function classificationReportObject(
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: ReportOptions = {},
): ClassificationReport {
  return makeReport("classificationReportObject", yTrue, yPred, options).report;
}

/**
 * The default 2, or the option checked.
 *
 * @throws {MinibatchError} `INVALID_OPTION` when it is no whole number from 0 to 100
 */
export function checkDigits(where: string, digits = 2): number {
  if (Number.isInteger(digits) && digits >= 0 && digits <= 100) return digits;
  const message = `${where}: digits: got ${digits}, expected a whole number from 0 to 100`;
  throw new MinibatchError("INVALID_OPTION", message, { option: "digits" });
}

function makeReport(
  where: string,
  yTrue: ArrayLike<Label>,
  yPred: ArrayLike<Label>,
  options: ReportOptions,
): { report: ClassificationReport; noneRight: boolean } {
  const zeroDivision = checkZeroDivision(where, options.zeroDivision);
  const pair = encodePair(where, yTrue, yPred);
  const labels = options.labels ?? pair.classes;
  const names = classNames(where, labels, options.targetNames);
  const codes = selectClasses(where, pair.classes, labels);
  const allCounts = countClasses(pair);
  const reported = new Set(codes);
  const allReported = pair.classes.every((_, code) => reported.has(code));
  const report = reportOf(selectCounts(allCounts, codes), labels, names, allReported, zeroDivision);
  return { report, noneRight: noneIsRight(allCounts) };
}

/**
 * The report of rows that are counted already, as data and as text with two digits.
 *
 * @param counts - of the classes reported, which are all that rows have or are predicted
 * @param labels - what the classes are called in the data
 * @param names - what they are called in the text
 */
export function countedReport(
  counts: ClassCounts,
  labels: readonly Label[],
  names: readonly string[],
): { readonly report: ClassificationReport; readonly text: string } {
  const report = reportOf(counts, labels, names, true, 0);
  return { report, text: renderReport(report, 2, noneIsRight(counts) ? ".0" : "") };
}

function noneIsRight({ truePositives }: ClassCounts): boolean {
  return truePositives.every((count) => count === 0);
}

function reportOf(
  counts: ClassCounts,
  labels: readonly Label[],
  names: readonly string[],
  allReported: boolean,
  zeroDivision: number,
): ClassificationReport {
  const scores = scoreClasses(counts, 1, zeroDivision);
  const support = pairwiseSum(counts.actual);
  const micro = averageScores(scoreClasses(sumCounts(counts), 1, zeroDivision));
  return {
    classes: labels.map((label, i) => ({ label, name: names[i], ...classRow(scores, i, counts.actual[i]) })),
    accuracy: allReported ? micro.fscore : null,
    microAvg: allReported ? null : averageRow(micro, support),
    macroAvg: averageRow(averageScores(scores), support),
    weightedAvg: averageRow(averageScores(scores, counts.actual), support),
  };
}

/** The scores of one class. */
export function classRow(scores: ClassScoreArrays, i: number, support: number): ReportScores {
  return { precision: scores.precision[i], recall: scores.recall[i], f1Score: scores.fscore[i], support };
}

/** An average as a row of a report. */
export function averageRow(average: AverageScore, support: number): ReportScores {
  return { precision: average.precision, recall: average.recall, f1Score: average.fscore, support };
}

function classNames(where: string, labels: readonly Label[], names: readonly string[] | undefined): readonly string[] {
  if (names === undefined) return labels.map(pythonText);
  if (names.length === labels.length) return names;
  const message = `${where}: targetNames: got ${names.length} names for ${labels.length} classes, expected one each`;
  throw new MinibatchError("INVALID_OPTION", message, { option: "targetNames" });
}

function pythonText(label: Label): string {
  if (typeof label === "boolean") return label ? "True" : "False";
  return String(label);
}

const CELL = 9;
const WIDEST_AVERAGE = "weighted avg".length;

/**
 * A report as text.
 *
 * @param supportSuffix - what stands behind a count of rows
 * @param samplesAvg - the mean over rows that can have several labels
 */
export function renderReport(
  report: ClassificationReport,
  digits: number,
  supportSuffix: string,
  samplesAvg?: ReportScores,
): string {
  const minWidth = Math.max(WIDEST_AVERAGE, digits);
  const width = report.classes.reduce((widest, { name }) => Math.max(widest, codePoints(name)), minWidth);
  const line = (heading: string, cells: readonly string[]): string =>
    `${" ".repeat(width - codePoints(heading))}${heading} ${cells.map((cell) => ` ${cell.padStart(CELL)}`).join("")}\n`;
  const score = (value: number): string => formatFixed(value, digits);
  const rows = (support: number): string => `${support}${supportSuffix}`;
  const scoreLine = (heading: string, { precision, recall, f1Score, support }: ReportScores): string =>
    line(heading, [score(precision), score(recall), score(f1Score), rows(support)]);

  const { accuracy, microAvg, macroAvg, weightedAvg } = report;
  return [
    line("", ["precision", "recall", "f1-score", "support"]),
    "\n",
    ...report.classes.map((row) => scoreLine(row.name, row)),
    "\n",
    accuracy === null ? "" : line("accuracy", ["", "", score(accuracy), rows(macroAvg.support)]),
    microAvg === null ? "" : scoreLine("micro avg", microAvg),
    scoreLine("macro avg", macroAvg),
    scoreLine("weighted avg", weightedAvg),
    samplesAvg === undefined ? "" : scoreLine("samples avg", samplesAvg),
  ].join("");
}

/** Python pads by code points, not by UTF-16 units. */
function codePoints(text: string): number {
  return Array.from(text).length;
}
