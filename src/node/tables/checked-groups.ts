import type { ColumnEncoder } from "../../data/table/encoders/column-encoder.ts";
import type { NumericEncoder } from "../../data/table/encoders/numeric.ts";
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
  for (const group of store.groups()) {
    for (const [i, encoder] of encoders.entries()) {
      if (encoder.kind !== "numeric" && encoder.kind !== "datetime") continue;
      const row = firstBeyond(group.columns[i]!.subarray(0, group.rows), encoder, limit);
      if (row < 0) continue;
      const value = group.columns[i]![row]!;
      throw unusableNumber(file, group.first + row, encoder.column, value, "correct it or leave the row out");
    }
    yield group;
  }
}

/** Index of the first value that is scaled to more than a limit; -1 where there is none. NaN is a missing value. */
export function firstBeyond(
  values: Float64Array,
  { shift, scale }: Pick<NumericEncoder, "shift" | "scale">,
  limit: number,
): number {
  // A division for each value takes half as long again.
  const most = Math.min(limit * scale, Number.MAX_VALUE);
  for (let row = 0; row < values.length; row++) if (Math.abs(values[row]! - shift) > most) return row;
  return -1;
}
