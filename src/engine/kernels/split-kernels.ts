import { kernelsBase64 } from "./split.wasm.ts";
import { kernelMaker } from "./wasm-module.ts";

/**
 * The kernels that split rows by class and at random, over one linear memory; assembly/split/ has them. Pointers are byte offsets. A loop
 * over a million rows that runs once takes ten times as long in JavaScript, which is compiled well only when most of it is done.
 */
export interface SplitKernels {
  /** The memory all pointers lie in. */
  readonly memory: WebAssembly.Memory;
  /** First byte that the kernels do not use. */
  readonly heapBase: number;
  /** Adds to `counts` how many of the rows' `codes` each is; -1 has a place of its own, before that of 0. */
  countCodes(codes: number, rows: number, counts: number): void;
  /** Writes rows, counted from `first`, to `to`; `next` has the place of each code's next row, that of -1 before that of 0. */
  rowsByCode(codes: number, rows: number, first: number, next: number, to: number): void;
  /** Writes `value` to the bytes of some rows. */
  markRows(rows: number, count: number, value: number, part: number): void;
  /** Shuffles `indices`, [count], as NumPy does, but only from the last down to `first` > 0; see {@link WORDS_BYTES}. */
  shuffle(words: number, indices: number, count: number, first: number): void;
  /** Looks through some numbers, adds to what is known of all, and says how many are no NaN; see assembly/split/labels.ts. */
  scanNumbers(values: number, rows: number, first: number, present: number, codes: number, state: number): number;
  /** Writes another code for each, by a table, in which that for -1 comes before that for 0. */
  renameCodes(codes: number, rows: number, table: number): void;
  /** Turns numbers, [count], into their logarithms; see src/engine/math/log-many.ts. */
  logs(values: number, count: number, table: number): void;
  /** Holds some rows out of a training, and says how many; see assembly/split/hold-out.ts. */
  holdOut(
    words: number,
    codes: number,
    rows: number,
    first: number,
    share: number,
    classes: number,
    train: number,
    held: number,
  ): number;
  /** Draws what the steps of a shuffle from the index `last` down to 1 would draw. */
  drawShuffle(words: number, last: number): void;
}

/** Bytes of the state of an MT19937 (624 words, then the number of those that are used) and of the room to draw from it. */
export const WORDS_BYTES = 4996;

/**
 * A fresh set of the split kernels.
 *
 * @param bytes - how many its user needs
 */
export const splitKernels: (bytes: number) => SplitKernels = kernelMaker(kernelsBase64);
