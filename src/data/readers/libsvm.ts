import { MinibatchError } from "../../engine/errors.ts";
import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import type { BlockTaker } from "./block-builder.ts";
import { type ByteSource, readAll, type SparseData } from "./read-all.ts";
import { RowParser } from "./row-parser.ts";

/** How libsvm text is read. */
export interface LibsvmOptions {
  /** What the text is called in messages; default `"libsvm text"`. */
  readonly name?: string;
  /** Width of the values; default `"f32"`. */
  readonly precision?: Precision;
  /**
   * Index of the first column: 0 or 1. By default (`"auto"`) 0 where the text has an index 0, else 1, as libsvm writes
   * them. A file that counts from 0 and does not use its first column cannot be told apart: say 0.
   */
  readonly indexBase?: 0 | 1 | "auto";
  /** Columns to read: features beyond are left out and counted. By default all; needs `indexBase` 0 or 1. */
  readonly columns?: number;
  /** Whether every row must have a label; a row without has the target NaN. Default `"required"`. */
  readonly labels?: "required" | "optional";
}

/**
 * Reads sparse rows in the text format of libsvm and svmlight, one a line:
 *
 *     label [qid:n] index:value index:value … [# comment]
 *
 * Indices ascend, each one once. Blank lines and comments are passed over, and so are query ids. Values and labels are
 * rounded to the nearest number, ties to even. Any number of bytes may come at a time; a byte order mark is skipped.
 *
 * @param source - the text as bytes, in one piece or several
 * @returns rows, targets and what was counted
 * @throws {MinibatchError} `INVALID_DATA` for a line that is no row: file, line, column, what is there and what was
 * expected; `INVALID_OPTION` when `columns` comes without `indexBase`
 *
 * @example
 * const { blocks } = await readLibsvm(new TextEncoder().encode("1 3:0.5 7:1\n-1 1:2\n"));
 */
export async function readLibsvm(source: ByteSource, options: LibsvmOptions = {}): Promise<SparseData> {
  return readAll(libsvmParser(options), source);
}

/** A parser of libsvm text, for bytes that come otherwise. */
export function libsvmParser(options: LibsvmOptions, taker?: BlockTaker): RowParser {
  const { name = "libsvm text", precision = "f32", indexBase = "auto", columns, labels = "required" } = options;
  if (columns !== undefined && indexBase === "auto") {
    throw new MinibatchError("INVALID_OPTION", "columns: expected indexBase 0 or 1 beside it", { option: "columns" });
  }
  return new RowParser(
    (kernels) => (precision === "f32" ? kernels.parseLibsvm_f32 : kernels.parseLibsvm_f64),
    { row: "label index:value …", feature: "index:value" },
    { name, precision, indexBase, width: columns, labels, taker },
  );
}
