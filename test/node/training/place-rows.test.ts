import { describe, expect, it } from "vitest";
import { placerOf } from "../../../src/engine/estimators/row-placer.ts";
import { CsrMatrix } from "../../../src/engine/matrix/csr-matrix.ts";
import type { RowSource } from "../../../src/engine/matrix/row-source.ts";
import { SparseSource } from "../../../src/engine/matrix/sparse-source.ts";
import { placedRows } from "../../../src/node/training/place-rows.ts";

/** Sparse rows of so many MiB of entries in f32. */
function sparse(mebibytes: number): SparseSource {
  const rows = 1024;
  const lengths = new Uint32Array(rows).fill((mebibytes * 2 ** 20) / rows / 8);
  return new SparseSource({ blocks: [{ rows, read: () => CsrMatrix.from([], 10) }], columns: 10, lengths });
}

/** Dense rows of so many MiB in f32. */
function dense(mebibytes: number): RowSource {
  return { rows: 1024, columns: mebibytes * 256, read() {}, value: () => 0 };
}

describe("rows are read again every epoch", () => {
  it.each([
    ["dense rows of more than 256 MiB, shuffled", dense(257), "f32", "block", true],
    ["dense rows that fit", dense(256), "f32", "block", false],
    ["dense rows that fit only in 32 bits", dense(129), "f64", "block", true],
    ["dense rows in their order", dense(257), "f32", "none", false],
    ["sparse rows of more than 1 GiB, shuffled", sparse(1025), "f32", "block", true],
    ["sparse rows of more than 1 GiB, in their order", sparse(1025), "f32", "none", true],
    ["sparse rows that fit", sparse(1024), "f32", "block", false],
    ["sparse rows that fit only in 32 bits", sparse(700), "f64", "block", true],
    ["sparse rows shuffled in full", sparse(1025), "f32", "full", false],
  ] as const)("%s", (_, rows, precision, shuffle, isStreamed) => {
    const fit = { sampleWeight: new Float64Array(1) };
    const placed = placedRows(fit, rows, { shuffle, precision });
    expect(placerOf(placed) !== undefined).toBe(isStreamed);
    expect(placed).toMatchObject(fit);
  });
});
