import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { defaultRunFolder } from "../../../src/cli/table/run-folder.ts";
import { emptyFolder } from "../run.ts";

it.each([
  ["data/iris.csv", "iris"],
  ["/abs/digits.csv.gz", "digits"],
  ["a b.PARQUET", "a b"],
  ["table.v2.tsv", "table.v2"],
  ["noending", "noending"],
  [".csv", "run"],
])("%s runs in runs/%s", (file, name) => {
  expect(defaultRunFolder(file)).toBe(join("runs", name));
});

it("takes the first number that is free", async () => {
  const home = process.cwd();
  process.chdir(await emptyFolder());
  try {
    await mkdir("runs/iris", { recursive: true });
    expect(defaultRunFolder("iris.csv")).toBe("runs/iris-2");
    await mkdir("runs/iris-2");
    expect(defaultRunFolder("iris.csv")).toBe("runs/iris-3");
  } finally {
    process.chdir(home);
  }
});
