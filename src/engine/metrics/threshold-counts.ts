import { MinibatchError } from "../errors.ts";
import { type RankingKernels, rankingKernels } from "../kernels/ranking-kernels.ts";
import { eachStretch, STAGE_BYTES, type StridedNumbers } from "./score-stretches.ts";

/** Where a row's score stands, and how often the row counts. */
export interface ScoreLayout {
  /** Place of the first row's score. */
  readonly offset?: number;
  /** Places from one row's score to the next row's. */
  readonly stride?: number;
  /** How often each row counts, [rows]; undefined: once. */
  readonly weights?: Float64Array | undefined;
}

/** Which points a curve has. */
export interface CurvePointsOptions {
  /** Whether points that the drawn line does not need are left out. */
  readonly dropIntermediate: boolean;
}

/** Points of a curve: views that are good until the next curve is asked for. */
export interface CurvePoints {
  /** Of the ROC curve the false positive rate, else the recall, [points]. */
  readonly x: Float64Array;
  /** Of the ROC curve the true positive rate, else the precision, [points]. */
  readonly y: Float64Array;
  /** Places of the thresholds that the points are of, from the highest down: one less than points. */
  readonly places: Uint32Array;
}

/** What predicting "positive" from a threshold on would get, for each distinct score, from the highest down. */
export class ThresholdCounts {
  /** The distinct scores, descending, [thresholds]. */
  readonly thresholds: Float64Array;
  /** Positive rows with a score at or above the threshold, [thresholds]. */
  readonly truePositives: Float64Array;
  /** Negative rows with a score at or above the threshold, [thresholds]. */
  readonly falsePositives: Float64Array;
  readonly #room: CountsRoom;

  /** @param room - with the counts, of at least one threshold */
  constructor(room: CountsRoom, count: number) {
    this.#room = room;
    this.thresholds = room.numbers(room.thresholds, count);
    this.truePositives = room.numbers(room.truePositives, count);
    this.falsePositives = room.numbers(room.falsePositives, count);
  }

  /** Positive rows in all. */
  get positives(): number {
    return this.truePositives[this.truePositives.length - 1];
  }

  /** Negative rows in all. */
  get negatives(): number {
    return this.falsePositives[this.falsePositives.length - 1];
  }

  /** The ROC curve, from (0, 0) on; rates are NaN where a class has no rows. */
  roc({ dropIntermediate }: CurvePointsOptions): CurvePoints {
    const { kernels, truePositives, falsePositives, places, x, y } = this.#room;
    const count = this.thresholds.length;
    const points = dropIntermediate
      ? kernels.rocBends(truePositives, falsePositives, count, places)
      : kernels.allPlaces(count, places);
    kernels.rocRates(truePositives, falsePositives, count, places, points, x, y);
    return this.#room.points(points);
  }

  /** The precision-recall curve, from the lowest threshold up to (0, 1); the recall is 1 where no row is positive. */
  precisionRecall({ dropIntermediate }: CurvePointsOptions): CurvePoints {
    const { kernels, truePositives, falsePositives, places, x, y } = this.#room;
    const count = this.thresholds.length;
    const points = dropIntermediate
      ? kernels.recallBends(truePositives, count, places)
      : kernels.allPlaces(count, places);
    kernels.recallRates(truePositives, falsePositives, count, places, points, x, y);
    return this.#room.points(points);
  }

  /** Area under the ROC curve by the trapezoidal rule. */
  rocArea(): number {
    const { length } = this.roc({ dropIntermediate: true }).x;
    const { kernels, x, y, terms } = this.#room;
    return kernels.areaUnder(x, y, length, terms);
  }

  /** Precision at each threshold, weighted by the recall it adds. */
  averagePrecision(): number {
    const { kernels, truePositives, falsePositives, terms } = this.#room;
    return kernels.averagePrecision(truePositives, falsePositives, this.thresholds.length, terms);
  }

  /**
   * Indices of the points of the last curve that lie at least `step` from the last one kept, in x or y, and of its ends.
   *
   * @param curve - the last curve; its places are then gone
   */
  apartPoints({ x }: CurvePoints, step: number): Uint32Array {
    const { kernels, places, x: atX, y: atY } = this.#room;
    const count = kernels.apartPoints(atX, atY, x.length, step, places);
    return new Uint32Array(kernels.memory.buffer, places, count).slice();
  }
}

/** A memory has 4 GiB, of which a row takes 56 bytes. */
const MOST_ROWS = 76_000_000;

/** Memory of kernels for the counts of so many rows, and curves through them. */
class CountsRoom {
  readonly kernels: RankingKernels;
  /** Scores by class, of up to 8 bytes; then what is summed up. */
  readonly terms: number;
  readonly thresholds: number;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly x: number;
  readonly y: number;
  readonly places: number;
  /** Where rows are brought to, then what they are sorted by. */
  readonly stage: number;

