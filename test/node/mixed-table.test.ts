import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import type { TableModel } from "../../src/data/table/table-model.ts";
import { predictTable } from "../../src/node/predict-table.ts";
import type { TrainTableResult } from "../../src/node/tables/types.ts";
import { trainTable } from "../../src/node/train-table.ts";
import { error } from "../data/table/matchers.ts";
import { write } from "./tables/files.ts";

const ROWS = 400;
const jobs = ["clerk", "cook", "nurse", "pilot"];

/** A row of a table with a column of each kind; `yes` where the job is pilot or the age is above 50. */
function row(i: number): string[] {
  const job = jobs[(i * 7) % 4];
  const age = 20 + ((i * 13) % 60);
  const day = new Date(Date.UTC(2023, 0, 1 + ((i * 11) % 500), i % 24)).toISOString().replace("T", " ").slice(0, 19);
  const label = i % 40 === 39 ? "NA" : job === "pilot" || age > 50 ? "yes" : "no";
  return [
    `u-${i}`,
    i % 10 === 3 ? "?" : String(age),
    i % 15 === 4 ? "" : ` ${job}`,
    String(i % 3 === 0),
    i % 20 === 7 ? "" : day,
    "same",
    label,
  ];
}

const header = "name,age,job,member,since,planet,label";
const lines = Array.from({ length: ROWS }, (_, i) => row(i).join(","));

/** A record of a row, as a program has it. */
function record(i: number): Record<string, unknown> {
  const [, age, job, member, since] = row(i);
  return {
    age: age === "?" ? null : Number(age),
    job: job === "" ? null : job.trim(),
    member: member === "true",
    since: since === "" ? null : since,
  };
}

let path: string;
let result: TrainTableResult;
beforeAll(async () => {
  path = write("mixed.csv", `${[header, ...lines].join("\n")}\n`);
  result = await trainTable(path, { target: "label" });
});

