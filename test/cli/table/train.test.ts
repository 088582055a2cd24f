import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { emptyFolder, minibatch, shell } from "../run.ts";
import { writeTable } from "./tables.ts";

const runFiles = ["history.jsonl", "model.safetensors", "report.html", "report.json"];

function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

describe("minibatch train", () => {
  it("trains on classes, reports the rows held out beside the majority, and writes a run folder", async () => {
    const cwd = await emptyFolder();
    await writeTable(cwd, "breast_cancer", ["malignant", "benign"]);
    const { status, stdout, stderr } = await minibatch(["train", "breast_cancer.csv", "--target", "y"], { cwd });
    expect(status).toBe(0);
    expect(stderr).toContain(
      "breast_cancer.csv: 569 rows, 31 columns that become 30 features; target y: benign, malignant\n",
    );
    expect(stderr).toContain("classification: 455 rows to train, 114 to test, stratified, seed 0\n");
    expect(stderr).toMatch(/\ncolumn +kind +missing +becomes\nx0 +numeric +- +scaled\n/);
    expect(stderr).toMatch(/\nepoch +1\/\d+ {2}loss 0\.\d+ {2}[\d.,]+( M)? rows\/s {2}\d+ ms\n/);
    expect(stdout).toMatch(/^ +precision +recall +f1-score +support\n\n +benign .* 72\n +malignant .* 42\n/);
    expect(stdout).toMatch(/\n114 rows held out +model +always benign\naccuracy +0\.\d{4} +0\.6316\n/);

    const folder = join(cwd, "runs", "breast_cancer");
    expect((await readdir(folder)).sort()).toEqual(runFiles);
    const report = JSON.parse(await readFile(join(folder, "report.json"), "utf8"));
    expect(report).toMatchObject({ rows: 569, trainRows: 455, testRows: 114, classes: ["benign", "malignant"] });
    // scikit-learn's LogisticRegression gets 0.958 on another split of the same size; one row is 0.009.
    expect(report.test.accuracy).toBeGreaterThan(0.94);
    const history = jsonLines(await readFile(join(folder, "history.jsonl"), "utf8"));
    expect(history.map(({ epoch }) => epoch)).toEqual(history.map((_, i) => i + 1));
    expect(history).toHaveLength(report.epochs);
  });

  it("trains on numbers and reports R², RMSE and MAE beside the mean's", async () => {
    const cwd = await emptyFolder();
    await writeTable(cwd, "diabetes");
    const { status, stdout } = await minibatch(["train", "diabetes.csv", "-t", "y", "--out", "run"], { cwd });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^89 rows held out +model +always \d+\.?\d*\nR² +0\.\d{4} +-?0\.\d{4}\nMAE .*\nRMSE .*\n/);
    const { test, baseline } = JSON.parse(await readFile(join(cwd, "run", "report.json"), "utf8"));
    expect(test.rmse).toBeLessThan(0.85 * baseline.rmse);
  });

  it("prints a line that repeats the run to the byte, and one that predicts", async () => {
    const cwd = await emptyFolder();
    await writeTable(cwd, "iris", ["setosa", "versi color", "it's"]);
    const args = ["train", "iris.csv", "-t", "y", "-e", "7", "--seed", "3", "--shuffle", "full", "--no-stratify"];
    const { stdout } = await minibatch(args, { cwd });
    const again = /^again: +minibatch (.*)$/m.exec(stdout)?.[1];
    const predict = /^predict: +minibatch (.*) FILE$/m.exec(stdout)?.[1];
    const repeated = await shell(`$MINIBATCH ${again} --out again && $MINIBATCH ${predict} iris.csv | wc -l`, { cwd });
    expect({ status: repeated.status, lines: repeated.stdout.trimEnd().split("\n").at(-1)?.trim() }).toEqual({
      status: 0,
      lines: "151",
    });
    const [first, second] = await Promise.all(
      ["runs/iris", "again"].map((folder) => readFile(join(cwd, folder, "model.safetensors"))),
    );
    expect(second.equals(first)).toBe(true);
  });

  it("prints with --json events on standard output and progress on standard error, and the result alone with --quiet", async () => {
    const cwd = await emptyFolder();
    await writeTable(cwd, "iris");
    const args = ["train", "iris.csv", "-t", "y", "-e", "3", "--json"];
    const { stdout, stderr } = await minibatch(args, { cwd });
    const events = jsonLines(stdout);
    expect(stderr).toMatch(/^iris\.csv: 150 rows[\s\S]*\nepoch 3\/3 {2}loss .*\n$/);
    expect(events.map(({ event }) => event)).toEqual(["start", "epoch", "epoch", "epoch", "result"]);
    expect(events[0]).toMatchObject({ files: ["iris.csv"], task: "classification", settings: { epochs: 3 } });
    expect(events[4]).toMatchObject({ test: { task: "classification" }, folder: "runs/iris", epochs: 3 });
    const quiet = await minibatch([...args, "--quiet"], { cwd });
    expect(quiet.stderr).toBe("");
    expect(jsonLines(quiet.stdout)).toMatchObject([{ event: "result", folder: "runs/iris-2" }]);
  });

  it("prints with --quiet the scores alone", async () => {
    const cwd = await emptyFolder();
    await writeTable(cwd, "iris");
    const { stdout, stderr } = await minibatch(["train", "iris.csv", "-t", "y", "-e", "3", "--quiet"], { cwd });
    expect(stderr).toBe("");
    expect(stdout).toMatch(
      /^ +precision[\s\S]*\nROC AUC +\d\.\d{4} +0\.5000\nlog loss +\d\.\d{4} +1\.0986\n\ntrue \\ predicted +0 +1 +2\n0 .*\n1 .*\n2 .*\n$/,
    );
  });

  it("takes columns by number where the file has no header", async () => {
    const cwd = await emptyFolder();
    await writeFile(join(cwd, "a.csv"), Array.from({ length: 40 }, (_, i) => `${i},${i % 2}\n`).join(""));
    const { status } = await minibatch(["train", "a.csv", "-t", "column1", "--no-header", "-e", "2"], { cwd });
    expect(status).toBe(0);
  });

  it("takes a header of numbers with --header, and repeats it", async () => {
    const cwd = await emptyFolder();
    await writeFile(join(cwd, "a.csv"), `7,8\n${Array.from({ length: 40 }, (_, i) => `${i},${i % 2}\n`).join("")}`);
    const { status, stderr } = await minibatch(["train", "a.csv", "-t", "8", "-e", "2"], { cwd });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr:
        'minibatch: a.csv: no column "8" for the target; columns: "column0", "column1"; the first line was not taken for names: if it holds them, set header to true (--header)\n',
    });
    const given = await minibatch(["train", "a.csv", "-t", "8", "-e", "2", "--header"], { cwd });
    expect(given.status).toBe(0);
    expect(given.stderr).toContain("a.csv: 40 rows, 2 columns that become 1 feature; target 8: 0, 1\n");
    expect(given.stdout).toMatch(/^again: .* --header$/m);
    const predicted = await minibatch(["predict", "runs/a/model.safetensors", "a.csv", "--header"], { cwd });
    expect({ status: predicted.status, lines: predicted.stdout.split("\n").length }).toEqual({ status: 0, lines: 42 });
  });
});

