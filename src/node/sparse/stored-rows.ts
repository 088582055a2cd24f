import type { BlockTaker } from "../../data/readers/block-builder.ts";
import type { ReadCounts, RowParser } from "../../data/readers/row-parser.ts";
import type { NameTable } from "../../data/text/name-table.ts";
import { MinibatchError } from "../../engine/errors.ts";
import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import { type SparseBlockIndex, SparseBlockWriter } from "../cache/sparse-block-file.ts";
import type { ReadProgress } from "../training/types.ts";
import { readInto } from "./sparse-file.ts";
import { textName } from "./text-name.ts";

/** Values of a block, so that many blocks make a buffer of rows to shuffle. */
const BLOCK_VALUES = 65_536;

/** What became of a text of sparse rows. */
export interface StoredRows {
  /** The file of its rows. */
  readonly index: SparseBlockIndex;
  /** What was counted in it. */
  readonly counts: ReadCounts;
  /** Names of columns that were kept; of hashed ones only. */
  readonly names: NameTable | undefined;
}

/**
 * Parses a text of sparse rows to a file of blocks, as it is read: memory does not grow but for the targets. Targets are the labels.
 *
 * @param path - path of the text; `-` is standard input
 * @param to - the file of blocks
 * @param parserOf - makes the parser
 * @param options - width of the values; `columns`: of a model, where there are more than the text has; `signal` ends the reading;
 * `onRead` is told how far it is
 * @throws {MinibatchError} `INVALID_FILE` when the text cannot be read or has no row; `INVALID_DATA` for a line that is no row
 */
export async function storeRows(
  path: string,
  to: string,
  parserOf: (taker: BlockTaker) => RowParser,
  options: {
    readonly precision: Precision;
    readonly columns?: number;
    readonly signal?: AbortSignal | undefined;
    readonly onRead?: ((progress: ReadProgress) => void) | undefined;
  },
): Promise<StoredRows> {
  const { precision, signal, onRead } = options;
  const writer = new SparseBlockWriter(to, precision);
  try {
    const parser = parserOf({ mostValues: BLOCK_VALUES, shiftColumns: () => writer.shiftColumns() });
    const write = (all: boolean): void => {
      for (const { X, y, weights } of parser.take(all)) writer.append(X, y, weights);
    };
    const onStretch = (share?: number): void => {
      write(false);
      if (share !== undefined) onRead?.({ share });
    };
    await readInto(parser, path, { onStretch, signal });
    const counts = parser.end();
    write(true);
    if (counts.rows === 0) throw noRow(path, counts);
    // Importances of 1 that nobody wrote are left away.
    const shape = { columns: options.columns ?? counts.columns, weighted: counts.isWeighted };
    return { index: writer.finish(shape), counts, names: parser.names() };
  } catch (error) {
    writer.close();
    throw error;
  }
}

/** That a text has no row, and what it has instead. */
export function noRow(path: string, { blankLines }: Pick<ReadCounts, "blankLines">): MinibatchError {
  const instead = blankLines === 0 ? "it is empty" : "its lines are blank or comments";
  return new MinibatchError("INVALID_FILE", `${textName(path)}: has no row: ${instead}`, { file: path });
}
