import { expect, test } from "vitest";
import { splitKernels, WORDS_BYTES } from "../../../src/engine/kernels/split-kernels.ts";
import { nextInterval } from "../../../src/engine/random/bounded-integers.ts";
import { Mt19937 } from "../../../src/engine/random/mt19937.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";

const SIZES = [0, 1, 3, 4, 5, 7, 8, 9, 31, 33, 1000, 5000];
const CANARY = 0x5aa5a55a;

/** Kernels with a place for words and one for numbers, behind which lies a canary. */
function placed(numbers: readonly number[]) {
  const kernels = splitKernels(WORDS_BYTES + 4 * (numbers.length + 1));
  const words = new Uint32Array(kernels.memory.buffer, kernels.heapBase, WORDS_BYTES / 4);
  const own = new Uint32Array(kernels.memory.buffer, words.byteOffset + WORDS_BYTES, numbers.length + 1);
  own.set([...numbers, CANARY]);
  return { kernels, words, own };
}

test.each(SIZES)("%i indices are shuffled as NumPy's steps shuffle them, wholly or from an index on", (count) => {
  for (const first of [1, 2, Math.ceil(count / 2), count - 1].filter((from) => from >= 1)) {
    const twister = new Mt19937(count + first);
    const { kernels, words, own } = placed(Array.from({ length: count }, (_, i) => i));
    // In the middle of the words.
    for (let i = 0; i < 600; i++) twister.nextUint32();
    twister.save(words);
    const expected = Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i >= first; i--) {
      const j = nextInterval(twister, i);
      [expected[i], expected[j]] = [expected[j]!, expected[i]!];
    }
    kernels.shuffle(words.byteOffset, own.byteOffset, count, first);
    expect(Array.from(own)).toEqual([...expected, CANARY]);
    // The steps that are left draw as many words.
    for (let i = first - 1; i > 0; i--) nextInterval(twister, i);
    kernels.drawShuffle(words.byteOffset, first - 1);
    const after = new Mt19937(0);
    after.restore(words);
    expect(after.nextUint32()).toBe(twister.nextUint32());
  }
});

test.each(SIZES)("%i rows are counted, brought together by code and marked", (rows) => {
  const codes = Array.from({ length: rows }, (_, row) => ((row * row) % 5) - 1);
  const kernels = splitKernels(4 * (3 * rows + 12));
  const at = (place: number, length: number) => {
    return new Int32Array(kernels.memory.buffer, kernels.heapBase + 4 * place, length);
  };
  const [own, counts, order] = [at(0, rows), at(rows, 5), at(rows + 5, rows + 1)];
  own.set(codes);
  order[rows] = CANARY;
  // Those of rows without a code come before those of code 0.
  const zero = counts.byteOffset + 4;
  // In two stretches.
  const half = rows >> 1;
  const second = own.byteOffset + 4 * half;
  kernels.countCodes(own.byteOffset, half, zero);
  kernels.countCodes(second, rows - half, zero);
  const byCode = [-1, 0, 1, 2, 3].map((code) => codes.flatMap((own, row) => (own === code ? [row] : [])));
  expect(Array.from(counts)).toEqual(byCode.map((rows) => rows.length));
  let next = 0;
  for (const [i, { length }] of byCode.entries()) {
    counts[i] = next;
    next += length;
  }
  kernels.rowsByCode(own.byteOffset, half, 0, zero, order.byteOffset);
  kernels.rowsByCode(second, rows - half, half, zero, order.byteOffset);
  expect(Array.from(order)).toEqual([...byCode.flat(), CANARY]);
  const part = new Uint8Array(kernels.memory.buffer, order.byteOffset + order.byteLength, rows + 1).fill(7);
  kernels.markRows(order.byteOffset, byCode[0]!.length, 2, part.byteOffset);
  expect(Array.from(part)).toEqual([...codes.map((code) => (code < 0 ? 2 : 7)), 7]);
});

test.each(SIZES)("of %i numbers small ones are told apart, and their codes renamed", (rows) => {
  // Without a gap, with one, and with another number.
  for (const [one, other] of [
    [5, 200],
    [5, Number.NaN],
    [5, 0.5],
  ] as const) {
    const numbers = Array.from({ length: rows }, (_, row) => (row % 9 === 7 ? other : row % 4 === 1 ? one : row % 3));
    const kernels = splitKernels(16 * rows + 2000);
    const at = (bytes: number, length: number) =>
      new Int32Array(kernels.memory.buffer, kernels.heapBase + bytes, length);
    const values = new Float64Array(kernels.memory.buffer, kernels.heapBase, rows);
    const state = new Uint8Array(kernels.memory.buffer, kernels.heapBase + 8 * rows, 256);
    const known = new Float64Array(kernels.memory.buffer, kernels.heapBase + 8 * rows + 256, 2);
    // Room for one row more, then a canary.
    const [present, codes] = [at(8 * rows + 272, rows + 2), at(12 * rows + 280, rows + 1)];
    values.set(numbers);
    present[rows + 1] = CANARY;
    codes[rows] = CANARY;
    const places = [values, present, codes, state].map((view) => view.byteOffset) as [number, number, number, number];
    const count = kernels.scanNumbers(places[0], rows, 50, places[1], places[2], places[3]);
    const there = numbers.flatMap((number, row) => (Number.isNaN(number) ? [] : [50 + row]));
    expect(Array.from(present.subarray(0, count))).toEqual(there);
    expect(present[rows + 1]).toBe(CANARY);
    expect(codes[rows]).toBe(CANARY);
    expect(known[1]).toBe(numbers.includes(0.5) ? 1 : 0);
    if (known[1] === 1) continue;
    const small = numbers.map((number) => (Number.isNaN(number) ? -1 : number));
    expect(Array.from(codes)).toEqual([...small, CANARY]);
    expect(Array.from(state.keys()).filter((number) => state[number] === 1)).toEqual(
      [...new Set(small.filter((number) => number >= 0))].sort((a, b) => a - b),
    );
    const table = at(16 * rows + 288, 257);
    for (let i = 0; i < 257; i++) table[i] = 3 * i - 10;
    kernels.renameCodes(codes.byteOffset, rows, table.byteOffset + 4);
    expect(Array.from(codes)).toEqual([...small.map((number) => 3 * (number + 1) - 10), CANARY]);
  }
});

test("a permutation of many numbers and what is drawn after it are those that single steps give", () => {
  const random = new RandomState(7);
  const twister = new Mt19937(7);
  const expected = Int32Array.from({ length: 4096 }, (_, i) => i);
  for (let i = expected.length - 1; i > 0; i--) {
    const j = nextInterval(twister, i);
    [expected[i], expected[j]] = [expected[j]!, expected[i]!];
  }
  expect(random.permutation(4096)).toEqual(expected);
  expect(random.random()).toBe(twister.nextDouble());
});
