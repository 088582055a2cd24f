import type { Precision } from "../../../engine/matrix/dense-matrix.ts";
import type { RawRows, RowEncoder } from "../encode-rows.ts";
import { type ColumnEncoder, encodeColumn, encoderFeatures } from "../encoders/column-encoder.ts";

/** The places that a column's features take in a row of {@link SparseSlots}. */
export interface SlotRun {
  /** First place. */
  readonly at: number;
  /** Places: as many as features of one row may differ from 0. */
  readonly width: number;
  /** Number of the column's first feature. */
  readonly start: number;
  /** Features of the column. */
  readonly features: number;
}

/**
 * Rows as pairs of feature and value, with as many places in each row as features of it may differ from 0: a word has
 * one, a number and its indicator two. Features ascend from place to place; what is 0 is no entry.
 */
export class SparseSlots {
  /** Places of each encoder's column, then of each interaction. */
  readonly runs: readonly SlotRun[];
  /** Places of a row. */
  readonly stride: number;
  /** Features of all rows, [rows, stride]. */
  indices: Uint32Array = new Uint32Array(0);
  /** Their values. */
  values: Float32Array | Float64Array = new Float32Array(0);
  readonly #encoders: readonly ColumnEncoder[];
  readonly #pairs: readonly (readonly [SlotRun, SlotRun, SlotRun])[];

  /**
   * @param encoder - the columns
   * @param pairs - positions of the columns of each interaction, and its features
   */
  constructor(
    encoder: RowEncoder,
    pairs: readonly { readonly of: readonly [number, number]; readonly features: number }[],
  ) {
    this.#encoders = encoder.encoders;
    let at = 0;
    let start = 0;
    const place = (width: number, features: number): SlotRun => {
      const run = { at, width, start, features };
      at += width;
      start += features;
      return run;
    };
    const columns = encoder.encoders.map((column) => {
      const features = encoderFeatures(column);
      return place(hasOneEntry(column) ? 1 : features, features);
    });
    this.#pairs = pairs.map(({ of, features }) => {
      const [first, second] = [columns[of[0]]!, columns[of[1]]!];
      return [first, second, place(first.width * second.width, features)];
    });
    this.runs = [...columns, ...this.#pairs.map(([, , run]) => run)];
    this.stride = at;
  }

  /**
   * Fills the places.
   *
   * @param raw - the rows
   * @param precision - width of the values
   * @param unseen - is added to, by encoder: rows with a value that training had not seen
   */
  fill(raw: RawRows, precision: Precision, unseen: Float64Array | undefined): void {
    const length = raw.rows * this.stride;
    this.indices = new Uint32Array(length);
    this.values = precision === "f32" ? new Float32Array(length) : new Float64Array(length);
    for (const [i, encoder] of this.#encoders.entries()) {
      const passed = this.#fillColumn(encoder, this.runs[i]!, raw.columns[i]!, raw.rows);
      if (unseen !== undefined) unseen[i] = unseen[i]! + passed;
    }
    for (const [first, second, run] of this.#pairs) {
      for (let r = 0; r < raw.rows; r++) this.#multiply(r * this.stride, first, second, run);
    }
  }

  #fillColumn(encoder: ColumnEncoder, run: SlotRun, raw: Float64Array, rows: number): number {
    const { indices, values, stride } = this;
    const { at, width, start, features } = run;
    if (!hasOneEntry(encoder)) {
      for (let r = 0, cell = at; r < rows; r++, cell += stride) {
        for (let k = 0; k < width; k++) indices[cell + k] = start + k;
      }
      return encodeColumn(encoder, raw, rows, { data: values, stride }, at);
    }
    const missing = encoder.indicator ? start + features - 1 : -1;
    const isHashed = encoder.kind === "hashed";
    let unseen = 0;
    for (let r = 0, cell = at; r < rows; r++, cell += stride) {
      const value = raw[r]!;
      let index = missing;
      if (isHashed && value !== 0 && !Number.isNaN(value)) index = start + Math.abs(value) - 1;
      else if (value >= 0) index = start + value;
      else if (value === -1) index = -1;
      if (index >= 0) {
        indices[cell] = index;
        values[cell] = isHashed && value < 0 ? -1 : 1;
      } else if (!isHashed) unseen++;
    }
    return unseen;
  }

  /** The products of a row's entries of two columns. */
  #multiply(row: number, first: SlotRun, second: SlotRun, { at, width, start, features }: SlotRun): void {
    const { indices, values } = this;
    const isShared = features < first.features * second.features;
    let cell = row + at;
    for (let i = row + first.at; i < row + first.at + first.width; i++) {
      for (let j = row + second.at; j < row + second.at + second.width; j++) {
        const product = (indices[i]! - first.start) * second.features + (indices[j]! - second.start);
        indices[cell] = start + (values[i] === 0 || values[j] === 0 ? 0 : product % features);
        values[cell++] = values[i]! * values[j]!;
      }
    }
    if (isShared && width > 1) this.#sortAndAdd(row + at, cell);
  }

  /** Brings places into the order of their features, and adds the values of a feature that comes twice. */
  #sortAndAdd(from: number, to: number): void {
    const { indices, values } = this;
    for (let i = from + 1; i < to; i++) {
      const [index, value] = [indices[i]!, values[i]!];
      let j = i;
      for (; j > from && indices[j - 1]! > index; j--) {
        indices[j] = indices[j - 1]!;
        values[j] = values[j - 1]!;
      }
      indices[j] = index;
      values[j] = value;
    }
    for (let i = from; i + 1 < to; i++) {
      if (indices[i] !== indices[i + 1]) continue;
      values[i + 1] = values[i + 1]! + values[i]!;
      values[i] = 0;
    }
  }
}

/** Whether a row has one entry of the column at most: the feature of its word, or that it is missing. */
function hasOneEntry(encoder: ColumnEncoder): encoder is Extract<ColumnEncoder, { kind: "one-hot" | "hashed" }> {
  return encoder.kind === "one-hot" || encoder.kind === "hashed";
}
