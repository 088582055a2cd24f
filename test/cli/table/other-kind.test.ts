import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { emptyFolder, minibatch } from "../run.ts";
import { libsvmLines, vwLines, writeLines } from "../sparse/sparse-tables.ts";

const loans = fileURLToPath(new URL("../../../examples/data/loans.csv", import.meta.url));

it("predict and evaluate say which kind of model they were given, but not of a file that is not there", async () => {
  const cwd = await emptyFolder();
  await writeLines(cwd, "rows.svm", libsvmLines(60, 1));
  await writeLines(cwd, "rows", libsvmLines(60, 1));
  await writeLines(cwd, "rows.vw", vwLines(60));
  await minibatch(["train", loans, "-t", "repaid", "-e", "2", "--out", "table"], { cwd });
  await minibatch(["train", "rows.svm", "-e", "2", "--out", "sparse"], { cwd });
  for (const command of ["predict", "evaluate"]) {
    for (const [run, file, has, takes] of [
      ["table", "rows.svm", "libsvm rows", "a table"],
      ["table", "rows", "libsvm rows", "a table"],
      ["table", "rows.vw", "vw rows", "a table"],
      ["sparse", loans, "a table", "libsvm rows"],
      ["sparse", "rows.vw", "vw rows", "libsvm rows"],
    ] as const) {
      const model = join(run, "model.safetensors");
      const { status, stdout, stderr } = await minibatch([command, model, file], { cwd });
      expect([status, stdout, stderr]).toEqual([
        1,
        "",
        `minibatch: ${file}: ${has}, and ${model} is a model of ${takes}: give it a file of these, or another model\n`,
      ]);
    }
    const { status, stderr } = await minibatch([command, "table/model.safetensors", "none.svm"], { cwd });
    expect([status, stderr]).toEqual([1, "minibatch: none.svm: cannot read: no such file or directory (ENOENT)\n"]);
  }
});
