import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ColumnEncoder, encoderFeatures } from "../../../../src/data/table/encoders/column-encoder.ts";
import { interactionOf } from "../../../../src/data/table/encoders/interaction.ts";
import type { TextEncoding } from "../../../../src/data/table/encoders/text.ts";
import { TableEncoder } from "../../../../src/data/table/sparse/table-encoder.ts";
import { NameTable } from "../../../../src/data/text/name-table.ts";
import { TextVectorizer } from "../../../../src/data/text/text-vectorizer.ts";
import { CsrMatrix } from "../../../../src/engine/matrix/csr-matrix.ts";

const age: ColumnEncoder = {
  ...{ kind: "numeric", column: "age", boolean: false, shift: 40, scale: 10, fill: 40, indicator: true },
};
const city: ColumnEncoder = { kind: "one-hot", column: "city", levels: ["Bergen", "Oslo"], indicator: true };
const street: ColumnEncoder = { kind: "hashed", column: "street", buckets: 7, indicator: false };
const since: ColumnEncoder = {
  ...{ kind: "datetime", column: "since", shift: 1e9, scale: 1e8, yearShift: 2001, yearScale: 3 },
  ...{ parts: ["year", "month", "hour"], indicator: true },
};
const all = [age, city, street, since];

/** Raw values of a column, some missing, some that training had not seen. */
function rawOf(encoder: ColumnEncoder): fc.Arbitrary<number> {
  const missing = fc.constant(Number.NaN);
  switch (encoder.kind) {
    case "numeric":
      return fc.oneof(missing, fc.constant(encoder.fill), fc.double({ min: -1e6, max: 1e6, noNaN: true }));
    case "one-hot":
      return fc.oneof(missing, fc.integer({ min: -1, max: encoder.levels.length - 1 }));
    case "hashed":
      return fc.oneof(
        missing,
        fc.integer({ min: 1, max: encoder.buckets }),
        fc.integer({ min: -encoder.buckets, max: -1 }),
      );
    case "datetime":
      return fc.oneof(missing, fc.integer({ min: -2e9, max: 4e9 }));
  }
}

const tables = fc.subarray(all, { minLength: 1 }).chain((encoders) =>
  fc.record({
    encoders: fc.constant(encoders),
    rows: fc.array(fc.tuple(...encoders.map(rawOf)), { maxLength: 20 }),
    precision: fc.constantFrom("f32", "f64"),
  }),
);

function columnsOf(rows: readonly (readonly number[])[], count: number): Float64Array[] {
  return Array.from({ length: count }, (_, i) => Float64Array.from(rows, (row) => row[i]));
}

