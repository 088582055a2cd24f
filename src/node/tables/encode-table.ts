import type { RowEncoder } from "../../data/table/encode-rows.ts";
import type { BlockWriter } from "../cache/block-file.ts";
import type { RawGroup } from "./raw-store.ts";

/** Where the rows of a store are encoded to. */
export interface EncodeTarget {
  /** What each row is for; undefined where all rows go to the first writer. */
  readonly part: Uint8Array | undefined;
  /** Receives the rows of a part, by number of the part; rows of other parts are passed over. */
  readonly writers: readonly (BlockWriter | undefined)[];
}

/** What of a store is encoded. */
export interface EncodeColumns {
  /** How. */
  readonly encoder: RowEncoder;
  /** Position in the store of each encoder's column. */
  readonly indices: readonly number[];
  /** By encoder of words: position among its levels of each word of the table. */
  readonly levels: readonly (Float64Array | undefined)[];
  /** Position in the store of the rows' weights, where they have any. */
  readonly weight: number | undefined;
  /** Targets of the rows, [rows]. */
  readonly targets: ArrayLike<number>;
  /** Whether features are 32 or 64 bits wide. */
  readonly precision: "f32" | "f64";
}

/**
 * Encodes the rows of a store and hands them to writers, in the store's order.
 *
 * @param groups - the store's rows
 * @returns by encoder, rows with a value that no training row has
 */
export function encodeTable(
  groups: Iterable<RawGroup>,
  what: EncodeColumns,
  { part, writers }: EncodeTarget,
): Float64Array {
  const { encoder, indices, levels, weight, targets, precision } = what;
  const unseen = new Float64Array(encoder.encoders.length);
  let room = new Room(0, 0, precision);
  for (const { first, rows, columns } of groups) {
    if (room.rows < rows) room = new Room(rows, encoder.features, precision, indices.length);
    for (const [number, writer] of writers.entries()) {
      if (writer === undefined) continue;
      const count = room.choose(part, first, rows, number);
      if (count === 0) continue;
      const raw = indices.map((index, i) => room.take(columns[index]!, i, count, levels[i]));
      const features = room.features.subarray(0, count * encoder.features).fill(0);
      encoder.encodeTo({ rows: count, columns: raw }, features, unseen);
      const chosenTargets = room.takeTargets(targets, first, count);
      const weights = weight === undefined ? undefined : room.take(columns[weight]!, indices.length, count, undefined);
      writer.append(features, chosenTargets, weights, count);
    }
  }
  return unseen;
}

/** Memory for the rows of a group, used again and again. */
class Room {
  readonly rows: number;
  readonly features: Float32Array | Float64Array;
  readonly #chosen: Int32Array;
  readonly #columns: readonly Float64Array[];
  readonly #targets: Float64Array;

  constructor(rows: number, features: number, precision: "f32" | "f64", columns = 0) {
    this.rows = rows;
    this.features = precision === "f32" ? new Float32Array(rows * features) : new Float64Array(rows * features);
    this.#chosen = new Int32Array(rows);
    this.#columns = Array.from({ length: columns + 1 }, () => new Float64Array(rows));
    this.#targets = new Float64Array(rows);
  }

  /** Picks a group's rows of a part; gives their number. */
  choose(part: Uint8Array | undefined, first: number, rows: number, number: number): number {
    let count = 0;
    for (let i = 0; i < rows; i++) {
      if (part === undefined ? number === 0 : part[first + i] === number) this.#chosen[count++] = i;
    }
    return count;
  }

  /** A column's values in the rows picked; of words the positions among the encoder's levels. */
  take(values: Float64Array, column: number, count: number, levels: Float64Array | undefined): Float64Array {
    const taken = this.#columns[column]!;
    const chosen = this.#chosen;
    for (let i = 0; i < count; i++) taken[i] = values[chosen[i]!]!;
    if (levels === undefined) return taken;
    for (let i = 0; i < count; i++) {
      const word = taken[i]!;
      if (word >= 0) taken[i] = levels[word]!;
    }
    return taken;
  }

  takeTargets(targets: ArrayLike<number>, first: number, count: number): Float64Array {
    for (let i = 0; i < count; i++) this.#targets[i] = targets[first + this.#chosen[i]!]!;
    return this.#targets;
  }
}
