import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { ErrorCode, ErrorDetails } from "../../../src/engine/errors.ts";
import { DuckDBSession } from "../../../src/node/tables/duckdb-session.ts";
import { readTable } from "../../../src/node/tables/read-table.ts";
import type { ReadTableOptions } from "../../../src/node/tables/types.ts";
import { error } from "../../data/table/matchers.ts";
import { emptyFolder, fixture, write } from "./files.ts";

async function expectError(
  path: string,
  options: ReadTableOptions,
  code: ErrorCode,
  message: string | RegExp,
  details: ErrorDetails = {},
): Promise<void> {
  const expected = typeof message === "string" ? `${path}${message}` : message;
  await expect(readTable(path, options)).rejects.toThrow(error(code, expected, { file: path, ...details }));
}

test("no such file", async () => {
  const path = join(tmpdir(), "no-such-file.csv");
  await expectError(path, {}, "INVALID_FILE", ": cannot read: no such file or directory (ENOENT)");
});

test("a directory", async () => {
  const path = mkdtempSync(join(tmpdir(), "minibatch-folder-"));
  await expectError(path, {}, "INVALID_FILE", ": a directory, expected a CSV, TSV, Parquet or JSON Lines file");
});

const letters = readFileSync(fixture("iris.parquet"));
const digits = readFileSync(fixture("digits.csv.gz"));
const binary = Uint8Array.from({ length: 3000 }, (_, i) => (i * 7919) % 256);

