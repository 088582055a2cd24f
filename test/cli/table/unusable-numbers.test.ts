import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { emptyFolder, minibatch, shell } from "../run.ts";

/** A table of 5,000 rows, more than are predicted together; one cell of column "a" is another. */
function table(cell?: string): string {
  const number = (i: number): string => (cell !== undefined && i === 4321 ? cell : String((i * 7) % 23));
  return `a,b,y\n${Array.from({ length: 5000 }, (_, i) => `${number(i)},${(i * i) % 19},${i % 2 ? "u" : "v"}\n`).join("")}`;
}

it.each([
  ["inf", "the value is Infinity, expected a finite number"],
  ["-inf", "the value is -Infinity, expected a finite number"],
  ["1e300", "1e+300 is too large to be computed with"],
])("a row with %s that a model is to read is named: file, row, column", async (cell, what) => {
  const cwd = await emptyFolder();
  await writeFile(join(cwd, "good.csv"), table());
  await writeFile(join(cwd, "bad.csv"), table(cell));
  const train = ["train", "good.csv", "-t", "y", "-e", "1", "--quiet", "--no-cache"];
  expect((await minibatch([...train, "--out", "run"], { cwd })).status).toBe(0);
  const line = (file: string): string =>
    `minibatch: ${file}: data row 4322, column "a": ${what}; correct it or leave the row out\n`;
  for (const args of [
    ["predict", "run/model.safetensors", "bad.csv", "-o", "out.csv"],
    ["evaluate", "run/model.safetensors", "bad.csv"],
    [...train, "--test", "bad.csv", "--out", "other"],
    [...train, "--validation-file", "bad.csv", "--early-stopping", "loss", "--out", "other"],
  ]) {
    const { status, stdout, stderr } = await minibatch(args, { cwd });
    expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: "", stderr: line("bad.csv") });
    expect((await readdir(cwd)).sort()).toEqual(["bad.csv", "good.csv", "run"]);
  }
  const { stderr } = await shell("$MINIBATCH predict run/model.safetensors - < bad.csv > /dev/null", { cwd });
  expect(stderr).toBe(line("standard input"));
});