describe("TableEncoder", () => {
  it("gives sparse rows the numbers of dense ones, and counts the same unseen words", () => {
    fc.assert(
      fc.property(tables, ({ encoders, rows, precision }) => {
        const raw = { rows: rows.length, columns: columnsOf(rows, encoders.length) };
        const [seen, seenSparse] = [new Float64Array(encoders.length), new Float64Array(encoders.length)];
        const dense = new TableEncoder({ encoders }).encode(raw, precision, seen);
        const sparse = new TableEncoder({ encoders, layout: "sparse" }).encode(raw, precision, seenSparse);
        if (!(sparse instanceof CsrMatrix)) throw new Error("rows are dense");
        expect(sparse.toDense()).toEqual(dense);
        expect(seenSparse).toEqual(seen);
        expect(
          () => new CsrMatrix(sparse.indptr, sparse.indices, sparse.values, rows.length, sparse.columns),
        ).not.toThrow();
      }),
    );
  });

  it("multiplies the features of two columns, each with each", () => {
    const pairs = [
      [age, city],
      [city, street],
      [since, age],
    ] as const;
    fc.assert(
      fc.property(fc.array(fc.tuple(...all.map(rawOf)), { maxLength: 20 }), (rows) => {
        const raw = { rows: rows.length, columns: columnsOf(rows, all.length) };
        const interactions = pairs.map(([a, b]) =>
          interactionOf([a.column, b.column], [encoderFeatures(a), encoderFeatures(b)]),
        );
        const encoder = new TableEncoder({ encoders: all, interactions, layout: "sparse" });
        const got = encoder.encodeSparse(raw, "f64");
        const dense = encoder.columns.encode(raw, "f64");
        const features = (column: ColumnEncoder, row: number): number[] => {
          const start = encoder.columns.starts[all.indexOf(column)];
          return Array.from({ length: encoderFeatures(column) }, (_, i) => dense.get(row, start + i));
        };
        rows.forEach((_, row) => {
          const products = pairs.flatMap(([a, b]) =>
            features(a, row).flatMap((x) => features(b, row).map((y) => x * y)),
          );
          const expected = [...Array.from(dense.row(row)), ...products];
          for (const [column, value] of expected.entries()) expect(got.get(row, column)).toBe(value + 0);
        });
        expect(encoder.describe(encoder.columns.features + 1)).toEqual({ name: "age^city=Oslo", column: "age^city" });
      }),
    );
  });

  it("adds products that share a feature, in ascending features", () => {
    const encoder = new TableEncoder({
      encoders: [age, since],
      interactions: [{ kind: "interaction", first: "age", second: "since", features: 5 }],
      layout: "sparse",
    });
    const raw = { rows: 2, columns: [Float64Array.of(52, Number.NaN), Float64Array.of(1.1e9, 3e8)] };
    const X = encoder.encodeSparse(raw, "f64");
    const dense = encoder.columns.encode(raw, "f64");
    const width = encoderFeatures(since);
    for (const row of [0, 1]) {
      const sums = new Float64Array(5);
      for (let i = 0; i < 2; i++) {
        for (let j = 0; j < width; j++) sums[(i * width + j) % 5] += dense.get(row, i) * dense.get(row, 2 + j);
      }
      for (const [k, sum] of sums.entries()) expect(X.get(row, 2 + width + k)).toBeCloseTo(sum, 12);
    }
    expect(() => new CsrMatrix(X.indptr, X.indices, X.values, 2, X.columns)).not.toThrow();
    expect(encoder.describe(2 + width + 3).name).toBe("age^since#3");
  });

  it("puts texts behind all others, as TextVectorizer makes them, under their words' names", () => {
    const texts = ["good day", "bad day", "", "a good good thing"];
    const note: TextEncoding = {
      ...{ kind: "text", column: "note", buckets: 64, analyzer: "word", ngrams: [1, 2], weighting: "tfidf" },
    };
    const vectorizer = new TextVectorizer({ ngrams: [1, 2], columns: 64 }).learn(texts);
    const { documents, columns, frequencies } = vectorizer.toState();
    const own = vectorizer.names()!;
    const names = new NameTable(
      own.columns.map((column) => 2 + column),
      own.names,
      own.collided,
    );
    const knowledge = { frequencies: [{ documents, columns, frequencies }], names };
    const encoder = new TableEncoder({ encoders: [age], texts: [note], layout: "sparse" }, knowledge);
    const X = encoder.encodeSparse(
      { rows: 4, columns: [Float64Array.of(50, 40, 30, Number.NaN)], texts: [texts] },
      "f32",
    );
    const expected = vectorizer.transform(texts);
    expect(X.columns).toBe(66);
    for (let row = 0; row < 4; row++) {
      expect([X.get(row, 0), X.get(row, 1)]).toEqual(
        [
          [1, 0],
          [0, 0],
          [-1, 0],
          [0, 1],
        ][row],
      );
      for (let column = 0; column < 64; column++) expect(X.get(row, 2 + column)).toBe(expected.get(row, column));
    }
    const good = own.columns[own.names.indexOf("good")];
    expect(encoder.describe(2 + good)).toEqual({ name: "note: good", column: "note" });
    const unknown = Array.from({ length: 64 }, (_, column) => column).find(
      (column) => own.nameOf(column) === undefined,
    )!;
    expect(encoder.describe(2 + unknown)).toEqual({ name: `note#${unknown}`, column: "note" });
  });
});
