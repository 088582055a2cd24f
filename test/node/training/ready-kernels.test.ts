import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { acquireKernels, forgetKernels, keepKernels } from "../../../src/engine/kernels/wasm.ts";
import { DuckDBSession } from "../../../src/node/tables/duckdb-session.ts";
import { trainTable } from "../../../src/node/train-table.ts";
import { RESIDENT_BYTES } from "../../../src/node/training/place-rows.ts";
import { readyKernels } from "../../../src/node/training/ready-kernels.ts";
import { emptyFolder } from "../tables/files.ts";

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

test("the memory of a table's training is large enough, cold and from the cache", async () => {
  const [rows, columns] = [300_000, 40];
  const folder = emptyFolder();
  const path = join(folder, "table.parquet");
  const session = await DuckDBSession.open();
  const numbers = Array.from({ length: columns }, (_, k) => `(hash(range * 7 + ${k}) % 1009)::DOUBLE AS x${k}`);
  await session.run(
    `COPY (SELECT ${numbers.join(", ")}, range % 2 AS y, 1 + range % 3 AS w FROM range(${rows})) TO '${path}'`,
  );
  session.close();
  const { grow } = WebAssembly.Memory.prototype;
  const growths: { readonly from: number; readonly bytes: number }[] = [];
  vi.spyOn(WebAssembly.Memory.prototype, "grow").mockImplementation(function (this: WebAssembly.Memory, pages) {
    growths.push({ from: this.buffer.byteLength, bytes: pages * 65_536 });
    return grow.call(this, pages);
  });
  const options = { target: "y", weight: "w", testSize: 0.1, epochs: 1, cache: join(folder, "cache") };
  for (const cache of ["written", "reused"]) {
    // Not those of the training before.
    forgetKernels();
    expect((await trainTable(path, options)).cache).toBe(cache);
  }
  vi.restoreAllMocks();
  // Neither by the rows, nor by what a training takes beside; the memory of tables is smaller.
  const size = rows * 0.9 * columns * 4;
  expect(growths.filter(({ from, bytes }) => from >= size || bytes >= size)).toEqual([]);
});
