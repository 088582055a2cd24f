import { describe, expect, it } from "vitest";
import { textKernels } from "../../../src/data/kernels/text-kernels.ts";
import { FeatureHasher, type NamedValues } from "../../../src/data/text/feature-hasher.ts";
import { type PlainRows, plainRows, readFixture } from "./fixtures.ts";

interface HashingFixture {
  readonly hashes: [text: string, seed: number, hash: number][];
  readonly strings: NamedValues[];
  readonly pairs: NamedValues[];
  readonly dicts: NamedValues[];
  readonly hashers: { columns: number; signed: boolean; kind: "string" | "pair" | "dict"; rows: PlainRows }[];
}

const fixture = readFixture<HashingFixture>("hashing.json");

describe("murmur32", () => {
  it("gives scikit-learn's murmurhash3_32, for texts of all lengths modulo 4 and several seeds", () => {
    const { memory, heapBase, murmur32 } = textKernels();
    for (const [text, seed, hash] of fixture.hashes) {
      const { written } = new TextEncoder().encodeInto(text, new Uint8Array(memory.buffer, heapBase, 1000));
      expect(murmur32(heapBase, written, seed) | 0, `${text} ${seed}`).toBe(hash);
    }
  });
});

describe("FeatureHasher", () => {
  it.each(fixture.hashers)("equals scikit-learn's to 1e-15: $columns columns, $kind, signed $signed", (given) => {
    const { columns, signed, kind, rows } = given;
    const data = { string: fixture.strings, pair: fixture.pairs, dict: fixture.dicts }[kind];
    const X = new FeatureHasher({ columns, alternateSign: signed }).transform(data);
    expect(X).toMatchObject({ rows: data.length, columns, precision: "f64" });
    const got = plainRows(X);
    expect(got.map((row) => row.map(([column]) => column))).toEqual(rows.map((row) => row.map(([column]) => column)));
    got.forEach((row, r) => {
      row.forEach(([, value], i) => {
        expect(Math.abs(value - rows[r]![i]![1])).toBeLessThanOrEqual(1e-15 * Math.max(1, Math.abs(value)));
      });
    });
  });

  it("gives 32-bit values where asked, and can be used again", () => {
    const hasher = new FeatureHasher({ columns: 16, precision: "f32" });
    const first = plainRows(hasher.transform([{ a: 0.1 }]));
    expect(plainRows(hasher.transform([{ b: 7, c: 1 }, { a: 0.1 }]))[1]).toEqual(first[0]);
    expect(Math.abs(first[0]![0]![1])).toBe(Math.fround(0.1));
  });

  it.each([0, -1, 1.5, 2 ** 28 + 1, Number.NaN])("refuses %s columns", (columns) => {
    expect(() => new FeatureHasher({ columns })).toThrow(`columns: got ${columns}, expected a whole number, 1 to 2^28`);
  });
});
