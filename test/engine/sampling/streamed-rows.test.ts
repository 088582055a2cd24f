import { describe, expect, test } from "vitest";
import { Arena } from "../../../src/engine/kernels/arena.ts";
import { wasmKernels } from "../../../src/engine/kernels/wasm.ts";
import { DenseMatrix } from "../../../src/engine/matrix/dense-matrix.ts";
import { type RowSource, rowSource } from "../../../src/engine/matrix/row-source.ts";
import { selectRows } from "../../../src/engine/matrix/select-rows.ts";
import { CHUNK_BYTES, StreamedRows } from "../../../src/engine/sampling/streamed-rows.ts";

const COLUMNS = 512;
const CHUNK_ROWS = CHUNK_BYTES / (COLUMNS * 8);

/** Row r has the numbers r, r + 0.5 …, the target r and, where asked for, the weight r + 1. */
function streamed(rows: number, bufferChunks: number, weighted: boolean, seed = 7) {
  const matrix = DenseMatrix.zeros(rows, COLUMNS, "f64");
  for (let r = 0; r < rows; r++) {
    matrix.row(r).fill(r + 0.5);
    matrix.data[r * COLUMNS] = r;
  }
  const kernels = wasmKernels(1);
  const arena = new Arena(kernels);
  const stream = new StreamedRows(kernels, arena, {
    source: rowSource(matrix),
    targets: Float64Array.from({ length: rows }, (_, r) => r),
    width: 1,
    weights: weighted ? Float64Array.from({ length: rows }, (_, r) => r + 1) : undefined,
    precision: "f64",
    seed,
    bufferBytes: bufferChunks * CHUNK_BYTES,
  });
  return { stream, arena };
}

/** The rows of an epoch in the order of its visits, by visit. */
function epochOrder({ stream, arena }: ReturnType<typeof streamed>, epoch: number, weighted = false): number[][] {
  const width = weighted ? 2 : 1;
  return Array.from(stream.visits(epoch), (visit) => {
    const numbers = arena.float64(visit.rows, visit.count * COLUMNS);
    const records = arena.float64(visit.targets, visit.count * width);
    return Array.from(arena.uint32(visit.order, visit.count), (row) => {
      const target = records[row * width];
      const last = numbers[row * COLUMNS + COLUMNS - 1];
      if (numbers[row * COLUMNS] !== target || last !== target + 0.5) throw new Error(`row ${target} lies apart`);
      if (weighted && records[row * width + 1] !== target + 1) throw new Error(`row ${target} has another weight`);
      return target;
    });
  });
}

describe.each([
  [1, 1],
  [CHUNK_ROWS - 1, 1],
  [10 * CHUNK_ROWS + 3, 4],
  [10 * CHUNK_ROWS, 100],
])("%d rows, %d chunks in memory", (rows, chunks) => {
  test.each([false, true])("an epoch visits each row once, with its target; weights: %s", (weighted) => {
    const order = epochOrder(streamed(rows, chunks, weighted), 1, weighted).flat();
    expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: rows }, (_, r) => r));
  });

  test("the order depends on seed and epoch alone", () => {
    const stream = streamed(rows, chunks, false);
    const first = epochOrder(stream, 1);
    const second = epochOrder(stream, 2);
    expect(epochOrder(streamed(rows, chunks, false), 2)).toEqual(second);
    expect(epochOrder(stream, 1)).toEqual(first);
    if (rows > CHUNK_ROWS / 2) {
      expect(second).not.toEqual(first);
      expect(epochOrder(streamed(rows, chunks, false, 8), 1)).not.toEqual(first);
    }
  });
});

test.each([false, true])("several targets of a row come with it, in their order; weights: %s", (weighted) => {
  const rows = 3 * CHUNK_ROWS + 5;
  const matrix = DenseMatrix.zeros(rows, COLUMNS, "f64");
  for (let r = 0; r < rows; r++) matrix.row(r).fill(r);
  const kernels = wasmKernels(1);
  const arena = new Arena(kernels);
  const stream = new StreamedRows(kernels, arena, {
    ...{ source: rowSource(matrix), width: 3, precision: "f64", seed: 2, bufferBytes: 2 * CHUNK_BYTES },
    targets: Float64Array.from({ length: 3 * rows }, (_, i) => Math.floor(i / 3) + (i % 3) / 4),
    weights: weighted ? Float64Array.from({ length: rows }, (_, r) => r + 1) : undefined,
  });
  const width = weighted ? 4 : 3;
  const seen: number[] = [];
  for (const visit of stream.visits(1)) {
    const numbers = arena.float64(visit.rows, visit.count * COLUMNS);
    const records = arena.float64(visit.targets, visit.count * width);
    for (const row of arena.uint32(visit.order, visit.count)) {
      const r = numbers[row * COLUMNS];
      const own = Array.from(records.subarray(row * width, (row + 1) * width));
      expect(own).toEqual([r, r + 0.25, r + 0.5, ...(weighted ? [r + 1] : [])]);
      seen.push(r);
    }
  }
  expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: rows }, (_, r) => r));
});

