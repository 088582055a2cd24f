import type { SparseBlock } from "../../data/readers/block-builder.ts";

/** Rows to train on and rows to test on. */
export interface SplitBlocks {
  readonly train: readonly SparseBlock[];
  readonly test: readonly SparseBlock[];
}

/** Parts blocks by rows, which keep their order: block after block, so that little is held twice. */
export function splitBlocks(blocks: readonly SparseBlock[], testIndices: Int32Array): SplitBlocks {
  const rows = blocks.reduce((sum, { X }) => sum + X.rows, 0);
  const isTest = new Uint8Array(rows);
  for (const row of testIndices) isTest[row] = 1;
  let first = 0;
  const parts = blocks.map((block) => {
    const flags = isTest.subarray(first, first + block.X.rows);
    first += block.X.rows;
    return { train: takeRows(block, flags, 0), test: takeRows(block, flags, 1) };
  });
  return { train: withRows(parts.map(({ train }) => train)), test: withRows(parts.map(({ test }) => test)) };
}

function takeRows({ X, y, weights }: SparseBlock, flags: Uint8Array, wanted: 0 | 1): SparseBlock {
  const rows = new Int32Array(flags.length);
  let count = 0;
  for (let r = 0; r < flags.length; r++) if (flags[r] === wanted) rows[count++] = r;
  const taken = rows.subarray(0, count);
  const pick = (from: Float64Array): Float64Array => Float64Array.from(taken, (row) => from[row]!);
  return { X: X.takeRows(taken), y: pick(y), ...(weights !== undefined && { weights: pick(weights) }) };
}

function withRows(blocks: readonly SparseBlock[]): SparseBlock[] {
  return blocks.filter(({ X }) => X.rows > 0);
}
