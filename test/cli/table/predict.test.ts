import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Interruption } from "../../../src/cli/failure.ts";
import type { Output } from "../../../src/cli/output.ts";
import { predictCommand } from "../../../src/cli/table/predict-command.ts";
import { emptyFolder, minibatch, shell } from "../run.ts";
import { writeTable } from "./tables.ts";

/** A folder with a table and a model trained on it. */
async function trained(
  name: "iris" | "diabetes",
  words?: readonly string[],
): Promise<{ cwd: string; targets: string[] }> {
  const cwd = await emptyFolder();
  const { targets } = await writeTable(cwd, name, words);
  const { status } = await minibatch(["train", `${name}.csv`, "-t", "y", "--out", "run", "--quiet"], { cwd });
  expect(status).toBe(0);
  return { cwd, targets };
}

describe("minibatch predict", () => {
  it("writes a class and its probabilities for every row, in the file's order", async () => {
    const { cwd, targets } = await trained("iris", ["setosa", "versicolor", "virginica"]);
    const { status, stdout, stderr } = await minibatch(["predict", "run/model.safetensors", "iris.csv"], { cwd });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const [header, ...rows] = stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split(","));
    const added = ["prediction", "probability setosa", "probability versicolor", "probability virginica"];
    expect(header).toEqual(["x0", "x1", "x2", "x3", "y", ...added]);
    expect(rows).toHaveLength(150);
    expect(rows.map((row) => row[4])).toEqual(targets);
    const right = rows.filter((row, i) => row[5] === targets[i]).length;
    expect(right).toBeGreaterThan(140);
    for (const [label, ...cells] of rows.map((row) => row.slice(5))) {
      const probabilities = cells.map(Number);
      expect(Math.abs(probabilities.reduce((sum, p) => sum + p, 0) - 1)).toBeLessThan(1e-6);
      expect(header[6 + probabilities.indexOf(Math.max(...probabilities))]).toBe(`probability ${label}`);
    }
  });

  it("writes a number for every row", async () => {
    const { cwd, targets } = await trained("diabetes");
    const { stdout } = await minibatch(["predict", "run/model.safetensors", "diabetes.csv"], { cwd });
    const [header, ...values] = stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split(",").at(-1));
    expect(header).toBe("prediction");
    const mean = targets.reduce((sum, y) => sum + Number(y), 0) / targets.length;
    const squares = (predict: (i: number) => number): number =>
      targets.reduce((sum, y, i) => sum + (Number(y) - predict(i)) ** 2, 0);
    expect(squares((i) => Number(values[i])) / squares(() => mean)).toBeLessThan(0.55);
  });

  it.each(["out.xlsx", "out.json", "out.csv.gz"])("refuses to write CSV to %s, but for --format", async (out) => {
    const { cwd } = await trained("iris");
    const args = ["predict", "run/model.safetensors", "iris.csv", "-o", out];
    const { status, stderr } = await minibatch(args, { cwd });
    const ending = out.slice(out.lastIndexOf("."));
    const line = `minibatch: ${out}: predictions are not written as ${ending}, expected .csv, .parquet or .jsonl; with format (--format) a file of any name holds these\n`;
    expect({ status, stderr }).toEqual({ status: 2, stderr: line });
    expect((await readdir(cwd)).sort()).toEqual(["iris.csv", "run"]);
    expect((await minibatch([...args, "--format", "csv"], { cwd })).status).toBe(0);
  });

  it("writes the same to a file with -o, and says so", async () => {
    const { cwd } = await trained("iris");
    const { stdout: printed } = await minibatch(["predict", "run/model.safetensors", "iris.csv"], { cwd });
    const written = await minibatch(["predict", "run/model.safetensors", "iris.csv", "-o", "out.csv"], { cwd });
    expect(written).toMatchObject({ status: 0, stdout: "", stderr: "wrote out.csv: 150 predictions\n" });
    expect(await readFile(join(cwd, "out.csv"), "utf8")).toBe(printed);
  });

  it("needs neither the target nor the columns' order", async () => {
    const { cwd } = await trained("iris");
    await writeFile(join(cwd, "a.csv"), "x3,note,x2,x1,x0\n0.2,seen,1.4,3.5,5.1\n");
    await writeFile(join(cwd, "b.csv"), "x0,x1,x2,x3,y\n5.1,3.5,1.4,0.2,0\n");
    const [a, b] = await Promise.all(
      ["a.csv", "b.csv"].map((file) => minibatch(["predict", "run/model.safetensors", file], { cwd })),
    );
    const answers = [a, b].map(({ stdout }) => stdout.split("\n")[1].split(",").slice(5));
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0][0]).toBe("0");
  });

  it("ends quietly when nobody reads on", async () => {
    const { cwd } = await trained("iris");
    const { status, stdout, stderr } = await shell("$MINIBATCH predict run/model.safetensors iris.csv | head -n 1", {
      cwd,
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^x0,.*,prediction,/);
  });
});

