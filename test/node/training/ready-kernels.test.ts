import { expect, test } from "vitest";
import { acquireKernels, forgetKernels, keepKernels } from "../../../src/engine/kernels/wasm.ts";
import { RESIDENT_BYTES } from "../../../src/node/training/place-rows.ts";
import { readyKernels } from "../../../src/node/training/ready-kernels.ts";

test("kernels come with a memory of zeros that the rows fit in, their own bytes as they were", async () => {
  const fresh = acquireKernels();
  const own = new Uint8Array(fresh.memory.buffer, 0, fresh.heapBase);
  const kernels = (await readyKernels(100_000, 30))!;
  const { buffer } = kernels.memory;
  expect(buffer.byteLength).toBeGreaterThanOrEqual(100_000 * 30 * 4);
  expect(Buffer.compare(new Uint8Array(buffer, 0, kernels.heapBase), own)).toBe(0);
  expect(new Uint32Array(buffer, Math.ceil(kernels.heapBase / 4) * 4).every((word) => word === 0)).toBe(true);
});

test("the training after gets them, and only that one", async () => {
  const kernels = (await readyKernels(100_000, 30))!;
  keepKernels(kernels);
  expect(acquireKernels()).toBe(kernels);
  keepKernels(kernels);
  forgetKernels();
  expect(acquireKernels()).not.toBe(kernels);
});

test("none are made ready for few rows, nor for rows that are not kept in memory", async () => {
  expect(await readyKernels(1000, 30)).toBeUndefined();
  expect(await readyKernels(RESIDENT_BYTES / 4, 2)).toBeUndefined();
});
