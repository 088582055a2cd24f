import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ErrorCode } from "../../src/engine/errors.ts";
import { BlockWriter } from "../../src/node/cache/block-writer.ts";
import { RowCopier } from "../../src/node/cache/row-copier.ts";
import { ownedName } from "../../src/node/files/owned-name.ts";
import type { TrainTableOptions } from "../../src/node/tables/types.ts";
import { trainTable } from "../../src/node/train-table.ts";
import { error } from "../data/table/matchers.ts";
import { emptyFolder, fixture, write } from "./tables/files.ts";

/** A table of two numbers and a class; a row's cells can be changed. */
function rows(count: number, change: (i: number) => string | undefined = () => undefined): string {
  const lines = Array.from(
    { length: count },
    (_, i) => change(i) ?? `${(i * 3) % 17},${(i * i) % 7},${i % 3 ? "u" : "v"}`,
  );
  return `a,b,y\n${lines.join("\n")}\n`;
}

const parquet = readFileSync(fixture("iris.parquet"));

test.each<[string, string, string | Uint8Array, ErrorCode, RegExp, Partial<TrainTableOptions>?]>([
  ["an empty file", "empty.csv", "", "INVALID_FILE", /: the file is empty$/],
  ["blank lines", "blank.csv", " \r\n\n  \n", "INVALID_FILE", /: the file is empty, but for blank lines$/],
  ["a header only", "header.csv", "a,b,y\n", "INVALID_FILE", /: no rows of data$/],
  ["one row", "one.csv", "a,b,y\n1,2,u\n", "INVALID_DATA", /: target "y": the only row has the value "u"/],
  [
    "a ragged row",
    "ragged.csv",
    rows(50_100, (i) => (i === 50_000 ? "1,2" : undefined)),
    "INVALID_FILE",
    /:50002: 2 columns, expected 3 as in the lines before$/,
  ],
  [
    "a ragged row among the first",
    "early.csv",
    rows(50, (i) => (i === 2 ? "1,2,3,4" : undefined)),
    "INVALID_FILE",
    /:4: 4 columns, expected 3 as in the lines before$/,
  ],
  [
    "a ragged row among the first, with the delimiter given",
    "given.csv",
    rows(50, (i) => (i === 2 ? "1" : undefined)),
    "INVALID_FILE",
    /:4: 1 columns?, expected 3 as in the lines before$/,
    { delimiter: "," },
  ],
  [
    "another delimiter",
    "semicolon.csv",
    rows(50).replaceAll(",", ";"),
    "INVALID_DATA",
    /: no column "y" for the target; columns: "a;b;y"; only one column/,
    { delimiter: "," },
  ],
  [
    "a binary file",
    "binary.csv",
    new Uint8Array(5000),
    "INVALID_FILE",
    /: neither text \(it has zero bytes\) nor Parquet/,
  ],
  ["a cut Parquet file", "cut.parquet", parquet.subarray(0, 900), "INVALID_FILE", /: cannot be read as Parquet: /],
  [
    "two encodings",
    "mixed.csv",
    Buffer.concat([Buffer.from(rows(30_000)), Buffer.from("1,1,caf\xe9\n", "latin1")]),
    "INVALID_FILE",
    /:30002: the text is not UTF-8; convert the file to UTF-8$/,
  ],
  ["two columns of a name", "twice.csv", rows(50).replace("a,b", "a,a"), "INVALID_FILE", /: two columns are named "a"/],
  ["no target", "missing.csv", rows(50, (i) => `${i % 5},${i},`), "INVALID_DATA", /: target "y": no row has a value$/],
  [
    "weights that are all 0",
    "weightless.csv",
    rows(50, (i) => `${i % 5},0,${i % 2 ? "u" : "v"}`),
    "INVALID_DATA",
    /: column "b": all weights of rows are 0, expected at least one above$/,
    { weight: "b" },
  ],
  [
    "a constant target",
    "constant.csv",
    rows(50, (i) => `${i % 5},${i},u`),
    "INVALID_DATA",
    /: all 50 rows have the value "u"/,
  ],
  [
    "a target of distinct words",
    "distinct.csv",
    rows(50, (i) => `${i % 5},${i},w${i}`),
    "INVALID_DATA",
    /: each of its 50 rows has a value of its own/,
  ],
  [
    "constant features",
    "flat.csv",
    rows(50, (i) => `1,x,${i % 2}`),
    "INVALID_DATA",
    /: no column to learn from: all 2/,
  ],
  [
    "infinity",
    "infinity.csv",
    rows(50, (i) => (i === 7 ? "inf,1,u" : undefined)),
    "INVALID_DATA",
    /: data row 8, column "a": the value is Infinity/,
  ],
  [
    "1e300",
    "huge.csv",
    rows(50, (i) => (i === 7 ? "1e300,1,u" : undefined)),
    "INVALID_DATA",
    /: data row 8, column "a": 1e\+300 is too large/,
  ],
  [
    "a word in a column of numbers, late",
    "late.csv",
    rows(60_001, (i) => (i === 60_000 ? "oops,1,u" : undefined)),
    "INVALID_DATA",
    /: data row 60001, column "a": "oops" is not a number, and nearly all other values are/,
  ],
  ["broken JSON", "broken.jsonl", '{"a":1,"y":"u"}\n{"a":\n', "INVALID_FILE", /JSON/],
])("%s ends in one line", async (_what, name, content, code, message, options = {}) => {
  const path = write(name, content);
  const failing = trainTable(path, { target: "y", epochs: 1, cache: false, ...options });
  await expect(failing).rejects.toThrow(error(code, message));
  await expect(failing).rejects.toThrow(/^[^\n]+$/);
});

