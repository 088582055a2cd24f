import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadSparseModel } from "../../../src/node/model-file.ts";
import { emptyFolder, minibatch } from "../run.ts";
import { libsvmLines, vwLines, writeLines } from "./sparse-tables.ts";

const weightsOf = async (cwd: string, run: string) => {
  const { coef, intercept } = (await loadSparseModel(join(cwd, run, "model.safetensors"))).estimator;
  return { coef, intercept };
};

describe("minibatch train --warm-start on files of sparse rows", () => {
  it.each([
    ["rows.svm", () => libsvmLines(400, 1), ["--schedule", "constant"]],
    ["rows.vw", () => vwLines(400), ["--bits", "10", "--optimizer", "adam", "-a", "0.01", "--schedule", "exponential"]],
    [
      "counts.svm",
      () => libsvmLines(400, 1).map((line, i) => line.replace(/^\S+/, String(3 + (i % 29) / 4))),
      ["--schedule", "constant", "--task", "regression"],
    ],
  ])("%s: N epochs and M more are N + M epochs to the bit", async (file, lines, options) => {
    const cwd = await emptyFolder();
    await writeLines(cwd, file, lines());
    const train = ["train", file, "--seed", "3", "--keep-state"];
    await minibatch([...train, ...options, "-e", "5", "--out", "whole"], { cwd });
    await minibatch([...train, ...options, "-e", "2", "--out", "first"], { cwd });
    const args = [...train, "--warm-start", "first/model.safetensors", "-e", "3", "--out", "second"];
    const { status, stdout, stderr } = await minibatch(args, { cwd });
    expect(status).toBe(0);
    expect(await weightsOf(cwd, "second")).toEqual(await weightsOf(cwd, "whole"));
    expect(stderr).toMatch(/\ngoes on from first\/model.safetensors: its (adagrad|adam) goes on\n/);
    expect(stdout).toMatch(/\nloss of these rows before the model learned from them \(epoch 1\): /);
    const inspected = await minibatch(["inspect", "second/model.safetensors"], { cwd });
    expect(inspected.stdout).toMatch(/\nState of the training\n {2}optimiser +ada\w+\n {2}epochs so far +5\n/);
    expect(inspected.stdout).toMatch(/before that +1 training on 320 rows/);
    const line = /again: +minibatch (.*)\n/.exec(stdout)?.[1]?.split(" ") ?? [];
    expect(await minibatch([...line, "--out", "third"], { cwd })).toMatchObject({ status: 0 });
    expect(await weightsOf(cwd, "third")).toEqual(await weightsOf(cwd, "second"));
  });

  it("learns a stream file by file: its columns, names and classes stay, new columns are passed over and counted", async () => {
    const cwd = await emptyFolder();
    await writeLines(cwd, "monday.svm", libsvmLines(300, 1));
    const tuesday = libsvmLines(200, 1, 9).map((line, i) => (i % 10 === 0 ? `${line} 77:1` : line));
    await writeLines(
      cwd,
      "tuesday.svm",
      tuesday.filter((line) => line.startsWith("1 ")),
    );
    await minibatch(["train", "monday.svm", "--schedule", "constant", "-e", "3", "--out", "monday"], { cwd });
    const next = [
      "train",
      "tuesday.svm",
      "--warm-start",
      "monday/model.safetensors",
      "-e",
      "1",
      "--test",
      "monday.svm",
      "--out",
      "tuesday",
    ];
    const { status, stdout, stderr } = await minibatch([...next, "-b", "1000"], { cwd });
    expect(status).toBe(0);
    expect(stderr).toContain("goes on from monday/model.safetensors: its weights, with an optimiser that begins anew");
    expect(stderr).toMatch(/warning: tuesday.svm: \d+ values beyond the last column/);
    // One batch of all rows: their loss is that of the model as it was.
    const loss = Number(/before the model learned from them \(epoch 1\): (\S+)\n/.exec(stdout)?.[1]);
    const scored = await minibatch(["evaluate", "monday/model.safetensors", "tuesday.svm", "--json", "--quiet"], {
      cwd,
    });
    expect(loss).toBeCloseTo(JSON.parse(scored.stdout).test.logLoss, 3);
    const report = JSON.parse(await readFile(join(cwd, "tuesday/report.json"), "utf8"));
    expect(report).toMatchObject({
      goesOn: "weights",
      classes: [-1, 1],
      settings: { warmStart: "monday/model.safetensors" },
    });
    const { names } = await loadSparseModel(join(cwd, "tuesday/model.safetensors"));
    expect(names).toBeUndefined();
  });

  it("names of vw features come from all files", async () => {
    const cwd = await emptyFolder();
    await writeLines(cwd, "one.vw", ["1 |a x y", "-1 |a z", "1 |a x", "-1 |a z w"]);
    await writeLines(cwd, "two.vw", ["1 |a x new", "-1 |a z old", "1 |a new", "-1 |a old"]);
    await minibatch(["train", "one.vw", "--bits", "12", "--test", "one.vw", "-e", "2", "--out", "one"], { cwd });
    await minibatch(
      ["train", "two.vw", "--warm-start", "one/model.safetensors", "--test", "two.vw", "-e", "2", "--out", "two"],
      { cwd },
    );
    const { names } = await loadSparseModel(join(cwd, "two/model.safetensors"));
    expect([...(names?.names ?? [])].sort()).toEqual(
      ["a^new", "a^old", "a^w", "a^x", "a^y", "a^z", "Constant"].filter((name) => names?.names.includes(name)).sort(),
    );
    expect(names?.names).toEqual(expect.arrayContaining(["a^w", "a^new"]));
  });

  it("refuses what is another's, all at once, and labels that the model does not know", async () => {
    const cwd = await emptyFolder();
    await writeLines(cwd, "rows.svm", libsvmLines(200, 1));
    await writeLines(cwd, "rows.vw", vwLines(200));
    await writeLines(
      cwd,
      "other.svm",
      libsvmLines(200, 1).map((line, i) => (i === 7 ? line.replace(/^\S+/, "5") : line)),
    );
    await minibatch(["train", "rows.svm", "-e", "1", "--out", "model"], { cwd });
    const go = (file: string, ...args: string[]) => {
      return minibatch(
        ["train", file, "--warm-start", "model/model.safetensors", "-e", "1", "--test", "rows.svm", ...args],
        { cwd },
      );
    };
    const refused = await go("rows.svm", "--index-base", "0", "--loss", "hinge", "--no-intercept");
    expect(refused).toMatchObject({ status: 2, stdout: "" });
    expect(refused.stderr).toMatch(
      /^minibatch: 3 options cannot be used: --index-base: got 0, expected 1 with --warm-start, as the model has it; --loss: .*; --intercept: /,
    );
    expect((await go("other.svm")).stderr).toMatch(
      /other.svm: row 8 has the label 5, expected one of the model's: -1, 1; leave its rows out/,
    );
    expect((await go("rows.vw", "--format", "vw")).stderr).toMatch(
      /option --format: got "vw", expected "libsvm" with --warm-start/,
    );
    await writeLines(cwd, "table.csv", ["a,y", "1,yes", "2,no", "3,yes", "4,no", "5,yes", "6,no"]);
    await minibatch(["train", "table.csv", "-t", "y", "-e", "1", "--test", "table.csv", "--out", "table"], { cwd });
    const table = await minibatch(["train", "rows.svm", "--warm-start", "table/model.safetensors"], { cwd });
    expect(table).toMatchObject({ status: 2, stdout: "" });
    expect(table.stderr).toBe(
      'minibatch: option --warm-start: got "table/model.safetensors", a model of a table, expected one of libsvm or vw rows, as rows.svm has them\n',
    );
    await writeLines(cwd, "rows", ["a,y", "1,yes", "2,no"]);
    const unsaid = await minibatch(["train", "rows", "--warm-start", "model/model.safetensors"], { cwd });
    expect(unsaid.stderr).toMatch(
      /^minibatch: rows:1:1: label: .*; model\/model.safetensors is a model of libsvm or vw rows: is this a table\?\n$/,
    );
    for (const args of [["table.csv"], ["table.csv", "-t", "y"], ["rows", "-t", "y"]]) {
      const { status, stderr } = await minibatch(["train", ...args, "--warm-start", "model/model.safetensors"], {
        cwd,
      });
      expect(status).toBe(2);
      expect(stderr).toBe(
        `minibatch: option --warm-start: got "model/model.safetensors", a model of libsvm or vw rows, expected one of a table, which ${args[0]} is taken for\n`,
      );
    }
  });
});
