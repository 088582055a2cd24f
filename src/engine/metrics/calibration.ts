import { MinibatchError } from "../errors.ts";
import { rankingKernels } from "../kernels/ranking-kernels.ts";
import { type Scores, scoreError, toScores } from "./inputs.ts";
import { encodeLabels, type Label, show } from "./labels.ts";
import { positiveCode } from "./positive-class.ts";
import { eachStretch, STAGE_BYTES } from "./score-stretches.ts";

/** Options of {@link calibrationCurve}. */
export interface CalibrationOptions {
  /** Number of bins, a whole number from 1 on. Default 5. */
  readonly bins?: number | undefined;
  /** Bins of equal width, or of equal numbers of rows. Default `"uniform"`. */
  readonly strategy?: "uniform" | "quantile" | undefined;
  /** The positive class. Default 1, which needs labels 0 and 1, or -1 and 1. */
  readonly posLabel?: Label | undefined;
}

/** Points of a calibration curve, one for each bin that has rows, from the lowest probability up. */
export interface CalibrationCurve {
  /** Share of the bin's rows that are positive, [points]. */
  readonly observed: Float64Array;
  /** Mean of the bin's probabilities, [points]. */
  readonly predicted: Float64Array;
  /** Rows of the bin, [points]. */
  readonly counts: Float64Array;
}

/**
 * How often rows are positive, by the probability given to it: of a well calibrated model, both are equal in every bin.
 * Equals scikit-learn's `calibration_curve`, with the bins' numbers of rows beside it.
 *
 * @param yTrue - true labels of at most two classes, [rows]
 * @param yProba - probability of the positive class, [rows] or [rows, 1]
 * @throws {MinibatchError} `INVALID_SHAPE` when the arrays are empty or do not fit, or there are several columns;
 * `INVALID_DATA` when a probability is not from 0 to 1 (with the row), or there are more than two classes;
 * `INVALID_OPTION` when `bins` or `strategy` is not allowed or the positive class is unknown
 */
export function calibrationCurve(
  yTrue: ArrayLike<Label>,
  yProba: Scores,
  options: CalibrationOptions = {},
): CalibrationCurve {
  const where = "calibrationCurve";
  const { data, columns } = toProbabilityColumn(where, yProba, yTrue.length);
  const { classes, codes } = encodeLabels(where, yTrue);
  if (classes.length > 2) {
    const message = `${where}: yTrue has ${classes.length} classes, expected at most two`;
    throw new MinibatchError("INVALID_DATA", message);
  }
  const positive = positiveCode(where, classes, options.posLabel);
  return binned(where, codes, positive, data, columns, options);
}

/**
 * The curve of {@link calibrationCurve} from codes.
 *
 * @param codes - class of each row, [rows]
 * @param positive - code of the positive class
 * @param probabilities - row-major, [rows, columns]; the first of every `columns` numbers is taken
 * @throws {MinibatchError} `INVALID_OPTION` when `bins` or `strategy` is not allowed
 */
export function binned(
  where: string,
  codes: Int32Array,
  positive: number,
  probabilities: Float32Array | Float64Array,
  columns: number,
  options: Pick<CalibrationOptions, "bins" | "strategy">,
): CalibrationCurve {
  const edges = innerEdges(where, probabilities, { rows: codes.length, columns }, options);
  const bins = edges.length + 1;
  const edgesAt = STAGE_BYTES;
  const sumsAt = edgesAt + 8 * bins;
  const kernels = rankingKernels(sumsAt + 3 * 8 * bins);
  const start = kernels.heapBase;
  new Float64Array(kernels.memory.buffer, start + edgesAt, bins - 1).set(edges);
  const add = probabilities instanceof Float32Array ? kernels.binRows_f32 : kernels.binRows_f64;
  const numbers = { data: probabilities, offset: 0, stride: columns };
  eachStretch(kernels, start, codes, numbers, (own, ownCodes, rows) => {
    add(own, ownCodes, rows, positive, start + edgesAt, bins, start + sumsAt);
  });
  const all = new Float64Array(kernels.memory.buffer, start + sumsAt, 3 * bins).slice();
  const [sums, positives, counts] = [0, 1, 2].map((i) => all.subarray(i * bins, (i + 1) * bins));
  const hasRows = (_: number, bin: number): boolean => counts[bin] > 0;
  return {
    observed: positives.map((n, bin) => n / counts[bin]).filter(hasRows),
    predicted: sums.map((sum, bin) => sum / counts[bin]).filter(hasRows),
    counts: counts.filter(hasRows),
  };
}

function toProbabilityColumn(where: string, yProba: Scores, rows: number) {
  const matrix = toScores(where, "yProba", yProba, rows);
  if (matrix.columns !== 1) {
    const message = `${where}: yProba has ${matrix.columns} columns, expected the positive class's probabilities only`;
    throw new MinibatchError("INVALID_SHAPE", message);
  }
  const outside = matrix.data.findIndex((p) => p < 0 || p > 1);
  if (outside >= 0) throw scoreError(where, "yProba", matrix, outside, "a probability from 0 to 1");
  return matrix;
}

/** The edges between the bins, ascending, [bins - 1]. */
function innerEdges(
  where: string,
  probabilities: Float32Array | Float64Array,
  { rows, columns }: { readonly rows: number; readonly columns: number },
  { bins = 5, strategy = "uniform" }: Pick<CalibrationOptions, "bins" | "strategy">,
): Float64Array {
  if (!Number.isInteger(bins) || bins < 1) {
    const message = `${where}: bins: got ${show(bins)}, expected a whole number >= 1`;
    throw new MinibatchError("INVALID_OPTION", message, { option: "bins" });
  }
  // As numpy.linspace: multiples of the step, which differ from i / bins in the last bit.
  const shares = Float64Array.from({ length: bins - 1 }, (_, i) => (i + 1) * (1 / bins));
  if (strategy === "uniform") return shares;
  if (strategy !== "quantile") {
    const message = `${where}: strategy: got ${show(strategy)}, expected "uniform" or "quantile"`;
    throw new MinibatchError("INVALID_OPTION", message, { option: "strategy" });
  }
  const sorted = Float64Array.from({ length: rows }, (_, row) => probabilities[row * columns]);
  sorted.sort();
  return shares.map((share) => percentile(sorted, share * 100));
}

/** The percentile of sorted numbers, interpolated as numpy.percentile does by default. */
function percentile(sorted: Float64Array, percent: number): number {
  const place = (percent / 100) * (sorted.length - 1);
  const below = Math.floor(place);
  const a = sorted[below];
  const b = sorted[Math.min(below + 1, sorted.length - 1)];
  const t = place - below;
  return t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t);
}
