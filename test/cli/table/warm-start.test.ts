import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadTableModel } from "../../../src/node/model-file.ts";
import { emptyFolder, minibatch } from "../run.ts";
import { libsvmLines, writeLines } from "../sparse/sparse-tables.ts";
import { writeTable } from "./tables.ts";

/** A folder with breast_cancer.csv and, of its rows, old.csv and new.csv. */
async function folder(): Promise<string> {
  const cwd = await emptyFolder();
  const { path } = await writeTable(cwd, "breast_cancer", ["malignant", "benign"]);
  const [header, ...rows] = (await readFile(path, "utf8")).trim().split("\n");
  await writeFile(join(cwd, "old.csv"), `${[header, ...rows.slice(0, 400)].join("\n")}\n`);
  await writeFile(join(cwd, "new.csv"), `${[header, ...rows.slice(400)].join("\n")}\n`);
  return cwd;
}

const weightsOf = async (cwd: string, run: string) => {
  const { coef, intercept } = (await loadTableModel(join(cwd, run, "model.safetensors"))).estimator;
  return { coef, intercept };
};

describe("minibatch train --warm-start", () => {
  it("goes on to the bit from a model that keeps where its training stands", async () => {
    const cwd = await folder();
    const train = ["train", "breast_cancer.csv", "--seed", "5", "--keep-state"];
    const fresh = [...train, "-t", "y", "--schedule", "constant", "--optimizer", "adam", "-a", "0.01"];
    await minibatch([...fresh, "-e", "6", "--out", "whole"], { cwd });
    await minibatch([...fresh, "-e", "2", "--out", "first"], { cwd });
    const args = [...train, "--warm-start", "first/model.safetensors", "-e", "4", "--out", "second"];
    const { status, stdout, stderr } = await minibatch(args, { cwd });
    expect(status).toBe(0);
    expect(await weightsOf(cwd, "second")).toEqual(await weightsOf(cwd, "whole"));
    expect(stderr).toContain("log_loss, adam, alpha 0.01, schedule constant, batch size 32, 4 epochs");
    expect(stderr).toContain("\ngoes on from first/model.safetensors: its adam goes on\n");
    expect(stderr).toMatch(/\nepoch 1\/4 {2}loss [\s\S]*\nepoch 4\/4 {2}loss /);
    const inspected = await minibatch(["inspect", "second/model.safetensors"], { cwd });
    expect(inspected.stdout).toMatch(/State of the training\n {2}optimiser +adam\n {2}epochs so far +6\n/);
    expect(inspected.stdout).toMatch(/before that +1 training on 455 rows/);
    const line = /again: +minibatch (.*)\n/.exec(stdout)?.[1]?.split(" ") ?? [];
    await minibatch([...line, "--out", "third"], { cwd });
    expect(await weightsOf(cwd, "third")).toEqual(await weightsOf(cwd, "second"));
  });

  it("learns from new rows, shows their loss before that, and needs no target", async () => {
    const cwd = await folder();
    await minibatch(["train", "old.csv", "-t", "y", "-e", "20", "-b", "16", "--out", "old"], { cwd });
    const next = ["train", "new.csv", "--warm-start", "old/model.safetensors", "--test", "old.csv", "-e", "1"];
    const { status, stdout, stderr } = await minibatch([...next, "--out", "new"], { cwd });
    expect(status).toBe(0);
    expect(stderr).toContain("goes on from old/model.safetensors: its weights, with an optimiser that begins anew");
    expect(stderr).toContain("batch size 16");
    const loss = /loss of these rows before the model learned from them \(epoch 1\): (\S+)\n/.exec(stdout)?.[1];
    const history = JSON.parse(await readFile(join(cwd, "new/history.jsonl"), "utf8"));
    expect(Number(loss)).toBeCloseTo(history.loss, 3);
    const report = JSON.parse(await readFile(join(cwd, "new/report.json"), "utf8"));
    expect(report).toMatchObject({
      goesOn: "weights",
      settings: { warmStart: "old/model.safetensors", batchSize: 16 },
    });
    expect(await readFile(join(cwd, "new/report.html"), "utf8")).toContain("the weights of a model");
  });

  it("refuses at once what the model has of its own, with its flags", async () => {
    const cwd = await folder();
    await minibatch(["train", "old.csv", "-t", "y", "-e", "1", "--out", "old"], { cwd });
    const next = ["train", "new.csv", "--warm-start", "old/model.safetensors"];
    const given = ["-t", "x0", "--scale", "standard", "--loss", "hinge", "--no-intercept"];
    const { status, stdout, stderr } = await minibatch([...next, ...given], { cwd });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(
      /^minibatch: 4 options cannot be used: --scale: got "standard", expected none with --warm-start: the columns of the model stay as they are; --target: got "x0", expected "y" with --warm-start, as the model has it; --loss: .*; --intercept: .*\n$/,
    );
    await writeLines(cwd, "rows.svm", libsvmLines(60, 1));
    await minibatch(["train", "rows.svm", "-e", "1", "--out", "sparse"], { cwd });
    const other = await minibatch(["train", "new.csv", "--warm-start", "sparse/model.safetensors"], { cwd });
    expect(other).toMatchObject({
      status: 2,
      stderr:
        'minibatch: option --warm-start: got "sparse/model.safetensors", a model of libsvm or vw rows, expected one of a table, which new.csv is taken for\n',
    });
    const none = await minibatch(["train", "new.csv", "--warm-start", "none.safetensors"], { cwd });
    expect(none).toMatchObject({ status: 1, stderr: expect.stringContaining("none.safetensors: cannot read") });
  });
});
