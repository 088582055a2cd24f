import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { readTable } from "../../../src/node/tables/read-table.ts";
import { fixture, write } from "./files.ts";

/** The cells of a plain CSV text without quotes. */
function cells(text: string): string[][] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
}

const [irisNames = [], ...irisRows] = cells(readFileSync(fixture("iris.csv"), "utf8"));

describe.each(["iris.csv", "iris.parquet"])("%s", (name) => {
  test("is read cell by cell as a plain split of the text", async () => {
    const table = await readTable(fixture(name), { target: "species" });
    expect(table.rows).toBe(150);
    expect(table.features).toEqual(irisNames.slice(0, 4));
    expect(table.X.toArray()).toEqual(irisRows.map((row) => row.slice(0, 4).map(Number)));
    expect(table.X.precision).toBe("f64");
    expect(table.columns.map(({ kind }) => kind)).toEqual(["numeric", "numeric", "numeric", "numeric", "text"]);
    const { target } = table;
    expect(target).toMatchObject({ kind: "classes", classes: ["setosa", "versicolor", "virginica"] });
    if (target?.kind === "classes") {
      expect(Array.from(target.codes, (code) => target.classes[code])).toEqual(irisRows.map((row) => row[4]));
    }
  });

  test("gives the features asked for, in the order asked for, in 32 bits", async () => {
    const features = ["petal_width_cm", "sepal_length_cm"];
    const { X, target } = await readTable(fixture(name), { features, precision: "f32" });
    expect(X.toArray()).toEqual(irisRows.map((row) => [Math.fround(Number(row[3])), Math.fround(Number(row[0]))]));
    expect(target).toBeUndefined();
  });
});

test("every numeric type of Parquet becomes 64-bit floats", async () => {
  const features = ["int8", "int64", "uint32", "float", "double", "decimal"];
  const { X, columns } = await readTable(fixture("types.parquet"), { features });
  expect(X.toArray()).toEqual([
    [1, 2 ** 53, 0, 0.5, 0.1, 1],
    [-2, -5, 7, -0.25, -1e300, 250],
    [3, 0, 2 ** 32 - 1, Math.fround(1e30), 5e-324, -3],
  ]);
  expect(columns.map(({ kind }) => kind)).toEqual([...features.map(() => "numeric"), "boolean", "text"]);
});

test("a boolean target of Parquet has the classes false and true", async () => {
  const { target } = await readTable(fixture("types.parquet"), { features: ["int8"], target: "flag" });
  expect(target).toEqual({ name: "flag", kind: "classes", classes: [false, true], codes: Int32Array.of(1, 0, 1) });
});

test.each<[string, string[], unknown[], number[]]>([
  ["true and false", ["true", "false", "true"], [false, true], [1, 0, 1]],
  ["True and False", ["True", "False", "True"], [false, true], [1, 0, 1]],
  ["yes and no, as they are written", ["yes", "no", "yes"], ["no", "yes"], [1, 0, 1]],
  [
    "text by code point",
    ["é", "\u{1f600}", "\ufb01", "Z", "a"],
    ["Z", "a", "é", "\ufb01", "\u{1f600}"],
    [2, 4, 3, 0, 1],
  ],
])("a CSV target of %s", async (_what, values, classes, codes) => {
  const path = write("target.csv", `x,y\n${values.map((value, i) => `${i},${value}`).join("\n")}\n`);
  const { target } = await readTable(path, { target: "y" });
  expect(target).toEqual({ name: "y", kind: "classes", classes, codes: Int32Array.from(codes) });
});

test("a numeric target is numbers", async () => {
  const { target } = await readTable(write("numeric.csv", "x,y\n1,-1\n2,2.5\n"), { target: "y" });
  expect(target).toEqual({ name: "y", kind: "numeric", values: Float64Array.of(-1, 2.5) });
});

test("a gzip file without header has columns that DuckDB names", async () => {
  const { rows, features, columns, X } = await readTable(fixture("digits.csv.gz"), { target: "column64" });
  expect([rows, features.length, features[0], columns.at(-1)?.name]).toEqual([1797, 64, "column00", "column64"]);
  expect(Array.from(X.row(0).subarray(0, 8))).toEqual([0, 0, 5, 13, 9, 1, 0, 0]);
});

test("the header is what the caller says it is", async () => {
  const path = write("numbers.csv", "1,2\n3,4\n5,6\n");
  expect(await readTable(path)).toMatchObject({ rows: 3, features: ["column0", "column1"] });
  expect(await readTable(path, { header: false })).toMatchObject({ rows: 3 });
  expect(await readTable(path, { header: true })).toMatchObject({ rows: 2, features: ["1", "2"] });
});

