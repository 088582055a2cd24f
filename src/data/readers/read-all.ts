import type { SparseBlock } from "./block-builder.ts";
import type { ReadCounts, RowParser } from "./row-parser.ts";

/** Bytes of a text, in pieces of any size. */
export type ByteSource = Uint8Array | AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** A whole text of sparse rows. */
export interface SparseData extends ReadCounts {
  /** The rows in order, in blocks of up to 4 million values (more where one row has more); all of the same columns. */
  readonly blocks: readonly SparseBlock[];
}

/** Parses all bytes of a source. */
export async function readAll(parser: RowParser, source: ByteSource): Promise<SparseData> {
  if (source instanceof Uint8Array) parser.push(source);
  else for await (const bytes of source) parser.push(bytes);
  return finishReading(parser);
}

/** What a parser has read, when all bytes have come. */
export function finishReading(parser: RowParser): SparseData {
  const counts = parser.end();
  const blocks = parser.take(true);
  // Importances of 1 that nobody wrote are left away.
  return { ...counts, blocks: counts.isWeighted ? blocks : blocks.map(({ X, y }) => ({ X, y })) };
}
