import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { namedWeights } from "../../../src/data/text/name-table.ts";
import { toTextBatch } from "../../../src/data/text/text-batch.ts";
import type { TextAnalyzer, TextOptions } from "../../../src/data/text/text-options.ts";
import { TextVectorizer } from "../../../src/data/text/text-vectorizer.ts";
import { type PlainRows, plainRows, readFixture } from "./fixtures.ts";

interface VectorizerFixture {
  readonly texts: string[];
  readonly learned: number;
  readonly full: number[];
  readonly cases: { options: TextOptions; sums: [number, number, number][]; full: PlainRows }[];
}

const fixture = readFixture<VectorizerFixture>("vectorizer.json");

function expectClose(got: number, expected: number, bound: number): void {
  expect(Math.abs(got - expected)).toBeLessThanOrEqual(bound * Math.max(1, Math.abs(expected)));
}

describe("TextVectorizer equals scikit-learn's HashingVectorizer and TfidfTransformer", () => {
  it.each(fixture.cases)("$options, values to 1e-14", ({ options, sums, full }) => {
    const vectorizer = new TextVectorizer({ ...options, precision: "f64" });
    vectorizer.learn(fixture.texts.slice(0, fixture.learned), 0);
    const rows = plainRows(vectorizer.transform(fixture.texts));
    expect(rows.map((row) => row.length)).toEqual(sums.map(([count]) => count));
    rows.forEach((row, r) => {
      const [, sum, weighted] = sums[r]!;
      expectClose(
        row.reduce((total, [, value]) => total + value, 0),
        sum,
        1e-13,
      );
      expectClose(
        row.reduce((total, [column, value]) => total + value * ((column % 1009) + 1), 0),
        weighted,
        1e-12,
      );
    });
    full.forEach((row, i) => {
      const got = rows[fixture.full[i]!]!;
      expect(got.map(([column]) => column)).toEqual(row.map(([column]) => column));
      got.forEach(([, value], j) => {
        expectClose(value, row[j]![1], 1e-14);
      });
    });
  });
});

/** Each text's row is the one it has alone. */
function expectRowsAsAlone(texts: readonly string[], analyzer: TextAnalyzer): void {
  const vectorizer = new TextVectorizer({ analyzer, ngrams: [1, 2], weighting: "counts" });
  const alone = texts.map((text) => plainRows(vectorizer.transform([text]))[0]);
  expect(plainRows(vectorizer.transform(texts))).toEqual(alone);
}

describe("TextVectorizer", () => {
  it("gives each text the row it has alone, whatever texts come with it", () => {
    const text = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom(...fixture.texts));
    const analyzer = fc.constantFrom<TextAnalyzer[]>("word", "char", "char_wb");
    fc.assert(fc.property(fc.array(text, { maxLength: 20 }), analyzer, expectRowsAsAlone), { numRuns: 60 });
  });

  it("gives many texts the rows of few, in several calls of learn and across its stretches", () => {
    const texts = Array.from({ length: 30000 }, (_, i) => `word${i % 701} other${i % 13} ${"filler ".repeat(i % 5)}`);
    const whole = new TextVectorizer({ columns: 4096 }).learn(texts);
    const parts = new TextVectorizer({ columns: 4096 }).learn(texts.slice(0, 11)).learn(toTextBatch(texts.slice(11)));
    const X = whole.transform(texts);
    expect(X.rows).toBe(30000);
    expect(parts.transform(texts)).toEqual(X);
    expect(plainRows(X).slice(29000, 29010)).toEqual(plainRows(whole.transform(texts.slice(29000, 29010))));
  });

  it("comes back from its state", () => {
    const vectorizer = new TextVectorizer({ columns: 1000, ngrams: [1, 2] }).learn(fixture.texts);
    const state = JSON.parse(JSON.stringify(vectorizer.toState(), (_, v) => (v instanceof Uint32Array ? [...v] : v)));
    const { columns, frequencies } = state as { columns: number[]; frequencies: number[] };
    const restored = TextVectorizer.fromState({
      ...state,
      columns: Uint32Array.from(columns),
      frequencies: Uint32Array.from(frequencies),
    });
    expect(restored.transform(fixture.texts)).toEqual(vectorizer.transform(fixture.texts));
    expect(restored.toState()).toEqual(vectorizer.toState());
  });

  it("gives an empty text an empty row", () => {
    const X = new TextVectorizer({ weighting: "counts" }).transform(["", "a", "two words", ""]);
    expect(plainRows(X).map((row) => row.length)).toEqual([0, 0, 2, 0]);
  });

  it("takes a text much larger than its memory", () => {
    const words = Array.from({ length: 200000 }, (_, i) => `w${i}`);
    const [row] = plainRows(
      new TextVectorizer({ columns: 2 ** 28, weighting: "binary", norm: "none" }).transform([words.join(" ")]),
    );
    expect(row!.length).toBeGreaterThan(199900);
    expect(row!.every(([column], i) => i === 0 || column > row![i - 1]![0])).toBe(true);
  });

  it.each<[number[], number]>([
    [[0x61, 0xff, 0x62], 2],
    [[0x61, 0x62, 0xc3], 3],
    [[0xc0, 0x80], 1],
    [[0x61, 0xed, 0xa0, 0x80], 2],
    [[0xf5, 0x80, 0x80, 0x80], 1],
    [[0x80], 1],
  ])("refuses bytes that are no UTF-8: %j", (bytes, place) => {
    const batch = { bytes: Uint8Array.from([0x6f, 0x6b, ...bytes]), offsets: Uint32Array.of(0, 2, 2 + bytes.length) };
    for (const analyzer of ["word", "char", "char_wb"] as const) {
      const vectorizer = new TextVectorizer({ analyzer, weighting: "counts" });
      expect(() => vectorizer.transform(batch)).toThrow(`text 1: byte ${place} is no UTF-8: convert the texts first`);
    }
  });

  it.each<[TextOptions, string]>([
    [{ analyzer: "words" as "word" }, 'analyzer: got "words", expected word, char, char_wb'],
    [{ weighting: "idf" as "tfidf" }, 'weighting: got "idf", expected counts, binary, tfidf'],
    [{ norm: "max" as "l2" }, 'norm: got "max", expected none, l1, l2'],
    [{ ngrams: [2, 1] }, "ngrams: got [2, 1], expected two whole numbers, 1 to 64, the smaller first"],
    [{ ngrams: [0, 1] }, "ngrams: got [0, 1], expected two whole numbers, 1 to 64, the smaller first"],
    [{ columns: 0 }, "columns: got 0, expected a whole number, 1 to 2^28"],
    [
      { weighting: "tfidf", alternateSign: true },
      'alternateSign: got true with weighting "tfidf", expected false: signs would bend the counts',
    ],
  ])("refuses %j", (options, message) => {
    expect(() => new TextVectorizer(options)).toThrow(message);
  });

  it("needs texts before it can weigh by rarity", () => {
    expect(() => new TextVectorizer().transform(["a text"])).toThrow(
      'text vectorizer: weighting "tfidf" needs texts to learn from: call learn',
    );
  });
});

