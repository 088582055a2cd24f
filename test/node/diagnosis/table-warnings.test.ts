import { describe, expect, it } from "vitest";
import { makeClassification } from "../../../src/engine/datasets/classification.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";
import type { SampleColumn, SampleTarget, TableSample } from "../../../src/node/diagnosis/table-sample.ts";
import { sampleWarnings } from "../../../src/node/diagnosis/table-warnings.ts";

const rows = 600;
const random = new RandomState(5);
const noise = (): Float64Array => Float64Array.from({ length: rows }, () => random.standardNormal());
const codes = Int32Array.from({ length: rows }, () => random.randint(0, 2));
const target: SampleTarget = { name: "y", classes: ["no", "yes"], codes, trainCounts: [300, 300] };
const values = noise();
const number: SampleTarget = { name: "y", values };
const column = (name: string, raw: Float64Array, levels?: string[]): SampleColumn => ({ name, raw, levels });
const of = (columns: SampleColumn[], about: SampleTarget = target): TableSample => ({ rows, columns, target: about });
const found = (sample: TableSample) => sampleWarnings(sample).map(({ code, columns }) => `${code}: ${columns}`);

describe("sampleWarnings", () => {
  it("finds nothing in tables without faults", () => {
    const { X, y } = makeClassification({ nSamples: rows, nFeatures: 8, nInformative: 4, classSep: 1.5, seed: 3 });
    const columns = Array.from({ length: 8 }, (_, j) =>
      column(
        `x${j}`,
        Float64Array.from({ length: rows }, (_, row) => X.get(row, j)),
      ),
    );
    const words = column(
      "words",
      Float64Array.from(y, (_, row) => row % 7),
      [..."abcdefg"],
    );
    const about: SampleTarget = { name: "y", classes: [0, 1], codes: Int32Array.from(y), trainCounts: [300, 300] };
    expect(found(of([...columns, words], about))).toEqual([]);
    expect(found(of([...columns, words], number))).toEqual([]);
  });

  it("names a column that repeats another one, missing values included, and the first that it repeats", () => {
    const a = noise();
    a[3] = Number.NaN;
    const almost = a.slice();
    almost[599] = 7;
    const sample = of([
      column("a", a),
      column("b", noise()),
      column("c", a.slice()),
      column("d", almost),
      column("e", a),
    ]);
    expect(sampleWarnings(sample)).toEqual([
      { code: "duplicate", columns: ["c"], other: "a" },
      { code: "duplicate", columns: ["e"], other: "a" },
    ]);
  });

  it("does not take columns that are nearly always the same for repeated", () => {
    const rare = (first: number, rest: number): Float64Array => new Float64Array(rows).fill(rest).fill(first, 0, 9);
    for (const raw of [rare(0, 0), rare(1, 0), rare(Number.NaN, 0)]) {
      expect(found(of([column("a", raw), column("b", raw.slice())]))).toEqual([]);
    }
    const enough = new Float64Array(rows).fill(1, 0, 10);
    expect(found(of([column("a", enough), column("b", enough.slice())]))).toEqual(["duplicate: b"]);
  });

  it("compares words by what they are, not by their position", () => {
    const raw = Float64Array.from({ length: rows }, (_, row) => row % 2);
    const words = [column("a", raw, ["x", "y"]), column("b", raw, ["x", "z"]), column("c", raw, ["x", "y"])];
    expect(found(of(words))).toEqual(["duplicate: c"]);
  });

  it("names a column that is the target under other names", () => {
    const copy = Float64Array.from(codes, (code) => (code === 1 ? -7 : 12));
    expect(found(of([column("a", noise()), column("leak", copy)]))).toEqual(["target-copy: leak"]);
    expect(found(of([column("leak", values.slice())], number))).toEqual(["target-copy: leak"]);
  });

  it.each<[string, Float64Array, SampleTarget, string[]?]>([
    ["a threshold", Float64Array.from(codes, (code) => code + 0.9 * random.random()), target],
    ["words of one class each", Float64Array.from(codes, (code, row) => 2 * (row % 4) + code), target, [..."abcdefgh"]],
    ["being missing", Float64Array.from(codes, (code) => (code ? Number.NaN : random.random())), target],
    ["a straight line", values.map((value) => 3 - 2 * value + 0.001 * random.standardNormal()), number],
  ])("names a column that tells the target by %s", (_, raw, about, levels) => {
    expect(found(of([column("a", noise()), column("leak", raw, levels)], about))).toEqual(["target-predictor: leak"]);
  });

  it("tells several classes by bins", () => {
    const three = Int32Array.from({ length: rows }, () => random.randint(0, 3));
    const about: SampleTarget = { name: "y", classes: [0, 1, 2], codes: three, trainCounts: [200, 200, 200] };
    // 64 bins of 600 rows: two of them lie across a border, so bins alone cannot tell all; two in a hundred are wrong.
    const leak = Float64Array.from(three, (code) => Math.floor(10 * (code + 0.9 * random.random())));
    expect(found(of([column("leak", leak)], about))).toEqual(["target-predictor: leak"]);
  });

  it("does not take a column that errs in 2 % of the rows for the target", () => {
    const leak = Float64Array.from(codes, (code, row) => (row % 50 === 0 ? 1 - code : code));
    expect(found(of([column("good", leak)]))).toEqual([]);
  });

  it("does not take a column for the target whose bins have few rows, or are cut within a value", () => {
    const few = codes.slice(0, 57);
    const about: SampleTarget = { name: "y", classes: [0, 1], codes: few, trainCounts: [30, 27] };
    expect(found({ rows: 57, columns: [column("a", noise().slice(0, 57))], target: about })).toEqual([]);
    // Half of the rows have the value 0 and either class; each other row has a value of its own and the class 1.
    const mixed = codes.map((code, row) => (row % 2 === 0 ? code : 1));
    const zeros = Float64Array.from(codes, (_, row) => (row % 2 === 0 ? 0 : 1 + random.random()));
    expect(found(of([column("zeros", zeros)], { ...target, codes: mixed }))).toEqual([]);
  });

  it("does not judge by a few rows", () => {
    const few = Int32Array.of(0, 1, 0, 1, 1, 0);
    const about: SampleTarget = { name: "y", classes: [0, 1], codes: few, trainCounts: [300, 300] };
    expect(sampleWarnings({ rows: 6, columns: [column("a", Float64Array.from(few))], target: about })).toEqual([]);
  });

  it("names numbers that are called identifiers and differ in every row, and no others", () => {
    const shuffled = Float64Array.from({ length: rows }, (_, i) => 1_000_000 + ((i * 7919) % 1009));
    const twice = shuffled.slice();
    twice[1] = twice[0]!;
    const names = ["id", "user_id", "customer id", "orderId", "order-ID"];
    const sample = of(names.map((name) => column(name, Float64Array.from(shuffled))));
    expect(found(sample).filter((text) => text.startsWith("numeric"))).toEqual(
      names.map((name) => `numeric-identifier: ${name}`),
    );
    const others = [column("price", shuffled), column("bid", noise()), column("id", twice), column("paid", shuffled)];
    expect(found(of(others)).filter((text) => text.startsWith("numeric"))).toEqual([]);
    expect(found(of([column("userId", noise())]))).toEqual([]);
  });

  it("names the classes of under 10 training rows, the rarest first", () => {
    const about: SampleTarget = { name: "y", classes: ["a", "b", "c", "d"], codes, trainCounts: [300, 9, 3, 10] };
    expect(sampleWarnings(of([], about))).toEqual([
      { code: "rare-classes", columns: ["y"], rows: 3, classes: ["c", "b"] },
    ]);
  });

  it("sees that the file is sorted by the target, also nearly", () => {
    const sorted = codes.slice().sort();
    const nearly = Int32Array.from(sorted, (code, row) => (row % 150 === 7 ? 1 - code : code));
    for (const order of [sorted, nearly, sorted.slice().reverse()]) {
      expect(found(of([], { ...target, codes: order }))).toEqual(["sorted-by-target: y"]);
    }
    expect(found(of([], { name: "y", values: values.slice().sort() }))).toEqual(["sorted-by-target: y"]);
    expect(found(of([], { name: "y", values: values.slice().sort().reverse() }))).toEqual(["sorted-by-target: y"]);
  });

  it("looks at some of many rows: at each column's values beside their own classes or numbers", () => {
    const many = 9001;
    const generator = new RandomState(8);
    const drawn = (): Float64Array => Float64Array.from({ length: many }, () => generator.random());
    const classes = Int32Array.from({ length: many }, () => generator.randint(0, 2));
    const part = drawn();
    const columns = [
      column(
        "copy",
        Float64Array.from(classes, (code) => 7 - code),
      ),
      column(
        "tells",
        Float64Array.from(classes, (code, row) => code + part[row]! * 0.9),
      ),
      column("not", drawn()),
    ];
    const ofClasses = { ...target, codes: classes, trainCounts: [4500, 4501] };
    expect(found({ rows: many, columns, target: ofClasses })).toEqual(["target-copy: copy", "target-predictor: tells"]);
    const own = drawn();
    const halves = [
      column("same", own),
      column(
        "half",
        own.map((value) => value / 2),
      ),
      column("not", drawn()),
    ];
    const ofNumbers = { name: "y", values: own };
    expect(found({ rows: many, columns: halves, target: ofNumbers })).toEqual([
      "target-copy: same",
      "target-predictor: half",
    ]);
  });
});
