import { BulkEncoder } from "../../data/table/bulk-encoder.ts";
import type { RowEncoder } from "../../data/table/encode-rows.ts";
import { RowChooser } from "../../data/table/row-chooser.ts";
import type { NumberColumn } from "../../data/table/row-layout.ts";
import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import type { RowCopier } from "../cache/row-copier.ts";
import type { RawGroup, RawRows } from "./raw-rows.ts";

/** Where the rows of a table are encoded to. */
export interface EncodeTarget {
  /** What each row is for, [rows]. */
  readonly part: Uint8Array;
  /** Receives the rows of a part, by number of the part; rows of other parts are passed over. */
  readonly writers: readonly (RowCopier | undefined)[];
}

/** What of a table is encoded. */
export interface EncodeColumns {
  /** How. */
  readonly encoder: RowEncoder;
  /** Position among the raw values of each encoder's column. */
  readonly indices: readonly number[];
  /** By encoder of words: position among its levels of each word of the table. */
  readonly levels: readonly (Float64Array | undefined)[];
  /** Position among the raw values of the rows' weights, where they have any. */
  readonly weight: number | undefined;
  /** Targets of the rows, [rows]; of several [rows, targets], row after row. */
  readonly targets: Float64Array | Int32Array;
  /** Targets of a row, where it has several. */
  readonly outputs?: number | undefined;
  /** Width of the features. */
  readonly precision: Precision;
  /** Where the raw values lie, and how. */
  readonly values: Pick<RawRows, "memory" | "layout" | "groupRows">;
}

/**
 * Encodes the rows of a table and hands them to writers, in their order.
 *
 * @param groups - the raw values
 * @returns by encoder, rows with a value that no training row has
 */
export async function encodeTable(
  groups: Iterable<RawGroup> | AsyncIterable<RawGroup>,
  { encoder, indices, levels, weight, targets, outputs, precision, values }: EncodeColumns,
  { part, writers }: EncodeTarget,
): Promise<Float64Array> {
  const { memory, layout, groupRows } = values;
  const chooser = new RowChooser(groupRows, memory);
  const bulk = new BulkEncoder(encoder, { memory, layout, indices, precision, levels });
  const ownTargets = new Float64Array(bulk.stretch * (outputs ?? 1));
  const ownWeights = new Float64Array(bulk.stretch);
  for await (const group of groups) {
    const { first, rows, readOn } = group;
    bulk.load(group);
    for (const [number, writer] of writers.entries()) {
      if (writer === undefined) continue;
      const all = chooser.choose(part.subarray(first, first + rows), number);
      for (let from = 0; from < all.length; from += bulk.stretch) {
        const chosen = all.subarray(from, from + bulk.stretch);
        const features = bulk.encode(chosen);
        takeTargets(targets, outputs, first, chosen, ownTargets);
        if (weight !== undefined) pick(group.column(weight), chosen, ownWeights);
        await writer.append(features, ownTargets, weight === undefined ? undefined : ownWeights, chosen.length);
        await readOn?.();
      }
    }
  }
  return bulk.unseen;
}

/** A column's numbers in some rows. */
export function pick({ data, start, stride }: NumberColumn, chosen: Int32Array, to: Float64Array): void {
  for (let i = 0; i < chosen.length; i++) to[i] = data[start + chosen[i]! * stride]!;
}

/** The targets of some rows, which are counted from `first`. */
export function takeTargets(
  targets: Float64Array | Int32Array,
  outputs: number | undefined,
  first: number,
  chosen: Int32Array,
  to: Float64Array,
): void {
  if (outputs === undefined) {
    for (let i = 0; i < chosen.length; i++) to[i] = targets[first + chosen[i]!]!;
    return;
  }
  for (let i = 0; i < chosen.length; i++) {
    const from = (first + chosen[i]!) * outputs;
    for (let k = 0; k < outputs; k++) to[i * outputs + k] = targets[from + k]!;
  }
}
