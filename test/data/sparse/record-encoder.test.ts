import { describe, expect, it } from "vitest";
import { type RecordColumn, RecordEncoder } from "../../../src/data/sparse/record-encoder.ts";
import { FeatureHasher } from "../../../src/data/text/feature-hasher.ts";
import { TextVectorizer } from "../../../src/data/text/text-vectorizer.ts";
import { plainRows } from "../text/fixtures.ts";

const columns: RecordColumn[] = [
  { name: "city", kind: "word", values: ["Oslo", "Rome", null, "Oslo"] },
  { name: "age", kind: "number", values: Float64Array.of(40, 20, Number.NaN, 30) },
  { name: "note", kind: "text", values: ["Hello world", "hello you", null, "the world"] },
];
const options = { bits: 12, precision: "f64" } as const;
const interactions = [
  ["city", "age"],
  ["city", "city"],
] as const;

describe("RecordEncoder", () => {
  it("hashes words, standardised numbers and products together, and puts texts behind them", () => {
    const encoder = RecordEncoder.fit(columns, { ...options, interactions });
    const X = encoder.encode(columns);
    expect(X).toMatchObject({ rows: 4, columns: 2 * 4096, precision: "f64" });
    const deviation = Math.sqrt(200 / 3);
    const named = new FeatureHasher({ columns: 4096, alternateSign: false }).transform([
      { "city=Oslo": 1, age: 10 / deviation, "city=Oslo^age": 10 / deviation, "city=Oslo^city=Oslo": 1 },
      { "city=Rome": 1, age: -10 / deviation, "city=Rome^age": -10 / deviation, "city=Rome^city=Rome": 1 },
      { "city=": 1, "age (missing)": 1, "city=^age (missing)": 1, "city=^city=": 1 },
      { "city=Oslo": 1, "city=Oslo^city=Oslo": 1 },
    ]);
    const texts = ["Hello world", "hello you", "", "the world"];
    const text = new TextVectorizer({ columns: 4096, precision: "f64" }).learn(texts).transform(texts);
    const expected = plainRows(named).map((row, r) => [
      ...row,
      ...plainRows(text)[r]!.map(([column, value]): [number, number] => [4096 + column, value]),
    ]);
    const got = plainRows(X);
    expect(got.map((row) => row.map(([column]) => column))).toEqual(
      expected.map((row) => row.map(([column]) => column)),
    );
    got.forEach((row, r) => {
      row.forEach(([, value], i) => {
        expect(Math.abs(value - expected[r]![i]![1])).toBeLessThan(1e-15);
      });
    });
  });

  it("keeps the names of all columns", () => {
    const names = RecordEncoder.fit(columns, { ...options, interactions: [["city", "age"]] }).names();
    const all = ["city=", "city=Oslo", "city=Rome", "age", "age (missing)", "city=Oslo^age", "city=Rome^age"];
    all.push("city=^age (missing)", "hello", "world", "you", "the");
    expect([...names.names].sort()).toEqual(all.sort());
    expect(Array.from(names.columns)).toEqual(Array.from(names.columns).sort((a, b) => a - b));
    expect(names.columns[names.names.indexOf("hello")]).toBeGreaterThanOrEqual(4096);
    const two = RecordEncoder.fit([columns[2]!, { ...columns[2]!, name: "more" }], options).names();
    expect(two.names).toEqual(expect.arrayContaining(["note: hello", "more: hello"]));
  });

  it("comes back from its state through JSON", () => {
    const encoder = RecordEncoder.fit(columns, { ...options, interactions, text: { ngrams: [1, 2] } });
    const restored = RecordEncoder.fromState(JSON.parse(JSON.stringify(encoder.toState())));
    const others: RecordColumn[] = [
      { name: "city", kind: "word", values: ["Paris"] },
      { name: "age", kind: "number", values: Float64Array.of(77) },
      { name: "note", kind: "text", values: ["world you never saw, hello"] },
    ];
    for (const given of [columns, others]) expect(restored.encode(given)).toEqual(encoder.encode(given));
    expect(restored.columns).toBe(encoder.columns);
  });

  it.each<[string, () => unknown, string]>([
    ["bits", () => RecordEncoder.fit(columns, { bits: 27 }), "bits: got 27, expected a whole number, 1 to 26"],
    [
      "an interaction of a text",
      () => RecordEncoder.fit(columns, { interactions: [["city", "note"]] }),
      'interactions: "note": the column is a text, expected a column of words or numbers',
    ],
    [
      "an interaction of no column",
      () => RecordEncoder.fit(columns, { interactions: [["town", "age"]] }),
      'interactions: "town": there is no such column, expected a column of words or numbers',
    ],
  ])("refuses %s", (_, make, message) => {
    expect(make).toThrow(message);
  });
});