  /** @throws {MinibatchError} `INVALID_DATA` when there is no room for so many */
  constructor(rows: number) {
    if (rows > MOST_ROWS) {
      throw new MinibatchError(
        "INVALID_DATA",
        `got ${rows} rows to rank, of which at most ${MOST_ROWS} have room: take some`,
      );
    }
    // A curve has a point more than there are thresholds.
    const bytes = 8 * (rows + 1);
    this.kernels = rankingKernels(7 * bytes + STAGE_BYTES);
    const start = this.kernels.heapBase;
    this.terms = start;
    this.thresholds = start + bytes;
    this.truePositives = start + 2 * bytes;
    this.falsePositives = start + 3 * bytes;
    this.x = start + 4 * bytes;
    this.y = start + 5 * bytes;
    this.places = start + 6 * bytes;
    this.stage = start + 7 * bytes;
  }

  numbers(at: number, count: number): Float64Array {
    return new Float64Array(this.kernels.memory.buffer, at, count);
  }

  /** The curve that was written last, with a point more than places. */
  points(places: number): CurvePoints {
    return {
      x: this.numbers(this.x, places + 1),
      y: this.numbers(this.y, places + 1),
      places: new Uint32Array(this.kernels.memory.buffer, this.places, places),
    };
  }
}

/**
 * Counts at each distinct score, in O(n log n): the scores of the two classes are sorted apart as plain numbers and
 * then merged, so that no row index is sorted.
 *
 * @param codes - class of each row, [rows]
 * @param positive - code of the positive class
 * @param scores - row-major scores, of which every `stride`-th from `offset` on is taken, [rows * stride]
 * @param layout - offset 0 and stride 1 by default; with weights, [rows], rows count as often as they weigh and those of
 * weight 0 have no threshold
 * @throws {MinibatchError} `INVALID_DATA` when a score is NaN, or rows are more than one memory has room for
 */
export function countAtThresholds(
  codes: Int32Array,
  positive: number,
  scores: Float32Array | Float64Array,
  layout: ScoreLayout = {},
): ThresholdCounts {
  const { offset = 0, stride = 1, weights } = layout;
  if (weights) return countWeights(codes, positive, (row) => scores[offset + row * stride], weights);
  const room = new CountsRoom(codes.length);
  const positives = sortedByClass(room, codes, positive, { data: scores, offset, stride });
  const { kernels, terms, thresholds, truePositives, falsePositives } = room;
  const merge = scores instanceof Float32Array ? kernels.countThresholds_f32 : kernels.countThresholds_f64;
  const others = terms + positives * scores.BYTES_PER_ELEMENT;
  const negatives = codes.length - positives;
  const count = merge(terms, positives, others, negatives, thresholds, truePositives, falsePositives);
  if (count < 0) throw noNumber(scores, offset, stride);
  return new ThresholdCounts(room, count);
}

/** Public metrics look through their scores before; those of a model may be the difference of two that are infinite. */
function noNumber(scores: Float32Array | Float64Array, offset: number, stride: number): MinibatchError {
  let row = 0;
  while (!Number.isNaN(scores[offset + row * stride])) row++;
  const message = `the score of row ${row} is NaN, expected a number: the row's values are too large to be computed with; correct it or leave it out`;
  return new MinibatchError("INVALID_DATA", message, { row });
}

/** Writes the scores of the positive class, then the others, both sorted, and says how many are positive. */
function sortedByClass(room: CountsRoom, codes: Int32Array, positive: number, scores: StridedNumbers): number {
  const { kernels, terms, stage, x } = room;
  const isSingle = scores.data instanceof Float32Array;
  const bytes = scores.data.BYTES_PER_ELEMENT;
  const split = isSingle ? kernels.splitScores_f32 : kernels.splitScores_f64;
  let front = terms;
  let back = terms + codes.length * bytes;
  eachStretch(kernels, stage, codes, scores, (numbers, own, rows) => {
    const positives = split(numbers, own, rows, positive, front, back);
    front += positives * bytes;
    back -= (rows - positives) * bytes;
  });
  const positives = (front - terms) / bytes;
  const negatives = codes.length - positives;
  if (isSingle) {
    kernels.sortFloats(terms, positives, x, stage);
    kernels.sortFloats(front, negatives, x, stage);
  } else {
    room.numbers(terms, positives).sort();
    room.numbers(front, negatives).sort();
  }
  return positives;
}

/** Weights at each distinct score, through the rows' order. */
function countWeights(
  codes: Int32Array,
  positive: number,
  scoreOf: (row: number) => number,
  weights: Float64Array,
): ThresholdCounts {
  const order = Uint32Array.from(codes, (_, row) => row).filter((row) => weights[row] > 0);
  order.sort((a, b) => scoreOf(b) - scoreOf(a));
  const room = new CountsRoom(order.length);
  const thresholds = room.numbers(room.thresholds, order.length);
  const truePositives = room.numbers(room.truePositives, order.length);
  const falsePositives = room.numbers(room.falsePositives, order.length);
  let count = 0;
  let hits = 0;
  let others = 0;
  for (const [i, row] of order.entries()) {
    if (codes[row] === positive) hits += weights[row];
    else others += weights[row];
    if (i + 1 < order.length && scoreOf(order[i + 1]) === scoreOf(row)) continue;
    thresholds[count] = scoreOf(row);
    truePositives[count] = hits;
    falsePositives[count] = others;
    count++;
  }
  return new ThresholdCounts(room, count);
}
