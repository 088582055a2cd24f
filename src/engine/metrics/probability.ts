import { MinibatchError } from "../errors.ts";
import { logMany } from "../math/log-many.ts";
import type { DenseMatrix } from "../matrix/dense-matrix.ts";
import { checkColumns, type Scores, scoreError, toScores } from "./inputs.ts";
import { checkSeveral, type EncodedLabels, encodeLabels, type Label, toColumns } from "./labels.ts";
import { pairwiseMean, pairwiseSum } from "./pairwise-sum.ts";
import { hasUsualLabels, positiveCode } from "./positive-class.ts";
import { type SampleWeightOption, toWeights, weightedMean } from "./sample-weight.ts";

/** Options of {@link logLoss}. */
export interface LogLossOptions extends SampleWeightOption {
  /** The class of each column, in ascending order. Default: the labels in `yTrue`, sorted. */
  readonly labels?: readonly Label[] | undefined;
}

/** Options of {@link brierScoreLoss}. */
export interface BrierOptions extends SampleWeightOption {
  /** The class of each column of probabilities [rows, classes], in ascending order. Default: the labels in `yTrue`. */
  readonly labels?: readonly Label[] | undefined;
  /**
   * The class whose probability is given, for one probability per row. Default: 1 for labels 0 and 1 or -1 and 1, else
   * the greatest number; strings need it.
   */
  readonly posLabel?: Label | undefined;
  /** Halve the sum of squares, so that the worst is 1 and not 2. Default: true for two classes, false for more. */
  readonly scaleByHalf?: boolean | undefined;
}

const EPSILON_F64 = 2 ** -52;
const EPSILON_F32 = 2 ** -23;

/**
 * Mean of -log of the probability given to the true class; natural logarithm. Equals scikit-learn's `log_loss` to
 * 1e-12, and has the same bits everywhere: probabilities are clipped to eps and 1 - eps, eps being 2^-52, or
 * 2^-23 for a `Float32Array` or f32 matrix. Rows are not checked to sum to 1, nor scaled to. The arithmetic is in 64
 * bits for f32 too, where scikit-learn's is in 32.
 *
 * @param yTrue - true labels, [rows]
 * @param yProba - probabilities, [rows, classes], a column per label in ascending order; or of the greater of two
 * labels, [rows] or [rows, 1]
 * @throws {MinibatchError} `INVALID_SHAPE` when the arrays are empty or do not fit, or there is not one column per
 * class; `INVALID_DATA` when a probability is not from 0 to 1 or a label is not in `labels` (with the row), or when
 * there is one class only; `INVALID_OPTION` when `labels` is not in ascending order
 */
export function logLoss(yTrue: ArrayLike<Label>, yProba: Scores, options: LogLossOptions = {}): number {
  const probabilities = toProbabilities("logLoss", yProba, yTrue.length);
  const { codes } = toProbabilityColumns("logLoss", yTrue, probabilities, options.labels);
  const weights = toWeights("logLoss", options.sampleWeight, codes.length);
  return 0 - weightedMean(logsOfTruth(codes, probabilities), weights);
}

/**
 * The log loss of {@link logLoss} from codes.
 *
 * @param codes - column of each row's true class, [rows]
 * @param yProba - probabilities, [rows, classes]
 * @throws {MinibatchError} `INVALID_SHAPE` when there are no rows; `INVALID_DATA` when a probability is not from 0 to 1
 */
export function codedLogLoss(codes: Int32Array, yProba: DenseMatrix): number {
  return 0 - pairwiseMean(logsOfTruth(codes, toProbabilities("logLoss", yProba, codes.length)));
}

/** Logarithm of the probability given to each row's true class, [rows]. */
function logsOfTruth(codes: Int32Array, { data, columns, precision }: DenseMatrix): Float64Array {
  const eps = precision === "f32" ? EPSILON_F32 : EPSILON_F64;
  const logs = new Float64Array(codes.length);
  for (let row = 0; row < codes.length; row++) {
    let p = data[row * columns + (columns === 1 ? 0 : codes[row])];
    if (columns === 1 && codes[row] === 0) p = 1 - p;
    logs[row] = Math.min(Math.max(p, eps), 1 - eps);
  }
  logMany(logs);
  return logs;
}

