import { type SplitKernels, splitKernels, WORDS_BYTES } from "../kernels/split-kernels.ts";
import { drawByKernels, type RandomState } from "../random/random-state.ts";

/** Rows whose codes are brought to the kernels at a time. */
const STRETCH = 4096;

/** Rows in some order in the memory of kernels, which shuffle them and mark what they are for. */
export class RowOrder {
  /** A byte for each row of the whole to be marked, 0 to begin with. */
  readonly marks: Uint8Array;
  readonly #kernels: SplitKernels;
  readonly #order: Int32Array;

  private constructor(kernels: SplitKernels, at: number, count: number, whole: number) {
    this.#kernels = kernels;
    this.#order = new Int32Array(kernels.memory.buffer, at, count);
    this.marks = new Uint8Array(kernels.memory.buffer, at + this.#order.byteLength, whole);
  }

  /**
   * These rows.
   *
   * @param whole - how many there are with those that are not of them
   */
  static of(rows: Int32Array, whole: number): RowOrder {
    const kernels = splitKernels(WORDS_BYTES + rows.byteLength + whole);
    const order = new RowOrder(kernels, kernels.heapBase + WORDS_BYTES, rows.length, whole);
    order.#order.set(rows);
    return order;
  }

  /**
   * The rows of the first class, then those of the next, and so on, and at last those of none.
   *
   * @param codes - class of each row, or -1
   * @param counts - rows of each class
   */
  static byClass(codes: Int32Array, counts: readonly number[]): RowOrder {
    const kernels = splitKernels(WORDS_BYTES + 4 * (counts.length + 1 + STRETCH + codes.length) + codes.length);
    const { buffer } = kernels.memory;
    const next = new Int32Array(buffer, kernels.heapBase + WORDS_BYTES, counts.length + 1);
    const own = new Int32Array(buffer, next.byteOffset + next.byteLength, STRETCH);
    const order = new RowOrder(kernels, own.byteOffset + own.byteLength, codes.length, codes.length);
    let start = 0;
    for (const [k, count] of counts.entries()) {
      next[k + 1] = start;
      start += count;
    }
    // The place of code -1 is before that of 0.
    next[0] = start;
    for (let first = 0; first < codes.length; first += STRETCH) {
      const some = codes.subarray(first, first + STRETCH);
      own.set(some);
      kernels.rowsByCode(own.byteOffset, some.length, first, next.byteOffset + 4, order.#order.byteOffset);
    }
    return order;
  }

  /**
   * Shuffles `count` of the rows from `start` on, and gives them.
   *
   * @param first - the first that has to be in its place: the ones before are those that belong there, in some order, and what
   * would have put them into theirs is not drawn
   */
  shuffled(random: RandomState, start: number, count: number, first = 1): Int32Array {
    const kernels = this.#kernels;
    const words = kernels.heapBase;
    const order = this.#order.subarray(start, start + count);
    drawByKernels(random, kernels, words, () => kernels.shuffle(words, order.byteOffset, count, Math.max(1, first)));
    return order;
  }

  /** Draws what to shuffle `count` rows would draw. */
  skip(random: RandomState, count: number): void {
    const kernels = this.#kernels;
    const words = kernels.heapBase;
    drawByKernels(random, kernels, words, () => kernels.drawShuffle(words, Math.max(0, count - 1)));
  }

  /** Marks `count` of the rows from `start` on. */
  mark(start: number, count: number, value: number): void {
    this.#kernels.markRows(this.#order.byteOffset + 4 * start, count, value, this.marks.byteOffset);
  }
}
