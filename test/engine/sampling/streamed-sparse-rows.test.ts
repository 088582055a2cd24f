import { describe, expect, test } from "vitest";
import { placingRows } from "../../../src/engine/estimators/row-placer.ts";
import { SGDClassifier } from "../../../src/engine/estimators/sgd-classifier.ts";
import { Arena } from "../../../src/engine/kernels/arena.ts";
import { wasmKernels } from "../../../src/engine/kernels/wasm.ts";
import { CsrMatrix } from "../../../src/engine/matrix/csr-matrix.ts";
import { SparseSource, type StoredRows } from "../../../src/engine/matrix/sparse-source.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";
import { SparseRows } from "../../../src/engine/sampling/sparse-rows.ts";
import { StreamedSparseRows } from "../../../src/engine/sampling/streamed-sparse-rows.ts";
import type { Visit } from "../../../src/engine/sampling/training-rows.ts";

const COLUMNS = 500;
const BLOCK_ROWS = 100;
/** Bytes of the entries of a block, on average: a row has 0 to 4 entries. */
const BLOCK_BYTES = BLOCK_ROWS * 2 * 8;

/** Row r has r % 5 entries from column r % 400 on, of the value r + 1. */
function matrix(first: number, rows: number): CsrMatrix {
  const entries = Array.from({ length: rows }, (_, i) => {
    const row = first + i;
    return Array.from({ length: row % 5 }, (_, k) => [(row % 400) + k, row + 1] as const);
  });
  return CsrMatrix.from(entries, COLUMNS, "f32");
}

/** The same rows in blocks that are made whenever they are read. */
function stored(rows: number): { readonly source: SparseSource; readonly reads: number[] } {
  const reads: number[] = [];
  const blocks: StoredRows["blocks"][number][] = [];
  for (let first = 0; first < rows; first += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, rows - first);
    blocks.push({
      rows: count,
      read() {
        reads.push(first / BLOCK_ROWS);
        return matrix(first, count);
      },
    });
  }
  const lengths = Uint32Array.from({ length: rows }, (_, r) => r % 5);
  return { source: new SparseSource({ blocks, columns: COLUMNS, lengths }), reads };
}

function streamed(rows: number, blocks: number, shuffle: "block" | "none", weighted = false, seed = 7) {
  const kernels = wasmKernels(1);
  const arena = new Arena(kernels);
  const { source, reads } = stored(rows);
  const stream = new StreamedSparseRows(kernels, arena, {
    ...{ source, shuffle, seed, width: 1, precision: "f32", bufferBytes: blocks * BLOCK_BYTES },
    targets: Float32Array.from({ length: rows }, (_, r) => r),
    weights: weighted ? Float64Array.from({ length: rows }, (_, r) => r + 1) : undefined,
  });
  return { stream, arena, reads };
}

/** The rows of an epoch in the order of its visits. */
async function epochOrder(
  { stream, arena }: ReturnType<typeof streamed>,
  epoch: number,
  weighted = false,
): Promise<number[]> {
  const width = weighted ? 2 : 1;
  const order: number[] = [];
  for await (const visit of stream.visits(epoch)) {
    for (const place of placesOf(visit, arena)) {
      const row = arena.numbers("f32", visit.targets + place * width * 4, width);
      if (weighted && row[1] !== row[0] + 1) throw new Error(`row ${row[0]} has another weight`);
      const [start, end] = arena.uint32(visit.rows + place * 4, 2);
      expect(end - start).toBe((row[0] % 5) * 8);
      for (let k = 0; k < row[0] % 5; k++) {
        const entry = [arena.uint32(start + 8 * k, 1)[0], arena.numbers("f32", start + 8 * k + 4, 1)[0]];
        if (entry[0] !== (row[0] % 400) + k || entry[1] !== row[0] + 1) throw new Error(`row ${row[0]} is another`);
      }
      order.push(row[0]);
    }
  }
  return order;
}

