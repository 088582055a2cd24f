import type { NumberColumn } from "../../data/table/row-layout.ts";
import type { TableEncoder } from "../../data/table/sparse/table-encoder.ts";
import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import type { SparseBlockWriter } from "../cache/sparse-block-file.ts";
import { type EncodeColumns, pick, takeTargets } from "./encode-table.ts";
import type { RawGroup } from "./raw-rows.ts";
import type { TextStream } from "./text-stream.ts";

/** What of a table is encoded as sparse rows. */
export interface EncodeSparse extends Omit<EncodeColumns, "encoder"> {
  /** How. */
  readonly encoder: TableEncoder;
  /** The texts of the same rows, by text column of the encoder. */
  readonly texts: TextStream;
  readonly precision: Precision;
}

/** Where sparse rows are encoded to. */
export interface EncodeSparseTarget {
  /** What each row is for; undefined where all rows go to the first writer. */
  readonly part: Uint8Array | undefined;
  /** Receives the rows of a part, by number of the part; rows of other parts are passed over. */
  readonly writers: readonly (SparseBlockWriter | undefined)[];
}

/**
 * Encodes the rows of a table and their texts as sparse rows and hands them to writers, in their order.
 *
 * @param groups - the raw values
 * @returns by encoder, rows with a value that no training row has
 */
export async function encodeSparseTable(
  groups: Iterable<RawGroup> | AsyncIterable<RawGroup>,
  what: EncodeSparse,
  { part, writers }: EncodeSparseTarget,
): Promise<Float64Array> {
  const { encoder, texts, indices, levels, weight, targets, outputs, precision } = what;
  const unseen = new Float64Array(encoder.columns.encoders.length);
  for await (const group of groups) {
    const { first, rows } = group;
    const allTexts = await texts.take(rows);
    for (const [number, writer] of writers.entries()) {
      if (writer === undefined) continue;
      const chosen = chosenRows(part, first, rows, number);
      if (chosen.length === 0) continue;
      const raw = indices.map((index, i) => picked(group.column(index), chosen, levels[i]));
      const own = allTexts.map((texts) => Array.from(chosen, (row) => texts[row]!));
      const X = encoder.encodeSparse({ rows: chosen.length, columns: raw, texts: own }, precision, unseen);
      const ownTargets = new Float64Array(chosen.length * (outputs ?? 1));
      takeTargets(targets, outputs, first, chosen, ownTargets);
      writer.append(X, ownTargets, weight === undefined ? undefined : picked(group.column(weight), chosen, undefined));
    }
  }
  return unseen;
}

/** A group's rows of a part. */
function chosenRows(part: Uint8Array | undefined, first: number, rows: number, number: number): Int32Array {
  const chosen = new Int32Array(rows);
  let count = 0;
  for (let i = 0; i < rows; i++) {
    if (part === undefined ? number === 0 : part[first + i] === number) chosen[count++] = i;
  }
  return chosen.subarray(0, count);
}

/** A column's values in some rows; of words the positions among the encoder's levels. */
function picked(column: NumberColumn, rows: Int32Array, levels: Float64Array | undefined): Float64Array {
  const taken = new Float64Array(rows.length);
  pick(column, rows, taken);
  if (levels === undefined) return taken;
  for (let i = 0; i < rows.length; i++) {
    const word = taken[i]!;
    if (word >= 0) taken[i] = levels[word]!;
  }
  return taken;
}
