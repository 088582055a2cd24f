import { LOWER_CASE_RUNS, SPACE_RANGES, WORD_RANGES } from "./unicode-tables.ts";

/** Code points below have an entry of their own; above there are only words without upper and lower case. */
export const CODE_POINTS = 0x1f000;

const IS_WORD = 2 ** 30;
const IS_SPACE = 2 ** 31;
const IS_SPECIAL = 2 ** 29;

/** Their lower case is two characters, or depends on what stands beside them. */
const SPECIAL = [0x130, 0x3a3];

function numbers(text: string): number[] {
  return text.split(" ").map((part) => Number.parseInt(part, 36));
}

function ranges(text: string): [first: number, last: number][] {
  const parts = numbers(text);
  const found: [number, number][] = [];
  let end = 0;
  for (let i = 0; i < parts.length; i += 2) {
    const first = end + parts[i]!;
    end = first + parts[i + 1]!;
    found.push([first, end]);
  }
  return found;
}

let codes: Uint32Array | undefined;

/**
 * What the kernels know of each code point below {@link CODE_POINTS}: its lower case in 21 bits, and flags for words,
 * spaces and special lower case; as assembly/text/unicode.ts reads them.
 */
export function characterCodes(): Uint32Array {
  if (codes !== undefined) return codes;
  const table = Uint32Array.from({ length: CODE_POINTS }, (_, point) => point);
  const runs = numbers(LOWER_CASE_RUNS);
  let end = 0;
  for (let i = 0; i < runs.length; i += 4) {
    const [gap, further, step, distance] = runs.slice(i, i + 4) as [number, number, number, number];
    const first = end + gap;
    end = first + further * step;
    for (let point = first; point <= end; point += step) table[point] = point + distance;
  }
  for (const [flag, text] of [
    [IS_WORD, WORD_RANGES],
    [IS_SPACE, SPACE_RANGES],
  ] as const) {
    for (const [first, last] of ranges(text)) {
      for (let point = first; point <= Math.min(last, CODE_POINTS - 1); point++) table[point]! += flag;
    }
  }
  for (const point of SPECIAL) table[point]! += IS_SPECIAL;
  codes = table;
  return table;
}

/** First and last code points of the words from {@link CODE_POINTS} on, pair after pair, ended by two zeros. */
export function highWords(): Uint32Array {
  const high = ranges(WORD_RANGES).filter(([, last]) => last >= CODE_POINTS);
  return Uint32Array.from([...high.flat(), 0, 0]);
}
