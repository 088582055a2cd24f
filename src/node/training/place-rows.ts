import type { FitOptions } from "../../engine/estimators/fit-options.ts";
import { placingRows, type RowPlacer } from "../../engine/estimators/row-placer.ts";
import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import type { RowSource } from "../../engine/matrix/row-source.ts";
import { SparseSource } from "../../engine/matrix/sparse-source.ts";
import { StreamedRows } from "../../engine/sampling/streamed-rows.ts";
import { StreamedSparseRows } from "../../engine/sampling/streamed-sparse-rows.ts";
import type { ShuffleMode } from "../../engine/sampling/windows.ts";

/**
 * Rows of more bytes are read again every epoch instead of being kept in memory. An epoch of sparse rows then takes twice as
 * long, since an entry is more work to place than a number is.
 */
export const RESIDENT_BYTES = 268_435_456;
const RESIDENT_SPARSE_BYTES = 1_073_741_824;

/**
 * Options of a `fit` that streams rows from their file where they are large and their order allows it: shuffled in blocks, or,
 * of sparse rows, as they come. Otherwise they are copied to memory.
 */
export function placedRows<Target>(
  fit: FitOptions<Target>,
  rows: RowSource,
  { shuffle = "block", precision }: { readonly shuffle?: ShuffleMode | undefined; readonly precision: Precision },
): FitOptions<Target> {
  const most = rows instanceof SparseSource ? RESIDENT_SPARSE_BYTES : RESIDENT_BYTES;
  if (bytesOf(rows, precision) <= most || shuffle === "full") return fit;
  if (shuffle === "none" && !(rows instanceof SparseSource)) return fit;
  return placingRows(fit, streamRows(shuffle));
}

function bytesOf(rows: RowSource, precision: Precision): number {
  const bytes = precision === "f32" ? 4 : 8;
  return rows instanceof SparseSource ? rows.entries * (4 + bytes) : rows.rows * rows.columns * bytes;
}

function streamRows(shuffle: "block" | "none"): RowPlacer {
  return (kernels, arena, { source, ...rows }) =>
    source instanceof SparseSource
      ? new StreamedSparseRows(kernels, arena, { ...rows, source, shuffle })
      : new StreamedRows(kernels, arena, { ...rows, source });
}
