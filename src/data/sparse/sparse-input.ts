import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import type { BlockTaker } from "../readers/block-builder.ts";
import { libsvmParser } from "../readers/libsvm.ts";
import type { RowParser } from "../readers/row-parser.ts";
import { vwParser } from "../readers/vw.ts";

/** How a text of sparse rows becomes columns. */
export type SparseInput =
  | {
      /** Rows of `label index:value …`. */
      readonly format: "libsvm";
      /** Index of the first column. */
      readonly indexBase: 0 | 1;
      /** Number of columns. */
      readonly columns: number;
    }
  | {
      /** Rows of `label |namespace feature:value …`, hashed. */
      readonly format: "vw";
      /** There are 2 to this power columns. */
      readonly bits: number;
    };

/** Number of columns of an input. */
export function columnsOf(input: SparseInput): number {
  return input.format === "vw" ? 2 ** input.bits : input.columns;
}

/**
 * A parser of further rows for an input: features beyond its columns are left out and counted.
 *
 * @param name - what the text is called in messages
 * @param labels - whether every row must have a label
 * @param taker - who takes blocks while the text is read
 */
export function inputParser(
  input: SparseInput,
  name: string,
  precision: Precision,
  labels: "required" | "optional" = "required",
  taker?: BlockTaker,
): RowParser {
  if (input.format === "vw") return vwParser({ name, precision, labels, bits: input.bits }, taker);
  return libsvmParser({ name, precision, labels, indexBase: input.indexBase, columns: input.columns }, taker);
}