test("of selected rows, those of a block of the source are one chunk, which is read in one go", () => {
  const rows = 8 * CHUNK_ROWS;
  const reads: [first: number, last: number][] = [];
  const source: RowSource = {
    ...{ rows, columns: COLUMNS },
    read(first, count, to) {
      reads.push([first, first + count - 1]);
      to.fill(0, 0, count * COLUMNS);
      for (let r = 0; r < count; r++) to[r * COLUMNS] = first + r;
    },
    value: (row) => row,
  };
  const kept = Int32Array.from({ length: rows }, (_, row) => row).filter((row) => row % 9 !== 4);
  const kernels = wasmKernels(1);
  const arena = new Arena(kernels);
  const stream = new StreamedRows(kernels, arena, {
    ...{ source: selectRows(source, kept), targets: Float64Array.from(kept), width: 1, precision: "f64", seed: 1 },
    bufferBytes: 3 * CHUNK_BYTES,
  });
  const seen = Array.from(stream.visits(1), (visit) => {
    const numbers = arena.float64(visit.rows, visit.count * COLUMNS);
    const targets = arena.float64(visit.targets, visit.count);
    return Array.from({ length: visit.count }, (_, row) => {
      expect(numbers[row * COLUMNS]).toBe(targets[row]);
      return targets[row];
    });
  }).flat();
  expect(seen.sort((a, b) => a - b)).toEqual([...kept]);
  const blocks = reads.map(([first, last]) => {
    expect(Math.floor(first / CHUNK_ROWS)).toBe(Math.floor(last / CHUNK_ROWS));
    return Math.floor(first / CHUNK_ROWS);
  });
  // The reads of a block follow one another.
  expect(blocks.filter((block, i) => block !== blocks[i - 1])).toHaveLength(8);
});

test("each fill of the memory has a chunk of every stretch of the rows: of sorted data as much of each place", () => {
  // 30 chunks, 8 in memory: 4 fills, and stretches of 4 chunks, the last of 2.
  const stream = streamed(30 * CHUNK_ROWS, 8, false);
  const firstFills = [1, 2, 3].map((epoch) => {
    const chunks = epochOrder(stream, epoch)
      .flat()
      .map((row) => Math.floor(row / CHUNK_ROWS));
    const fills: Set<number>[] = [];
    for (let at = 0; at < chunks.length; ) {
      const few = new Set(chunks.slice(at, at + 8 * CHUNK_ROWS));
      const fill = few.size === 8 ? few : new Set(chunks.slice(at, at + 7 * CHUNK_ROWS));
      const stretches = [...fill].map((chunk) => Math.floor(chunk / 4)).sort((a, b) => a - b);
      expect(stretches.slice(0, 7)).toEqual([0, 1, 2, 3, 4, 5, 6]);
      expect(stretches.slice(7)).toEqual(fill.size === 8 ? [7] : []);
      fills.push(fill);
      at += fill.size * CHUNK_ROWS;
    }
    expect(fills.map(({ size }) => size).sort()).toEqual([7, 7, 8, 8]);
    return fills[0];
  });
  // The chunks of a stretch take turns by chance.
  expect(firstFills[0]).not.toEqual(firstFills[1]);
  expect(firstFills[1]).not.toEqual(firstFills[2]);
});

test("a window holds rows of every chunk in memory: of sorted data it is a sample", () => {
  const rows = 32 * CHUNK_ROWS;
  const chunks = 16;
  for (const visit of epochOrder(streamed(rows, chunks, false), 1)) {
    const seen = new Set(visit.map((row) => Math.floor(row / CHUNK_ROWS)));
    // A window of 64 rows dealt from 16 chunks of 64: each chunk gives 4 of them on average.
    expect(seen.size).toBeGreaterThanOrEqual(12);
  }
});
