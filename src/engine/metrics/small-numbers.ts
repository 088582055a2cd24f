import { splitKernels } from "../kernels/split-kernels.ts";

/** Numbers that are brought to the kernels at a time: they stay in the processor's first caches. */
const STRETCH = 4096;

/** Whole numbers below it are told apart. */
const SMALL = 256;

// Where things lie in the kernels' memory: numbers, then rows or codes, then what is known (a byte for each small number and two
// 64-bit floats) or the table of codes.
const ROWS = STRETCH * 8;
const KNOWN = ROWS + STRETCH * 4;
const BYTES = KNOWN + SMALL * 4;

/** What {@link scanNumbers} finds. */
export interface ScannedNumbers {
  /** The rows that have a number, ascending. */
  readonly present: Int32Array;
  /** The greatest magnitude; 0 where there is no number. */
  readonly largest: number;
  /** The different numbers, ascending, where all are whole and from 0 to 255; undefined where they are not. */
  readonly small: readonly number[] | undefined;
}

/**
 * Looks through numbers that may stand for classes.
 *
 * @param numbers - [rows], NaN where a row has none
 */
export function scanNumbers(numbers: Float64Array | Int32Array): ScannedNumbers {
  const { kernels, at, numbersOf } = room();
  const present = new Int32Array(numbers.length);
  let count = 0;
  for (let first = 0; first < numbers.length; first += STRETCH) {
    const some = numbers.subarray(first, first + STRETCH);
    numbersOf(some);
    const found = kernels.scanNumbers(at, some.length, first, at + ROWS, at + KNOWN);
    present.set(new Int32Array(kernels.memory.buffer, at + ROWS, found), count);
    count += found;
  }
  const [largest, others] = new Float64Array(kernels.memory.buffer, at + KNOWN + SMALL, 2);
  const isSeen = new Uint8Array(kernels.memory.buffer, at + KNOWN, SMALL);
  const small = Array.from(isSeen.keys()).filter((number) => isSeen[number] === 1);
  return { present: present.subarray(0, count), largest, small: others === 0 ? small : undefined };
}

/**
 * Position of each row's number among the numbers; -1 where it is missing.
 *
 * @param numbers - [rows], NaN where a row has none
 * @param small - all that there are, whole and from 0 to 255
 */
export function codeNumbers(numbers: Float64Array | Int32Array, small: readonly number[]): Int32Array {
  const { kernels, at, numbersOf } = room();
  const { buffer } = kernels.memory;
  const codeOf = new Int32Array(buffer, at + KNOWN, SMALL);
  for (const [code, number] of small.entries()) codeOf[number] = code;
  const codes = new Int32Array(numbers.length);
  for (let first = 0; first < numbers.length; first += STRETCH) {
    const some = numbers.subarray(first, first + STRETCH);
    numbersOf(some);
    kernels.codeNumbers(at, some.length, at + KNOWN, at + ROWS);
    codes.set(new Int32Array(buffer, at + ROWS, some.length), first);
  }
  return codes;
}

/** How many rows have each code, [classes], where they are many; those of code -1 are not counted. */
export function countMany(codes: Int32Array, classes: number): Int32Array {
  const kernels = splitKernels(4 * (STRETCH + 1 + classes));
  const { buffer } = kernels.memory;
  const own = new Int32Array(buffer, kernels.heapBase, STRETCH);
  // Behind the place of code -1.
  const counts = new Int32Array(buffer, own.byteOffset + own.byteLength + 4, classes);
  for (let first = 0; first < codes.length; first += STRETCH) {
    const some = codes.subarray(first, first + STRETCH);
    own.set(some);
    kernels.countCodes(own.byteOffset, some.length, counts.byteOffset);
  }
  return counts.slice();
}

function room() {
  const kernels = splitKernels(BYTES);
  const at = kernels.heapBase;
  const values = new Float64Array(kernels.memory.buffer, at, STRETCH);
  return { kernels, at, numbersOf: (some: Float64Array | Int32Array): void => values.set(some) };
}