describe("names of columns", () => {
  it("are the n-grams, and collisions are those that counting finds", () => {
    const texts = Array.from({ length: 300 }, (_, i) => `Term${i} shared Über${i % 7}`);
    const options: TextOptions = { columns: 512, ngrams: [1, 2] };
    const names = new TextVectorizer(options).learn(texts).names()!;
    const groups = new Map<number, Set<string>>();
    for (const text of texts) {
      const words = text.toLowerCase().split(" ");
      for (const name of [...words, ...words.slice(1).map((word, i) => `${words[i]} ${word}`)]) {
        const X = new TextVectorizer({
          ...options,
          weighting: "counts",
          analyzer: "char",
          ngrams: [name.length, name.length],
        });
        const [[[column]]] = plainRows(X.transform([name])) as [[[number, number]]];
        groups.set(column, (groups.get(column) ?? new Set()).add(name));
      }
    }
    const columns = [...groups.keys()].sort((a, b) => a - b);
    expect(Array.from(names.columns)).toEqual(columns);
    expect(names.names.every((name, i) => groups.get(columns[i]!)!.has(name))).toBe(true);
    expect(Array.from(names.collided)).toEqual(columns.map((column) => (groups.get(column)!.size > 1 ? 1 : 0)));
    expect(names.nameOf(-1)).toBeUndefined();
  });

  it("stop at the limit", () => {
    const texts = Array.from({ length: 1000 }, (_, i) => `word${i}`);
    const names = new TextVectorizer().learn(texts, 50).names()!;
    expect(names.names).toEqual(expect.arrayContaining(["word0", "word49"]));
    expect(names.names.length).toBe(50);
    expect(new TextVectorizer().learn(texts, 0).names()).toBeUndefined();
  });

  it("lead to the words that push each way, and to the share of weights on shared columns", () => {
    const vectorizer = new TextVectorizer({ columns: 1024, weighting: "counts" }).learn(["good fine bad awful plain"]);
    const names = vectorizer.names()!;
    const weights = new Float64Array(1024);
    const columnOf = (name: string): number => names.columns[names.names.indexOf(name)]!;
    for (const [name, weight] of [
      ["good", 3],
      ["fine", 1],
      ["bad", -4],
      ["awful", -1],
    ] as const) {
      weights[columnOf(name)] = weight;
    }
    const free = weights.findIndex((_, column) => names.nameOf(column) === undefined);
    weights[free] = 1;
    const found = namedWeights(weights, names, 2);
    expect(found.positive.map(({ name, weight }) => [name, weight])[0]).toEqual(["good", 3]);
    expect(found.negative.map(({ name, weight }) => [name, weight])).toEqual([
      ["bad", -4],
      ["awful", -1],
    ]);
    expect(found).toMatchObject({ weights: 5, collisions: 0, collidedMass: 0, unnamedMass: 0.1 });
    names.collided[names.names.indexOf("bad")] = 1;
    expect(namedWeights(weights, names)).toMatchObject({ collisions: 1, collidedMass: 0.4 });
    expect(names.heaviest(weights, 2).names.length).toBe(2);
    expect([...names.heaviest(weights, 2).names].sort()).toEqual(["bad", "good"]);
  });
});
