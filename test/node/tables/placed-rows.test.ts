import { join } from "node:path";
import { expect, test } from "vitest";
import { TableMemory } from "../../../src/data/kernels/table-memory.ts";
import { BlockFile } from "../../../src/node/cache/block-file.ts";
import { BlockWriter } from "../../../src/node/cache/block-writer.ts";
import { RowCopier } from "../../../src/node/cache/row-copier.ts";
import { PlacedRows } from "../../../src/node/tables/placed-rows.ts";
import { emptyFolder } from "./files.ts";

/** Numbers of rows, another one in each place. */
function numbers(first: number, rows: number, columns: number): Float32Array {
  return Float32Array.from({ length: rows * columns }, (_, i) => (first * columns + i) * 0.37);
}

// Rows so wide that a block has three of them, or one; and narrow ones, of which fewer are handed over than added at a time.
const shapes = [
  [20_000, [7, 24, 25, 1, 60, 94]],
  [70_000, [1, 8, 9, 16, 7]],
  [70_000, [3]],
  [300, [1747, 1, 1748, 504]],
  [3, [100]],
] as const;

test.each(shapes.flatMap((shape) => [[...shape, "placed"] as const, [...shape, "copied"] as const]))(
  "rows of %d numbers, added by %j, that are %s come back from their file",
  async (columns, batches, way) => {
    const rows = batches.reduce((sum, count) => sum + count, 0);
    const path = join(emptyFolder(), "rows.blocks");
    const memory = new TableMemory();
    const shape = { columns, precision: "f32", weighted: true } as const;
    const writer = await BlockWriter.open(path, shape, { rows, kernels: memory.kernels });
    const file = way === "placed" ? new PlacedRows(memory, Math.max(...batches), writer) : new RowCopier(writer);
    let first = 0;
    for (const count of batches) {
      const targets = Float64Array.from({ length: count }, (_, i) => first + i);
      const values = numbers(first, count, columns);
      if (file instanceof PlacedRows) {
        new Float32Array(memory.kernels.memory.buffer, file.next, values.length).set(values);
        await file.add(targets, targets, count);
      } else await file.append(values, targets, targets, count);
      first += count;
    }
    const found = new BlockFile(path, await file.finish());
    const all = new Float32Array(rows * columns);
    found.read(0, rows, all);
    const expected = numbers(0, rows, columns);
    // As bytes: to compare millions of numbers one by one takes seconds.
    expect(Buffer.compare(Buffer.from(all.buffer), Buffer.from(expected.buffer))).toBe(0);
    expect(found.targets).toEqual(Float64Array.from({ length: rows }, (_, i) => i));
    expect(found.weights).toEqual(found.targets);
    found.close();
  },
);

test("what is on its way to the file stays as it is", async () => {
  const memory = new TableMemory();
  const columns = 3;
  const pending: { readonly rows: Float32Array; readonly copy: Float32Array; readonly done: () => void }[] = [];
  const written: number[] = [];
  const writeOne = (): void => {
    const { rows, copy, done } = pending.shift()!;
    expect(rows).toEqual(copy);
    written.push(...rows);
    done();
  };
  // As the writer: two writes are on their way, and the next one waits for the first.
  const writer = {
    ...{ shape: { columns }, rowsPerWrite: 5, addTargets() {} },
    async write(rows: Float32Array, done: () => void) {
      pending.push({ rows, copy: rows.slice(), done });
      if (pending.length >= 2) writeOne();
    },
    async finish() {
      while (pending.length > 0) writeOne();
    },
  };
  const most = 13;
  const rows = new PlacedRows(memory, most, writer as unknown as BlockWriter);
  let first = 0;
  for (const count of [4, 13, 1, 13, 2, 7, 13, 13]) {
    const values = numbers(first, count, columns);
    new Float32Array(memory.kernels.memory.buffer, rows.next, values.length).set(values);
    await rows.add(new Float64Array(most), undefined, count);
    first += count;
  }
  await rows.finish();
  expect(Float32Array.from(written)).toEqual(numbers(0, first, columns));
});
