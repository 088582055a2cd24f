import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CODE_POINTS, characterCodes, highWords } from "../../../src/data/text/unicode.ts";
import {
  VECTORIZER_RECORD_BYTES,
  VECTORIZER_SLOT,
  VECTORIZER_STATUS,
} from "../../../src/data/text/vectorizer-record.ts";

/** JavaScript knows newer versions of Unicode: so many code points became letters, digits or lower case since 14.0. */
const NEWER = 11000;

describe("Python's characters, against JavaScript's own Unicode", () => {
  const codes = characterCodes();
  const points = Array.from({ length: CODE_POINTS }, (_, point) => point).filter((c) => c < 0xd800 || c > 0xdfff);

  it("words are letters, digits and the underscore", () => {
    const isWord = (point: number): boolean => /[\p{L}\p{N}_]/u.test(String.fromCodePoint(point));
    expect(points.filter((point) => codes[point]! & (1 << 30) && !isWord(point))).toEqual([]);
    const missing = points.filter((point) => !(codes[point]! & (1 << 30)) && isWord(point));
    expect(missing.length).toBeLessThan(NEWER);
    // Nothing is missing where no letters were added for years.
    expect(missing.filter((point) => point < 0x0870)).toEqual([]);
    const high = highWords();
    for (let i = 0; high[i] !== 0; i += 2) {
      expect([isWord(high[i]!), isWord(high[i + 1]!)]).toEqual([true, true]);
    }
  });

  it("spaces are JavaScript's but the byte order mark, and the separators of files, groups, records and units, and NEL", () => {
    const spaces = points.filter((point) => codes[point]! & (1 << 31));
    const expected = points.filter((point) => /\s/u.test(String.fromCodePoint(point)) && point !== 0xfeff);
    expect(spaces).toEqual([...expected, 0x1c, 0x1d, 0x1e, 0x1f, 0x85].sort((a, b) => a - b));
  });

  it("lower case is JavaScript's, but for what is two characters", () => {
    const lower = (point: number): string => String.fromCodePoint(point).toLowerCase();
    const different = points.filter((point) => String.fromCodePoint(codes[point]! & 0x1fffff) !== lower(point));
    expect(different.includes(0x130)).toBe(true);
    expect(different.filter((point) => point !== 0x130 && point < 0x1c80)).toEqual([]);
    expect(points.filter((point) => codes[point]! & (1 << 29))).toEqual([0x130, 0x3a3]);
  });
});

describe("vectorizer-record.ts", () => {
  it("names the same slots and states as assembly/text/vectorize.ts, in the same order", () => {
    const source = readFileSync(new URL("../../../assembly/text/vectorize.ts", import.meta.url), "utf8");
    const constants = (pattern: RegExp): [string, number][] =>
      [...source.matchAll(pattern)].map(([, name, value]) => [
        name!.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
        Number(value),
      ]);
    const slots = constants(/^export const ([A-Z_]+): usize = (\d+);/gm);
    expect(slots).toEqual(Object.entries(VECTORIZER_SLOT).map(([name, index]) => [name, 4 * index]));
    expect(VECTORIZER_RECORD_BYTES).toBe(4 * slots.length);
    expect(constants(/^export const STATUS_([A-Z_]+): i32 = (\d+);/gm)).toEqual(Object.entries(VECTORIZER_STATUS));
  });
});
