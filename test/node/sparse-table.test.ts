import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { TableModel } from "../../src/data/table/table-model.ts";
import { evaluateTable } from "../../src/node/evaluate-table.ts";
import { predictTable } from "../../src/node/predict-table.ts";
import type { TrainTableOptions } from "../../src/node/tables/types.ts";
import { trainTable } from "../../src/node/train-table.ts";
import { error } from "../data/table/matchers.ts";
import { write } from "./tables/files.ts";

const WORDS = 40;

/** Rows of words, numbers with gaps, dates and a weight; the label hangs on all of them. */
function table(rows: number, shift = 0): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const at = i + shift;
    const [city, plan] = [(at * 7) % WORDS, (at * 11 + Math.floor(at / 5)) % WORDS];
    const age = (at * 13) % 17 === 0 ? "" : String(20 + ((at * 29) % 53));
    const day = new Date(Date.UTC(2020, 0, 1 + ((at * 17) % 900))).toISOString().slice(0, 10);
    const score = Math.sin(city) + Math.cos(plan) + (Number(age) - 40) / 40 + ((at * 31) % 10) / 10 - 0.5;
    return `c${city},p${plan},${age},${day},${1 + (at % 3)},${(10 * score).toFixed(2)},${score > 0 ? "yes" : "no"}`;
  });
  return `${["city,plan,age,day,weight,amount,label", ...lines].join("\n")}\n`;
}

const path = write("wide.csv", table(600));
const test = write("wide-test.csv", table(100, 5000));

async function both(options: TrainTableOptions) {
  // The order of the rows is the same for dense and sparse ones only where all are shuffled at once.
  const common = { ...options, precision: "f64", shuffle: "full", epochs: 20, cache: false } as const;
  const dense = await trainTable(path, { ...common, layout: "dense" });
  const sparse = await trainTable(path, { ...common, layout: "sparse" });
  return { dense, sparse };
}

function largestDifference(a: TableModel, b: TableModel): number {
  const differences = a.estimator.coef.flatMap((row, k) =>
    Array.from(row, (weight, j) => Math.abs(weight - b.estimator.coef[k][j])),
  );
  return Math.max(...differences, ...a.estimator.intercept.map((bias, k) => Math.abs(bias - b.estimator.intercept[k])));
}

describe("a table computed with as sparse rows", () => {
  it.each<[string, TrainTableOptions]>([
    ["classes, with weights", { target: "label", weight: "weight", drop: ["amount"], l2: 0 }],
    [
      "classes, plain steps with a penalty",
      { target: "label", drop: ["amount"], optimizer: "sgd", learningRate: 0.05 },
    ],
    ["a number, on a test file", { target: "amount", drop: ["label"], test, l2: 0 }],
    ["many classes", { target: "plan", drop: ["amount"], task: "classification", l2: 0 }],
  ])("has the weights, names and scores of dense rows: %s", async (_, options) => {
    const { dense, sparse } = await both(options);
    expect(sparse.model.schema.layout).toBe("sparse");
    expect(dense.model.schema.layout).toBeUndefined();
    expect(sparse.model.featureNames).toEqual(dense.model.featureNames);
    expect(largestDifference(dense.model, sparse.model)).toBeLessThan(1e-9);
    expect(sparse.columns).toEqual(dense.columns);
    expect(sparse.warnings).toEqual(dense.warnings);
    const score = ({ test }: typeof dense): number =>
      test.task === "regression" ? test.rmse : test.task === "classification" ? test.accuracy : Number.NaN;
    expect(score(sparse)).toBeCloseTo(score(dense), 9);
  });

  it("is predicted and scored from files as from records, and comes back from its file", async () => {
    const { model } = await trainTable(path, {
      target: "label",
      drop: ["amount", "weight"],
      layout: "sparse",
      epochs: 5,
    });
    const out = write("answers.csv", "");
    const { rows, unseen } = await predictTable(model, test, { out });
    const answers = readFileSync(out, "utf8").trimEnd().split("\n").slice(1);
    const record = { city: "c1", plan: "elsewhere", age: null, day: "2021-05-05" };
    expect([rows, unseen]).toEqual([100, {}]);
    const [first = ""] = answers;
    const [city, plan, age, day, , , , , , probability] = first.split(",");
    const known = { city, plan, age: age === "" ? null : Number(age), day };
    expect(model.predictProba(known).get(0, 1)).toBe(Number(probability));
    const again = (await import("../../src/data/table/table-model.ts")).TableModel.fromBytes(model.toBytes());
    expect(again.predictProba([known, record])).toEqual(model.predictProba([known, record]));
    expect(again.toBytes()).toEqual(model.toBytes());
    const scored = await evaluateTable(model, test);
    const right = answers.filter((line) => line.split(",")[6] === line.split(",")[7]).length;
    expect(scored.test).toMatchObject({ accuracy: right / 100 });
  });

  it("is chosen where rows are mostly zeros, and only there", async () => {
    const options = { target: "label", drop: ["amount", "weight", "day"], epochs: 1 } as const;
    const wide = await trainTable(path, { ...options, only: ["city", "plan"] });
    const narrow = await trainTable(path, { ...options, only: ["age", "city"] });
    expect([wide.model.schema.layout, narrow.model.schema.layout]).toEqual(["sparse", undefined]);
  });

  it("comes from the cache a second time, to the byte", async () => {
    const large = write("large.csv", table(40_000));
    const cache = write("cache-folder", "").replace("cache-folder", "cache");
    const options = { target: "label", drop: ["amount"], only: ["city", "plan"], epochs: 1, cache };
    const first = await trainTable(large, options);
    const second = await trainTable(large, options);
    expect([first.cache, second.cache, first.model.schema.layout]).toEqual(["written", "reused", "sparse"]);
    expect(second.model.toBytes()).toEqual(first.model.toBytes());
  });
});

describe("texts without a word", () => {
  it("are left out; a table of nothing else is refused", async () => {
    const lines = Array.from({ length: 30 }, (_, i) => `${i % 2 ? "a" : "b"},${i % 7},${i % 3 ? "" : "?! - x"}`);
    const blank = write("blank.csv", `${["label,number,text", ...lines].join("\n")}\n`);
    const { columns } = await trainTable(blank, { target: "label", text: ["text"], epochs: 1 });
    expect(columns[2]).toMatchObject({
      name: "text",
      role: "dropped",
      becomes: "dropped: no word in any training row",
    });
    await expect(trainTable(blank, { target: "label", text: ["text"], drop: ["number"] })).rejects.toEqual(
      error("INVALID_DATA", /blank\.csv: no column to learn from: .*\(no word in any training row\)$/),
    );
  });
});
