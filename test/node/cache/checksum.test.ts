import { expect, test } from "vitest";
import { checksumOf } from "../../../src/node/cache/checksum.ts";

// From the algorithm's own tests: XXH64 without a seed.
test.each([
  ["", 0xef46db3751d8e999n],
  ["a", 0xd24ec4f1a98c6e5bn],
  ["abc", 0x44bc2cf5ad770999n],
])("the checksum of %j is the lower half of its XXH64", (text, hash) => {
  expect(checksumOf(new TextEncoder().encode(text))).toBe(Number(hash & 0xffffffffn));
});

test("every bit and every place counts", () => {
  const bytes = new Uint8Array(1000).map((_, i) => i * 7);
  const found = new Set([checksumOf(bytes)]);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i]! ^= 1 << (i % 8);
    found.add(checksumOf(bytes));
    bytes[i]! ^= 1 << (i % 8);
  }
  expect(found.size).toBe(1001);
});