test.each<[string, string, string | Uint8Array, string, ErrorDetails?]>([
  ["an empty file", "empty.csv", "", ": the file is empty"],
  ["an empty file in gzip", "empty.csv.gz", gzipSync(""), ": no rows of data"],
  ["a header only", "header.csv", "a,b,c\n", ": no rows of data"],
  [
    "a binary file named .csv",
    "binary.csv",
    binary,
    ": neither text (it has zero bytes) nor Parquet, expected a CSV, TSV, Parquet or JSON Lines file",
  ],
  ["UTF-16", "utf16.csv", Buffer.from("\ufeffa,b\n1,2\n", "utf16le"), ": the text is UTF-16; convert it to UTF-8"],
  [
    "Latin-1",
    "latin1.csv",
    Buffer.from("a,b\n1,caf\xe9\n2,x\n", "latin1"),
    ":2: the text is not UTF-8; convert the file to UTF-8",
    { line: 2 },
  ],
  [
    "text named .parquet",
    "text.parquet",
    "a,b\n1,2\n3,4\n5,6\n",
    ": cannot be read as Parquet: No magic bytes found at end of file ",
  ],
  ["a Parquet file cut short", "cut.parquet", letters.subarray(0, 900), ": cannot be read as Parquet: "],
  [
    "a gzip file cut short",
    "cut.csv.gz",
    digits.subarray(0, 20_000),
    ": the gzip file is damaged or cut short (unexpected end of file)",
  ],
  [
    "a gzip file with a wrong checksum",
    "wrong.csv.gz",
    Buffer.concat([digits.subarray(0, -8), Buffer.alloc(8)]),
    ": the gzip file is damaged or cut short (incorrect data check)",
  ],
  [
    "lines of other lengths before the table",
    "title.csv",
    "# my file\nsome title\na,b,c\n1,2,3\n4,5,6\n",
    ": lines 1 to 2 do not have the columns of the lines after; remove what is not part of the table",
    { line: 1 },
  ],
  [
    "a late line with a column more",
    "more.csv",
    `a,b\n${"1,2\n".repeat(30_000)}1,2,3\n`,
    ":30002: 3 columns, expected 2 as in the lines before",
    { line: 30_002 },
  ],
  [
    "a late line with a column less",
    "less.csv",
    `a,b,c\n${"1,2,3\n".repeat(30_000)}1,2\n`,
    ":30002: 2 columns, expected 3 as in the lines before",
    { line: 30_002 },
  ],
])("%s", async (_what, name, content, message, details) => {
  const path = write(name, content);
  const pattern = new RegExp(`^${(path + message).replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);
  await expectError(path, {}, "INVALID_FILE", pattern, details);
});

const table = write("table.csv", "age,income,name\n39,1.5,Ann\n50,2.5,Bob\n");

test("a missing target suggests the nearest column and lists all", async () => {
  await expectError(
    table,
    { target: "Incom" },
    "INVALID_DATA",
    ': no column "Incom" for the target (did you mean "income"?); columns: "age", "income", "name"',
    { column: "Incom" },
  );
});

test("a missing target says that there is no header and when there is one column only", async () => {
  const path = write("one-column.csv", "1\n2\n");
  const message =
    ': no column "y" for the target; columns: "column0"; the first line was not taken for names: if it holds them, set header to true (--header); only one column: do all lines have as many separators?';
  await expectError(path, { target: "y" }, "INVALID_DATA", message, { column: "y" });
});

test("a long list of columns is cut", async () => {
  const path = write("wide.csv", `${Array.from({ length: 25 }, (_, i) => `c${i}`).join(",")}\n${"1,".repeat(24)}1\n`);
  await expectError(path, { target: "zzz" }, "INVALID_DATA", /"c18", "c19" and 5 more$/, { column: "zzz" });
});

test("a missing feature", async () => {
  await expectError(
    table,
    { features: ["age", "height"] },
    "INVALID_DATA",
    ': no column "height" for the model\'s features; columns: "age", "income", "name"',
    { column: "height" },
  );
});

test("no column but the target", async () => {
  const path = write("target-only.csv", "y\n1\n2\n");
  await expectError(path, { target: "y" }, "INVALID_DATA", ": no column but the target, expected at least one more");
});

test("a feature of text, with its first value that is no number", async () => {
  const path = write("text.csv", "x,y\n1,0\n?,1\nlow,0\n");
  const message = ': column "x" is not numeric (data row 2: "?"); features must be numbers: drop it';
  await expectError(path, { target: "y" }, "INVALID_DATA", message, { column: "x" });
});

test.each(["NA", "?", "null", "N/A", "None", "-"])(
  "a feature of numbers with the mark %s of a missing value",
  async (mark) => {
    const path = write("mark.csv", `x,y\n1,0\n,0\n${mark},1\n3,0\n`);
    const place = ': data row 3, column "x": ';
    const help = "; fill it in with a number, or drop the row or the column";
    const details = { row: 2, column: "x" };
    await expectError(path, { target: "y" }, "INVALID_DATA", `${place}"${mark}" marks a missing value${help}`, details);
    const twice = write("mark.csv", `x,y\n1,0\n,0\n${mark},1\n3,0\n${mark},1\n`);
    const message = `${place}"${mark}" marks a missing value (2 such cells in this column)${help}`;
    await expectError(twice, { target: "y" }, "INVALID_DATA", message, details);
  },
);

test("a feature of marks only is no column of numbers", async () => {
  const path = write("marks.csv", "x,y\nNA,0\nNA,1\n");
  const message = ': column "x" is not numeric (data row 1: "NA"); features must be numbers: drop it';
  await expectError(path, { target: "y" }, "INVALID_DATA", message, { column: "x" });
});

test("a feature whose commas may be those of thousands", async () => {
  const path = write("comma.csv", "x;y\n1,500;0\n-2,250;1\n3,750;0\n");
  const message =
    ': column "x" is not numeric (data row 1: "1,500"); features must be numbers: write a decimal point instead of the comma, or drop it';
  await expectError(path, { target: "y" }, "INVALID_DATA", message, { column: "x" });
});

test("several features that are not numbers", async () => {
  const path = write("kinds.csv", "flag,day,x\ntrue,2020-01-01,1\nfalse,2020-01-02,2\n");
  const message =
    ': column "flag" is boolean (data row 1: "true"); features must be numbers: drop 2 such columns: "flag", "day"';
  await expectError(path, {}, "INVALID_DATA", message, { column: "flag" });
});

test("a feature whose first 20,480 rows are numbers and a later one is not", async () => {
  const path = write("late.csv", `x,y\n${"1,2\n".repeat(30_000)}oops,3\n`);
  const message = ': column "x" is not numeric (data row 30001: "oops"); features must be numbers: drop it';
  await expectError(path, {}, "INVALID_DATA", message, { column: "x" });
});

test("a feature without a value", async () => {
  const path = write("no-value.csv", "x,z\n1,\n2,\n");
  const message = ': column "z" is not numeric; features must be numbers: drop it';
  await expectError(path, {}, "INVALID_DATA", message, { column: "z" });
});

test.each<[string, string, string]>([
  ["", "the value is missing", ""],
  ["NaN", "the value is NaN, expected a finite number", ""],
  ["inf", "the value is Infinity, expected a finite number", ""],
  ["-Infinity", "the value is -Infinity, expected a finite number", ""],
])("the cell %j in a numeric column", async (cell, what) => {
  const rows = Array.from({ length: 5000 }, (_, i) => `${i},1`);
  rows[4321] = `4321,${cell}`;
  const once = write("cell.csv", `x,z\n${rows.join("\n")}\n`);
  const place = ': data row 4322, column "z": ';
  const help = "; fill it in, or drop the row or the column";
  const details = { row: 4321, column: "z" };
  await expectError(once, {}, "INVALID_DATA", `${place}${what}${help}`, details);
  rows[4900] = "4900,";
  const twice = write("cell.csv", `x,z\n${rows.join("\n")}\n`);
  const more = " (2 such values in this column)";
  await expectError(twice, {}, "INVALID_DATA", `${place}${what}${more}${help}`, details);
});

test("missing values of Parquet", async () => {
  const message =
    ': data row 2, column "x": the value is missing (3 such values in this column); fill it in, or drop the row or the column';
  await expectError(fixture("missing.parquet"), {}, "INVALID_DATA", message, { row: 1, column: "x" });
});

test.each([
  ["a number", "1\n2\n"],
  ["text", "a\nb\n"],
])("a missing target that is otherwise %s", async (_what, values) => {
  const cells = values.trimEnd().split("\n");
  const path = write("no-target.csv", `x,y\n1,${cells[0]}\n2,${cells[1]}\n3,\n`);
  const message = ': data row 3, column "y": the value is missing; fill it in, or drop the row or the column';
  await expectError(path, { target: "y" }, "INVALID_DATA", message, { row: 2, column: "y" });
});

test("a number that does not fit 32 bits", async () => {
  const path = write("large.csv", "x,z\n1,3.4028235677973362e38\n2,-3.4028235677973366e38\n");
  expect((await readTable(path)).X.get(1, 1)).toBe(-3.4028235677973366e38);
  const message =
    ': data row 2, column "z": the value is -3.4028235677973366e+38, expected a finite number; fill it in, or drop the row or the column';
  await expectError(path, { precision: "f32" }, "INVALID_DATA", message, { row: 1, column: "z" });
});

test("a column without a value beside one of a type that is not read", async () => {
  const path = join(emptyFolder(), "days.parquet");
  const session = await DuckDBSession.open();
  await session.run(
    `COPY (SELECT NULL::VARCHAR AS a, DATE '2020-01-01' + range::INTEGER AS day, range::DOUBLE AS y FROM range(5)) TO '${path}'`,
  );
  session.close();
  const message = ': column "a" is not numeric; features must be numbers: drop 2 such columns: "a", "day"';
  await expectError(path, {}, "INVALID_DATA", message, { column: "a" });
});
