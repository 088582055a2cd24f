import type { DenseMatrix } from "../../engine/matrix/dense-matrix.ts";
import { binned } from "../../engine/metrics/calibration.ts";
import { countedReport } from "../../engine/metrics/classification-report.ts";
import { countCodes, type Label } from "../../engine/metrics/labels.ts";
import { codedLogLoss } from "../../engine/metrics/probability.ts";
import { rocAreaOf } from "../../engine/metrics/ranking.ts";
import { countAtThresholds } from "../../engine/metrics/threshold-counts.ts";
import { thinned } from "./thin-curve.ts";
import type { ClassCurves, ClassificationCurves, ClassificationScores, Evaluation } from "./types.ts";

/** Curves that one picture shows apart. */
const MAX_CURVES = 8;
const CALIBRATION_BINS = 10;

/** A classifier's answers for rows whose class is known. */
export interface ClassAnswers {
  /** The classes, sorted. */
  readonly classes: readonly Label[];
  /** Position of each row's true class in `classes`, [rows]. */
  readonly codes: Int32Array;
  /** Position of each row's predicted class in `classes`, [rows]. */
  readonly predicted: Int32Array;
  /** Probability of each class, [rows, classes], where the loss gives probabilities. */
  readonly probabilities?: DenseMatrix | undefined;
  /** Without probabilities: the decision value of each class, [rows, classes]. */
  readonly scores?: DenseMatrix | undefined;
  /** Training rows of each class, [classes]. */
  readonly trainCounts: ArrayLike<number>;
}

/**
 * Scores a classifier and the trivial answer. All work is on codes: labels are looked up once a class.
 *
 * @throws {MinibatchError} `INVALID_SHAPE` when there is no row
 */
export function evaluateClasses(answers: ClassAnswers): Evaluation {
  const { classes, codes, predicted, probabilities, trainCounts } = answers;
  const counts = countCodes(codes, classes.length);
  const most = indexOfMost(trainCounts);
  const ranked = rankedCurves(answers, counts);
  const mean = (of: (curve: ClassCurves) => number): number | null =>
    ranked.length === 0 ? null : ranked.reduce((sum, curve) => sum + of(curve), 0) / ranked.length;
  const test: ClassificationScores = {
    task: "classification",
    classes,
    ...classScores(answers, counts),
    logLoss: probabilities === undefined ? null : codedLogLoss(codes, probabilities),
    rocAuc: mean(({ rocAuc }) => rocAuc),
    averagePrecision: mean(({ averagePrecision }) => averagePrecision),
  };
  return {
    rows: codes.length,
    test,
    baseline: {
      task: "classification",
      label: classes[most]!,
      accuracy: counts[most]! / codes.length,
      logLoss: shareLoss(counts, trainCounts),
    },
    curves: {
      task: "classification",
      classes: ranked.toSorted((a, b) => b.rows - a.rows).slice(0, MAX_CURVES),
      calibration: probabilities === undefined ? null : calibration(codes, predicted, probabilities),
    },
  };
}

function classScores({ classes, codes, predicted }: ClassAnswers, counts: Int32Array) {
  const confusion = classes.map(() => new Array<number>(classes.length).fill(0));
  for (let row = 0; row < codes.length; row++) confusion[codes[row]!]![predicted[row]!]!++;
  const answered = (code: number): boolean => confusion.some((row) => row[code]! > 0);
  const labels = classes.map((_, code) => code).filter((code) => counts[code]! > 0 || answered(code));
  const present = labels.filter((code) => counts[code]! > 0);
  const byClass = {
    truePositives: Float64Array.from(labels, (code) => confusion[code]![code]!),
    predicted: Float64Array.from(labels, (code) => confusion.reduce((sum, row) => sum + row[code]!, 0)),
    actual: Float64Array.from(labels, (code) => counts[code]!),
  };
  const names = labels.map((code) => pythonName(classes[code]!));
  const { report, text } = countedReport(byClass, labels, names);
  return {
    accuracy: confusion.reduce((sum, row, code) => sum + row[code]!, 0) / codes.length,
    balancedAccuracy: present.reduce((sum, code) => sum + confusion[code]![code]! / counts[code]!, 0) / present.length,
    macroF1: report.macroAvg.f1Score,
    report: text,
    byClass: report.classes.map((scores) => ({ ...scores, label: classes[Number(scores.label)]! })),
    confusion,
  };
}

/** As the report of scikit-learn writes a label. */
function pythonName(label: Label): string {
  return typeof label === "boolean" ? (label ? "True" : "False") : String(label);
}

/** The curves of every class that some but not all rows have; of two classes those of the second only. */
function rankedCurves({ classes, codes, probabilities, scores }: ClassAnswers, counts: Int32Array): ClassCurves[] {
  const ranking = probabilities ?? scores;
  if (ranking === undefined) return [];
  return classes.flatMap((label, code) => {
    const rows = counts[code]!;
    if (rows === 0 || rows === codes.length || (classes.length === 2 && code === 0)) return [];
    const points = countAtThresholds(codes, code, ranking.data, { offset: code, stride: ranking.columns });
    const rocAuc = rocAreaOf("rocAuc", label, points);
    const averagePrecision = points.averagePrecision();
    const roc = thinned(points, points.roc({ dropIntermediate: true }));
    const precisionRecall = thinned(points, points.precisionRecall({ dropIntermediate: true }));
    return { label, rows, rocAuc, averagePrecision, roc, precisionRecall };
  });
}

function calibration(
  codes: Int32Array,
  predicted: Int32Array,
  { data, columns }: DenseMatrix,
): ClassificationCurves["calibration"] {
  const options = { bins: CALIBRATION_BINS };
  const where = "calibration";
  const curve =
    columns === 2
      ? binned(where, codes, 1, data.subarray(1), columns, options)
      : binned(where, isRight(codes, predicted), 1, answered(predicted, data, columns), 1, options);
  return { x: Array.from(curve.predicted), y: Array.from(curve.observed), counts: Array.from(curve.counts) };
}

function isRight(codes: Int32Array, predicted: Int32Array): Int32Array {
  const right = new Int32Array(codes.length);
  for (let row = 0; row < right.length; row++) right[row] = codes[row] === predicted[row] ? 1 : 0;
  return right;
}

/** Probability of each row's answer. */
function answered(predicted: Int32Array, data: Float32Array | Float64Array, columns: number): Float64Array {
  const probabilities = new Float64Array(predicted.length);
  for (let row = 0; row < probabilities.length; row++) probabilities[row] = data[row * columns + predicted[row]!]!;
  return probabilities;
}

/** Log loss of answering every row with the training rows' shares; probabilities are clipped as `logLoss` does. */
function shareLoss(counts: Int32Array, trainCounts: ArrayLike<number>): number {
  const trainRows = Array.from(trainCounts).reduce((sum, count) => sum + count, 0);
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const eps = 2 ** -52;
  const loss = (code: number): number => -Math.log(Math.min(Math.max(trainCounts[code]! / trainRows, eps), 1 - eps));
  return counts.reduce((sum, count, code) => sum + (count === 0 ? 0 : count * loss(code)), 0) / rows;
}

function indexOfMost(counts: ArrayLike<number>): number {
  let most = 0;
  for (let i = 1; i < counts.length; i++) if (counts[i]! > counts[most]!) most = i;
  return most;
}
