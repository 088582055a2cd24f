import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { predictTable } from "../../../src/node/predict-table.ts";
import { readTable } from "../../../src/node/tables/read-table.ts";
import { trainTable } from "../../../src/node/train-table.ts";
import { error } from "../../data/table/matchers.ts";
import { write } from "./files.ts";

/** Rows of two numbers and a class, separated by commas. */
const points = Array.from({ length: 60 }, (_, i) => [`${(i * 7) % 19}.25`, `${(i * 5) % 13}.5`, i % 3 ? "u" : "v"]);

function csv(names: readonly string[], rows: readonly (readonly string[])[], separator = ","): string {
  return [names, ...rows].map((cells) => `${cells.join(separator)}\n`).join("");
}

/** Bytes of the model of a table. */
async function modelOf(files: string | readonly string[]): Promise<Uint8Array> {
  const { model } = await trainTable(files, { target: "y", epochs: 3 });
  return model.toBytes();
}

const plain = write("plain.csv", csv(["a", "b", "y"], points));

async function numbersOf(path: string): Promise<number[][]> {
  return (await readTable(path, { target: "y" })).X.toArray().map((row) => [...row]);
}

test.each<[string, string, string | Uint8Array]>([
  ["semicolons and decimal commas", "comma.csv", csv(["a", "b", "y"], points, ";").replaceAll(".", ",")],
  ["tabulators and decimal commas", "tab.tsv", csv(["a", "b", "y"], points, "\t").replaceAll(".", ",")],
  ["a mark of UTF-8 and CRLF", "marked.csv", `\ufeff${csv(["a", "b", "y"], points).replaceAll("\n", "\r\n")}`],
  ["gzip without an ending that says so", "packed", gzipSync(csv(["a", "b", "y"], points))],
  ["an array of JSON", "array.json", JSON.stringify(points.map(([a, b, y]) => ({ a: Number(a), b: Number(b), y })))],
])("a table of %s is that of the plain text", async (_, name, content) => {
  expect(await numbersOf(write(name, content))).toEqual(await numbersOf(plain));
});

test("a table of several CSV files may have its columns in different orders", async () => {
  const first = write("first.csv", csv(["a", "b", "y"], points.slice(0, 20)));
  const second = write(
    "second.csv",
    csv(
      ["y", "a", "b"],
      points.slice(20, 40).map(([a, b, y]) => [y!, a!, b!]),
    ),
  );
  const third = write("third.csv", csv(["a", "b", "y"], points.slice(40)));
  const one = (await trainTable(plain, { target: "y", epochs: 3 })).model;
  const several = (await trainTable([first, second, third], { target: "y", epochs: 3 })).model;
  expect(several.estimator.coef).toEqual(one.estimator.coef);
});

test.each([
  [
    "lacks a column",
    ["a", "y"],
    /other\.csv: no column "b", which .*plain\.csv has; files of one table have the same columns$/,
  ],
  ["has another one", ["a", "b", "c", "y"], /other\.csv: a column "c", which .*plain\.csv does not have; files/],
])("one of several CSV files that %s is refused", async (_, names, message) => {
  const row = names.map((name) => (name === "y" ? "u" : "1"));
  const other = write("other.csv", csv(names, [row, row]));
  await expect(modelOf([plain, other])).rejects.toThrow(error("INVALID_FILE", message));
});

describe("names that differ in upper and lower case only are refused", () => {
  const message =
    /: two columns are named "A" and "a"; give each a name that differs in more than upper and lower case$/;
  test.each([
    ["CSV", "case.csv", csv(["A", "a", "y"], points)],
    ["JSON Lines", "case.jsonl", '{"A": 1, "a": 2, "y": "u"}\n{"A": 2, "a": 1, "y": "v"}\n'],
  ])("of %s", async (_, name, content) => {
    await expect(modelOf(write(name, content))).rejects.toThrow(error("INVALID_FILE", message));
  });

  test("but a name with a number behind it is one of its own", async () => {
    const path = write("numbered.csv", csv(["a", "a_1", "y"], points));
    expect((await readTable(path, { target: "y" })).features).toEqual(["a", "a_1"]);
  });
});

test.each<[string, string, string | Uint8Array, RegExp]>([
  [
    "UTF-16 without a mark",
    "wide.csv",
    Buffer.from(csv(["a", "b", "y"], points), "utf16le"),
    /: the text is UTF-16; convert it to UTF-8$/,
  ],
  [
    "a line of JSON that is none",
    "broken.jsonl",
    '{"a": 1, "y": "u"}\n{"a": 2, "y": }\n{"a": 3, "y": "u"}\n',
    /broken\.jsonl:2: not JSON: /,
  ],
  [
    "JSON that is no objects",
    "numbers.jsonl",
    "1\n2\n",
    /numbers\.jsonl: got .*, expected objects with a value for each column/,
  ],
])("%s is refused in one line", async (_, name, content, message) => {
  const failure = await modelOf(write(name, content)).catch((thrown: unknown) => thrown);
  expect(failure).toEqual(error("INVALID_FILE", message));
  expect(String((failure as Error).message)).not.toContain("\n");
});

test("a table of 10,000 columns is trained and predicted in seconds", async () => {
  const names = Array.from({ length: 10_000 }, (_, j) => `c${j}`);
  const cells = (i: number): string[] => names.map((_, j) => String(((i * 31 + j * 17 + i * j) % 101) / 4));
  const path = write(
    "ten-thousand.csv",
    csv(
      [...names, "y"],
      Array.from({ length: 30 }, (_, i) => [...cells(i), i % 2 ? "u" : "v"]),
    ),
  );
  const { model } = await trainTable(path, { target: "y", epochs: 1, cache: false });
  const out = write("ten-thousand-out.csv", "");
  await predictTable(model, path, { out });
  const lines = readFileSync(out, "utf8").trimEnd().split("\n");
  expect(lines).toHaveLength(31);
  expect(lines[1]!.split(",").slice(0, 10_000)).toEqual(cells(0));
}, 15_000);

test("numbers with a decimal comma are written again as they are, and predicted as those with a point", async () => {
  const path = write("decimal.csv", csv(["a", "b", "y"], [...points, ["NA", "1.5", "u"]], ";").replaceAll(".", ","));
  const { model } = await trainTable(path, { target: "y", epochs: 3 });
  const out = write("decimal-out.csv", "");
  await predictTable(model, path, { out });
  const lines = readFileSync(out, "utf8").trimEnd().split("\n");
  expect(lines[1]).toMatch(/^"0,25","0,5",v,/);
  expect(lines.at(-1)).toMatch(/^NA,"1,5",u,/);
  const [, , , , probability] = lines[2]!.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/);
  expect(Number(probability)).toBe(model.predictProba({ a: 7.25, b: 5.5 }).get(0, 0));
});
