import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import type { TableMemory } from "../kernels/table-memory.ts";
import { encodeRecord, setSlots } from "./encode-record.ts";
import type { RowEncoder } from "./encode-rows.ts";
import { encodeColumn } from "./encoders/column-encoder.ts";
import type { NumericEncoder } from "./encoders/numeric.ts";
import type { NumberColumn, RowBatch, RowLayout } from "./row-layout.ts";

/** Features of the rows that are encoded together: they stay in the processor's second cache until they are copied. */
const STRETCH_NUMBERS = 65_536;

/** How a {@link BulkEncoder} writes. */
export interface BulkEncoderOptions {
  /** Where the batches lie. */
  readonly memory: TableMemory;
  /** How their rows lie. */
  readonly layout: RowLayout;
  /** Position among their columns of each encoder's. */
  readonly indices: readonly number[];
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
  readonly #indices: readonly number[];
  readonly #levels: readonly (Float64Array | undefined)[];
  readonly #precision: Precision;
  readonly #memory: TableMemory;
  /** Whether every feature is written anyway, so that none needs to be 0 before. */
  readonly #isPlain: boolean;
  readonly #taken: Float64Array;
  /** Places of the records of the numeric columns, one for each run that has any. */
  readonly #records: readonly { readonly run: number; readonly place: number }[];
  readonly #rows: number;
  readonly #features: number;
  #batch: RowBatch | undefined;

  constructor(encoder: RowEncoder, { memory, layout, indices, precision, levels = [] }: BulkEncoderOptions) {
    const { encoders, features } = encoder;
    this.stretch = Math.max(1, Math.floor(STRETCH_NUMBERS / Math.max(1, features)));
    this.unseen = new Float64Array(encoders.length);
    this.#encoder = encoder;
    this.#indices = indices;
    this.#levels = levels;
    this.#precision = precision;
    this.#memory = memory;
    this.#isPlain = encoders.every((one) => one.kind === "numeric" && !one.indicator);
    this.#taken = new Float64Array(this.stretch);
    this.#rows = memory.take(this.stretch * 4);
    this.#features = memory.take(this.stretch * features * this.#bytes);
    this.#records = layout.runs.flatMap((_, run) => {
      const place = this.#record(layout, run);
      return place === undefined ? [] : [{ run, place }];
    });
  }

  /** Takes a batch of rows in the memory, which {@link encode} then picks from. They must not change until the next batch. */
  load(batch: RowBatch): void {
    this.#batch = batch;
  }

  /**
   * The features of some rows of the batch, [rows, features]: a view that is good until the next call.
   *
   * @param chosen - indices of the rows, at most {@link stretch}
   */
  encode(chosen: Int32Array): Float32Array | Float64Array {
    const { encoders, starts, features } = this.#encoder;
    const { kernels } = this.#memory;
    const { buffer } = kernels.memory;
    const batch = this.#batch!;
    const length = chosen.length * features;
    const data =
      this.#precision === "f32"
        ? new Float32Array(buffer, this.#features, length)
        : new Float64Array(buffer, this.#features, length);
    new Int32Array(buffer, this.#rows, this.stretch).set(chosen);
    if (!this.#isPlain) data.fill(0);
    for (const { run, place } of this.#records) {
      setSlots(this.#memory, place, { rows: batch.places[run]!, count: chosen.length });
      if (this.#precision === "f32") kernels.encodeRows_f32(place);
      else kernels.encodeRows_f64(place);
    }
    for (const [i, encoder] of encoders.entries()) {
      if (encoder.kind === "numeric") continue;
      const values = this.#take(batch.column(this.#indices[i]!), chosen, this.#levels[i]);
      const passed = encodeColumn(encoder, values, chosen.length, { data, stride: features }, starts[i]!);
      this.unseen[i] = this.unseen[i]! + passed;
    }
    return data;
  }

  get #bytes(): number {
    return this.#precision === "f32" ? 4 : 8;
  }

  /** A record of the numeric columns of a run; undefined where there are none. */
  #record(layout: RowLayout, run: number): number | undefined {
    const { first, columns } = layout.runs[run]!;
    const { encoders, starts, features } = this.#encoder;
    const isOwn = (i: number): boolean => this.#indices[i]! >= first && this.#indices[i]! < first + columns;
    const own = [...encoders.keys()].filter((i) => encoders[i]!.kind === "numeric" && isOwn(i));
    if (own.length === 0) return undefined;
    const numbers = own.map((i) => ({
      encoder: encoders[i] as NumericEncoder,
      cell: (this.#indices[i]! - first) * 8,
      place: starts[i]! * this.#bytes,
    }));
    const known = { width: columns * 8, chosen: this.#rows, to: this.#features, stride: features * this.#bytes };
    return encodeRecord(this.#memory, numbers, known);
  }

  /** A column's values in the rows picked; of words the positions among the encoder's levels. */
  #take({ data, start, stride }: NumberColumn, chosen: Int32Array, levels: Float64Array | undefined): Float64Array {
    const taken = this.#taken;
    for (let i = 0; i < chosen.length; i++) taken[i] = data[start + chosen[i]! * stride]!;
    if (levels === undefined) return taken;
    for (let i = 0; i < chosen.length; i++) {
      const word = taken[i]!;
      if (word >= 0) taken[i] = levels[word]!;
    }
    return taken;
  }
}
