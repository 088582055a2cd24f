import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { SparseModel } from "../../../src/data/sparse/sparse-model.ts";
import { readTable } from "../../../src/node/tables/read-table.ts";
import { emptyFolder, minibatch, shell } from "../run.ts";
import { libsvmLines, vwLines, writeLines } from "./sparse-tables.ts";

const runFiles = ["history.jsonl", "model.safetensors", "report.html", "report.json"];

async function reportOf(folder: string): Promise<Record<string, never>> {
  return JSON.parse(await readFile(join(folder, "report.json"), "utf8"));
}

describe("minibatch train on libsvm text", () => {
  it("trains, reports the rows held out, names the features by their index, and writes a run folder", async () => {
    const cwd = await emptyFolder();
    await writeLines(cwd, "rows.svm", libsvmLines(600, 1));
    const { status, stdout, stderr } = await minibatch(["train", "rows.svm"], { cwd });
    expect(stderr).toContain("rows.svm: libsvm, 600 rows, 30 columns, indices from 1; ");
    expect(stderr).toContain(" values other than 0 to train with; label: -1, 1\n");
    expect(stderr).toContain("classification: 480 rows to train, 120 to test, stratified, seed 0\n");
    expect(status).toBe(0);
    expect(stdout).toMatch(/\n120 rows held out +model +always -?1\naccuracy +(0\.9\d{3}|1\.0000) /);
    expect(stdout).toMatch(/\nfor 1 +weight +against 1 +weight\n([1-9]|10) +\d[^\n]* (1[1-9]|20) +-\d/);
    const folder = join(cwd, "runs", "rows");
    expect((await readdir(folder)).sort()).toEqual(runFiles);
    expect(await reportOf(folder)).toMatchObject({
      trainRows: 480,
      testRows: 120,
      features: 30,
      task: "classification",
    });
  });

  it("tests on another file that is wider, and says so; predict and evaluate do, too", async () => {
    const cwd = await emptyFolder();
    await writeLines(cwd, "rows.svm", libsvmLines(400, 1));
    await writeLines(cwd, "other.svm", [...libsvmLines(100, 1, 5), "1 1:1 2:1 3:1 400:5", "-1"]);
    const trained = await minibatch(["train", "rows.svm", "--test", "other.svm", "--out", "run"], { cwd });
    expect(trained.status).toBe(0);
    const wide = "other.svm: 1 value beyond the last column of the rows trained on: passed over\n";
    expect(trained.stderr).toContain(`warning: ${wide}`);
    expect(trained.stdout).toMatch(/\n102 rows of the test file +model/);
    const predicted = await minibatch(["predict", "run/model.safetensors", "other.svm"], { cwd });
    const lines = predicted.stdout.trimEnd().split("\n");
    expect([lines.length, lines[0]]).toEqual([103, "prediction,probability -1,probability 1"]);
    expect(predicted.stderr).toContain(wide);
    expect(predicted.stderr).toContain("other.svm: 1 of 102 rows have no feature\n");
    const scored = await minibatch(["evaluate", "run/model.safetensors", "other.svm"], { cwd });
    const accuracy = /accuracy +([01]\.\d{4}) /;
    expect(accuracy.exec(scored.stdout)?.[1]).toBe(accuracy.exec(trained.stdout)?.[1]);
  });

  it.each([
    [["--loss", "hinge"], { loss: "hinge", training: { schedule: "linear" } }],
    [["--schedule", "pa1"], { loss: "hinge", alpha: 1, training: { optimizer: "sgd" } }],
  ])("with %s it gives decision values, and a ranking by them", async (args, settings) => {
    const cwd = await emptyFolder();
    await writeLines(cwd, "rows.svm", libsvmLines(600, 1));
    const { status, stdout } = await minibatch(["train", "rows.svm", ...args, "--out", "run"], { cwd });
    expect(status).toBe(0);
    expect(stdout).not.toContain("log loss");
    const report = await reportOf(join(cwd, "run"));
    expect(report).toMatchObject({ settings, test: { logLoss: null } });
    expect((report["test"] as { rocAuc: number }).rocAuc).toBeGreaterThan(0.97);
    const { stdout: predicted } = await minibatch(["predict", "run/model.safetensors", "rows.svm"], { cwd });
    const [header, ...rows] = predicted.trimEnd().split("\n");
    expect(header).toBe("prediction,decision 1");
    for (const [label, value] of rows.map((row) => row.split(","))) expect(label).toBe(Number(value) > 0 ? "1" : "-1");
  });

  it("a loss of numbers makes numbers of the labels, and what cannot be combined is refused before reading", async () => {
    const cwd = await emptyFolder();
    await writeLines(cwd, "rows.svm", libsvmLines(300, 1));
    await minibatch(["train", "rows.svm", "--loss", "huber", "--out", "run", "--quiet"], { cwd });
    expect(await reportOf(join(cwd, "run"))).toMatchObject({ task: "regression" });
    const refused = await minibatch([
      "train",
      "missing.svm",
      "--optimizer",
      "ftrl",
      "--max-norm",
      "1",
      "--decay",
      "0.5",
    ]);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(/^minibatch: 2 options cannot be used: --max-norm: .*; --decay: /);
  });

  it("predicts in a page what the command predicts, to the last bit, with and without labels", async () => {
    const cwd = await emptyFolder();
    const lines = libsvmLines(300, 0);
    await writeLines(cwd, "rows.svm", lines);
    await minibatch(["train", "rows.svm", "--out", "run", "--index-base", "0"], { cwd });
    const features = lines.map((line) => line.split(" ").slice(1).join(" ")).filter((line) => line !== "");
    await writeLines(cwd, "features.svm", features);
    const { stdout } = await minibatch(["predict", "run/model.safetensors", "features.svm"], { cwd });
    const model = SparseModel.fromBytes(await readFile(join(cwd, "run", "model.safetensors")));
    const answers = model.predict(features);
    const proba = model.predictProba(features);
    const expected = answers.map((answer, r) => [answer, ...proba.row(r)].join(","));
    expect(stdout.trimEnd().split("\n").slice(1)).toEqual(expected);
    expect(model.predict(features[0]!)).toBe(answers[0]);
  });

  it("predicts to CSV, JSON Lines and Parquet, and scores to a page that has the same features for every class", async () => {
    const cwd = await emptyFolder();
    const lines = libsvmLines(240, 1).map(
      (line, i) =>
        `${i % 3} ${1 + (i % 3)}:2 ${line
          .split(" ")
          .slice(1)
          .filter((feature) => Number(feature.split(":")[0]) > 3)
          .join(" ")}`,
    );
    await writeLines(cwd, "three.svm", lines);
    expect((await minibatch(["train", "three.svm", "--out", "run", "-e", "5", "--quiet"], { cwd })).status).toBe(0);
    const predict = ["predict", "run/model.safetensors", "three.svm"];
    const { stdout } = await minibatch(predict, { cwd });
    const [header, ...rows] = stdout.trimEnd().split("\n");
    const names = header.split(",");
    expect(names).toEqual(["prediction", "probability 0", "probability 1", "probability 2"]);
    const told = await minibatch([...predict, "-o", "out.csv"], { cwd });
    expect(told.stderr).toBe("wrote out.csv: 240 predictions\n");
    expect(await readFile(join(cwd, "out.csv"), "utf8")).toBe(stdout);
    await minibatch([...predict, "-o", "out.jsonl"], { cwd });
    await minibatch([...predict, "-o", "out.parquet"], { cwd });
    const expected = rows.map((row) => Object.fromEntries(row.split(",").map((cell, i) => [names[i], Number(cell)])));
    const read = (await readFile(join(cwd, "out.jsonl"), "utf8"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(read).toEqual(expected);
    const table = await readTable(join(cwd, "out.parquet"), { target: "prediction" });
    expect(Array.from(table.X.row(7))).toEqual(names.slice(1).map((name) => expected[7]![name]));
    const refused = await minibatch([...predict, "--format", "parquet"], { cwd });
    expect([refused.status, refused.stderr]).toEqual([
      2,
      "minibatch: format: parquet of sparse rows goes to a file: give --out\n",
    ]);
    const scored = await minibatch(["evaluate", "run/model.safetensors", "three.svm", "--report", "page.html"], {
      cwd,
    });
    expect(scored.stdout).toContain("\nwrote page.html\n");
    const page = await readFile(join(cwd, "page.html"), "utf8");
    expect(page).toContain("240 rows scored");
    const model = SparseModel.fromBytes(await readFile(join(cwd, "run", "model.safetensors")));
    const weightOf = (k: number): string => Math.abs(model.estimator.coef[k]![0]!).toPrecision(2);
    const cells =
      /<th scope="row">1<\/th>(.*?)<\/tr>/
        .exec(page.slice(page.lastIndexOf('class="heat"')))?.[1]
        ?.match(/[\d.]+(?=<\/td>)/g) ?? [];
    expect(cells.map((cell) => Number(cell).toPrecision(2))).toEqual([0, 1, 2].map(weightOf));
  });

  it("reads gzip and standard input; the line printed repeats the run to the byte", async () => {
    const cwd = await emptyFolder();
    const text = `${libsvmLines(300, 1).join("\n")}\n`;
    await writeFile(join(cwd, "rows.svm.gz"), gzipSync(text));
    const { stdout } = await minibatch(["train", "rows.svm.gz", "-e", "4", "--out", "run"], { cwd });
    const again = /^again: +minibatch (.*)$/m.exec(stdout)?.[1];
    const piped = again?.replace("rows.svm.gz", "-");
    const line = `$MINIBATCH ${again} --out a -q && gunzip -c rows.svm.gz | $MINIBATCH ${piped} --out b -q`;
    expect((await shell(line.replaceAll(" -q", " --quiet"), { cwd })).status).toBe(0);
    const bytes = async (run: string): Promise<Buffer> => readFile(join(cwd, run, "model.safetensors"));
    expect((await bytes("a")).equals(await bytes("run"))).toBe(true);
    const packed = "$MINIBATCH train - --format libsvm -e 4 --out c --quiet < rows.svm.gz";
    expect((await shell(packed, { cwd })).status).toBe(0);
    const weights = async (run: string) => SparseModel.fromBytes(await bytes(run)).estimator.coef;
    expect(await weights("b")).toEqual(await weights("run"));
    expect(await weights("c")).toEqual(await weights("run"));
  });

  it("learns a number where labels are numbers", async () => {
    const cwd = await emptyFolder();
    const lines = libsvmLines(400, 1).map((line) => {
      const columns = line
        .split(" ")
        .slice(1)
        .map((feature) => Number(feature.split(":")[0]));
      return [1000 + columns.reduce((sum, column) => sum + column / 4, 0), ...line.split(" ").slice(1)].join(" ");
    });
    await writeLines(cwd, "rows.svm", lines);
    const { stdout, status } = await minibatch(["train", "rows.svm"], { cwd });
    expect(status).toBe(0);
    expect(Number(/R² +(\d\.\d+)/.exec(stdout)?.[1])).toBeGreaterThan(0.95);
  });

  it.each<[string, string, number, string]>([
    ["unsorted.svm", "1 1:1\n-1 3:1 2:1\n", 1, 'unsorted.svm:2:8: got "2:1": indices must ascend'],
    ["value.svm", "1 1:1\n-1 2:x\n", 1, 'value.svm:2:6: value: got "x", expected a finite number'],
    [
      "single.svm",
      "1 1:1\n1 2:1\n",
      1,
      'single.svm: target "label": all 2 rows have the value 1, expected at least two different values',
    ],
    ["empty.svm", "", 1, "empty.svm: has no row: it is empty"],
  ])("refuses %s in one line, and leaves nothing behind", async (name, text, code, message) => {
    const cwd = await emptyFolder();
    await writeFile(join(cwd, name), text);
    const { status, stderr } = await minibatch(["train", name], { cwd });
    expect(status).toBe(code);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(stderr).toContain(message);
    expect(await readdir(cwd)).toEqual([name]);
  });

  it("takes every option of the estimators, and repeats them", async () => {
    const cwd = await emptyFolder();
    await writeLines(cwd, "rows.svm", libsvmLines(400, 1));
    const args = [
      "train",
      "rows.svm",
      "--optimizer",
      "adam",
      "--schedule",
      "cosine",
      "--l1",
      "0.0001",
      "--early-stopping",
    ];
    const { status, stdout, stderr } = await minibatch([...args, "-e", "30", "--out", "run"], { cwd });
    expect(status).toBe(0);
    expect(stderr).toContain("log_loss, adam, alpha auto, schedule cosine, batch size 32, 30 epochs, ");
    expect(Number(/accuracy +(\d\.\d+)/.exec(stdout)?.[1])).toBeGreaterThan(0.9);
    const again = /^again: +minibatch (.*)$/m.exec(stdout)?.[1];
    expect(again).toContain("--optimizer adam");
    expect((await shell(`$MINIBATCH ${again} --out again --quiet`, { cwd })).status).toBe(0);
    const bytes = async (run: string): Promise<Buffer> => readFile(join(cwd, run, "model.safetensors"));
    expect((await bytes("again")).equals(await bytes("run"))).toBe(true);
    const { options } = SparseModel.fromBytes(await bytes("run"));
    expect(options).toMatchObject({ optimizer: "adam", schedule: "cosine", l1: 0.0001 });
    const { foundLearningRate: found, settings } = await reportOf(join(cwd, "run"));
    expect(found).toBeGreaterThan(0);
    expect({ stored: options["learningRate"], settings }).toMatchObject({
      stored: found,
      settings: { alpha: found },
    });
    expect(stdout).toContain(`\nalpha ${found} was found and taken\n`);
    const named = [...args, "-e", "30", "-a", String(found)];
    const run = await minibatch([...named, "--out", "named"], { cwd });
    expect(run.stdout).not.toContain("was found");
    expect((await reportOf(join(cwd, "named")))["test"]).toEqual((await reportOf(join(cwd, "run")))["test"]);
  });

  it("refuses a target, which a row of text has at its beginning", async () => {
    const cwd = await emptyFolder();
    await writeLines(cwd, "rows.svm", libsvmLines(20, 1));
    const { status, stderr } = await minibatch(["train", "rows.svm", "--target", "y"], { cwd });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr:
        "minibatch: option --target: got y, expected none for libsvm and vw text, whose rows begin with their label\n",
    });
  });

  it("refuses a file that counts from 0 after a model that counts from 1", async () => {
    const cwd = await emptyFolder();
    await writeLines(cwd, "rows.svm", libsvmLines(200, 1));
    await writeLines(cwd, "zero.svm", ["1 0:1 4:1"]);
    await minibatch(["train", "rows.svm", "--out", "run", "-e", "1"], { cwd });
    const { status, stderr } = await minibatch(["predict", "run/model.safetensors", "zero.svm"], { cwd });
    expect(status).toBe(1);
    expect(stderr).toContain("zero.svm:1:3: index 0 in a file read with indices from 1");
  });
});