function placesOf({ order, count }: Visit, arena: Arena): Iterable<number> {
  return order === 0 ? Array.from({ length: count }, (_, i) => i) : arena.uint32(order, count).slice();
}

test.each(["block", "none"] as const)(
  "several targets of a row come with it, in their order; shuffle %s",
  async (shuffle) => {
    const rows = 1003;
    const kernels = wasmKernels(1);
    const arena = new Arena(kernels);
    const stream = new StreamedSparseRows(kernels, arena, {
      ...{ source: stored(rows).source, shuffle, seed: 3, width: 2, precision: "f32", bufferBytes: 3 * BLOCK_BYTES },
      targets: Float32Array.from({ length: 2 * rows }, (_, i) => (i % 2 === 0 ? i / 2 : -(i - 1) / 2)),
      weights: Float64Array.from({ length: rows }, (_, r) => r + 1),
    });
    const seen: number[] = [];
    for await (const visit of stream.visits(1)) {
      for (const place of placesOf(visit, arena)) {
        const [first, second, weight] = arena.numbers("f32", visit.targets + place * 3 * 4, 3);
        expect([second, weight]).toEqual([first === 0 ? -0 : -first, first + 1]);
        const [start, end] = arena.uint32(visit.rows + place * 4, 2);
        expect(end - start).toBe((first % 5) * 8);
        seen.push(first);
      }
    }
    expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: rows }, (_, r) => r));
  },
);

describe.each([
  [1, 1],
  [99, 1],
  [1003, 3],
  [5000, 7],
  [1000, 100],
])("%d rows, %d blocks in memory", (rows, blocks) => {
  const all = Array.from({ length: rows }, (_, r) => r);

  test.each([false, true])("an epoch visits each row once, with its entries; weights: %s", async (weighted) => {
    const order = await epochOrder(streamed(rows, blocks, "block", weighted), 1, weighted);
    expect(order.toSorted((a, b) => a - b)).toEqual(all);
  });

  test("the order depends on seed and epoch alone", async () => {
    const stream = streamed(rows, blocks, "block");
    const first = await epochOrder(stream, 1);
    const second = await epochOrder(stream, 2);
    expect(await epochOrder(streamed(rows, blocks, "block"), 2)).toEqual(second);
    expect(await epochOrder(stream, 1)).toEqual(first);
    if (rows > 1) {
      expect(second).not.toEqual(first);
      expect(await epochOrder(streamed(rows, blocks, "block", false, 8), 1)).not.toEqual(first);
    }
  });

  test("without shuffling the rows come in their order", async () => {
    expect(await epochOrder(streamed(rows, blocks, "none"), 3)).toEqual(all);
  });
});

test("an epoch reads each block once", async () => {
  const stream = streamed(5000, 7, "block");
  await epochOrder(stream, 1);
  expect(stream.reads.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, b) => b));
  expect(stream.reads).not.toEqual(stream.reads.toSorted((a, b) => a - b));
});

test("each fill has rows from all over the data", async () => {
  const order = await epochOrder(streamed(5000, 5, "block"), 1);
  // Ten fills of five blocks: each has a block of every fifth of the rows.
  const fifths = new Set(order.slice(0, 500).map((row) => Math.floor(row / 1000)));
  expect([...fifths].toSorted()).toEqual([0, 1, 2, 3, 4]);
});

test("trained as they come, streamed rows give the bytes of rows in memory", async () => {
  const rows = 3001;
  const random = new RandomState(3);
  const y = Float64Array.from({ length: rows }, () => (random.uniform() < 0.5 ? 0 : 1));
  const sampleWeight = Float64Array.from({ length: rows }, () => random.uniform() + 0.5);
  const options = { shuffle: "none", epochs: 3, optimizer: "adagrad", learningRate: 0.1, l2: 1e-4 } as const;
  const placer = placingRows<Float64Array>({ sampleWeight }, (kernels, arena, { source, ...given }) => {
    const sparse = { ...given, source: source as SparseSource, shuffle: "none", bufferBytes: 5 * BLOCK_BYTES } as const;
    return new StreamedSparseRows(kernels, arena, sparse);
  });
  const resident = await new SGDClassifier(options).fit(matrix(0, rows), y, { sampleWeight });
  const stream = await new SGDClassifier(options).fit(stored(rows).source, y, placer);
  expect(stream.toState()).toEqual(resident.toState());
});

