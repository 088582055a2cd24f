import type { BlockTaker } from "../../data/readers/block-builder.ts";
import { libsvmParser } from "../../data/readers/libsvm.ts";
import { finishReading, type SparseData } from "../../data/readers/read-all.ts";
import type { RowParser } from "../../data/readers/row-parser.ts";
import { vwParser } from "../../data/readers/vw.ts";
import type { NameTable } from "../../data/text/name-table.ts";
import { MinibatchError } from "../../engine/errors.ts";
import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import { readInto, type SparseFormat, sparseFormatOf } from "./sparse-file.ts";
import { noRow } from "./stored-rows.ts";
import { textName } from "./text-name.ts";

/** How a file of sparse rows is read. */
export interface ReadSparseOptions {
  /** Its format; default: by the file's ending or its first row. */
  readonly format?: SparseFormat | undefined;
  /** Width of the values; default `"f32"`. */
  readonly precision?: Precision | undefined;
  /** libsvm: index of the first column. Default: 0 where an index 0 comes, else 1. */
  readonly indexBase?: 0 | 1 | undefined;
  /** Vowpal Wabbit: there are 2 to this power columns. Default 18. */
  readonly bits?: number | undefined;
  /** Vowpal Wabbit: most names of columns to keep. Default 0. */
  readonly names?: number | undefined;
  /** Ends the reading. */
  readonly signal?: AbortSignal | undefined;
}

/** A file of sparse rows in memory. */
export interface SparseFile extends SparseData {
  /** Its format. */
  readonly format: SparseFormat;
  /** Names of columns that were kept; Vowpal Wabbit text only. */
  readonly names: NameTable | undefined;
}

/**
 * Reads a libsvm or Vowpal Wabbit file, gzip or not; `-` is standard input, whose format has to be said.
 *
 * @param path - path of the file
 * @throws {MinibatchError} `INVALID_FILE` when it cannot be read, has no row, or is of no known format; `INVALID_DATA` for a
 * line that is no row: file, line, column, what is there and what was expected
 */
export async function readSparse(path: string, options: ReadSparseOptions = {}): Promise<SparseFile> {
  const format = formatOf(path, options);
  const parser = fileParser(textName(path), format, options);
  await readInto(parser, path, { signal: options.signal });
  const data = finishReading(parser);
  if (data.rows === 0) throw noRow(path, data);
  return { ...data, format, names: parser.names() };
}

/**
 * The format of a file: the one that was given, or else what its ending or its first row says.
 *
 * @throws {MinibatchError} `INVALID_FILE` when it is of no known format
 */
export function formatOf(path: string, { format }: Pick<ReadSparseOptions, "format">): SparseFormat {
  const found = format ?? (path === "-" ? undefined : sparseFormatOf(path));
  if (found !== undefined) return found;
  const message = `${path}: neither its name nor its first row says libsvm or vw: say the format`;
  throw new MinibatchError("INVALID_FILE", message, { file: path });
}

/**
 * A parser of a file's rows.
 *
 * @param taker - who takes blocks while it is read
 */
export function fileParser(
  name: string,
  format: SparseFormat,
  options: ReadSparseOptions,
  taker?: BlockTaker,
): RowParser {
  const { precision = "f32", indexBase = "auto", bits = 18, names = 0 } = options;
  if (format === "vw") return vwParser({ name, precision, bits, names }, taker);
  return libsvmParser({ name, precision, indexBase }, taker);
}
