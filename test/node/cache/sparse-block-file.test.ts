import { closeSync, ftruncateSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { CsrMatrix } from "../../../src/engine/matrix/csr-matrix.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";
import { SparseBlockFile, SparseBlockWriter } from "../../../src/node/cache/sparse-block-file.ts";
import { error } from "../../data/table/matchers.ts";
import { emptyFolder } from "../tables/files.ts";

const COLUMNS = 1000;

function someRows(rows: number, precision: "f32" | "f64", seed: number): CsrMatrix {
  const random = new RandomState(seed);
  const entries = Array.from({ length: rows }, (_, r) =>
    Array.from(
      { length: r % 7 },
      (_, i) => [i * 140 + Math.floor(140 * random.random()), random.standardNormal()] as const,
    ),
  );
  return CsrMatrix.from(entries, COLUMNS, precision);
}

describe.each(["f32", "f64"] as const)("rows of %s in blocks", (precision) => {
  it.each([0, 1, 20_000])("come back: %d and 20,000 rows, with targets and weights", (few) => {
    const path = join(emptyFolder(), "rows.blocks");
    const writer = new SparseBlockWriter(path, precision);
    const parts = [few, 20_000].map((rows) => someRows(rows, precision, rows + 1));
    let row = 0;
    for (const X of parts) {
      const numbers = Float64Array.from({ length: X.rows }, () => row++);
      writer.append(X, numbers, numbers.map(Math.sqrt));
    }
    const file = new SparseBlockFile(
      path,
      JSON.parse(JSON.stringify(writer.finish({ columns: COLUMNS, weighted: true }))),
    );
    const all = CsrMatrix.concat(parts.filter(({ rows }) => rows > 0));
    const read = CsrMatrix.concat([...file.source().matrices()]);
    expect(read).toEqual(all);
    expect([file.rows, file.columns, file.index.entries]).toEqual([all.rows, COLUMNS, all.entries]);
    expect(file.targets).toEqual(Float64Array.from({ length: all.rows }, (_, i) => i));
    expect(file.weights).toEqual(file.targets.map(Math.sqrt));
    file.close();
  });

  it("come back where a block has no entry", () => {
    const path = join(emptyFolder(), "rows.blocks");
    const writer = new SparseBlockWriter(path, precision);
    const X = CsrMatrix.from([[], []], COLUMNS, precision);
    writer.append(X, new Float64Array(2), undefined);
    const file = new SparseBlockFile(path, writer.finish({ columns: COLUMNS, weighted: false }));
    expect(file.block(0)).toEqual(X);
    file.close();
  });

  it("are refused where the file was damaged", () => {
    const path = join(emptyFolder(), "rows.blocks");
    const writer = new SparseBlockWriter(path, precision);
    const X = someRows(100, precision, 3);
    writer.append(X, new Float64Array(100), undefined);
    const index = writer.finish({ columns: COLUMNS, weighted: false });
    const bytes = readFileSync(path);
    bytes[600]! ^= 1;
    writeFileSync(path, bytes);
    const file = new SparseBlockFile(path, index);
    expect(() => file.block(0)).toThrow(
      error("INVALID_FILE", /the encoded rows are damaged; remove this file, or train with --no-cache$/),
    );
    file.close();
  });
});

it("rows behind more than 2^31 entries come back, whose place is beyond what 32 bits can say", () => {
  const many = 2 ** 31 + 5;
  const path = join(emptyFolder(), "rows.blocks");
  const writer = new SparseBlockWriter(path, "f32");
  const X = someRows(300, "f32", 7);
  writer.append(X, new Float64Array(X.rows), undefined);
  const { blocks, checksums } = writer.finish({ columns: COLUMNS, weighted: false });
  const lengths = Uint32Array.from({ length: X.rows + 1 }, (_, r) => (r === 0 ? many : X.indptr[r] - X.indptr[r - 1]));
  const targets = Float64Array.from(lengths, (_, r) => r + 0.5);
  const parts = [readFileSync(path).subarray(0, 4 * X.rows + 8 * X.entries), lengths, targets].map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  );
  // In front of them a block of one row that nobody has written: the file has a hole there.
  const file = openSync(path, "w");
  let position = 4 + 8 * many;
  ftruncateSync(file, position);
  for (const part of parts) position += writeSync(file, part, 0, part.length, position);
  closeSync(file);
  const read = new SparseBlockFile(path, {
    ...{ layout: "sparse", rows: X.rows + 1, columns: COLUMNS, entries: many + X.entries, precision: "f32" },
    ...{ blocks: [[1, many], ...blocks], weighted: false },
    checksums: [0, checksums[0]!, ...parts.slice(1).map((part) => crc32(part))],
  });
  expect(read.block(1)).toEqual(X);
  expect(read.targets).toEqual(targets);
  const source = read.source();
  expect([source.rows, source.entries, source.longest]).toEqual([X.rows + 1, many + X.entries, many]);
  expect(source.takeRows([7, 300]).matrices().next().value).toEqual(X.takeRows([6, 299]));
  read.close();
});