describe("minibatch train where things go wrong: one line, status, nothing left behind", () => {
  it.each([
    [["train", "none.csv", "-t", "y"], 1, /^minibatch: none\.csv: .*no such file/],
    [["train", "iris.csv", "-t", "Y"], 1, /^minibatch: .*"Y".*y/],
    [["train", "iris.csv", "-t", "y", "--task", "classification", "--loss", "quantile"], 2, /^minibatch: .*loss/],
    [["train", "iris.csv", "-t", "y", "--out", "iris.csv"], 1, /^minibatch: iris\.csv: cannot write to this folder/],
    [
      ["train", "iris.csv", "-t", "y", "-a", "1e39", "--precision", "f32"],
      1,
      /^minibatch: training diverged in epoch \d/,
    ],
  ])("%j", async (args, expected, line) => {
    const cwd = await emptyFolder();
    await writeTable(cwd, "iris");
    const { status, stdout, stderr } = await minibatch([...args, "--quiet"], { cwd });
    expect({ status, stdout }).toEqual({ status: expected, stdout: "" });
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(await readdir(cwd)).toEqual(["iris.csv"]);
  });

  it("keeps what is in a run folder that was there before", async () => {
    const cwd = await emptyFolder();
    await mkdir(join(cwd, "mine"));
    await writeFile(join(cwd, "mine", "notes.txt"), "kept");
    const { status } = await minibatch(["train", "none.csv", "-t", "y", "--out", "mine"], { cwd });
    expect(status).toBe(1);
    expect(await readdir(join(cwd, "mine"))).toEqual(["notes.txt"]);
  });

  it.each(["SIGINT", "SIGTERM"] as const)("keeps the model of the moment when %s ends it", async (signal) => {
    const cwd = await emptyFolder();
    await writeTable(cwd, "iris");
    const args = ["train", "iris.csv", "-t", "y", "-e", "100000000"];
    const { status, stdout, stderr } = await minibatch(args, { cwd, signalAt: { text: "epoch         1/", signal } });
    expect(status).toBe(signal === "SIGINT" ? 130 : 143);
    expect(stderr).toMatch(/\nstopped in epoch \d+; the model is kept as it was\nminibatch: interrupted\n$/);
    expect(stdout).toContain("precision");
    expect((await readdir(join(cwd, "runs", "iris"))).sort()).toEqual(runFiles);
    const predicted = await minibatch(["predict", "runs/iris/model.safetensors", "iris.csv"], { cwd });
    expect(predicted.status).toBe(0);
  });

  it("ends quietly, and keeps nothing, when nobody reads its events", async () => {
    const cwd = await emptyFolder();
    await writeTable(cwd, "iris");
    const { status, stderr } = await shell(
      "$MINIBATCH train iris.csv -t y -e 1000000 --json 2>/dev/null | head -n 3 > /dev/null",
      {
        cwd,
      },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(await readdir(cwd)).toEqual(["iris.csv"]);
  });

  it.runIf(existsSync("/dev/full"))("says that standard output is full", async () => {
    const cwd = await emptyFolder();
    await writeTable(cwd, "iris");
    const { status, stderr } = await shell("$MINIBATCH train iris.csv -t y -e 2 --quiet > /dev/full", { cwd });
    expect({ status, stderr }).toEqual({ status: 1, stderr: "minibatch: standard output: no space left on device\n" });
  });
});
