import fc from "fast-check";
import { expect, test } from "vitest";
import xxhash from "xxhash-wasm";
import { TableMemory } from "../../../src/data/kernels/table-memory.ts";
import { checksumOf } from "../../../src/node/cache/checksum.ts";

const { h64Raw } = await xxhash();
const lowerHalf = (hash: bigint): number => Number(BigInt.asUintN(32, hash));

// From the algorithm's own tests: XXH64 without a seed.
test.each([
  ["", 0xef46db3751d8e999n],
  ["a", 0xd24ec4f1a98c6e5bn],
  ["abc", 0x44bc2cf5ad770999n],
])("the checksum of %j is the lower half of its XXH64", (text, hash) => {
  expect(checksumOf(new TextEncoder().encode(text))).toBe(lowerHalf(hash));
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

test("checksums are those of another implementation, of bytes in the kernels' memory, too", () => {
  const memory = new TableMemory();
  const place = memory.take(2000);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1900 }), fc.nat(64), (bytes, shift) => {
      const expected = lowerHalf(h64Raw(bytes));
      const own = new Uint8Array(memory.kernels.memory.buffer, place + shift, bytes.length);
      own.set(bytes);
      expect([checksumOf(bytes), checksumOf(own, memory.kernels)]).toEqual([expected, expected]);
      // Bytes that lie elsewhere are copied, whatever kernels are given.
      expect(checksumOf(bytes, memory.kernels)).toBe(expected);
    }),
  );
});

test.each([131_071, 131_072, 131_073, 262_144, 1_000_001])(
  "so are those of %d bytes, which come in stretches",
  (length) => {
    const bytes = new Uint8Array(length).map((_, i) => i ^ (i >> 8));
    expect(checksumOf(bytes)).toBe(lowerHalf(h64Raw(bytes)));
  },
);
