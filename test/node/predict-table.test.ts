import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import type { TableModel } from "../../src/data/table/table-model.ts";
import { loadModel, saveModel } from "../../src/node/model-file.ts";
import { predictTable } from "../../src/node/predict-table.ts";
import { readTable } from "../../src/node/tables/read-table.ts";
import { trainTable } from "../../src/node/train-table.ts";
import { error } from "../data/table/matchers.ts";
import { fixture, write } from "./tables/files.ts";

let classifier: TableModel;
let regressor: TableModel;
beforeAll(async () => {
  classifier = (await trainTable(fixture("iris.csv"), { target: "species", epochs: 50 })).model;
  const numbers = write("numbers.csv", readFileSync(fixture("iris.csv"), "utf8").replaceAll(/,[a-z]+$/gm, ""));
  regressor = (await trainTable(numbers, { target: "petal_width_cm", epochs: 50 })).model;
});

/** Some rows of iris as text, with a column more, without the target, and the columns in another order. */
async function reordered(): Promise<{ path: string; records: Record<string, number>[] }> {
  const { X, features } = await readTable(fixture("iris.csv"), { target: "species" });
  const records = X.toArray()
    .filter((_, i) => i % 5 === 0)
    .map((row) => Object.fromEntries(features.map((name, j) => [name, row[j]])));
  const names = features.toReversed();
  const lines = records.map((record) => ["note", ...names.map((name) => record[name])].join(","));
  return { path: write("reordered.csv", [["remark", ...names].join(","), ...lines].join("\n")), records };
}

describe("classes", () => {
  test("of a file are those of its records, to the last bit of the probabilities", async () => {
    const { path, records } = await reordered();
    const predictions = await predictTable(classifier, path);
    if (predictions.task !== "classification") throw new Error("expected classes");
    expect(predictions.rows).toBe(30);
    expect(predictions.classes).toEqual(["setosa", "versicolor", "virginica"]);
    expect(predictions.labels).toEqual(records.map((record) => classifier.predict(record)));
    expect(predictions.probabilities).toEqual(classifier.predictProba(records));
    for (const [i, row] of predictions.probabilities.toArray().entries()) {
      expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
      expect(predictions.classes[row.indexOf(Math.max(...row))]).toBe(predictions.labels[i]);
    }
  });

  test("of the table trained on are mostly right", async () => {
    const predictions = await predictTable(classifier, fixture("iris.parquet"));
    const { target } = await readTable(fixture("iris.parquet"), { target: "species", features: ["petal_width_cm"] });
    if (predictions.task !== "classification" || target?.kind !== "classes") throw new Error("expected classes");
    const right = predictions.labels.filter((label, i) => label === target.classes[target.codes[i]]);
    expect(right.length / 150).toBeGreaterThan(0.7);
  });
});

test("numbers of a file are those of its records", async () => {
  const { path, records } = await reordered();
  const predictions = await predictTable(regressor, path);
  if (predictions.task !== "regression") throw new Error("expected numbers");
  expect(predictions.rows).toBe(30);
  expect(Array.from(predictions.values)).toEqual(regressor.predict(records));
});

test("a file of another header option", async () => {
  const model = (await trainTable(fixture("digits.csv.gz"), { target: "column64", epochs: 2, header: false })).model;
  expect(await predictTable(model, fixture("digits.csv.gz"), { header: false })).toMatchObject({ rows: 1797 });
});

test("a file without a column of the model is refused", async () => {
  const path = write("less.csv", "sepal_length_cm,sepal_width_cm,petal_length_cm,petal_width_mm\n1,2,3,4\n");
  const names = '"sepal_length_cm", "sepal_width_cm", "petal_length_cm", "petal_width_mm"';
  const message = `${path}: no column "petal_width_cm" for the model's features (did you mean "petal_width_mm"?); columns: ${names}`;
  await expect(predictTable(classifier, path)).rejects.toThrow(error("INVALID_DATA", message));
});

test("a file with text in a column of the model is refused", async () => {
  const path = write("text.csv", "sepal_length_cm,sepal_width_cm,petal_length_cm,petal_width_cm\n1,2,3,wide\n");
  const message = `${path}: column "petal_width_cm" is not numeric (data row 1: "wide"); features must be numbers: drop it`;
  await expect(predictTable(classifier, path)).rejects.toThrow(error("INVALID_DATA", message));
});

describe("a model file", () => {
  test("gives the model back to the last bit", async () => {
    const path = write("model.safetensors", "");
    await saveModel(classifier, path);
    const loaded = await loadModel(path);
    expect(loaded.toBytes()).toEqual(classifier.toBytes());
    const { path: rows } = await reordered();
    expect(await predictTable(loaded, rows)).toEqual(await predictTable(classifier, rows));
  });

  test("that is missing, no model, or damaged is refused with its path", async () => {
    const missing = write("missing", "").replace(/missing$/, "nowhere");
    await expect(loadModel(missing)).rejects.toThrow(
      error("INVALID_FILE", `${missing}: cannot read: no such file or directory (ENOENT)`, { file: missing }),
    );
    const table = fixture("iris.csv");
    await expect(loadModel(table)).rejects.toThrow(
      error("INVALID_FILE", new RegExp(`^${table}: safetensors: header of \\d+ bytes`), { file: table }),
    );
    const bytes = classifier.toBytes();
    bytes[bytes.length - 1] ^= 1;
    const damaged = write("damaged.safetensors", bytes);
    await expect(loadModel(damaged)).rejects.toThrow(
      error("INVALID_FILE", `${damaged}: model file: the checksum is wrong: the file was altered or damaged`, {
        file: damaged,
      }),
    );
  });

  test("cannot be written where there is no folder", async () => {
    const path = `${write("plain-file", "")}/model.safetensors`;
    await expect(saveModel(classifier, path)).rejects.toThrow(error("INVALID_FILE", /cannot write/, { file: path }));
  });
});
