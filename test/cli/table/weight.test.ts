import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { loadTableModel } from "../../../src/node/model-file.ts";
import { emptyFolder, minibatch } from "../run.ts";

interface Row {
  readonly cells: string;
  readonly weight: number;
}

/** Rows of two numbers, a word and a class that they do not tell for sure, with weights 1 and 2. */
const rows: readonly Row[] = Array.from({ length: 60 }, (_, i) => {
  const [a, b] = [((i * 7) % 23) / 10 - 1, ((i * i) % 19) / 10 - 1];
  return { cells: `${a},${b},${["x", "z", "q"][i % 3]},${a + b > ((i % 5) - 2) / 3 ? "u" : "v"}`, weight: 1 + (i % 2) };
});

/** Trains on whole batches, as numbers are, so that nothing depends on the rows' number or order. */
const settings = [
  ...["--test", "test.csv", "-e", "40", "-a", "0.5", "--schedule", "constant", "--optimizer", "sgd", "--l2", "0.01"],
  ...["--scale", "none", "--precision", "f64", "-b", "1000", "--shuffle", "none", "--no-early-stopping", "--quiet"],
];

async function weightsOf(cwd: string, file: string, weight: readonly string[]): Promise<number[]> {
  const { status, stderr } = await minibatch(
    ["train", file, "-t", "y", ...settings, ...weight, "--out", file.slice(0, -4)],
    { cwd },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const { coef, intercept } = (await loadTableModel(join(cwd, file.slice(0, -4), "model.safetensors"))).estimator;
  return [...coef.flatMap((row) => Array.from(row)), ...Array.from(intercept)];
}

it("a row of weight 2 teaches as much as the row twice, within 1e-12", async () => {
  const cwd = await emptyFolder();
  const once = rows.map(({ cells, weight }) => `${cells},${weight}`);
  const twice = rows.flatMap(({ cells, weight }) => Array.from({ length: weight }, () => cells));
  await writeFile(join(cwd, "weighted.csv"), `a,b,c,y,w\n${once.join("\n")}\n`);
  await writeFile(join(cwd, "twice.csv"), `a,b,c,y\n${twice.join("\n")}\n`);
  await writeFile(join(cwd, "once.csv"), `a,b,c,y\n${rows.map(({ cells }) => cells).join("\n")}\n`);
  await writeFile(join(cwd, "test.csv"), `a,b,c,y\n${rows.map(({ cells }) => cells).join("\n")}\n`);
  const weighted = await weightsOf(cwd, "weighted.csv", ["--weight", "w"]);
  const repeated = await weightsOf(cwd, "twice.csv", []);
  expect(weighted).toHaveLength(repeated.length);
  for (const [i, weight] of weighted.entries()) expect(Math.abs(weight - repeated[i]!)).toBeLessThan(1e-12);
  // Without the weights the rows teach something else.
  const unweighted = await weightsOf(cwd, "once.csv", []);
  expect(Math.max(...unweighted.map((weight, i) => Math.abs(weight - repeated[i]!)))).toBeGreaterThan(1e-3);
});