test("NaN is a missing number", async () => {
  const path = write(
    "nan.csv",
    rows(60, (i) => (i % 10 === 7 ? "nan,1,u" : undefined)),
  );
  const { columns } = await trainTable(path, { target: "y", epochs: 1, cache: false });
  expect(columns[0]).toMatchObject({ kind: "numeric", becomes: "scaled, indicator of missing" });
});

test("names with blanks, quotes and emoji are names", async () => {
  const text = rows(60).replace("a,b", '"a b","it\'s ""q"" 😀"');
  const { model } = await trainTable(write("names.csv", text), { target: "y", epochs: 1, cache: false });
  expect(model.featureNames).toEqual(["a b", 'it\'s "q" 😀']);
  expect(["u", "v"]).toContain(model.predict({ "a b": 1, 'it\'s "q" 😀': 2 }));
});

test("a full disk is said to be full", async () => {
  const writer = await BlockWriter.open("/dev/full", { columns: 1, precision: "f64", weighted: false }, { rows: 100 });
  const rows = new RowCopier(writer);
  await rows.append(new Float64Array(100), new Float64Array(100), undefined, 100);
  await expect(rows.finish()).rejects.toThrow(
    error("INVALID_FILE", /^\/dev\/full: cannot write: no space left on device/),
  );
});

test("a second training takes the rows from the cache; what a killed process left there, and damage, are cleared", async () => {
  const cache = emptyFolder();
  const path = write("large.csv", rows(200_000));
  // No process has this number.
  const dead = join(cache, ownedName("unfinished-", 999_999_999));
  mkdirSync(dead);
  const options = { target: "y", epochs: 1, cache } as const;
  const first = await trainTable(path, options);
  expect(first.cache).toBe("written");
  const [folder = "", ...others] = readdirSync(cache);
  expect(others).toEqual([]);
  const second = await trainTable(path, { ...options, learningRate: 0.01 });
  expect(second.cache).toBe("reused");
  expect((await trainTable(path, options)).model.toBytes()).toEqual(first.model.toBytes());
  expect((await trainTable(path, { ...options, seed: 1 })).cache).toBe("written");
  const flipBit = (name: string, at: number) => {
    const bytes = readFileSync(join(cache, folder, name));
    bytes[Math.floor(at * bytes.length)]! ^= 1;
    writeFileSync(join(cache, folder, name), bytes);
  };
  for (const damage of [
    () => writeFileSync(join(cache, folder, "table.json"), "damaged"),
    () => flipBit("train.blocks", 0.3),
    () => truncateSync(join(cache, folder, "test.blocks"), 100_000),
  ]) {
    damage();
    const mended = await trainTable(path, options);
    expect(mended.cache).toBe("written");
    expect(mended.model.toBytes()).toEqual(first.model.toBytes());
  }
});