describe("a table of all kinds of columns", () => {
  test("has a plan for each", () => {
    const plan = (name: string) => result.columns.find((column) => column.name === name);
    expect(result.columns.map(({ name, kind, role }) => [name, kind, role])).toEqual([
      ["name", "identifier", "dropped"],
      ["age", "numeric", "feature"],
      ["job", "categorical", "feature"],
      ["member", "boolean", "feature"],
      ["since", "datetime", "feature"],
      ["planet", "constant", "dropped"],
      ["label", "boolean", "target"],
    ]);
    expect(plan("age")).toMatchObject({ becomes: "scaled, indicator of missing", features: 2 });
    expect(plan("job")).toMatchObject({ becomes: "one-hot, 4 levels, indicator of missing", features: 5 });
    expect(plan("since")).toMatchObject({ becomes: "time, year, month, weekday, hour, indicator of missing" });
    expect(plan("label")?.missing).toBeCloseTo(1 / 40, 12);
    expect(Math.abs((plan("age")?.missing ?? 0) - 0.1)).toBeLessThan(0.03);
  });

  test("drops and counts rows without a target", () => {
    expect([result.rows, result.droppedRows, result.trainRows + result.testRows]).toEqual([ROWS, ROWS / 40, 390]);
    expect(result.warnings).toEqual([
      { code: "constant", columns: ["planet"] },
      { code: "identifier", columns: ["name"] },
      { code: "missing-target", columns: ["label"], rows: 10 },
    ]);
  });

  test("is learned: accuracy above 0.85, the share of the rule's answers that a linear model can give", () => {
    if (result.test.task !== "classification") throw new Error("expected classes");
    expect(result.test.accuracy).toBeGreaterThan(0.85);
  });

  test("is predicted from its file as from its records, to the last bit of the probabilities", async () => {
    const out = write("mixed-out.jsonl", "");
    expect(await predictTable(result.model, path, { out })).toEqual({ rows: ROWS, unseen: {} });
    const rows = readFileSync(out, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const records = lines.map((_, i) => record(i));
    expect(rows.map((row) => row["probability yes"])).toEqual(Array.from(result.model.predictProba(records).column(1)));
    expect(rows.map((row) => row.prediction)).toEqual(result.model.predict(records));
    expect(rows.map((row) => row.name)).toEqual(lines.map((_, i) => `u-${i}`));
  });

  test("gives the same from CSV text, Parquet and JSON Lines", async () => {
    const parquet = write("mixed-out.parquet", "");
    const text = write("mixed-out.csv", "");
    await predictTable(result.model, path, { out: parquet });
    await predictTable(result.model, path, { out: text });
    const again = write("again.csv", "");
    await predictTable(result.model, parquet, { out: again });
    const probabilities = (csv: string): string[] =>
      readFileSync(csv, "utf8")
        .trimEnd()
        .split("\n")
        .slice(1)
        .map((line) => line.split(",").at(-1) ?? "");
    expect(probabilities(again)).toEqual(probabilities(text));
  });
});

describe("words that training did not see, and missing values it did not have", () => {
  let model: TableModel;
  beforeAll(() => {
    model = result.model;
  });

  test("are passed over: the answer is that of no word", () => {
    const known = { ...record(0), job: "astronaut" };
    const other = { ...record(0), job: "acrobat" };
    expect(model.predictProba(known)).toEqual(model.predictProba(other));
  });

  test("are counted by column", async () => {
    const rows = "age,job,member,since\n30,astronaut,true,2023-05-01 10:00:00\n31,cook,false,2023-05-01 10:00:00\n";
    const out = write("unseen-out.csv", "");
    expect(await predictTable(model, write("unseen.csv", rows), { out })).toEqual({ rows: 2, unseen: { job: 1 } });
  });
});

test("options say what columns are", async () => {
  const { columns } = await trainTable(path, {
    target: "label",
    categorical: ["age"],
    drop: ["since"],
    epochs: 1,
    scale: "minmax",
  });
  expect(columns.find(({ name }) => name === "age")).toMatchObject({ kind: "categorical", role: "feature" });
  expect(columns.find(({ name }) => name === "since")).toMatchObject({ role: "dropped", becomes: "left out" });
  const { model } = await trainTable(path, { target: "label", only: ["member"], epochs: 1 });
  expect(model.featureNames).toEqual(["member"]);
});

test("options that name no column, or contradict each other, are refused", async () => {
  await expect(trainTable(path, { target: "label", drop: ["agee"] })).rejects.toThrow(
    error("INVALID_DATA", /no column "agee" for the option drop \(did you mean "age"\?\)/),
  );
  await expect(trainTable(path, { target: "label", numeric: ["age"], categorical: ["age"] })).rejects.toThrow(
    error("INVALID_OPTION", 'numeric: "age" is also in categorical; name it in one of them'),
  );
  await expect(trainTable(path, { target: "label", drop: ["label"] })).rejects.toThrow(
    error("INVALID_OPTION", 'drop: "label" is the target'),
  );
});

test("a test file holds the rows to test on, also with a class that training did not see", async () => {
  const test = write(
    "held-out.csv",
    `${[header, ...lines.slice(0, 50), "u,33,cook,true,2023-05-05 01:00:00,same,maybe"].join("\n")}\n`,
  );
  const train = write("train.csv", `${[header, ...lines.slice(50)].join("\n")}\n`);
  const held = await trainTable(train, { target: "label", test });
  expect(held.trainRows).toBe(ROWS - 50 - lines.slice(50).filter((line) => line.endsWith(",NA")).length);
  expect(held.testRows).toBe(51 - lines.slice(0, 50).filter((line) => line.endsWith(",NA")).length);
  if (held.test.task !== "classification") throw new Error("expected classes");
  expect(held.test.confusion).toHaveLength(3);
  expect(held.test.confusion[2].reduce((sum, count) => sum + count)).toBe(1);
  expect(held.classes).toEqual(["no", "yes"]);
});

test("several files and a pattern are one table", async () => {
  const first = write("part-1.csv", `${[header, ...lines.slice(0, 200)].join("\n")}\n`);
  const second = write("part-2.csv", `${[header, ...lines.slice(200)].join("\n")}\n`);
  const options = { target: "label", epochs: 2 } as const;
  const both = await trainTable([first, second], options);
  const pattern = await trainTable(first.replace("part-1", "part-*"), options);
  const whole = await trainTable(path, options);
  expect(both.model.estimator.toState()).toEqual(whole.model.estimator.toState());
  expect(pattern.model.estimator.toState()).toEqual(whole.model.estimator.toState());
});

test("JSON Lines are a table, too", async () => {
  const rows = lines.map((_, i) => JSON.stringify({ ...record(i), label: row(i)[6] }));
  const jsonl = write("mixed.jsonl", rows.join("\n"));
  const { columns, test: scores } = await trainTable(jsonl, { target: "label" });
  expect(columns.map(({ name, kind }) => [name, kind])).toEqual([
    ["age", "numeric"],
    ["job", "categorical"],
    ["member", "boolean"],
    ["since", "datetime"],
    ["label", "categorical"],
  ]);
  if (scores.task !== "classification") throw new Error("expected classes");
  expect(scores.accuracy).toBeGreaterThan(0.85);
});
