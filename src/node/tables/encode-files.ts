import type { TableKernels } from "../../data/kernels/table-kernels.ts";
import { countPart } from "../../data/table/row-loops.ts";
import type { TableEncoder } from "../../data/table/sparse/table-encoder.ts";
import type { BlockIndex } from "../cache/block-file.ts";
import { type BlockShape, BlockWriter } from "../cache/block-writer.ts";
import { RowCopier } from "../cache/row-copier.ts";
import { type SparseBlockIndex, SparseBlockWriter } from "../cache/sparse-block-file.ts";
import { encodeSparseTable } from "./encode-sparse-table.ts";
import { type EncodeColumns, encodeTable } from "./encode-table.ts";
import type { RawGroup } from "./raw-rows.ts";
import type { TextStream } from "./text-stream.ts";

/** What is encoded, and how. */
export interface EncodeRows extends Omit<EncodeColumns, "encoder"> {
  /** From columns to features. */
  readonly encoder: TableEncoder;
  /** The texts of the same rows. */
  readonly texts: TextStream;
}

/** A file that receives rows. */
export interface RowFile {
  /** Its path; it is created or emptied. */
  readonly path: string;
  /** Number of the part whose rows it gets. */
  readonly part: number;
  /** Whether its rows have weights. */
  readonly weighted: boolean;
}

/** What became of rows. */
export interface EncodedFiles {
  /** What is known of each file, in the order given. */
  readonly indices: readonly (BlockIndex | SparseBlockIndex)[];
  /** By encoder, rows with a value that no training row has. */
  readonly unseen: Float64Array;
}

/**
 * Encodes the rows of a table to files, as dense or as sparse rows.
 *
 * @param groups - the raw values
 * @param part - what each row is for; rows of a part that has no file are passed over
 * @throws {MinibatchError} `INVALID_FILE` when a file cannot be written
 */
export async function encodeFiles(
  groups: Iterable<RawGroup> | AsyncIterable<RawGroup>,
  what: EncodeRows,
  part: Uint8Array,
  files: readonly RowFile[],
): Promise<EncodedFiles> {
  const { encoder, precision, outputs } = what;
  const { features: columns } = encoder;
  if (encoder.isSparse) {
    return await written(
      files.map(({ path }) => new SparseBlockWriter(path, precision, outputs)),
      (writers) => encodeSparseTable(groups, what, { part, writers: byPart(files, writers) }),
      (writer, i) => writer.finish({ columns, weighted: files[i]!.weighted }),
    );
  }
  return await written(
    (await openWriters(files, part, { columns, precision, outputs })).map((writer) => new RowCopier(writer)),
    (writers) => encodeTable(groups, { ...what, encoder: encoder.columns }, { part, writers: byPart(files, writers) }),
    (writer) => writer.finish(),
  );
}

/**
 * Opens the files of dense rows; where one cannot be opened, none stays open.
 *
 * @param part - what each row is for
 * @param kernels - those in whose memory the rows' features lie, where they do
 * @throws {MinibatchError} `INVALID_FILE` when a file cannot be written
 */
export async function openWriters(
  files: readonly RowFile[],
  part: Uint8Array,
  shape: Omit<BlockShape, "weighted">,
  kernels?: TableKernels,
): Promise<BlockWriter[]> {
  const writers: BlockWriter[] = [];
  try {
    for (const { path, part: own, weighted } of files) {
      writers.push(await BlockWriter.open(path, { ...shape, weighted }, { rows: countPart(part, own), kernels }));
    }
    return writers;
  } catch (error) {
    for (const writer of writers) await writer.close();
    throw error;
  }
}

async function written<W extends { close(): void | Promise<void> }>(
  writers: readonly W[],
  encode: (writers: readonly W[]) => Promise<Float64Array>,
  finish: (writer: W, number: number) => SparseBlockIndex | Promise<BlockIndex>,
): Promise<EncodedFiles> {
  try {
    const unseen = await encode(writers);
    return { indices: await Promise.all(writers.map(finish)), unseen };
  } catch (error) {
    for (const writer of writers) await writer.close();
    throw error;
  }
}

function byPart<W>(files: readonly RowFile[], writers: readonly W[]): (W | undefined)[] {
  const parts: (W | undefined)[] = [];
  for (const [i, { part }] of files.entries()) parts[part] = writers[i];
  return Array.from(parts);
}
