import { MinibatchError } from "../../engine/errors.ts";
import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import type { NameTable } from "../text/name-table.ts";
import type { BlockTaker } from "./block-builder.ts";
import { type ByteSource, readAll, type SparseData } from "./read-all.ts";
import { RowParser } from "./row-parser.ts";

/** How Vowpal Wabbit text is read. */
export interface VwOptions {
  /** What the text is called in messages; default `"vw text"`. */
  readonly name?: string;
  /** Width of the values; default `"f32"`. */
  readonly precision?: Precision;
  /** There are 2 to this power columns, 1 to 28; default 18, as in Vowpal Wabbit. */
  readonly bits?: number;
  /** Most names of columns to keep; default 0. Those that come first are kept. */
  readonly names?: number;
  /** Whether every row must have a label; a row without has the target NaN. Default `"required"`. */
  readonly labels?: "required" | "optional";
}

/** A whole Vowpal Wabbit text. */
export interface VwData extends SparseData {
  /** The names of columns that were kept, `namespace^feature`. */
  readonly names: NameTable | undefined;
}

/**
 * Reads sparse rows in the text format of Vowpal Wabbit, one a line:
 *
 *     [label [importance]] ['tag] |[namespace[:weight]] feature[:value] … |[namespace[:weight]] …
 *
 * Names are hashed to the columns that Vowpal Wabbit 9 gives them by default, so that weights can be compared with its
 * `--invert_hash`: column = hash of the feature's name with the hash of the namespace's name as seed, modulo 2^bits. The
 * hash of digits is their number plus the seed, of anything else MurmurHash3. A value that is a word is hashed with the
 * feature's hash as seed. Features of one column are summed, those of value 0 left out. There is no constant feature: that
 * is the model's intercept. Tags are passed over, and so are blank lines.
 *
 * @param source - the text as bytes, in one piece or several
 * @throws {MinibatchError} `INVALID_DATA` for a line that is no row: file, line, column, what is there and what was
 * expected; `INVALID_OPTION` when `bits` is out of range
 *
 * @example
 * const { blocks } = await readVw(new TextEncoder().encode("1 |words good movie |meta length:2.5\n"));
 */
export async function readVw(source: ByteSource, options: VwOptions = {}): Promise<VwData> {
  const parser = vwParser(options);
  return { ...(await readAll(parser, source)), names: parser.names() };
}

/** A parser of Vowpal Wabbit text, for bytes that come otherwise. */
export function vwParser(options: VwOptions, taker?: BlockTaker): RowParser {
  const { name = "vw text", precision = "f32", bits = 18, names = 0, labels = "required" } = options;
  if (!(Number.isInteger(bits) && bits >= 1 && bits <= 28)) {
    const message = `bits: got ${bits}, expected a whole number, 1 to 28`;
    throw new MinibatchError("INVALID_OPTION", message, { option: "bits" });
  }
  return new RowParser(
    (kernels) => (precision === "f32" ? kernels.parseVw_f32 : kernels.parseVw_f64),
    { row: "label |namespace feature:value …", feature: "feature:value" },
    { name, precision, indexBase: 0, width: 2 ** bits, labels, hashing: { bits, names }, taker },
  );
}
