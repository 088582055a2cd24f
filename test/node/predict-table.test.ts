import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { TableModel } from "../../src/data/table/table-model.ts";
import { loadTableModel, saveModel } from "../../src/node/model-file.ts";
import { predictTable } from "../../src/node/predict-table.ts";
import { DuckDBSession } from "../../src/node/tables/duckdb-session.ts";
import { readTable } from "../../src/node/tables/read-table.ts";
import { trainTable } from "../../src/node/train-table.ts";
import { error } from "../data/table/matchers.ts";
import { emptyFolder, fixture, write } from "./tables/files.ts";

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

/** The rows that a model writes for a file, as objects. */
async function predicted(model: TableModel, path: string, header?: boolean): Promise<Record<string, unknown>[]> {
  const out = write("predicted.jsonl", "");
  await predictTable(model, path, { out, ...(header === undefined ? {} : { header }) });
  return readFileSync(out, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

const classes = ["setosa", "versicolor", "virginica"];

test("classes of a file are those of its records, to the last bit of the probabilities", async () => {
  const { path, records } = await reordered();
  const rows = await predicted(classifier, path);
  expect(rows.map(({ prediction }) => prediction)).toEqual(classifier.predict(records));
  const probabilities = rows.map((row) => classes.map((name) => row[`probability ${name}`]));
  expect(probabilities).toEqual(classifier.predictProba(records).toArray());
  expect(rows.map(({ remark }) => remark)).toEqual(records.map(() => "note"));
});

test("numbers of a file are those of its records", async () => {
  const { path, records } = await reordered();
  const rows = await predicted(regressor, path);
  expect(rows.map(({ prediction }) => prediction)).toEqual(regressor.predict(records));
});

test("the columns of a CSV file are written as they stand there", async () => {
  const text =
    'note,sepal_length_cm,petal_width_cm,sepal_width_cm,petal_length_cm,prediction\n"a, b",5.10,0.2,3.5,1.40,?\n';
  const path = write("as-written.csv", text);
  const out = write("as-written-out.csv", "");
  expect(await predictTable(classifier, path, { out })).toEqual({ rows: 1, unseen: {} });
  const [header, row] = readFileSync(out, "utf8").split("\n");
  expect(header).toBe(`${text.split("\n")[0]},prediction_1,${classes.map((name) => `probability ${name}`).join(",")}`);
  expect(row).toMatch(/^"a, b",5\.10,0\.2,3\.5,1\.40,\?,setosa,0\.\d+,[\d.e-]+,[\d.e-]+$/);
});

test("whole numbers of a CSV file keep all of their digits in JSON, also where a late row has a fraction", async () => {
  const row = (i: number): string =>
    `${i < 25_000 ? i % 50 : (i % 50) + 0.5},1,1,1,${9007199254740993n + BigInt(i)},0${i % 7}`;
  const lines = Array.from({ length: 30_000 }, (_, i) => row(i));
  const names = "sepal_length_cm,sepal_width_cm,petal_length_cm,petal_width_cm,id,code";
  const path = write("digits.csv", [names, ...lines].join("\n"));
  const out = write("digits.jsonl", "");
  await predictTable(classifier, path, { out });
  const written = readFileSync(out, "utf8").trimEnd().split("\n");
  for (const i of [0, 7, 29_999]) {
    const [length, , , , id, code] = row(i).split(",");
    const cells = `"sepal_length_cm":${length}${i === 29_999 ? "" : ".0"},"sepal_width_cm":1,"petal_length_cm":1,"petal_width_cm":1,"id":${id},"code":"${code}"`;
    expect(written[i]!.startsWith(`{${cells},`)).toBe(true);
  }
});

test("a header without rows gives its header", async () => {
  const header = "sepal_length_cm,sepal_width_cm,petal_length_cm,petal_width_cm";
  const out = write("no-rows-out.csv", "");
  expect(await predictTable(classifier, write("no-rows.csv", `${header}\n`), { out })).toEqual({ rows: 0, unseen: {} });
  expect(readFileSync(out, "utf8")).toBe(
    `${header},prediction,${classes.map((name) => `probability ${name}`).join(",")}\n`,
  );
});

test("Parquet gives what JSON Lines give", async () => {
  const { path } = await reordered();
  const out = write("predicted.parquet", "");
  await predictTable(classifier, path, { out });
  const { X } = await readTable(out, { features: ["probability setosa", "petal_width_cm"] });
  const rows = await predicted(classifier, path);
  expect(X.toArray()).toEqual(rows.map((row) => [row["probability setosa"], row.petal_width_cm]));
});

test("a file of another header option", async () => {
  const model = (await trainTable(fixture("digits.csv.gz"), { target: "column64", epochs: 2, header: false })).model;
  expect(await predicted(model, fixture("digits.csv.gz"), false)).toHaveLength(1797);
});

test("a file without a column of the model is refused", async () => {
  const path = write("less.csv", "sepal_length_cm,sepal_width_cm,petal_length_cm,petal_width_mm\n1,2,3,4\n");
  const names = '"sepal_length_cm", "sepal_width_cm", "petal_length_cm", "petal_width_mm"';
  const message = `${path}: no column "petal_width_cm" for the model (did you mean "petal_width_mm"?); columns: ${names}`;
  await expect(predictTable(classifier, path, { out: write("none.csv", "") })).rejects.toThrow(
    error("INVALID_DATA", message),
  );
});

test("a file with text in a column of the model is refused", async () => {
  const path = write("text.csv", "sepal_length_cm,sepal_width_cm,petal_length_cm,petal_width_cm\n1,2,3,wide\n");
  const message = `${path}: data row 1, column "petal_width_cm": got "wide", expected a finite number`;
  await expect(predictTable(classifier, path, { out: write("none.csv", "") })).rejects.toThrow(
    error("INVALID_DATA", message),
  );
});

describe("a model file", () => {
  test("gives the model back to the last bit", async () => {
    const path = write("model.safetensors", "");
    await saveModel(classifier, path);
    const loaded = await loadTableModel(path);
    expect(loaded.toBytes()).toEqual(classifier.toBytes());
    const { path: rows } = await reordered();
    expect(await predicted(loaded, rows)).toEqual(await predicted(classifier, rows));
  });

  test("that is missing, no model, or damaged is refused with its path", async () => {
    const missing = write("missing", "").replace(/missing$/, "nowhere");
    await expect(loadTableModel(missing)).rejects.toThrow(
      error("INVALID_FILE", `${missing}: cannot read: no such file or directory (ENOENT)`, { file: missing }),
    );
    const table = fixture("iris.csv");
    await expect(loadTableModel(table)).rejects.toThrow(
      error(
        "INVALID_FILE",
        new RegExp(`^${table}: safetensors: not such a file: it begins with a header of \\d+ bytes`),
        { file: table },
      ),
    );
    const bytes = classifier.toBytes();
    bytes[bytes.length - 1] ^= 1;
    const damaged = write("damaged.safetensors", bytes);
    await expect(loadTableModel(damaged)).rejects.toThrow(
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

test("a table of 3,000 columns is predicted in seconds, not minutes", async () => {
  const names = Array.from({ length: 3000 }, (_, j) => `c${j}`);
  const line = (row: number): string =>
    `${names.map((_, j) => (row * 7 + j * 3) % 11).join(",")},${row % 2 ? "odd" : "even"}`;
  const path = write(
    "wide.csv",
    [`${names.join(",")},y`, ...Array.from({ length: 30 }, (_, row) => line(row))].join("\n"),
  );
  const { model } = await trainTable(path, { target: "y", epochs: 3 });
  const rows = await predicted(model, path);
  const records = rows.map((row) => Object.fromEntries(names.map((name) => [name, Number(row[name])])));
  expect(rows.map(({ prediction }) => prediction)).toEqual(model.predict(records));
});

test.each([
  ["a word", "?"],
  ["a number", "-999"],
])("what stands for a missing number is missing in a CSV file that keeps its text, be it %s", async (_, missing) => {
  const lines = Array.from({ length: 40 }, (_, i) => `${i % 7 === 3 ? missing : i},${3 * i + 1}`);
  const trained = await trainTable(write("with-missing.csv", ["a,y", ...lines].join("\n")), {
    target: "y",
    task: "regression",
    nullStrings: [missing],
    epochs: 5,
  });
  const path = write("to-predict.csv", ["a", "4", ` ${missing}`, missing, "", " 5 "].join("\n"));
  const out = write("kept.csv", "");
  await predictTable(trained.model, path, { out });
  const written = readFileSync(out, "utf8").trimEnd().split("\n").slice(1);
  const [four, five] = trained.model.predict([{ a: 4 }, { a: 5 }]);
  const none = trained.model.predict({ a: null });
  expect(written.map((line) => Number(line.split(",").at(-1)))).toEqual([four, none, none, none, five]);
});

test("a prediction that is aborted ends, and leaves no file", async () => {
  const folder = emptyFolder();
  const path = join(folder, "rows.parquet");
  const session = await DuckDBSession.open();
  const columns = ["sepal_length_cm", "sepal_width_cm", "petal_length_cm", "petal_width_cm"];
  const numbers = columns.map((name, k) => `(range % ${k + 7})::DOUBLE AS ${name}`).join(", ");
  await session.run(`COPY (SELECT ${numbers} FROM range(2000000)) TO '${path}'`);
  session.close();
  const reason = new Error("enough");
  const out = join(folder, "out.csv");
  for (const milliseconds of [0, 10, 50, 200]) {
    const stop = new AbortController();
    setTimeout(() => stop.abort(reason), milliseconds);
    await expect(predictTable(classifier, path, { out, signal: stop.signal })).rejects.toBe(reason);
  }
  await expect(predictTable(classifier, path, { out, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(readdirSync(folder)).toEqual(["rows.parquet"]);
});
