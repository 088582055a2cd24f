import { TableMemory } from "../kernels/table-memory.ts";

/** Rows that are brought to the kernels at a time: they stay in the processor's first caches. */
const STRETCH = 4096;

/** Whole numbers below it are told apart by {@link scanTarget}. */
const SMALL = 256;

/** Bytes of what is known of a target: a byte for each small number, then two 64-bit floats. */
const TARGET_BYTES = SMALL + 16;

/** What {@link scanTarget} finds. */
export interface ScannedTarget {
  /** The rows that have a number, ascending. */
  readonly present: Int32Array;
  /** The greatest magnitude; 0 where there is no number. */
  readonly largest: number;
  /** The different numbers, ascending, where all are whole and from 0 to 255; undefined where they are not. */
  readonly small: readonly number[] | undefined;
}

/**
 * Looks through a target's numbers.
 *
 * All functions here are loops over the rows of a table that run once. In JavaScript they take ten times as long: they are compiled
 * well only when most of it is done.
 *
 * @param raw - [rows], NaN where a row has none
 */
export function scanTarget(raw: Float64Array): ScannedTarget {
  const { memory, kernels, places } = loops([STRETCH * 8, STRETCH * 4, TARGET_BYTES]);
  const [values, rows, state] = places as [number, number, number];
  const present = new Int32Array(raw.length);
  let count = 0;
  for (let first = 0; first < raw.length; first += STRETCH) {
    const some = raw.subarray(first, first + STRETCH);
    memory.numbers(values, some.length).set(some);
    const found = kernels.scanTarget(values, some.length, first, rows, state);
    present.set(new Int32Array(kernels.memory.buffer, rows, found), count);
    count += found;
  }
  const [largest, others] = memory.numbers(state + SMALL, 2) as unknown as [number, number];
  const isSeen = new Uint8Array(kernels.memory.buffer, state, SMALL);
  const small = Array.from(isSeen.keys()).filter((number) => isSeen[number] === 1);
  return { present: present.subarray(0, count), largest, small: others === 0 ? small : undefined };
}

/**
 * Position of each row's number among the numbers; -1 where it is missing.
 *
 * @param raw - [rows], NaN where a row has none
 * @param numbers - all that there are, whole and from 0 to 255
 */
export function codeTarget(raw: Float64Array, numbers: readonly number[]): Int32Array {
  const { memory, kernels, places } = loops([STRETCH * 8, STRETCH * 4, SMALL * 4]);
  const [values, own, table] = places as [number, number, number];
  const { buffer } = kernels.memory;
  const codeOf = new Int32Array(buffer, table, SMALL);
  for (const [code, number] of numbers.entries()) codeOf[number] = code;
  const codes = new Int32Array(raw.length);
  for (let first = 0; first < raw.length; first += STRETCH) {
    const some = raw.subarray(first, first + STRETCH);
    memory.numbers(values, some.length).set(some);
    kernels.codeTarget(values, some.length, table, own);
    codes.set(new Int32Array(buffer, own, some.length), first);
  }
  return codes;
}

/** How many rows are for something. */
export function countPart(part: Uint8Array, value: number): number {
  const { kernels, places } = loops([STRETCH]);
  const [own] = places as [number];
  let count = 0;
  for (let first = 0; first < part.length; first += STRETCH) {
    const some = part.subarray(first, first + STRETCH);
    new Uint8Array(kernels.memory.buffer, own).set(some);
    count += kernels.countPart(own, some.length, value);
  }
  return count;
}

/**
 * How many of the rows that are for something have each code.
 *
 * @param codes - [rows], from 0 for those rows
 * @param classes - number of codes
 */
export function countCodes(part: Uint8Array, value: number, codes: Int32Array, classes: number): number[] {
  const { kernels, places } = loops([STRETCH, STRETCH * 4, classes * 4]);
  const [own, ownCodes, counts] = places as [number, number, number];
  const { buffer } = kernels.memory;
  for (let first = 0; first < part.length; first += STRETCH) {
    const some = part.subarray(first, first + STRETCH);
    new Uint8Array(buffer, own).set(some);
    new Int32Array(buffer, ownCodes, STRETCH).set(codes.subarray(first, first + STRETCH));
    kernels.countCodes(own, ownCodes, some.length, value, counts);
  }
  return Array.from(new Int32Array(buffer, counts, classes));
}

/** At most so many of the rows that are for something, ascending, the distances between them alike. */
export function spreadRows(part: Uint8Array, value: number, most: number): Int32Array {
  const count = countPart(part, value);
  const rows = Math.min(most, count);
  const { kernels, places } = loops([STRETCH, 24, rows * 4]);
  const [own, state, to] = places as [number, number, number];
  for (let first = 0; first < part.length; first += STRETCH) {
    const some = part.subarray(first, first + STRETCH);
    new Uint8Array(kernels.memory.buffer, own).set(some);
    kernels.spreadRows(own, some.length, value, first, count, rows, state, to);
  }
  return new Int32Array(kernels.memory.buffer, to, rows).slice();
}

/** Kernels and places of zeros of so many bytes. */
function loops(bytes: readonly number[]) {
  const memory = new TableMemory();
  const places = bytes.map((own) => memory.take(own));
  return { memory, kernels: memory.kernels, places };
}
