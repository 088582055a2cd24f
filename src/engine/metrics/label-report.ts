import { MinibatchError } from "../errors.ts";
import type { MatrixLike } from "../matrix/dense-matrix.ts";
import { rowSource } from "../matrix/row-source.ts";
import { averageScores, checkZeroDivision, scoreClasses, sumCounts } from "./class-scores.ts";
import {
  averageRow,
  type ClassificationReport,
  checkDigits,
  classRow,
  type ReportScores,
  type ReportTextOptions,
  renderReport,
} from "./classification-report.ts";
import type { ClassCounts } from "./confusion-matrix.ts";
import { pairwiseMean, pairwiseSum } from "./pairwise-sum.ts";

/** Options of {@link labelReportObject}. */
export interface LabelReportOptions extends Pick<ReportTextOptions, "zeroDivision"> {
  /** A name for each label. Default: its number, from 0. */
  readonly names?: readonly string[] | undefined;
}

/** Options of {@link labelReport}. */
export interface LabelReportTextOptions extends LabelReportOptions {
  /** Decimals of the scores, 0 to 100. Default 2. */
  readonly digits?: number | undefined;
}

/** A report on rows that can have several labels, as data: each label's scores are those of the rows that have it. */
export interface LabelReport extends Pick<ClassificationReport, "classes" | "macroAvg" | "weightedAvg"> {
  /** From the counts of all labels together. */
  readonly microAvg: ReportScores;
  /** Mean over the rows, of the scores of each row's labels. */
  readonly samplesAvg: ReportScores;
}

/**
 * Precision, recall, F1 and support of each label and their averages, as text: equal to scikit-learn 1.9.1's
 * `classification_report` of two indicator matrices to the character, with its final line break.
 *
 * @param yTrue - 1 where a row has a label, else 0: [rows, labels]
 * @param yPred - the labels predicted, as yTrue
 * @throws {MinibatchError} `INVALID_SHAPE` when there is no row or the matrices are of different sizes; `INVALID_DATA` for
 * anything but 0 and 1; `INVALID_OPTION` for another number of names or when `digits` or `zeroDivision` is out of range
 */
export function labelReport(yTrue: MatrixLike, yPred: MatrixLike, options: LabelReportTextOptions = {}): string {
  const digits = checkDigits("labelReport", options.digits);
  const { microAvg, samplesAvg, ...report } = makeReport("labelReport", yTrue, yPred, options);
  return renderReport({ ...report, accuracy: null, microAvg }, digits, "", samplesAvg);
}

/**
 * As {@link labelReport}, as data: the numbers of scikit-learn's `classification_report(output_dict=True)`.
 *
 * @throws {MinibatchError} as {@link labelReport}
 */
export function labelReportObject(yTrue: MatrixLike, yPred: MatrixLike, options: LabelReportOptions = {}): LabelReport {
  return makeReport("labelReportObject", yTrue, yPred, options);
}

function makeReport(where: string, yTrue: MatrixLike, yPred: MatrixLike, options: LabelReportOptions): LabelReport {
  const zeroDivision = checkZeroDivision(where, options.zeroDivision);
  const [truth, predicted] = [indicators(where, "yTrue", yTrue), indicators(where, "yPred", yPred)];
  const { rows, columns } = truth;
  if (rows === 0 || predicted.rows !== rows || predicted.columns !== columns) {
    const got = `${rows} x ${columns} and ${predicted.rows} x ${predicted.columns}`;
    throw new MinibatchError(
      "INVALID_SHAPE",
      `${where}: got ${got}, expected two matrices of one size, of a row or more`,
    );
  }
  const { names = Array.from({ length: columns }, (_, k) => String(k)) } = options;
  if (names.length !== columns) {
    const message = `${where}: names: got ${names.length} names for ${columns} labels, expected one each`;
    throw new MinibatchError("INVALID_OPTION", message, { option: "names" });
  }
  const counts = countsOf(truth.data, predicted.data, columns, 1);
  const scores = scoreClasses(counts, 1, zeroDivision);
  const support = pairwiseSum(counts.actual);
  const ofRows = scoreClasses(countsOf(truth.data, predicted.data, columns, columns), 1, zeroDivision);
  return {
    classes: names.map((name, k) => ({ label: k, name, ...classRow(scores, k, counts.actual[k]) })),
    microAvg: averageRow(averageScores(scoreClasses(sumCounts(counts), 1, zeroDivision)), support),
    macroAvg: averageRow(averageScores(scores), support),
    weightedAvg: averageRow(averageScores(scores, counts.actual), support),
    samplesAvg: averageRow(
      {
        precision: pairwiseMean(ofRows.precision),
        recall: pairwiseMean(ofRows.recall),
        fscore: pairwiseMean(ofRows.fscore),
      },
      support,
    ),
  };
}

/** Counts by label (`stride` 1), or by row (`stride` columns). */
function countsOf(truth: Float64Array, predicted: Float64Array, columns: number, stride: number): ClassCounts {
  const groups = stride === 1 ? columns : truth.length / columns;
  const counts = {
    truePositives: new Float64Array(groups),
    predicted: new Float64Array(groups),
    actual: new Float64Array(groups),
  };
  for (let i = 0; i < truth.length; i++) {
    const group = stride === 1 ? i % columns : Math.floor(i / columns);
    counts.actual[group] += truth[i];
    counts.predicted[group] += predicted[i];
    counts.truePositives[group] += truth[i] * predicted[i];
  }
  return counts;
}

function indicators(where: string, name: string, matrix: MatrixLike) {
  const { rows, columns } = rowSource(matrix);
  const data = new Float64Array(rows * columns);
  rowSource(matrix).read(0, rows, data);
  const at = data.findIndex((value) => value !== 0 && value !== 1);
  if (at < 0) return { rows, columns, data };
  const message = `${where}: ${name}: row ${Math.floor(at / columns)}, label ${at % columns}: got ${data[at]}, expected 0 or 1`;
  throw new MinibatchError("INVALID_DATA", message, { row: Math.floor(at / columns), column: at % columns });
}
