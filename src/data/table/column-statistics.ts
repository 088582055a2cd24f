import type { BatchMoments, ColumnSums } from "./bulk-sums.ts";
import { civilMonth, civilYear, DAY_SECONDS, hourOf, weekdayOf } from "./encoders/calendar.ts";
import type { NumberColumn } from "./row-layout.ts";

/** Count, mean and spread of numbers that come in batches. */
export class Moments {
  /** Numbers so far. */
  count = 0;
  /** Their mean. */
  mean = 0;
  /** The least. */
  min: number = Number.POSITIVE_INFINITY;
  /** The greatest. */
  max: number = Number.NEGATIVE_INFINITY;
  #squares = 0;

  /** Adds the first `count` of `values`: their own mean and squared distances in two passes, as {@link join}. */
  add(values: Float64Array, count: number): void {
    let sum = 0;
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < count; i++) {
      const value = values[i]!;
      sum += value;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    const mean = sum / count;
    let squares = 0;
    let rest = 0;
    for (let i = 0; i < count; i++) {
      const distance = values[i]! - mean;
      squares += distance * distance;
      rest += distance;
    }
    squares -= (rest * rest) / count;
    this.join({ count, mean, squares, min, max });
  }

  /**
   * Adds a batch by its own mean and squared distances, so that large numbers close together lose no digits.
   *
   * @see Chan, Golub and LeVeque, "Algorithms for computing the sample variance", The American Statistician 37 (1983)
   */
  join({ count, mean, squares, min, max }: BatchMoments): void {
    if (count === 0) return;
    const both = this.count + count;
    const gap = mean - this.mean;
    this.#squares += squares + gap * gap * ((this.count * count) / both);
    this.mean += gap * (count / both);
    this.count = both;
    this.min = Math.min(this.min, min);
    this.max = Math.max(this.max, max);
  }

  /** Population variance. */
  get variance(): number {
    return this.count === 0 ? 0 : this.#squares / this.count;
  }

  /** Population standard deviation, or 1 for numbers that are all the same to within rounding (scikit-learn's test). */
  get scale(): number {
    const error = this.count * this.mean * Number.EPSILON;
    const isConstant = this.variance <= this.count * Number.EPSILON * this.variance + error * error;
    return isConstant || this.min === this.max ? 1 : Math.sqrt(this.variance);
  }
}

/** What is known of a column's raw values in the training rows. */
export class ColumnStatistics {
  /** Of the values that are there: the numbers, or seconds. */
  readonly moments: Moments = new Moments();
  /** The greatest magnitude of the numbers of all rows, of those too that do not train. */
  largest = 0;
  /** Of their years, where the column holds dates. */
  readonly years: Moments = new Moments();
  /** How often each level is there, where the column holds words; longer than needed. */
  readonly counts: Float64Array;
  /** Rows in which the value is missing. */
  missing = 0;
  /** Whether every number, of all rows, is one more than the one before. */
  isSequence = true;
  /** Months, weekdays and hours seen, a bit each. */
  months = 0;
  weekdays = 0;
  hours = 0;
  #last = Number.NaN;
  #scratch = new Float64Array(0);

  /** @param levels - number of levels, for words; 0 for numbers */
  constructor(levels: number) {
    this.counts = new Float64Array(levels);
  }

  /** Adds the numbers of a batch, be they numbers, buckets or seconds of dates. */
  addNumbers(sums: ColumnSums): void {
    this.largest = Math.max(this.largest, sums.largest);
    this.missing += sums.missing;
    this.moments.join(sums);
  }

  /**
   * Adds the words of a batch.
   *
   * @param words - their positions
   * @param chosen - indices of the rows to count
   */
  addWords({ data, start, stride }: NumberColumn, chosen: Int32Array): void {
    for (let i = 0; i < chosen.length; i++) {
      const word = data[start + chosen[i]! * stride]!;
      if (Number.isNaN(word)) this.missing++;
      else this.counts[word]!++;
    }
  }

  /** Adds the parts of a batch's dates to those seen, by their seconds; as {@link addWords}. */
  addDates({ data, start, stride }: NumberColumn, chosen: Int32Array): void {
    if (this.#scratch.length < chosen.length) this.#scratch = new Float64Array(chosen.length);
    const years = this.#scratch;
    let there = 0;
    for (let i = 0; i < chosen.length; i++) {
      const seconds = data[start + chosen[i]! * stride]!;
      if (Number.isNaN(seconds)) continue;
      const day = Math.floor(seconds / DAY_SECONDS);
      this.months |= 1 << civilMonth(day);
      this.weekdays |= 1 << weekdayOf(day);
      this.hours |= 1 << hourOf(seconds);
      years[there++] = civilYear(day);
    }
    this.years.add(years, there);
  }

  /** Adds all rows of a batch to what is known of their sequence. */
  addSequence({ data, start, stride }: NumberColumn, rows: number): void {
    for (let i = 0; this.isSequence && i < rows; i++) {
      const value = data[start + i * stride]!;
      // The first value has none before it.
      this.isSequence = value - this.#last === 1 || (Number.isNaN(this.#last) && !Number.isNaN(value));
      this.#last = value;
    }
  }
}
