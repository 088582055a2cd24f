import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

interface ReferenceTable {
  X: number[][];
  y: number[];
}

const file = new URL("../../reference/tables.json", import.meta.url);
const { tables } = JSON.parse(readFileSync(file, "utf8")) as { tables: Record<string, ReferenceTable> };

/** Writes a table of scikit-learn's as a CSV file: columns `x0`, `x1` …, and `y`, in words where there are any. */
export async function writeTable(
  folder: string,
  name: "breast_cancer" | "iris" | "diabetes" | "wine",
  words?: readonly string[],
): Promise<{ path: string; targets: string[] }> {
  const { X, y } = tables[name];
  const targets = y.map((value) => words?.[value] ?? String(value));
  const header = [...X[0].map((_, i) => `x${i}`), "y"].join(",");
  const lines = X.map((row, i) => `${row.join(",")},${targets[i]}`);
  const path = join(folder, `${name}.csv`);
  await writeFile(path, `${[header, ...lines].join("\n")}\n`);
  return { path, targets };
}
