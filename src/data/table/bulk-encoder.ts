import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import { ENCODE_RECORD_BYTES, ENCODE_SLOT } from "../kernels/table-kernels.ts";
import type { TableMemory } from "../kernels/table-memory.ts";
import type { RawRows, RowEncoder } from "./encode-rows.ts";
import { encodeColumn } from "./encoders/column-encoder.ts";

/**
 * Features of the rows that are encoded together: they stay in the processor's second cache while column after column comes,
 * each in a run that is long enough to be read ahead.
 */
const STRETCH_NUMBERS = 32_768;

const SLOT = ENCODE_SLOT;

/** How a {@link BulkEncoder} writes. */
export interface BulkEncoderOptions {
  /** Where the batches lie. */
  readonly memory: TableMemory;
  /** Width of the features. */
  readonly precision: Precision;
  /** By encoder of words: position among its levels of each word of the table, where they are numbered otherwise. */
  readonly levels?: readonly (Float64Array | undefined)[];
}

/**
 * Encodes many rows by a {@link RowEncoder}: numbers by a kernel, which does the same operations, everything else by the
 * encoders themselves. The features are the same to the last bit.
 */
export class BulkEncoder {
  /** Rows that are encoded together at most. */
  readonly stretch: number;
  /** By encoder, rows so far with a value that training had not seen. */
  readonly unseen: Float64Array;
  readonly #encoder: RowEncoder;
  readonly #levels: readonly (Float64Array | undefined)[];
  readonly #precision: Precision;
  readonly #memory: TableMemory;
  /** Whether every feature is written anyway, so that none needs to be 0 before. */
  readonly #isPlain: boolean;
  readonly #taken: Float64Array;
  readonly #record: number;
  readonly #rows: number;
  readonly #features: number;
  #columns: readonly Float64Array[] = [];

  constructor(encoder: RowEncoder, { memory, precision, levels = [] }: BulkEncoderOptions) {
    const { encoders, features } = encoder;
    this.stretch = Math.max(1, Math.floor(STRETCH_NUMBERS / Math.max(1, features)));
    this.unseen = new Float64Array(encoders.length);
    this.#encoder = encoder;
    this.#levels = levels;
    this.#precision = precision;
    this.#memory = memory;
    this.#isPlain = encoders.every((one) => one.kind === "numeric" && !one.indicator);
    this.#taken = new Float64Array(this.stretch);
    this.#record = memory.take(ENCODE_RECORD_BYTES);
    this.#rows = memory.take(this.stretch * 4);
    this.#features = memory.take(this.stretch * features * (precision === "f32" ? 4 : 8));
  }

  /** Takes a batch of rows in the memory, which {@link encode} then picks from. They must not change until the next batch. */
  load({ columns }: RawRows): void {
    this.#columns = columns;
  }

  /**
   * The features of some rows of the batch, [rows, features]: a view that is good until the next call.
   *
   * @param chosen - indices of the rows, at most {@link stretch}
   */
  encode(chosen: Int32Array): Float32Array | Float64Array {
    const { encoders, starts, features } = this.#encoder;
    const { buffer } = this.#memory.kernels.memory;
    const length = chosen.length * features;
    const data =
      this.#precision === "f32"
        ? new Float32Array(buffer, this.#features, length)
        : new Float64Array(buffer, this.#features, length);
    new Int32Array(buffer, this.#rows, this.stretch).set(chosen);
    if (!this.#isPlain) data.fill(0);
    const whole = new Uint32Array(buffer, this.#record, ENCODE_RECORD_BYTES / 4);
    const numbers = new Float64Array(buffer, this.#record, ENCODE_RECORD_BYTES / 8);
    whole[2 * SLOT.chosen] = this.#rows;
    whole[2 * SLOT.count] = chosen.length;
    whole[2 * SLOT.stride] = features * data.BYTES_PER_ELEMENT;
    for (const [i, encoder] of encoders.entries()) {
      const raw = this.#columns[i]!;
      if (encoder.kind === "numeric") {
        whole[2 * SLOT.values] = this.#placeOf(raw);
        whole[2 * SLOT.to] = this.#features + starts[i]! * data.BYTES_PER_ELEMENT;
        whole[2 * SLOT.indicator] = Number(encoder.indicator);
        numbers[SLOT.shift] = encoder.shift;
        numbers[SLOT.scale] = encoder.scale;
        numbers[SLOT.fill] = encoder.fill;
        const { kernels } = this.#memory;
        if (this.#precision === "f32") kernels.encodeNumbers_f32(this.#record);
        else kernels.encodeNumbers_f64(this.#record);
        continue;
      }
      const values = this.#take(raw, chosen, this.#levels[i]);
      const passed = encodeColumn(encoder, values, chosen.length, { data, stride: features }, starts[i]!);
      this.unseen[i] = this.unseen[i]! + passed;
    }
    return data;
  }

  #placeOf(values: Float64Array): number {
    const place = this.#memory.find(values);
    if (place === undefined) throw new Error("the batch does not lie in the encoder's memory");
    return place;
  }

  /** A column's values in the rows picked; of words the positions among the encoder's levels. */
  #take(values: Float64Array, chosen: Int32Array, levels: Float64Array | undefined): Float64Array {
    const taken = this.#taken;
    for (let i = 0; i < chosen.length; i++) taken[i] = values[chosen[i]!]!;
    if (levels === undefined) return taken;
    for (let i = 0; i < chosen.length; i++) {
      const word = taken[i]!;
      if (word >= 0) taken[i] = levels[word]!;
    }
    return taken;
  }
}
