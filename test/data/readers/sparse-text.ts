import type { SparseBlock } from "../../../src/data/readers/block-builder.ts";

/** Bytes of a text. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Cuts bytes at the given places, which are taken modulo the length. */
export function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const sorted = places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b);
  const ends = [...sorted, bytes.length];
  return ends.map((end, i) => bytes.subarray(i === 0 ? 0 : ends[i - 1], end));
}

/** Rows as lists of [column, value], with the target. */
export interface PlainRow {
  readonly y: number;
  readonly weight?: number;
  readonly features: readonly (readonly [column: number, value: number])[];
}

/** The rows of blocks, as plain values. */
export function plainRows(blocks: readonly SparseBlock[]): PlainRow[] {
  return blocks.flatMap(({ X, y, weights }) =>
    Array.from({ length: X.rows }, (_, r) => {
      const features: [number, number][] = [];
      for (let i = X.indptr[r]!; i < X.indptr[r + 1]!; i++) features.push([X.indices[i]!, X.values[i]!]);
      return { y: y[r]!, ...(weights !== undefined && { weight: weights[r]! }), features };
    }),
  );
}