it("minibatch predict ends at once with the signal's reason, whatever it reads", async () => {
  const { cwd } = await trained("iris");
  const reason = new Interruption("SIGINT");
  const output: Output = { write: () => expect.fail("nothing to say"), flush: () => Promise.resolve() };
  const context = { stdout: output, stderr: output, signal: AbortSignal.abort(reason) };
  const model = join(cwd, "run", "model.safetensors");
  await expect(predictCommand(model, [join(cwd, "none.csv")], {}, context)).rejects.toBe(reason);
});

describe("minibatch predict where things go wrong: one line, status 1, nothing left behind", () => {
  it("says what is wrong with the model or the file", async () => {
    const { cwd } = await trained("iris");
    const model = await readFile(join(cwd, "run", "model.safetensors"));
    await writeFile(join(cwd, "cut.safetensors"), model.subarray(0, model.length - 9));
    const altered = Buffer.from(model);
    altered[altered.length - 1] ^= 1;
    await writeFile(join(cwd, "altered.safetensors"), altered);
    await writeFile(join(cwd, "narrow.csv"), "x0,x1,x2\n1,2,3\n");
    await writeFile(join(cwd, "text.csv"), "x0,x1,x2,x3\n1,2,3,four\n");
    const rows = Array.from({ length: 30_000 }, (_, i) => (i === 25_000 ? "1,2\n" : "1,2,3,4\n"));
    await writeFile(join(cwd, "ragged.csv"), `x0,x1,x2,x3\n${rows.join("")}`);
    const before = (await readdir(cwd)).sort();
    const cases: [string, string, RegExp][] = [
      ["none.safetensors", "iris.csv", /^minibatch: none\.safetensors: .*no such file/],
      ["iris.csv", "iris.csv", /^minibatch: iris\.csv: safetensors: /],
      ["cut.safetensors", "iris.csv", /^minibatch: cut\.safetensors: /],
      ["altered.safetensors", "iris.csv", /^minibatch: altered\.safetensors: .*(altered|damaged)/],
      ["run/model.safetensors", "none.csv", /^minibatch: none\.csv: .*no such file/],
      ["run/model.safetensors", "narrow.csv", /^minibatch: narrow\.csv: .*"x3"/],
      ["run/model.safetensors", "text.csv", /^minibatch: text\.csv: .*"x3"/],
      [
        "run/model.safetensors",
        "ragged.csv",
        /^minibatch: ragged\.csv:25002: 2 columns, expected 4 as in the lines before/,
      ],
    ];
    for (const [modelFile, file, line] of cases) {
      const { status, stdout, stderr } = await minibatch(["predict", modelFile, file, "-o", "out.csv"], { cwd });
      expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
      expect(stderr).toMatch(line);
      expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    }
    expect((await readdir(cwd)).sort()).toEqual(before);
  });

  it("says that the file of the predictions cannot be written", async () => {
    const { cwd } = await trained("iris");
    const { status, stderr } = await minibatch(["predict", "run/model.safetensors", "iris.csv", "-o", "no/out.csv"], {
      cwd,
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^minibatch: no\/out\.csv: cannot write: no such file or directory/);
  });

  it.runIf(existsSync("/dev/full"))("says that standard output is full", async () => {
    const { cwd } = await trained("iris");
    const { status, stderr } = await shell("$MINIBATCH predict run/model.safetensors iris.csv > /dev/full", { cwd });
    expect({ status, stderr }).toEqual({ status: 1, stderr: "minibatch: standard output: no space left on device\n" });
  });
});
