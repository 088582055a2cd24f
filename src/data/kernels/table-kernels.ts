import { kernelMaker } from "../../engine/kernels/wasm-module.ts";
import { kernelsBase64 } from "./table.wasm.ts";

/** The kernels for numbers of tables, over one linear memory; assembly/table/ has them. Pointers are byte offsets. */
export interface TableKernels {
  /** The memory all pointers lie in. */
  readonly memory: WebAssembly.Memory;
  /** First byte that the kernels do not use. */
  readonly heapBase: number;
  /**
   * Adds rows of numbers to what is known of each column, writes them as f32, and gives the greatest magnitude of these rows' numbers;
   * see assembly/table/moments.ts.
   */
  addRows(
    values: number,
    masks: number,
    rows: number,
    count: number,
    columns: number,
    known: number,
    scratch: number,
    places: number,
    offset: number,
    rounded: number,
    lost: number,
  ): number;
  /** Writes the indices of the rows whose byte of `part` is `value`, and says how many; `to` has room for one more than all. */
  chooseRows(part: number, rows: number, value: number, to: number): number;
  /** Writes where each row goes, by its part; see assembly/table/choose.ts. */
  placeRows(part: number, rows: number, next: number, steps: number, places: number): void;
  /** Writes the masks that `addRows` takes: the rows whose byte is `value` count. */
  maskRows(part: number, rows: number, value: number, masks: number): void;
  /** How many rows have the byte `value`. */
  countPart(part: number, rows: number, value: number): number;
  /** Adds to `counts` how many rows of the byte `value` have each code; all others are counted before it. */
  countCodes(part: number, codes: number, rows: number, value: number, counts: number): void;
  /** Writes some of the rows of the byte `value`, evenly spread over all. */
  spreadRows(
    part: number,
    rows: number,
    value: number,
    first: number,
    count: number,
    most: number,
    state: number,
    to: number,
  ): void;
  /** Writes the features of numeric columns by a record of {@link ENCODE_SLOT}, as f32. */
  encodeRows_f32(record: number): void;
  /** The same as f64. */
  encodeRows_f64(record: number): void;
  /** The same of rows of 32-bit floats, of which none is left out, as f32. */
  encodeRounded(record: number): void;
  /** Begins an XXH64. A set of kernels can take one at a time. */
  hashBegin(): void;
  /** Hashes bytes, a multiple of 32. */
  hashStripes(at: number, bytes: number): void;
  /** Hashes the `rest` of the bytes, below 32, and gives the lower half of the hash, as a signed number. */
  hashEnd(at: number, rest: number, total: number): number;
}

/** Numbers that are known of each column by `addRows`, and bytes of scratch that it needs for each two columns. */
export const KNOWN_NUMBERS = 7;
export const ADD_SCRATCH_BYTES = 160;

/**
 * The slots of the record of `encodeRows` and `encodeRounded`, 8 bytes each, whole numbers of 32 bits: the rows and the bytes of one; the
 * indices of those that are chosen and how many; the features, the bytes of a row of them; how many columns, and the tables with what is
 * known of each: bytes before its number in a row, before its feature, whether it has an indicator (32 bits each); whether it is rounded
 * to 32 bits, all ones or none, shift, scale and fill (64 bits each).
 */
export const ENCODE_SLOT = {
  rows: 0,
  width: 1,
  chosen: 2,
  count: 3,
  to: 4,
  stride: 5,
  columns: 6,
  cells: 7,
  places: 8,
  indicators: 9,
  rounded: 10,
  shifts: 11,
  scales: 12,
  fills: 13,
} as const;

/** Bytes of that record. */
export const ENCODE_RECORD_BYTES = 112;

const freshKernels: (bytes: number) => TableKernels = kernelMaker(kernelsBase64);

/** A fresh set of the table kernels, with a memory of its own. The module is compiled once. */
export function tableKernels(): TableKernels {
  return freshKernels(0);
}
