import type { Mt19937 } from "./mt19937.ts";

/** Width of drawn integers, named as NumPy's dtypes. */
export type IntegerType = "int8" | "uint8" | "int16" | "uint16" | "int32" | "uint32" | "int64";

/** Drawn integers. Those of type `int64` come as a `Float64Array`, which holds whole numbers up to 2**53. */
export type IntegerArray = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float64Array;

/** How integers of a type are stored and drawn. */
export interface IntegerFormat {
  /** An array of zeros. */
  readonly make: (length: number) => IntegerArray;
  /** Width of one number. */
  readonly bits: 8 | 16 | 32 | 64;
  /** Smallest number. */
  readonly min: number;
  /** Largest number. */
  readonly max: number;
}

/** The format of each type. */
export const integerTypes: Readonly<Record<IntegerType, IntegerFormat>> = {
  int8: { make: (n) => new Int8Array(n), bits: 8, min: -128, max: 127 },
  uint8: { make: (n) => new Uint8Array(n), bits: 8, min: 0, max: 255 },
  int16: { make: (n) => new Int16Array(n), bits: 16, min: -32768, max: 32767 },
  uint16: { make: (n) => new Uint16Array(n), bits: 16, min: 0, max: 65535 },
  int32: { make: (n) => new Int32Array(n), bits: 32, min: -2147483648, max: 2147483647 },
  uint32: { make: (n) => new Uint32Array(n), bits: 32, min: 0, max: 4294967295 },
  int64: { make: (n) => new Float64Array(n), bits: 64, min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER },
};

/** A whole number from 0 to `max`, of equal chances (NumPy's `random_interval`); 1 <= max < 2**32. */
export function nextInterval(words: Mt19937, max: number): number {
  const mask = maskOf(max);
  let value = (words.nextUint32() & mask) >>> 0;
  while (value > max) value = (words.nextUint32() & mask) >>> 0;
  return value;
}

/**
 * Fills `out` with `low` plus whole numbers from 0 to `range` (< 2**53), of equal chances, by masked rejection, as
 * `numpy.random.RandomState.randint` does: 8-bit and 16-bit numbers share a word, and a range of more than 32 bits
 * takes two words.
 */
export function fillIntegers(words: Mt19937, out: IntegerArray, low: number, range: number, bits: number): void {
  if (range === 0) {
    out.fill(low);
    return;
  }
  const next = drawer(words, range, bits);
  for (let i = 0; i < out.length; i++) out[i] = low + next();
}

function drawer(words: Mt19937, range: number, bits: number): () => number {
  if (range > 0xffffffff) return fromTwoWords(words, range);
  return bits < 32 ? fromPartsOfWords(words, range, bits) : () => nextInterval(words, range);
}

function fromPartsOfWords(words: Mt19937, range: number, bits: number): () => number {
  const mask = maskOf(range);
  let word = 0;
  let left = 0;
  const nextPart = (): number => {
    word = left === 0 ? words.nextUint32() : word >>> bits;
    left = (left === 0 ? 32 / bits : left) - 1;
    return word & mask;
  };
  return () => {
    let value = nextPart();
    while (value > range) value = nextPart();
    return value;
  };
}

function fromTwoWords(words: Mt19937, range: number): () => number {
  const mask = maskOf(Math.floor(range / 4294967296));
  const nextPair = (): number => (words.nextUint32() & mask) * 4294967296 + words.nextUint32();
  return () => {
    let value = nextPair();
    while (value > range) value = nextPair();
    return value;
  };
}

/** The smallest 2**k - 1 that is not below `max`, as a 32-bit mask. */
function maskOf(max: number): number {
  return 0xffffffff >>> Math.clz32(max);
}
