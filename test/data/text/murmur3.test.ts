import { describe, expect, it } from "vitest";
import { hashString } from "../../../src/data/text/murmur3.ts";

/** Hashes that MurmurHash3_x86_32 is known by: seed, text, the hash as an unsigned number. */
const VECTORS: readonly [seed: number, text: string, hash: number][] = [
  [0, "", 0],
  [1, "", 0x514e28b7],
  [0xffffffff, "", 0x81f16f39],
  [0, "test", 0xba6bd213],
  [0x9747b28c, "test", 0x704b81dc],
  [0, "Hello, world!", 0xc0363e43],
  [0x9747b28c, "Hello, world!", 0x24884cba],
  [0, "The quick brown fox jumps over the lazy dog", 0x2e4ff723],
  [0x9747b28c, "The quick brown fox jumps over the lazy dog", 0x2fa826cd],
  [0x9747b28c, "a", 0x7fa09ea6],
  [0x9747b28c, "aa", 0x5d211726],
  [0x9747b28c, "aaa", 0x283e0130],
  [0x9747b28c, "aaaa", 0x5a97808a],
  [0x9747b28c, "ab", 0x74875592],
  [0x9747b28c, "abc", 0xc84a62dd],
  [0x9747b28c, "abcd", 0xf0478627],
  // Bytes above 127 are not signed ones.
  [0x9747b28c, "ππππππππ", 0xd58063c1],
];

describe("hashString", () => {
  it.each(VECTORS)("seed %i, %j", (seed, text, hash) => {
    expect(hashString(text, seed) >>> 0).toBe(hash);
    expect(hashString(text, seed)).toBe(hash | 0);
  });
});
