import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DuckDBSession } from "../../src/node/tables/duckdb-session.ts";
import { trainTable } from "../../src/node/train-table.ts";
import { error } from "../data/table/matchers.ts";
import { emptyFolder, write } from "./tables/files.ts";

/** 30,000 rows of numbers with gaps, truth values and days; `y` says whether `a` is above `b`, with 3 gaps. */
const TABLE = `
  SELECT CASE WHEN range % 11 = 0 THEN NULL ELSE (hash(range) % 10007)::DOUBLE / 7 END AS a,
    (hash(range + 1) % 10009)::INTEGER / 7 AS b, range % 3 = 0 AS c, DATE '2020-01-01' + (range % 900)::INTEGER AS d,
    CASE WHEN range % 10000 = 77 THEN NULL ELSE (hash(range) % 10007 > hash(range + 1) % 10009)::INTEGER END AS y,
    1 + range % 2 AS w
  FROM range(30000)`;

async function written(format: string, options: string): Promise<string> {
  const path = join(emptyFolder(), `table.${format}`);
  const session = await DuckDBSession.open();
  await session.run(`COPY (${TABLE}) TO '${path}' (${options})`);
  session.close();
  return path;
}

test("a Parquet file, which is read several times, teaches what the same CSV file does, to the last bit", async () => {
  const csv = await written("csv", "FORMAT csv");
  const parquet = await written("parquet", "FORMAT parquet, ROW_GROUP_SIZE 4096");
  for (const options of [{}, { weight: "w", scale: "minmax" }, { layout: "sparse", precision: "f64" }] as const) {
    const [one, other] = await Promise.all(
      [csv, parquet].map((path) => trainTable(path, { target: "y", epochs: 2, ...options })),
    );
    expect(other!.rows).toBe(30_000);
    expect(other!.droppedRows).toBe(3);
    expect(other!.model.schema.encoders).toEqual(one!.model.schema.encoders);
    expect(other!.model.estimator.coef).toEqual(one!.model.estimator.coef);
    expect(other!.history.map(({ loss }) => loss)).toEqual(one!.history.map(({ loss }) => loss));
    expect(other!.test).toEqual(one!.test);
    expect(other!.warnings).toEqual(one!.warnings);
  }
});

test("progress is told of the first time that the rows are read", async () => {
  const told: { rows?: number; share?: number }[] = [];
  const path = await written("parquet", "FORMAT parquet");
  await trainTable(path, { target: "y", epochs: 1, onRead: (progress) => told.push(progress) });
  expect(told.length).toBeGreaterThan(1);
  const rows = told.map(({ rows = 0 }) => rows);
  expect(rows).toEqual([...rows].sort((a, b) => a - b));
  expect(rows.at(-1)).toBeGreaterThan(20_000);
  expect(told.every(({ share = -1 }) => share >= 0 && share <= 1)).toBe(true);
});

test("numbers that cannot be used are named by row and column", async () => {
  const folder = emptyFolder();
  const session = await DuckDBSession.open();
  const at = async (value: string): Promise<string> => {
    const path = join(folder, "bad.parquet");
    await session.run(
      `COPY (SELECT range::DOUBLE AS x, CASE WHEN range = 20000 THEN ${value} ELSE range % 17 END::DOUBLE AS z, range % 2 AS y
       FROM range(25000)) TO '${path}' (FORMAT parquet)`,
    );
    return path;
  };
  for (const [value, shown] of [
    ["'-inf'::DOUBLE", "-Infinity"],
    ["1e300", "1e+300"],
  ] as const) {
    const path = await at(value);
    await expect(trainTable(path, { target: "y" })).rejects.toEqual(
      error("INVALID_DATA", new RegExp(`bad.parquet: data row 20001, column "z".* ${shown.replace("+", "\\+")}`)),
    );
  }
  session.close();
});

test.each([0.001, 0.1, 0.35])(
  "a damaged page of a Parquet file, at %f of it, is named with its cause",
  async (place) => {
    const path = join(emptyFolder(), "damaged.parquet");
    const session = await DuckDBSession.open();
    await session.run(
      `COPY (SELECT (hash(range) % 10007 > 5000)::INTEGER AS y, (hash(range) % 1000003)::DOUBLE / 7 AS a,
       (hash(range + 1) % 1000003)::DOUBLE / 7 AS b, (hash(range + 2) % 1000003)::DOUBLE / 7 AS c
     FROM range(100000)) TO '${path}' (FORMAT parquet, COMPRESSION zstd)`,
    );
    session.close();
    const bytes = readFileSync(path);
    const start = Math.floor(bytes.length * place);
    bytes.fill(0xa5, start, start + 3000);
    const damaged = write("damaged.parquet", bytes);
    await expect(trainTable(damaged, { target: "y" })).rejects.toEqual(
      error("INVALID_FILE", /damaged\.parquet: cannot be read as Parquet: (?!.*pending query)[^\n]+$/),
    );
  },
);
