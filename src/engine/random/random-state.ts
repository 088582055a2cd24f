import { MinibatchError } from "../errors.ts";
import { type SplitKernels, splitKernels, WORDS_BYTES } from "../kernels/split-kernels.ts";
import { log } from "../math/log.ts";
import { DenseMatrix } from "../matrix/dense-matrix.ts";
import { fillIntegers, type IntegerArray, type IntegerType, integerTypes, nextInterval } from "./bounded-integers.ts";
import { Mt19937 } from "./mt19937.ts";

/** A typed array of numbers. */
export type NumberArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray;

/** So many indices are shuffled by a kernel; for fewer to bring it up takes longer. */
const MANY = 4096;

/** For functions of this module that are no part of the public class. */
let wordsOf: (random: RandomState) => Mt19937;

/**
 * NumPy's random numbers: the same seed and the same calls give what `numpy.random.RandomState` (MT19937, the legacy
 * distributions) gives, bit for bit.
 *
 * The one reservation is the normal distribution, which takes a logarithm. NumPy takes the C library's, whose last bit
 * varies from system to system; this class takes a correctly rounded one. Against NumPy on x86-64 Linux (glibc 2.36)
 * 4 normal numbers in 10,000 differ, by one or two units in the last place. Every JavaScript engine gives the same bits.
 */
export class RandomState {
  static {
    wordsOf = (random) => random.#words;
  }

  readonly #words: Mt19937;
  #nextGauss: number | undefined;

