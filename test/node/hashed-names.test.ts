import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hashedBucket } from "../../src/data/table/encoders/hashed.ts";
import { featureWeights, textWeights } from "../../src/data/table/feature-weights.ts";
import { TableModel } from "../../src/data/table/table-model.ts";
import { trainTestIndices } from "../../src/engine/datasets/split.ts";
import { RandomState } from "../../src/engine/random/random-state.ts";
import { trainTable } from "../../src/node/train-table.ts";
import { emptyFolder } from "./tables/files.ts";

const folder = emptyFolder();
const ROWS = 3000;
const WORDS = 700;

const random = new RandomState(4);
const cities = Array.from({ length: ROWS }, () => {
  const word = Math.floor(WORDS * random.uniform() ** 2);
  return word === 0 ? "" : `c${word}`;
});
const ages = cities.map(() => random.uniform());
const y = cities.map((city, r) => (city.length % 2) + ages[r]! + random.standardNormal() / 4);

function table(name: string): string {
  const path = join(folder, name);
  const lines = cities.map((city, r) => `${city},${ages[r]},${y[r]! > 1 ? "yes" : "no"},${y[r]}`);
  writeFileSync(path, `city,age,big,y\n${lines.join("\n")}\n`);
  return path;
}

const path = table("cities.csv");

/** The words of the training rows by feature, in the order in which they come. */
function expectedWords(rows: Iterable<number>, buckets: number): Map<number, string[]> {
  const words = new Map<number, string[]>();
  for (const row of rows) {
    const city = cities[row]!;
    if (city === "") continue;
    const feature = Math.abs(hashedBucket(city, buckets)) - 1;
    const known = words.get(feature) ?? [];
    if (!known.includes(city)) words.set(feature, [...known, city]);
  }
  return words;
}

describe.each([["dense"], ["sparse"]] as const)("a column of many words in %s rows", (layout) => {
  const options = { target: "y", drop: ["big"], layout, stratify: false, epochs: 20, cache: false } as const;

  it("has the words of the training rows for names, with those that share a feature", async () => {
    const { model } = await trainTable(path, options);
    const buckets = 256;
    const { testIndices } = trainTestIndices(ROWS, { testSize: 0.2, seed: 0 });
    const tested = new Set(testIndices);
    const trained = Array.from({ length: ROWS }, (_, row) => row).filter((row) => !tested.has(row));
    const expected = expectedWords(trained, buckets);
    const start = model.encoder.columns.starts[model.schema.encoders.findIndex(({ column }) => column === "city")]!;
    const { columns, names, collided } = model.texts.names!;
    const found = Array.from(columns, (feature, i) => [feature - start, names[i], collided[i]]);
    const known = [...expected].sort(([a], [b]) => a - b);
    expect(found).toEqual(known.map(([feature, words]) => [feature, words[0], words.length > 1 ? 1 : 0]));
  });

  it("lists for each word what it adds to the answer, whatever the sign of its hash", async () => {
    const { model } = await trainTable(path, { ...options, bits: 14 });
    const loaded = TableModel.fromBytes(model.toBytes());
    const [words] = textWeights(loaded, 5000);
    expect(words).toEqual(textWeights(model, 5000)[0]);
    expect(words!.column).toBe("city");
    const listed = [...words!.positive, ...words!.negative];
    expect(listed.length).toBeGreaterThan(500);
    // An unseen word adds nothing.
    const other = Array.from({ length: 100 }, (_, i) => `other${i}`).find(
      (word) => loaded.estimator.coef[0]![Math.abs(hashedBucket(word, 2 ** 14)) - 1] === 0,
    )!;
    const without = Number(loaded.predict({ city: other, age: 0.5 }));
    const bySign = new Set<number>();
    for (const { name, weight } of listed) {
      bySign.add(Math.sign(hashedBucket(name!, 2 ** 14)));
      expect(Number(loaded.predict({ city: name!, age: 0.5 })) - without).toBeCloseTo(weight, 9);
    }
    expect([...bySign].sort()).toEqual([-1, 1]);
    const { name, weight } = listed[0]!;
    const [output] = featureWeights(loaded);
    expect(output!.weights.find((each) => each.name === `city=${name}`)).toMatchObject({ column: "city", weight });
  });
});

it("words of text columns and hashed words have their names beside one another", async () => {
  const file = join(folder, "texts.csv");
  const lines = cities.map(
    (city, r) => `${city},${y[r]! > 1 ? "a big red apple" : "one small green pear"} ${r % 7},${y[r]}`,
  );
  writeFileSync(file, `city,message,y\n${lines.join("\n")}\n`);
  const { model } = await trainTable(file, { target: "y", text: ["message"], bits: 12, cache: false });
  const lists = textWeights(TableModel.fromBytes(model.toBytes()), 3);
  expect(lists.map(({ column }) => column)).toEqual(["city", "message"]);
  expect(lists[0]!.positive[0]!.name).toMatch(/^c\d+$/);
  const names = lists[1]!.positive.map(({ name }) => name);
  expect(names.every((name) => ["apple", "big", "red"].includes(name!))).toBe(true);
});