const odd = ["a b", 'q"uo"te', "it's", "😀", "b.c", "SELECT", "[x]"];

test("column names may hold spaces, quotes and emoji", async () => {
  const header = odd.map((name) => `"${name.replaceAll('"', '""')}"`).join(",");
  const path = write("names.csv", `${header}\n1,2,3,4,5,6,7\n8,9,10,11,12,13,14\n`);
  const { features, X } = await readTable(path, { target: "it's" });
  expect(features).toEqual(odd.filter((name) => name !== "it's"));
  expect(X.toArray()).toEqual([
    [1, 2, 4, 5, 6, 7],
    [8, 9, 11, 12, 13, 14],
  ]);
});

test.each(["it's.csv", 'quo"te.csv', "a b 😀.csv", "star*.csv", "what?.csv", "[x].csv", "back\\slash.csv", "%20.csv"])(
  "the file %s is that file and no other",
  async (name) => {
    write("starry.csv", "x\n-1\n");
    write("whats.csv", "x\n-1\n");
    write("x.csv", "x\n-1\n");
    expect((await readTable(write(name, "x\n1\n2\n"))).X.toArray()).toEqual([[1], [2]]);
  },
);

test.each<[string, string]>([
  ["commas", "a,b\n1,2\n3,4\n"],
  ["semicolons", "a;b\n1;2\n3;4\n"],
  ["tabs", "a\tb\n1\t2\n3\t4\n"],
  ["bars", "a|b\n1|2\n3|4\n"],
  ["line ends of Windows", "a,b\r\n1,2\r\n3,4\r\n"],
  ["no line end at the end", "a,b\n1,2\n3,4"],
  ["a byte order mark", "\ufeffa,b\n1,2\n3,4\n"],
  ["quoted cells", '"a","b"\n"1","2"\n"3","4"\n'],
])("text with %s", async (_what, text) => {
  for (const path of [
    write("dialect.csv", text),
    write("dialect.gz", gzipSync(text)),
    write("named.csv", gzipSync(text)),
  ]) {
    const { features, X } = await readTable(path);
    expect([features, X.toArray()]).toEqual([
      ["a", "b"],
      [
        [1, 2],
        [3, 4],
      ],
    ]);
  }
});

test("quotes that come after the first 20,480 rows are understood", async () => {
  const path = write("late-quotes.csv", `x,y\n${"1,a\n".repeat(30_000)}2,"b, ""c"""\n`);
  const { rows, target } = await readTable(path, { target: "y" });
  expect([rows, target]).toMatchObject([30_001, { classes: ["a", 'b, "c"'] }]);
});

test("a target whose first 20,480 rows are numbers and a later one is text is classes", async () => {
  const path = write("late-text.csv", `x,y\n${"1,0\n".repeat(30_000)}2,many\n`);
  const { rows, target } = await readTable(path, { target: "y" });
  expect([rows, target]).toMatchObject([30_001, { kind: "classes", classes: ["0", "many"] }]);
});

test("100,000 rows come in the file's order", async () => {
  const path = write("order.csv", `i,y\n${Array.from({ length: 100_000 }, (_, i) => `${i},${i % 7}`).join("\n")}\n`);
  const { X, target } = await readTable(path, { target: "y" });
  expect(X.data.every((value, i) => value === i)).toBe(true);
  expect(target?.kind === "numeric" && target.values.every((value, i) => value === i % 7)).toBe(true);
});

test("any finite numbers are read to the last bit", async () => {
  const row = fc.tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer());
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 200 }), async (rows) => {
      const path = write("any.csv", `a,b\n${rows.map((cells) => cells.join(",")).join("\n")}\n`);
      const { X } = await readTable(path, { header: true });
      expect(X.toArray()).toEqual(rows.map(([a, b]) => [a === 0 ? 0 : a, b]));
    }),
    { numRuns: 10 },
  );
});

test.each(["iris.csv", "iris.parquet"])("folders named key=value are no columns: %s", async (name) => {
  const path = join(mkdtempSync(join(tmpdir(), "minibatch-tables-")), "split=train", "year=2020", name);
  onTestFinished(() => rmSync(join(path, "../../.."), { recursive: true }));
  mkdirSync(dirname(path), { recursive: true });
  copyFileSync(fixture(name), path);
  const { columns } = await readTable(path, { target: "species" });
  expect(columns.map((column) => column.name)).toEqual(irisNames);
});
