import { expect, test } from "vitest";
import { freeBuffer } from "../../../src/node/tables/free-buffer.ts";

test("a buffer that is freed has no bytes left, and its memory is given back at once", () => {
  const before = process.memoryUsage().arrayBuffers;
  const bytes = 16_777_216;
  for (let i = 0; i < 20; i++) {
    const numbers = new Float64Array(bytes / 8).fill(i);
    freeBuffer(numbers.buffer);
    expect(numbers.buffer.byteLength).toBe(0);
    expect(numbers.length).toBe(0);
  }
  // Nothing collects garbage within a loop that never waits, unless memory runs short: 20 buffers would be 336 MB.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 * bytes);
});
