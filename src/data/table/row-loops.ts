import { TableMemory } from "../kernels/table-memory.ts";

/** Rows that are brought to the kernels at a time: they stay in the processor's first caches. */
const STRETCH = 4096;

/**
 * How many rows are for something.
 *
 * All functions here are loops over the rows of a table that run once. In JavaScript they take ten times as long: they are compiled
 * well only when most of it is done.
 */
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
  const { kernels, places } = loops([STRETCH, STRETCH * 4, (classes + 1) * 4]);
  const [own, ownCodes, others] = places as [number, number, number];
  const counts = others + 4;
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
