import { crc32 as zlibCrc32 } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { crc32 } from "../../../src/engine/model/crc32.ts";

test("is the published check value for the digits 1 to 9", () => {
  expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
});

test("is 0 for no bytes", () => {
  expect(crc32(new Uint8Array())).toBe(0);
});

test("equals zlib's for any bytes", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => crc32(bytes) === zlibCrc32(bytes)));
});