  /**
   * @param seed - a whole number from 0 to 2**32 - 1, default 0
   * @throws {MinibatchError} `INVALID_OPTION` when `seed` is anything else
   */
  constructor(seed = 0) {
    if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
      throw new MinibatchError("INVALID_OPTION", `seed: ${seed}, expected a whole number from 0 to 4294967295`, {
        option: "seed",
      });
    }
    this.#words = new Mt19937(seed);
  }

  /** A number in [0, 1): a multiple of 2**-53. NumPy's `random_sample` and `random`. */
  random(): number;
  /**
   * `size` numbers in [0, 1).
   *
   * @throws {MinibatchError} `INVALID_OPTION` when `size` is not a whole number from 0 to 2**31 - 1
   */
  random(size: number): Float64Array;
  random(size?: number): number | Float64Array {
    return this.#draw(size, () => this.#words.nextDouble());
  }

  /**
   * A number in [low, high).
   *
   * @param low - default 0
   * @param high - default 1; may be below `low`
   * @throws {MinibatchError} `INVALID_OPTION` when a bound is not finite
   */
  uniform(low?: number, high?: number): number;
  /**
   * `size` numbers in [low, high).
   *
   * @throws {MinibatchError} `INVALID_OPTION` when a bound is not finite, or `size` is not a whole number from
   * 0 to 2**31 - 1
   */
  uniform(low: number, high: number, size: number): Float64Array;
  uniform(low = 0, high = 1, size?: number): number | Float64Array {
    const range = high - low;
    if (!Number.isFinite(range)) throw invalid("low", `uniform: from ${low} to ${high}, expected finite bounds`);
    return this.#draw(size, () => low + range * this.#words.nextDouble());
  }

  /**
   * A normal number of mean `loc` and standard deviation `scale`, by Marsaglia's polar method.
   *
   * @param loc - mean, default 0
   * @param scale - standard deviation, >= 0, default 1
   * @throws {MinibatchError} `INVALID_OPTION` when `scale` is below 0 or not a number
   */
  normal(loc?: number, scale?: number): number;
  /**
   * `size` normal numbers of mean `loc` and standard deviation `scale`.
   *
   * @throws {MinibatchError} `INVALID_OPTION` when `scale` is below 0 or not a number, or `size` is not a whole
   * number from 0 to 2**31 - 1
   */
  normal(loc: number, scale: number, size: number): Float64Array;
  normal(loc = 0, scale = 1, size?: number): number | Float64Array {
    if (!(scale >= 0)) throw invalid("scale", `normal: scale is ${scale}, expected a number >= 0`);
    return this.#draw(size, () => loc + scale * this.#gauss());
  }

  /** A normal number of mean 0 and standard deviation 1. */
  standardNormal(): number;
  /**
   * `size` normal numbers of mean 0 and standard deviation 1.
   *
   * @throws {MinibatchError} `INVALID_OPTION` when `size` is not a whole number from 0 to 2**31 - 1
   */
  standardNormal(size: number): Float64Array;
  standardNormal(size?: number): number | Float64Array {
    return this.#draw(size, () => this.#gauss());
  }

  /** A normal number of mean 0 and standard deviation 1; NumPy's name for it. */
  randn(): number;
  /**
   * `size` normal numbers of mean 0 and standard deviation 1. NumPy's `randn(3, 1)` is `randn(3)`.
   *
   * @throws {MinibatchError} `INVALID_OPTION` when `size` is not a whole number from 0 to 2**31 - 1
   */
  randn(size: number): Float64Array;
  randn(size?: number): number | Float64Array {
    return this.#draw(size, () => this.#gauss());
  }

  /** A whole number in [0, high). */
  randint(high: number): number;
  /** A whole number in [low, high). */
  randint(low: number, high: number): number;
  /**
   * `size` whole numbers in [low, high).
   *
   * @param low - lower bound, included
   * @param high - upper bound, excluded
   * @param size - how many; `undefined` for one number
   * @param type - width, default `"int64"` (as a `Float64Array`). As in NumPy, 8-bit and 16-bit types draw other
   * numbers than wider ones.
   * @throws {MinibatchError} `INVALID_OPTION` when there is no whole number in [low, high), the type is unknown or
   * cannot hold a bound, the range is wider than 2**53, or `size` is not a whole number from 0 to 2**31 - 1
   */
  randint(low: number, high: number, size: undefined, type: IntegerType): number;
  randint(low: number, high: number, size: number, type?: IntegerType): IntegerArray;
  randint(low: number, high?: number, size?: number, type: IntegerType = "int64"): number | IntegerArray {
    const from = high === undefined ? 0 : low;
    const to = high === undefined ? low : high;
    if (!Object.hasOwn(integerTypes, type)) {
      throw invalid("type", `randint: type is ${type}, expected one of ${Object.keys(integerTypes).join(", ")}`);
    }
    const { make, bits, min, max } = integerTypes[type];
    if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to - 1) || from < min || to - 1 > max || from >= to) {
      throw invalid("high", `randint: from ${from} to below ${to}, expected whole numbers that ${type} can hold`);
    }
    if (to - 1 - from > Number.MAX_SAFE_INTEGER) {
      throw invalid("high", `randint: from ${from} to below ${to}, expected a range of at most 2**53`);
    }
    const out = make(size === undefined ? 1 : count(size));
    fillIntegers(this.#words, out, from, to - 1 - from, bits);
    return size === undefined ? out[0] : out;
  }

  /**
   * The whole numbers from 0 to n - 1 in random order.
   *
   * @throws {MinibatchError} `INVALID_OPTION` when `n` is not a whole number from 0 to 2**31 - 1
   */
  permutation(n: number): Int32Array;
  /** A copy with the elements, or a matrix's rows, in random order. */
  permutation<T extends NumberArray | DenseMatrix>(array: T): T;
  permutation<T>(array: readonly T[]): T[];
  permutation(from: number | NumberArray | DenseMatrix | readonly unknown[]): unknown {
    if (typeof from === "number") {
      const indices = upTo(count(from));
      this.shuffle(indices);
      return indices;
    }
    const copy = from instanceof DenseMatrix ? from.takeRows(upTo(from.rows)) : from.slice();
    this.shuffle(copy);
    return copy;
  }

  /** Puts an array's elements, or a matrix's rows, into random order, in place: Fisher–Yates from the last one down. */
  shuffle(array: NumberArray | unknown[] | DenseMatrix): void {
    if (array instanceof DenseMatrix) {
      const order = this.permutation(array.rows);
      array.data.set(array.takeRows(order).data);
      return;
    }
    if (array instanceof Int32Array && array.length >= MANY) {
      this.#shuffleMany(array);
      return;
    }
    const elements: { [index: number]: unknown; readonly length: number } = array;
    for (let i = elements.length - 1; i > 0; i--) {
      const j = nextInterval(this.#words, i);
      const element = elements[i];
      elements[i] = elements[j];
      elements[j] = element;
    }
  }

  /**
   * `size` whole numbers in [0, n), of equal chances.
   *
   * @param n - how many to choose from, >= 1
   * @param size - how many to choose
   * @param options - `replace`: whether a number may come twice, default true
   * @throws {MinibatchError} `INVALID_OPTION` when `n` is below 1, `size` is below 0, or it is above `n` without replacement
   */
  choice(n: number, size: number, { replace = true }: { readonly replace?: boolean } = {}): Int32Array {
    if (replace) return this.randint(0, n, size, "int32") as Int32Array;
    if (size > n) throw invalid("size", `choice: ${size} of ${n} without replacement, expected at most ${n}`);
    return this.permutation(n).slice(0, count(size));
  }

  #shuffleMany(array: Int32Array): void {
    const kernels = splitKernels(WORDS_BYTES + array.byteLength);
    const words = kernels.heapBase;
    const copy = new Int32Array(kernels.memory.buffer, words + WORDS_BYTES, array.length);
    copy.set(array);
    drawByKernels(this, kernels, words, () => kernels.shuffle(words, copy.byteOffset, array.length, 1));
    array.set(copy);
  }

  #draw(size: number | undefined, next: () => number): number | Float64Array {
    if (size === undefined) return next();
    const numbers = new Float64Array(count(size));
    for (let i = 0; i < numbers.length; i++) numbers[i] = next();
    return numbers;
  }

  /** NumPy's `legacy_gauss`: numbers come in pairs, and the second waits for the next call. */
  #gauss(): number {
    const waiting = this.#nextGauss;
    if (waiting !== undefined) {
      this.#nextGauss = undefined;
      return waiting;
    }
    let x = 0;
    let y = 0;
    let square = 0;
    do {
      x = 2 * this.#words.nextDouble() - 1;
      y = 2 * this.#words.nextDouble() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square === 0);
    const factor = Math.sqrt((-2 * log(square)) / square);
    this.#nextGauss = factor * x;
    return factor * y;
  }
}

/** The random state itself, or a new one of the given seed. */
export function toRandomState(seed: number | RandomState = 0): RandomState {
  return seed instanceof RandomState ? seed : new RandomState(seed);
}

/**
 * Lets kernels draw from a random state.
 *
 * @param words - place of {@link WORDS_BYTES} for it in their memory
 * @param draw - calls them
 */
export function drawByKernels(random: RandomState, { memory }: SplitKernels, words: number, draw: () => void): void {
  const own = wordsOf(random);
  const state = new Uint32Array(memory.buffer, words, WORDS_BYTES / 4);
  own.save(state);
  draw();
  own.restore(state);
}

function upTo(n: number): Int32Array {
  const indices = new Int32Array(n);
  for (let i = 0; i < n; i++) indices[i] = i;
  return indices;
}

function count(size: number): number {
  if (Number.isInteger(size) && size >= 0 && size <= 0x7fffffff) return size;
  throw invalid("size", `size: ${size}, expected a whole number from 0 to 2147483647`);
}

function invalid(option: string, message: string): MinibatchError {
  return new MinibatchError("INVALID_OPTION", message, { option });
}
