import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findLearningRate, readLibsvm, SGDClassifier, trainTestIndices } from "../../../src/index.ts";
import { emptyFolder, minibatch } from "../run.ts";
import { libsvmLines, vwLines, writeLines } from "./sparse-tables.ts";

describe("minibatch lr on files of sparse rows", () => {
  it("finds what findLearningRate finds on the training rows, and what train --alpha auto takes, and draws it", async () => {
    const cwd = await emptyFolder();
    await writeLines(cwd, "rows.svm", libsvmLines(900, 1));
    const args = ["rows.svm", "--optimizer", "sgd", "--seed", "4", "--l2", "0.001"];
    const { status, stdout, stderr } = await minibatch(["lr", ...args, "--json", "--out", "picture"], { cwd });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const found = JSON.parse(stdout);
    expect((await readdir(join(cwd, "picture"))).sort()).toEqual(["lr.png", "lr.svg"]);
    const { blocks } = await readLibsvm(await readFile(join(cwd, "rows.svm")));
    const [{ X, y }] = blocks;
    const { trainIndices } = trainTestIndices(900, { testSize: 0.2, seed: 4, stratify: y });
    const rows = Int32Array.from(trainIndices).sort();
    const options = {
      optimizer: "sgd",
      schedule: "linear",
      batchSize: 32,
      l2: 0.001,
      seed: 4,
      epochs: found.epochs,
    } as const;
    const search = await findLearningRate(
      new SGDClassifier(options),
      X.takeRows(rows),
      Array.from(rows, (row) => y[row]),
    );
    expect(found).toMatchObject({ best: search.best, rates: search.rates, rows: search.rows, updates: search.updates });
    for (const [i, loss] of search.losses.entries()) {
      if (Number.isFinite(loss)) expect(found.losses[i]).toBeCloseTo(loss, 6);
    }
    const auto = await minibatch(["train", ...args, "-a", "auto", "-e", "1", "--out", "run"], { cwd });
    expect(auto.stdout).toContain(`\nalpha ${found.best} was found and taken\n`);
  });

  it("prints the losses and how to train with the rate", async () => {
    const cwd = await emptyFolder();
    await writeLines(cwd, "rows.vw", vwLines(300));
    const { stdout } = await minibatch(["lr", "rows.vw", "--bits", "10", "--loss", "hinge"], { cwd });
    expect(stdout).toMatch(
      /^240 rows of 240 training rows, 1,024 features, \d+ updates with each rate\n\nalpha +loss\n/,
    );
    const [, best] = /\nalpha (\S+): the smallest with 95 % of the best gain\n/.exec(stdout) ?? [];
    const again = /train with it: minibatch (.*)\n/.exec(stdout)?.[1] ?? "";
    expect(again).toMatch(new RegExp(`^train rows.vw --format vw --bits 10 .*--loss hinge -e \\d+ -a ${best} `));
    expect(await minibatch([...again.split(" "), "--quiet", "--out", "run"], { cwd })).toMatchObject({ status: 0 });
  });

  it("refuses the options of tables and a schedule without a rate, all at once", async () => {
    const cwd = await emptyFolder();
    await writeLines(cwd, "rows.svm", libsvmLines(100, 1));
    const refused = await minibatch(["lr", "rows.svm", "-t", "y", "--drop", "a"], { cwd });
    expect(refused).toMatchObject({ status: 2, stdout: "" });
    expect(refused.stderr).toMatch(/^minibatch: 2 options cannot be used: --target: .*; --drop: /);
    const optimal = await minibatch(["lr", "rows.svm", "--schedule", "optimal", "--l2", "0.1"], { cwd });
    expect(optimal.stderr).toContain('schedule: got "optimal", which takes no learning rate');
    const table = await minibatch(["lr", "table.csv"], { cwd });
    expect(table.stderr).toContain("required option '-t, --target <columns>' not specified");
  });
});
