import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSparse } from "../../../src/node/sparse/read-sparse.ts";
import { sparseFormatOf } from "../../../src/node/sparse/sparse-file.ts";
import { plainRows } from "../../data/readers/sparse-text.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "minibatch-sparse-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const lines = Array.from({ length: 20000 }, (_, i) => `${i % 2} ${1 + (i % 50)}:${i / 8} ${60 + (i % 7)}:1`);
const text = `${lines.join("\n")}\n`;

describe("readSparse", () => {
  it("gives the rows of a file, and the same of gzip of one member or two", async () => {
    const plain = await readSparse(write("rows.svm", text));
    expect(plain).toMatchObject({ rows: 20000, columns: 66, indexBase: 1, format: "libsvm" });
    expect(plainRows(plain.blocks)[12345]).toEqual({
      y: 1,
      features: [
        [45, Math.fround(12345 / 8)],
        [63, 1],
      ],
    });
    const half = text.length >> 1;
    const two = Buffer.concat([gzipSync(text.slice(0, half)), gzipSync(text.slice(half))]);
    for (const packed of [gzipSync(text), two]) {
      const read = await readSparse(write("rows.svm.gz", packed));
      expect(plainRows(read.blocks)).toEqual(plainRows(plain.blocks));
    }
  });

  it("reads Vowpal Wabbit text with names", async () => {
    const data = await readSparse(write("rows.vw", "1 | a b\n-1 2 |x c:3\n"), { bits: 10, names: 10 });
    expect(data).toMatchObject({ rows: 2, columns: 1024, format: "vw", isWeighted: true });
    expect([...data.names!.names].sort()).toEqual(["a", "b", "x^c"]);
  });

  it.each<[string, string | Uint8Array, string]>([
    ["empty.svm", "", "has no row: it is empty"],
    ["blank.svm", "\n\n# nothing\n", "has no row: its lines are blank or comments"],
    ["short.svm.gz", gzipSync(text).subarray(0, 5000), "the gzip file is broken or cut short"],
    ["broken.svm.gz", Uint8Array.of(0x1f, 0x8b, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), "the gzip file is broken or cut short"],
    ["prose.dat", "Once upon a time\n", "neither its name nor its first row says libsvm or vw: say the format"],
  ])("refuses %s", async (name, content, message) => {
    const path = write(name, content);
    await expect(readSparse(path)).rejects.toMatchObject({ code: "INVALID_FILE", message: `${path}: ${message}` });
  });

  it("refuses a file that is not there, and a folder", async () => {
    const missing = join(folder, "missing.svm");
    await expect(readSparse(missing)).rejects.toThrow(`${missing}: cannot read: no such file or directory (ENOENT)`);
    const directory = join(folder, "folder.svm");
    mkdirSync(directory);
    await expect(readSparse(directory)).rejects.toMatchObject({ code: "INVALID_FILE" });
  });

  it("refuses a binary file with the place of its first bytes", async () => {
    const path = write("image.svm", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 10));
    await expect(readSparse(path)).rejects.toThrow(`${path}:1:1: bytes that are no UTF-8`);
  });

  it("stops when it is told to", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(readSparse(write("rows.svm", text), { signal })).rejects.toThrow("enough");
  });
});

describe("sparseFormatOf", () => {
  it.each<[string, string, string | undefined]>([
    ["a.svm", "", "libsvm"],
    ["a.libsvm.gz", "", "libsvm"],
    ["a.svmlight", "", "libsvm"],
    ["a.VW", "", "vw"],
    ["a.csv", "1 1:2\n", undefined],
    ["a.parquet", "", undefined],
    ["a9a", "-1 3:1 11:1 \n", "libsvm"],
    ["a.dat", "# comment\n+1 qid:2 3:0.5 # x\n", "libsvm"],
    ["b.dat", "1 2.0 'tag|f a b\n", "vw"],
    ["c.dat", "a,b,c\n1,2,3\n", undefined],
    ["d.dat", "a|b|c\n1|2|3\n", undefined],
    ["f.dat", "1|2|3\n", undefined],
    ["g.dat", "|f a b\n", "vw"],
    ["e.dat", "", undefined],
  ])("%s that starts with %j", (name, content, format) => {
    expect(sparseFormatOf(write(name, content))).toBe(format);
  });

  it("a file that cannot be read has none", () => {
    expect(sparseFormatOf(join(folder, "nothing.dat"))).toBeUndefined();
    expect(sparseFormatOf(folder)).toBeUndefined();
  });
});
