import { DIGITS_BYTES, type RankingKernels } from "../kernels/ranking-kernels.ts";

/** Rows that are brought to the kernels at a time: they stay in the processor's first caches. */
const STRETCH = 4096;

/** Bytes of the room that rows are brought to; enough to sort numbers by, too. */
export const STAGE_BYTES: number = Math.max(12 * STRETCH, DIGITS_BYTES);

/** A number of each row, among others. */
export interface StridedNumbers {
  /** All numbers. */
  readonly data: Float32Array | Float64Array;
  /** Place of the first row's. */
  readonly offset: number;
  /** Places from one row's to the next row's. */
  readonly stride: number;
}

/**
 * Brings a number and a code of each row to the memory of kernels, some rows at a time.
 *
 * @param stage - place of {@link STAGE_BYTES}
 * @param codes - [rows]
 * @param use - gets the places of the numbers, of their own width, and of the codes, and how many they are
 */
export function eachStretch(
  { memory: { buffer } }: Pick<RankingKernels, "memory">,
  stage: number,
  codes: Int32Array,
  { data, offset, stride }: StridedNumbers,
  use: (numbers: number, codes: number, rows: number) => void,
): void {
  const ownCodes = new Int32Array(buffer, stage + 8 * STRETCH, STRETCH);
  const numbers =
    data instanceof Float32Array ? new Float32Array(buffer, stage, STRETCH) : new Float64Array(buffer, stage, STRETCH);
  for (let first = 0; first < codes.length; first += STRETCH) {
    const some = codes.subarray(first, first + STRETCH);
    ownCodes.set(some);
    gather(data, offset + first * stride, stride, some.length, numbers);
    use(stage, stage + 8 * STRETCH, some.length);
  }
}

function gather(
  data: Float32Array | Float64Array,
  offset: number,
  stride: number,
  count: number,
  to: Float32Array | Float64Array,
): void {
  for (let i = 0, at = offset; i < count; i++, at += stride) to[i] = data[at];
}