/**
 * Brier score: mean over the rows of the sum of squared differences between the probabilities and 1 for the true class,
 * 0 for the others (Brier 1950), halved for two classes. Equals scikit-learn's `brier_score_loss`. Rows are not checked
 * to sum to 1.
 *
 * @param yTrue - true labels, [rows]
 * @param yProba - probabilities of the positive class, [rows] or [rows, 1], or of each class, [rows, classes], a column
 * per label in ascending order
 * @throws {MinibatchError} `INVALID_SHAPE` when the arrays are empty or do not fit, or there is not one column per
 * class; `INVALID_DATA` when a probability is not from 0 to 1 or a label is not in `labels` (with the row), or when
 * there are more than two classes for one probability per row, or one class for several; `INVALID_OPTION` when
 * `labels` is not in ascending order or the positive class is unknown
 */
export function brierScoreLoss(yTrue: ArrayLike<Label>, yProba: Scores, options: BrierOptions = {}): number {
  const where = "brierScoreLoss";
  const probabilities = toProbabilities(where, yProba, yTrue.length);
  const half = options.scaleByHalf ?? probabilities.columns < 3;
  const errors =
    probabilities.columns === 1
      ? binaryErrors(where, encodeLabels(where, yTrue), probabilities, options.posLabel)
      : classErrors(toProbabilityColumns(where, yTrue, probabilities, options.labels), probabilities);
  return weightedMean(errors, toWeights(where, options.sampleWeight, errors.length)) * (half ? 0.5 : 1);
}

function toProbabilities(where: string, yProba: Scores, rows: number): DenseMatrix {
  const probabilities = toScores(where, "yProba", yProba, rows);
  for (let i = 0; i < probabilities.data.length; i++) {
    const p = probabilities.data[i];
    if (p < 0 || p > 1) throw scoreError(where, "yProba", probabilities, i, "a probability from 0 to 1");
  }
  return probabilities;
}

function toProbabilityColumns(
  where: string,
  yTrue: ArrayLike<Label>,
  probabilities: DenseMatrix,
  labels: readonly Label[] | undefined,
): EncodedLabels {
  const encoded = toColumns(where, encodeLabels(where, yTrue), labels);
  const { classes } = encoded;
  checkSeveral(where, classes);
  if (classes.length !== 2 || probabilities.columns !== 1) {
    checkColumns(where, "yProba", probabilities, classes.length);
  }
  return encoded;
}

function binaryErrors(
  where: string,
  { classes, codes }: EncodedLabels,
  { data }: DenseMatrix,
  posLabel: Label | undefined,
): Float64Array {
  if (classes.length > 2) {
    const message = `${where}: yTrue has ${classes.length} classes for one probability per row, expected two`;
    throw new MinibatchError("INVALID_DATA", message);
  }
  const needsNone = typeof classes[0] === "string" || hasUsualLabels(classes);
  const positive = positiveCode(where, classes, posLabel ?? (needsNone ? undefined : classes[classes.length - 1]));
  const errors = new Float64Array(codes.length);
  for (let row = 0; row < errors.length; row++) {
    const target = Number(codes[row] === positive);
    const other = 1 - target - (1 - data[row]);
    errors[row] = other * other + (target - data[row]) * (target - data[row]);
  }
  return errors;
}

function classErrors({ codes }: EncodedLabels, { data, columns }: DenseMatrix): Float64Array {
  const errors = new Float64Array(codes.length);
  const squares = new Float64Array(columns);
  for (let row = 0; row < errors.length; row++) {
    for (let column = 0; column < columns; column++) {
      const error = Number(column === codes[row]) - data[row * columns + column];
      squares[column] = error * error;
    }
    errors[row] = pairwiseSum(squares);
  }
  return errors;
}
