import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import { growTo, Places } from "../kernels/places.ts";
import { ENCODE_RECORD_BYTES, ENCODE_SLOT, tableKernels } from "../kernels/table-kernels.ts";
import type { RawRows, RowEncoder } from "./encode-rows.ts";
import { encodeColumn } from "./encoders/column-encoder.ts";
import type { NumericEncoder } from "./encoders/numeric.ts";

/** Features of the rows that are encoded together: they stay in the processor's cache while column after column comes. */
const STRETCH_NUMBERS = 8192;

const SLOT = ENCODE_SLOT;

/** How a {@link BulkEncoder} writes. */
export interface BulkEncoderOptions {
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
  readonly #numbers: readonly NumericEncoder[];
  readonly #precision: Precision;
  readonly #kernels = tableKernels();
  /** Whether every feature is written anyway, so that none needs to be 0 before. */
  readonly #isPlain: boolean;
  readonly #taken: Float64Array;
  #columns: readonly Float64Array[] = [];
  #room = new Float64Array(0);
  #rowsInRoom = 0;
  #chosen = new Int32Array(0);
  #features: Float32Array | Float64Array = new Float32Array(0);
  #slots = new Uint32Array(0);
  #numberSlots = new Float64Array(0);

  constructor(encoder: RowEncoder, { precision, levels = [] }: BulkEncoderOptions) {
    const { encoders, features } = encoder;
    this.stretch = Math.max(1, Math.floor(STRETCH_NUMBERS / Math.max(1, features)));
    this.unseen = new Float64Array(encoders.length);
    this.#encoder = encoder;
    this.#levels = levels;
    this.#numbers = encoders.filter((one) => one.kind === "numeric");
    this.#precision = precision;
    this.#isPlain = this.#numbers.length === encoders.length && !this.#numbers.some(({ indicator }) => indicator);
    this.#taken = new Float64Array(this.stretch);
  }

  /** Takes a batch of rows, which {@link encode} then picks from. The arrays must not change until the next batch. */
  load({ rows, columns }: RawRows): void {
    if (this.#rowsInRoom < rows) this.#grow(rows);
    this.#columns = columns;
    let place = 0;
    for (const [i, { kind }] of this.#encoder.encoders.entries()) {
      if (kind === "numeric") this.#room.set(columns[i]!.subarray(0, rows), this.#rowsInRoom * place++);
    }
  }

  /**
   * The features of some rows of the batch, [rows, features]: a view that is good until the next call.
   *
   * @param chosen - indices of the rows, at most {@link stretch}
   */
  encode(chosen: Int32Array): Float32Array | Float64Array {
    const { encoders, starts, features } = this.#encoder;
    const data = this.#features;
    this.#chosen.set(chosen);
    if (!this.#isPlain) data.fill(0, 0, chosen.length * features);
    let place = 0;
    for (const [i, encoder] of encoders.entries()) {
      if (encoder.kind === "numeric") {
        this.#encodeNumbers(encoder, place++, chosen.length, starts[i]!);
        continue;
      }
      const values = this.#take(this.#columns[i]!, chosen, this.#levels[i]);
      const passed = encodeColumn(encoder, values, chosen.length, { data, stride: features }, starts[i]!);
      this.unseen[i] = this.unseen[i]! + passed;
    }
    return data.subarray(0, chosen.length * features);
  }

  #encodeNumbers({ shift, scale, fill, indicator }: NumericEncoder, place: number, count: number, at: number): void {
    const slots = this.#slots;
    const width = this.#features.BYTES_PER_ELEMENT;
    slots[2 * SLOT.values] = this.#room.byteOffset + this.#rowsInRoom * place * 8;
    slots[2 * SLOT.chosen] = this.#chosen.byteOffset;
    slots[2 * SLOT.count] = count;
    slots[2 * SLOT.to] = this.#features.byteOffset + at * width;
    slots[2 * SLOT.stride] = this.#encoder.features * width;
    slots[2 * SLOT.indicator] = Number(indicator);
    this.#numberSlots[SLOT.shift] = shift;
    this.#numberSlots[SLOT.scale] = scale;
    this.#numberSlots[SLOT.fill] = fill;
    if (this.#precision === "f32") this.#kernels.encodeNumbers_f32(slots.byteOffset);
    else this.#kernels.encodeNumbers_f64(slots.byteOffset);
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

  #grow(rows: number): void {
    const { memory, heapBase } = this.#kernels;
    const places = new Places(heapBase);
    const width = this.#precision === "f32" ? 4 : 8;
    const length = this.stretch * this.#encoder.features;
    const record = places.take(ENCODE_RECORD_BYTES);
    const chosen = places.take(this.stretch * 4);
    const features = places.take(length * width);
    const room = places.take(this.#numbers.length * rows * 8);
    growTo(memory, places.end);
    this.#rowsInRoom = rows;
    this.#slots = new Uint32Array(memory.buffer, record, ENCODE_RECORD_BYTES / 4);
    this.#numberSlots = new Float64Array(memory.buffer, record, ENCODE_RECORD_BYTES / 8);
    this.#chosen = new Int32Array(memory.buffer, chosen, this.stretch);
    this.#features =
      width === 4
        ? new Float32Array(memory.buffer, features, length)
        : new Float64Array(memory.buffer, features, length);
    this.#room = new Float64Array(memory.buffer, room, this.#numbers.length * rows);
  }
}
