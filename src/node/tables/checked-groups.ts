import { BulkSums } from "../../data/table/bulk-sums.ts";
import type { ColumnEncoder } from "../../data/table/encoders/column-encoder.ts";
import type { NumericEncoder } from "../../data/table/encoders/numeric.ts";
import type { NumberColumn } from "../../data/table/row-layout.ts";
import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import type { RawGroup } from "./raw-rows.ts";
import type { RawStore } from "./raw-store.ts";
import { largestNumber, unusableNumber } from "./unusable-number.ts";

/** How rows are encoded that a model is to read. */
export interface CheckedRows {
  /** Path of the file, for messages. */
  readonly file: string;
  /** Each reads the column of its place in the store. */
  readonly encoders: readonly ColumnEncoder[];
  /** Width of the features. */
  readonly precision: Precision;
}

/**
 * The groups of a store, of which each number has been seen to be one that a model can compute with.
 *
 * @throws {MinibatchError} `INVALID_DATA` with row and column of a number that is infinite, or is so once it is scaled
 */
export function* checkedGroups(
  store: RawStore,
  { file, encoders, precision }: CheckedRows,
): Generator<RawGroup, void, undefined> {
  const limit = largestNumber(precision);
  const sums = new BulkSums(store.groupRows, store.memory, store.layout);
  for (const group of store.groups()) {
    // What is asked for here is known of all rows, whether they count or not.
    sums.clear();
    sums.choose(new Uint8Array(group.rows), 1, 0);
    for (const run of group.layout.runs.keys()) sums.add(group, run);
    for (const [i, encoder] of encoders.entries()) {
      if (encoder.kind !== "numeric" && encoder.kind !== "datetime") continue;
      if (sums.of(i).largest + Math.abs(encoder.shift) <= greatestDistance(encoder, limit)) continue;
      const column = group.column(i);
      const row = firstBeyond(column, group.rows, encoder, limit);
      if (row < 0) continue;
      const value = column.data[column.start + row * column.stride]!;
      throw unusableNumber(file, group.first + row, encoder.column, value, "correct it or leave the row out");
    }
    yield group;
  }
}

/** Index of the first value that is scaled to more than a limit; -1 where there is none. NaN is a missing value. */
export function firstBeyond(
  { data, start, stride }: NumberColumn,
  rows: number,
  encoder: Pick<NumericEncoder, "shift" | "scale">,
  limit: number,
): number {
  const most = greatestDistance(encoder, limit);
  for (let row = 0; row < rows; row++) if (Math.abs(data[start + row * stride]! - encoder.shift) > most) return row;
  return -1;
}

/** How far a number may be from the shift. */
function greatestDistance({ scale }: Pick<NumericEncoder, "scale">, limit: number): number {
  return Math.min(limit * scale, Number.MAX_VALUE);
}
