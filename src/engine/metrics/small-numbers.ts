import { splitKernels } from "../kernels/split-kernels.ts";

/** Numbers that are brought to the kernels at a time: they stay in the processor's first caches. */
const STRETCH = 4096;

/** Whole numbers below it are told apart. */
const SMALL = 256;

// Where things lie in the kernels' memory: numbers, then rows, with room for one more, then codes, then what is known (a byte for each
// small number and two 64-bit floats).
const ROWS = STRETCH * 8;
const CODES = ROWS + (STRETCH + 2) * 4;
const KNOWN = CODES + STRETCH * 4;
const BYTES = KNOWN + SMALL + 16;

/** What {@link scanNumbers} finds. */
export interface ScannedNumbers {
  /** The rows that have a number, ascending. */
  readonly present: Int32Array;
  /** The greatest magnitude; 0 where there is no number. */
  readonly largest: number;
  /** The numbers where all are whole and from 0 to 255; undefined where they are not. */
  readonly small: SmallNumbers | undefined;
}

/** Whole numbers from 0 to 255. */
export interface SmallNumbers {
  /** The different ones, ascending. */
  readonly different: readonly number[];
  /** That of each row, [rows]; -1 where it is missing. */
  readonly values: Int32Array;
}

/**
 * Looks through numbers that may stand for classes.
 *
 * @param numbers - [rows], NaN where a row has none
 */
export function scanNumbers(numbers: Float64Array | Int32Array): ScannedNumbers {
  const kernels = splitKernels(BYTES);
  const { buffer } = kernels.memory;
  const at = kernels.heapBase;
  const own = new Float64Array(buffer, at, STRETCH);
  const known = new Float64Array(buffer, at + KNOWN + SMALL, 2);
  const present = new Int32Array(numbers.length);
  const values = new Int32Array(numbers.length);
  let count = 0;
  for (let first = 0; first < numbers.length; first += STRETCH) {
    const some = numbers.subarray(first, first + STRETCH);
    own.set(some);
    const found = kernels.scanNumbers(at, some.length, first, at + ROWS, at + CODES, at + KNOWN);
    present.set(new Int32Array(buffer, at + ROWS, found), count);
    // Once there are others, nobody will look at these.
    if (known[1] === 0) values.set(new Int32Array(buffer, at + CODES, some.length), first);
    count += found;
  }
  const [largest, others] = known;
  const isSeen = new Uint8Array(buffer, at + KNOWN, SMALL);
  const different = Array.from(isSeen.keys()).filter((number) => isSeen[number] === 1);
  return {
    present: present.subarray(0, count),
    largest: Math.max(largest, different.at(-1) ?? 0),
    small: others === 0 ? { different, values } : undefined,
  };
}

/** Position of each row's number among the different ones, [rows]; -1 where it is missing. Written over `values`. */
export function codeNumbers({ different, values }: SmallNumbers): Int32Array {
  // The numbers are their positions.
  if (different.at(-1) === different.length - 1) return values;
  const kernels = splitKernels(4 * (STRETCH + 1 + SMALL));
  const { buffer } = kernels.memory;
  const own = new Int32Array(buffer, kernels.heapBase, STRETCH);
  const table = new Int32Array(buffer, own.byteOffset + own.byteLength, 1 + SMALL);
  table[0] = -1;
  for (const [code, number] of different.entries()) table[1 + number] = code;
  for (let first = 0; first < values.length; first += STRETCH) {
    const some = values.subarray(first, first + STRETCH);
    own.set(some);
    kernels.renameCodes(own.byteOffset, some.length, table.byteOffset + 4);
    some.set(own.subarray(0, some.length));
  }
  return values;
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