test("rows taken of stored ones, and of these again, are those of the matrix", () => {
  // More entries than are kept when they are taken.
  const rows = 1_200_000;
  const { source, reads } = stored(rows);
  const odd = Int32Array.from({ length: rows / 2 }, (_, i) => 2 * i + 1);
  const taken = source.takeRows(odd);
  expect(reads).toEqual([]);
  const again = taken.takeRows(Int32Array.from({ length: 590_000 }, (_, i) => i + 7));
  expect(again.numberOf(5)).toBe(25);
  const few = again.takeRows([0, 589_999, 3, 3]);
  const expected = matrix(0, rows).takeRows([15, 1_180_013, 21, 21]);
  expect(CsrMatrix.concat([...few.matrices()])).toEqual(expected);
  expect(few.lengths).toEqual(Uint32Array.from([0, 3, 1, 1]));
  const count = reads.length;
  for (const row of [0, 1, 2, 3]) few.read(row, 1, new Float32Array(COLUMNS));
  expect(reads.length).toBe(count);
});

describe("more than 2^31 entries", () => {
  /** Every block is the same 10 rows of 5,000 entries. */
  const blockRows = 10;
  const entries = Array.from({ length: 5000 }, (_, j) => [2 * j, j + 1] as [number, number]);
  const block = CsrMatrix.from(
    Array.from({ length: blockRows }, (_, r) => entries.map(([j, x]) => [j, x + r] as const)),
    10_000,
    "f32",
  );
  const blocks = Array.from({ length: 45_000 }, () => ({ rows: blockRows, read: () => block }));
  const lengths = new Uint32Array(blocks.length * blockRows).fill(5000);
  const source = new SparseSource({ blocks, columns: block.columns, lengths });

  test("are counted, and a row behind them is found", () => {
    expect([source.rows, source.entries]).toEqual([450_000, 2_250_000_000]);
    expect(source.value(449_999, 9998)).toBe(5009);
    expect(source.takeRows([3, 449_994]).matrices().next().value).toEqual(block.takeRows([3]));
  });

  test("are too many for the engine's memory at once, in one line", () => {
    const kernels = wasmKernels(1);
    expect(
      () => new SparseRows(kernels, new Arena(kernels), source, { shuffle: "block", seed: 1, precision: "f32" }),
    ).toThrow(
      /^the rows need 16\.8 GiB in the engine, which has at most 4: use precision "f32", fewer rows or fewer columns$/,
    );
  });

  test("come through the buffer, 64 MiB at a time", async () => {
    const kernels = wasmKernels(1);
    const arena = new Arena(kernels);
    const targets = Float32Array.from({ length: source.rows }, (_, r) => r);
    const options = { source, shuffle: "block", seed: 7, width: 1, precision: "f32", targets } as const;
    const stream = new StreamedSparseRows(kernels, arena, options);
    let rows = 0;
    for await (const visit of stream.visits(1)) {
      for (const place of placesOf(visit, arena)) {
        const target = arena.numbers("f32", visit.targets + place * 4, 1)[0];
        const [start, end] = arena.uint32(visit.rows + place * 4, 2);
        expect(end - start).toBe(40_000);
        // The last entry tells which row of its block it is.
        expect(arena.numbers("f32", end - 4, 1)[0]).toBe(5000 + (target % blockRows));
      }
      rows += visit.count;
      if (rows > 3000) break;
    }
    expect(arena.mark()).toBeLessThan(2 ** 27);
  });
});
