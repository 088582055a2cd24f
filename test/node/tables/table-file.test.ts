import { expect, test } from "vitest";
import { inspectTableFile, inspectTableFiles } from "../../../src/node/tables/table-file.ts";
import { write } from "./files.ts";

test.each([
  ["commas", "a,b\n1,2\n3,4\n", ","],
  ["semicolons", "a;b;c\n1;2;3\n", ";"],
  ["tabs and line ends of Windows", "a\tb\r\n1\t2\r\n", "\t"],
  ["commas and a line that is not ended", "a,b\n1,2\n3", ","],
  ["commas and semicolons", "a;b\n1,5;2\n", undefined],
  ["lines of different widths", "a,b\n1,2,3\n", undefined],
  ["a title", "My table\na,b\n1,2\n", undefined],
  ["quotes", 'a,b\n"1",2\n', undefined],
  ["apostrophes", "a,b\n'x',2\n", undefined],
  ["backslashes", "a,b\n\\N,2\n", undefined],
  ["a comment", "#a,b\n1,2\n", undefined],
  ["one column", "a\n1\n2\n", undefined],
  ["a thousand columns with quotes", `"a",${"b,".repeat(1000)}c\n`, ","],
])("the separator of a file with %s", async (_what, text, separator) => {
  expect((await inspectTableFile(write("table.csv", text))).separator).toBe(separator);
});

test("how many rows to expect is told by the length of the first lines, of all files together", async () => {
  const line = (row: number) => `${1000 + (row % 9000)},${row % 10}\n`;
  const text = (rows: number) => Array.from({ length: rows }, (_, row) => line(row)).join("");
  const paths = [write("long.csv", text(50_000)), write("short.csv", text(10))];
  const { lines } = await inspectTableFiles(paths);
  // The first 64 KiB end in the middle of a line.
  expect(Math.abs(lines! - 50_010)).toBeLessThan(20);
});