describe("minibatch train on Vowpal Wabbit text", () => {
  it("keeps the names of features", async () => {
    const cwd = await emptyFolder();
    await writeLines(cwd, "rows.vw", vwLines(600));
    const { stdout, status } = await minibatch(["train", "rows.vw", "--bits", "16"], { cwd });
    expect(status).toBe(0);
    expect(stdout).toMatch(/\nfor 1 +weight +against 1 +weight\nw\^f\d +\d[^\n]* w\^f1\d +-\d/);
    const inspected = await minibatch(["inspect", "runs/rows/model.safetensors"], { cwd });
    expect(inspected.stdout).toMatch(
      /^runs\/rows\/model\.safetensors: classification: -1, 1\nvw, 65,536 columns; made by /,
    );
    expect(inspected.stdout).toMatch(/\nScores when trained *\n {2}accuracy +[01]\.\d+ \(trivial answer 0\.\d+\)/);
    expect(inspected.stdout).toMatch(/\n {2}optimizer +adagrad *\n/);
    expect(inspected.stdout).toMatch(/\n {2}file +rows\.vw, vw *\n {2}rows +600 *\n {2}to train +480/);
    expect(inspected.stdout).toMatch(/\nw\^f\d +\d/);
  });
});

describe("importances of Vowpal Wabbit text", () => {
  it("count as that many rows", async () => {
    const cwd = await emptyFolder();
    const lines = vwLines(80);
    const weighted = lines.map((line, i) => line.replace(" |", ` ${1 + (i % 3)} |`));
    await writeLines(cwd, "once.vw", lines);
    await writeLines(cwd, "weighted.vw", weighted);
    await writeLines(cwd, "test.vw", lines.slice(0, 5));
    await writeLines(
      cwd,
      "repeated.vw",
      lines.flatMap((line, i) => new Array<string>(1 + (i % 3)).fill(line)),
    );
    const coefOf = async (name: string, rows: number): Promise<ArrayLike<number>> => {
      // One batch of all rows, so that the order of rows does not matter.
      const args = [
        "train",
        `${name}.vw`,
        "--test",
        "test.vw",
        "--bits",
        "8",
        "--out",
        name,
        "-b",
        String(rows),
        "-e",
        "5",
      ];
      expect((await minibatch([...args, "--precision", "f64"], { cwd })).status).toBe(0);
      return SparseModel.fromBytes(await readFile(join(cwd, name, "model.safetensors"))).estimator.coef[0]!;
    };
    const repeated = await coefOf("repeated", 1000);
    const difference = (other: ArrayLike<number>): number =>
      Math.max(...Array.from(repeated, (weight, column) => Math.abs(weight - other[column]!)));
    expect(difference(await coefOf("weighted", 1000))).toBeLessThan(1e-9);
    expect(difference(await coefOf("once", 1000))).toBeGreaterThan(1e-4);
  });
});
