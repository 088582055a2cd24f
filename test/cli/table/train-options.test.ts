import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadKnownModel } from "../../../src/node/model-file.ts";
import { emptyFolder, minibatch } from "../run.ts";
import { libsvmLines, writeLines } from "../sparse/sparse-tables.ts";
import { writeTable } from "./tables.ts";

async function folder(): Promise<string> {
  const cwd = await emptyFolder();
  await writeTable(cwd, "breast_cancer", ["malignant", "benign"]);
  return cwd;
}

const train = ["train", "breast_cancer.csv", "-t", "y"];

describe("options of minibatch train", () => {
  it("an optimiser, a schedule, penalties, weights and early stopping, which the line that repeats the run has too", async () => {
    const cwd = await folder();
    const args = [
      ...[
        "--optimizer",
        "adam",
        "-a",
        "0.01",
        "-e",
        "200",
        "--l1",
        "0.001",
        "--schedule",
        "exponential",
        "--decay-epochs",
        "50",
      ],
      ...[
        "--warmup",
        "0.5",
        "--average",
        "1000",
        "--class-weight",
        "malignant=2",
        "--early-stopping",
        "accuracy",
        "--patience",
        "4",
      ],
    ];
    const { status, stdout } = await minibatch([...train, ...args, "--out", "run"], { cwd });
    expect(status).toBe(0);
    const history = (await readFile(join(cwd, "run/history.jsonl"), "utf8")).trim().split("\n");
    const validation = history.map((line) => JSON.parse(line).validation);
    expect(history.length).toBeLessThan(200);
    expect(validation.length - 1 - validation.indexOf(Math.max(...validation))).toBe(4);
    const again = /again: +minibatch (.*)\n/.exec(stdout)?.[1]?.split(" ") ?? [];
    for (const arg of args.filter((text) => text.startsWith("--"))) expect(again).toContain(arg);
  });

  it("a schedule that makes its own rate has none in the settings and the line that repeats the run, and takes none", async () => {
    const cwd = await folder();
    const { status, stdout } = await minibatch([...train, "--schedule", "optimal", "-e", "5", "--out", "run"], { cwd });
    expect(status).toBe(0);
    expect(stdout).toMatch(/again: .* --schedule optimal/);
    expect(stdout).not.toMatch(/ -a |alpha/);
    const refused = await minibatch(
      [...train, "--schedule", "optimal", "-a", "0.1", "--warmup", "1", "--power", "0.5"],
      {
        cwd,
      },
    );
    expect(refused).toMatchObject({ status: 2, stdout: "" });
    expect(refused.stderr).toMatch(
      /2 options cannot be used: --power: got 0.5, expected it with schedule "invscaling" only/,
    );
    expect(refused.stderr).toMatch(/; --alpha: got 0.1, expected it with a schedule other than "optimal" only/);
  });

  it("no constant term and summed gradients, on tables and on sparse rows", async () => {
    const cwd = await folder();
    await writeLines(cwd, "train.svm", libsvmLines(200, 1));
    for (const file of [train, ["train", "train.svm"]]) {
      const args = [...file, "--no-intercept", "--reduction", "sum", "-e", "3", "--out", "run"];
      const { status, stdout } = await minibatch(args, { cwd });
      expect(status).toBe(0);
      expect(stdout).toMatch(/again: .* --no-intercept --reduction sum/);
      const { intercept } = (await loadKnownModel(join(cwd, "run/model.safetensors"))).estimator;
      expect(Array.from(intercept)).toEqual([0]);
    }
    const inspected = await minibatch(["inspect", "run/model.safetensors"], { cwd });
    expect(inspected.stdout).toMatch(/fitIntercept +false/);
  });

  it("a file with the rows to stop by", async () => {
    const cwd = await folder();
    const lines = (await readFile(join(cwd, "breast_cancer.csv"), "utf8")).trim().split("\n");
    await writeFile(join(cwd, "held.csv"), `${[lines[0], ...lines.slice(1, 90)].join("\n")}\n`);
    const args = [...train, "--validation-file", "held.csv", "--patience", "3", "-e", "200", "--out", "run"];
    const { status, stdout, stderr } = await minibatch(args, { cwd });
    expect(status).toBe(0);
    expect(stderr).toContain("455 rows to train (89 of another file to stop by), 114 to test");
    expect(stdout).toMatch(/again: .* --patience 3 .*--validation-file held.csv/);
    const report = JSON.parse(await readFile(join(cwd, "run/report.json"), "utf8"));
    expect(report.settings).toMatchObject({ validationFile: ["held.csv"] });
    expect(report.epochs).toBe(report.bestEpoch + 3);
    expect(await readFile(join(cwd, "run/report.html"), "utf8")).toContain("of another file to stop by");
    const again = await minibatch(/again: +minibatch (.*)\n/.exec(stdout)?.[1]?.split(" ") ?? [], { cwd });
    expect(again.stdout.split("\n").slice(0, 20)).toEqual(stdout.split("\n").slice(0, 20));
    const refused = await minibatch([...args, "--validation", "0.2", "--warmup", "300"], { cwd });
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(
      /^minibatch: 2 options cannot be used: --warmup: .*; --validation: got 0.2, expected none with --validation-file: .*\n$/,
    );
    const off = await minibatch([...train, "--validation-file", "held.csv", "--no-early-stopping"], { cwd });
    expect(off.stderr).toMatch(/option --validation-file: got "held.csv", expected none without early stopping/);
  });

  it("everything that cannot be used together is named at once, before the table is read", async () => {
    const args = ["--optimizer", "ftrl", "--schedule", "cosine", "--warmup", "1", "--max-norm", "2"];
    const { status, stdout, stderr } = await minibatch(["train", "missing.csv", "-t", "y", ...args]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^minibatch: 3 options cannot be used: --schedule: .*; --warmup: .*; --max-norm: .*\n$/);
    // What neither classes nor numbers can have, in other words for each.
    const either = ["--schedule", "pa1", "--loss", "huber", "--warmup", "1", "--multiclass", "softmax"];
    expect((await minibatch(["train", "missing.csv", "-t", "y", ...either])).stderr).toBe(
      'minibatch: 3 options cannot be used: --loss: got "huber", expected "hinge" with schedule "pa1" for classes, "epsilon_insensitive" with schedule "pa1" for numbers; --warmup: got 1, expected 0 with schedule "pa1"; --multiclass: got "softmax", expected "one-vs-rest" with loss "huber"\n',
    );
  });

  it.each([
    [
      ["--class-weight", "foo=2"],
      "option --class-weight foo: there is no such class: expected some of benign, malignant",
    ],
    [["--min-delta", "1"], "option --min-delta: expected together with --early-stopping"],
    [["--tol", "-1"], 'option --tol: got "-1", expected a number >= 0'],
    [["--early-stopping", "acuracy"], "did you mean accuracy?"],
    [["--average", "0"], 'option --average: got "0", expected a whole number >= 1'],
    [["-a", "automatic"], "expected a number > 0 or auto"],
  ])("%s is refused", async (args, message) => {
    const { status, stderr } = await minibatch([...train, ...args], { cwd: await folder() });
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});
