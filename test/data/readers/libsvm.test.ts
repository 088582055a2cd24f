import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { libsvmParser, readLibsvm } from "../../../src/data/readers/libsvm.ts";
import { cut, type PlainRow, plainRows, utf8 } from "./sparse-text.ts";

/** A number as text in one of the forms that programs write. */
const decimal = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }).map(String),
  fc.double({ noDefaultInfinity: true, noNaN: true, min: -1e30, max: 1e30 }).map(String),
  fc.double({ noDefaultInfinity: true, noNaN: true, min: -1e30, max: 1e30 }).map((x) => x.toExponential(7)),
  fc.double({ noDefaultInfinity: true, noNaN: true, min: -100, max: 100 }).map((x) => x.toFixed(20)),
  fc.constantFrom("0", "-0", "1.", ".5", "+2", "1E2", "1e-320", "00012.500"),
);

const row = fc.record({
  label: decimal,
  query: fc.option(fc.nat()),
  steps: fc.array(fc.tuple(fc.integer({ min: 1, max: 30000 }), decimal), { maxLength: 8 }),
  blanks: fc.constantFrom("", " ", "\t", " \r"),
  comment: fc.constantFrom("", "# text 1:2", "#"),
});

function toLine({
  label,
  query,
  steps,
  blanks,
  comment,
}: typeof row extends fc.Arbitrary<infer R> ? R : never): string {
  let index = 0;
  const features = steps.map(([step, value]) => {
    index += step;
    return `${index}:${value}`;
  });
  return [label, ...(query === null ? [] : [`qid:${query}`]), ...features].join(" ") + blanks + comment;
}

/** The format by its definition, with JavaScript's own numbers. */
function parsePlainly(text: string, base: number): PlainRow[] {
  const lines = text.split("\n").map((line) => line.split("#")[0]!.trim());
  return lines
    .filter((line) => line !== "")
    .map((line) => {
      const [label, ...tokens] = line.split(/\s+/);
      const pairs = tokens.filter((token) => !token.startsWith("qid:")).map((token) => token.split(":"));
      return { y: Number(label), features: pairs.map(([index, value]) => [Number(index) - base, Number(value)]) };
    });
}

describe("readLibsvm", () => {
  it("gives f64 rows equal to a line-by-line parse with JavaScript's numbers, whatever the pieces", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof({ weight: 5, arbitrary: row.map(toLine) }, fc.constantFrom("", "  ", "# comment")), {
          maxLength: 30,
        }),
        fc.boolean(),
        fc.array(fc.nat(), { maxLength: 12 }),
        async (lines, ends, places) => {
          const text = lines.join("\n") + (ends ? "\n" : "");
          const data = await readLibsvm(cut(utf8(text), places), { precision: "f64" });
          const expected = parsePlainly(text, 1);
          expect(plainRows(data.blocks)).toEqual(expected);
          const columns = Math.max(0, ...expected.flatMap(({ features }) => features.map(([column]) => column + 1)));
          expect(data).toMatchObject({ rows: expected.length, columns, indexBase: 1, unseenFeatures: 0 });
          expect(data.emptyRows).toBe(expected.filter(({ features }) => features.length === 0).length);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("gives the same rows for pieces of one byte as for one piece", async () => {
    const text = "\uFEFF1 1:0.5 20:1e-3\n-1 qid:7 3:12345678901234567890.5 # note\n\n2";
    const bytes = utf8(text);
    const pieces = Array.from(bytes, (_, i) => bytes.subarray(i, i + 1));
    expect(plainRows((await readLibsvm(pieces)).blocks)).toEqual(plainRows((await readLibsvm(bytes)).blocks));
  });

  it("counts from 0 where an index is 0, also when rows came before it", async () => {
    const many = Array.from({ length: 50000 }, (_, i) => `${i % 2} ${1 + (i % 7)}:1 ${9 + (i % 5)}:2`);
    const text = [...many, "1 0:3 9:1"].join("\n");
    const data = await readLibsvm(utf8(text), { precision: "f64" });
    expect(data).toMatchObject({ indexBase: 0, columns: 14, rows: 50001 });
    expect(plainRows(data.blocks)).toEqual(parsePlainly(text, 0));
    expect(data.blocks.every(({ X }) => X.columns === 14)).toBe(true);
  });

  it("leaves out and counts features beyond the given width", async () => {
    const data = await readLibsvm(utf8("1 1:1 4:2 9:3\n0 5:1\n"), { indexBase: 1, columns: 4 });
    expect(plainRows(data.blocks)).toEqual([
      {
        y: 1,
        features: [
          [0, 1],
          [3, 2],
        ],
      },
      { y: 0, features: [] },
    ]);
    expect(data).toMatchObject({ unseenFeatures: 2, columns: 9, emptyRows: 0 });
    expect(data.blocks[0]?.X.columns).toBe(4);
  });

  it("takes a row that is larger than its memory", async () => {
    const features = Array.from({ length: 300000 }, (_, i) => `${2 * i + 1}:${i % 10}.123456789012345678901`);
    const { blocks } = await readLibsvm(utf8(`1 1:1\n2 ${features.join(" ")}\n3 2:1`), { precision: "f64" });
    const rows = plainRows(blocks);
    expect(rows.map(({ features }) => features.length)).toEqual([1, 300000, 1]);
    expect(rows[1]?.features[299999]).toEqual([599998, Number("9.123456789012345678901")]);
  });

  it("gives blocks while bytes still come, all rows once and in order", () => {
    const line = utf8("1 1:1 2:2 3:3 4:4 5:5 6:6 7:7 8:8\n");
    const stretch = new Uint8Array(line.length * 2000).map((_, i) => line[i % line.length]!);
    const parser = libsvmParser({ indexBase: 1 });
    let early = 0;
    let rows = 0;
    for (let i = 0; i < 20; i++) {
      parser.push(stretch);
      const blocks = parser.take(false);
      early += blocks.length;
      for (const { X } of blocks) rows += X.rows;
    }
    expect(parser.end().rows).toBe(40000);
    for (const { X } of parser.take(true)) rows += X.rows;
    expect(early).toBeGreaterThan(0);
    expect(rows).toBe(40000);
  });
});
