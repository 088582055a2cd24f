import type { TableKernels } from "../kernels/table-kernels.ts";
import { TableMemory } from "../kernels/table-memory.ts";
import { encodeRecord, setSlots } from "./encode-record.ts";
import { RowEncoder } from "./encode-rows.ts";
import type { NumericEncoder } from "./encoders/numeric.ts";

/** What {@link RoundedEncoder} encodes. */
export interface RoundedColumns {
  /** How. */
  readonly encoders: readonly NumericEncoder[];
  /** Position of each encoder's column in a row, ascending. */
  readonly indices: readonly number[];
  /** Columns of a row. */
  readonly columns: number;
}

/** Encodes rows of numbers at 32 bits by a kernel, which does the same operations as the encoders. */
export class RoundedEncoder {
  /** Features of a row. */
  readonly features: number;
  /** Where rows are brought to be encoded, [most, columns]. */
  readonly rows: Float32Array<ArrayBuffer>;
  /** Where their features lie then, [most, features]. */
  readonly encoded: Float32Array<ArrayBuffer>;
  readonly #memory: TableMemory = new TableMemory();
  readonly #record: number;

  /** @param most - rows at most */
  constructor({ encoders, indices, columns }: RoundedColumns, most: number) {
    const { features, starts } = new RowEncoder(encoders);
    const memory = this.#memory;
    this.features = features;
    const rows = memory.take(most * columns * 4);
    const to = memory.take(most * features * 4);
    const numbers = encoders.map((encoder, i) => ({ encoder, cell: indices[i]! * 4, place: starts[i]! * 4 }));
    this.#record = encodeRecord(memory, numbers, { rows, width: columns * 4, to, stride: features * 4 });
    // No place is taken after these.
    const buffer = memory.kernels.memory.buffer as ArrayBuffer;
    this.rows = new Float32Array(buffer, rows, most * columns);
    this.encoded = new Float32Array(buffer, to, most * features);
  }

  /** The kernels in whose memory both lie. */
  get kernels(): TableKernels {
    return this.#memory.kernels;
  }

  /** Encodes the first rows that were brought. */
  encode(count: number): void {
    setSlots(this.#memory, this.#record, { count });
    this.#memory.kernels.encodeRounded(this.#record);
  }
}
