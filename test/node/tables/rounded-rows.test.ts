import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { NumericEncoder } from "../../../src/data/table/encoders/numeric.ts";
import type { BlockFile } from "../../../src/node/cache/block-file.ts";
import { preparedTable } from "../../../src/node/tables/cached-table.ts";
import { DuckDBSession } from "../../../src/node/tables/duckdb-session.ts";
import { closePrepared, type PreparedTable } from "../../../src/node/tables/prepared-table.ts";
import { trainTable } from "../../../src/node/train-table.ts";
import { emptyFolder } from "./files.ts";

const ROWS = 5000;
const hash = (k: number): string => `(hash(range * 7 + ${k}) % 10007)::DOUBLE`;

/** Columns that lose digits at 32 bits; that lose none; and where the digits are needed, or seem to be at first. */
const COLUMNS = {
  decimals: `${hash(1)} / 7000`,
  gaps: `CASE WHEN range % 13 = 0 THEN NULL ELSE ${hash(2)} / 70 - 30 END`,
  counts: "range % 10",
  years: "1990 + range % 30",
  truth: "range % 3 = 0",
  nothing: "5.1",
  latitudes: `37.7 + ${hash(3)} / 1e6`,
  narrowFirst: `CASE WHEN range < 4200 THEN 1000 + ${hash(4)} / 1e5 ELSE ${hash(5)} END`,
  tiny: `${hash(6)} * 1e-40`,
  huge: `(${hash(7)} - 5000) * 1e35`,
} as const;

type Column = keyof typeof COLUMNS;

async function written(columns: readonly Column[], format: "csv" | "parquet"): Promise<string> {
  const path = join(emptyFolder(), `table.${format}`);
  const session = await DuckDBSession.open();
  const others = `(${hash(1)} > ${hash(8)})::INTEGER AS y, range % 2 = 1 AS z, 1 + range % 3 AS w`;
  const own = columns.map((name) => `${COLUMNS[name]} AS ${name}`).join(", ");
  await session.run(`COPY (SELECT ${own}, ${others} FROM range(${ROWS})) TO '${path}' (FORMAT ${format})`);
  session.close();
  return path;
}

async function prepared<Result>(
  path: string,
  options: Readonly<Record<string, unknown>>,
  use: (table: PreparedTable) => Result,
): Promise<Result> {
  const { prepared: table, release } = await preparedTable([path], { cache: false, target: "y", ...options });
  try {
    return use(table);
  } finally {
    closePrepared(table);
    await release();
  }
}

/** The columns whose numbers are rounded, and whether the rows are encoded when they are read. */
const whatIsRounded = ({ schema, train }: PreparedTable) => ({
  columns: schema.encoders.flatMap((encoder) =>
    encoder.kind === "numeric" && encoder.rounded ? [encoder.column] : [],
  ),
  later: "rounded" in train && train.rounded !== undefined,
});

const drop = ["z", "w"];

test.each<[readonly Column[], Readonly<Record<string, unknown>>, readonly string[], boolean]>([
  [["decimals", "counts"], {}, ["decimals"], true],
  [["decimals", "gaps", "nothing", "truth"], {}, ["decimals", "gaps"], true],
  // Far from 0, but the same at 32 bits.
  [["decimals", "years"], {}, ["decimals"], true],
  [["years", "counts"], {}, [], true],
  [["decimals", "latitudes"], {}, [], false],
  [["decimals", "narrowFirst"], {}, [], false],
  [["decimals", "tiny"], {}, [], false],
  [["decimals", "huge"], { scale: "none", precision: "f64" }, [], false],
  [["decimals", "counts"], { precision: "f64" }, [], false],
  [["decimals", "counts"], { layout: "sparse" }, [], false],
  [["decimals", "counts"], { interactions: [["decimals", "counts"]] }, [], false],
  [["decimals", "counts"], { categorical: ["counts"] }, [], false],
  [["decimals", "latitudes"], { scale: "minmax" }, [], false],
  [["decimals", "latitudes"], { scale: "none" }, ["decimals", "latitudes"], true],
])("of %j with %j the columns %j are rounded", async (columns, options, rounded, later) => {
  for (const format of ["csv", "parquet"] as const) {
    const found = await prepared(await written(columns, format), { drop, ...options }, whatIsRounded);
    expect(found).toEqual({ columns: rounded, later });
  }
});

test.each(["csv", "parquet"] as const)(
  "rows of %s that are encoded when they are read have the features, targets and weights of their columns",
  async (format) => {
    const columns = ["decimals", "nothing", "gaps", "counts", "truth", "years"] as const;
    const path = await written(columns, format);
    const session = await DuckDBSession.open();
    const query = columns.map((name) => `(${COLUMNS[name]})::DOUBLE AS ${name}`).join(", ");
    const rows = await session.rows<Record<string, number | null>>(
      `SELECT ${query}, (range % 2)::DOUBLE AS z, (1 + range % 3)::DOUBLE AS w FROM range(${ROWS})`,
    );
    session.close();
    // All rows train, and are tested on once more.
    const given = { target: ["y", "z"], weight: "w", test: path };
    await prepared(path, given, ({ schema, trainRows, testRows, test: tested }) => {
      const block = trainRows as BlockFile;
      expect(block.index.rounded).toEqual([0, 2, 3, 4, 5]);
      expect(block.columns).toBe(6);
      const features = new Float32Array(ROWS * block.columns);
      block.read(0, ROWS, features);
      const expected = rows.flatMap((row) =>
        (schema.encoders as readonly NumericEncoder[]).flatMap(({ column, shift, scale, fill, indicator }) => {
          const value = row[column] ?? null;
          // Rounding changes nothing where nothing is lost.
          const feature = ((value === null ? fill : Math.fround(value)) - shift) / scale;
          return indicator ? [feature, Number(value === null)] : [feature];
        }),
      );
      expect(features).toEqual(Float32Array.from(expected));
      expect(block.value(4321, 3)).toBe(features[4321 * 6 + 3]);
      expect(block.weights).toEqual(Float64Array.from(rows, ({ w }) => w!));
      expect(Array.from(block.targets.subarray(0, 12)).filter((_, i) => i % 2)).toEqual([0, 1, 0, 1, 0, 1]);
      // A file whose columns are known is encoded at once; its rows must not differ.
      const others = new Float32Array(ROWS * block.columns);
      expect("rounded" in tested).toBe(false);
      (testRows as BlockFile).read(0, ROWS, others);
      expect(others).toEqual(features);
    });
  },
);

test("a Parquet file of numbers teaches what the same CSV file does, to the last bit", async () => {
  for (const columns of [
    ["decimals", "gaps", "years"],
    ["decimals", "gaps", "latitudes"],
  ] as const) {
    const [one, other] = await Promise.all(
      (["csv", "parquet"] as const).map(async (format) =>
        trainTable(await written(columns, format), { target: "y", drop, epochs: 2 }),
      ),
    );
    expect(other!.model.schema.encoders).toEqual(one!.model.schema.encoders);
    expect(other!.model.estimator.coef).toEqual(one!.model.estimator.coef);
    expect(other!.model.data.hash).toBe(one!.model.data.hash);
    expect(other!.test).toEqual(one!.test);
    expect(other!.warnings).toEqual(one!.warnings);
  }
});

test("a model rounds the numbers that it predicts, as those that it learned from", async () => {
  const { model } = await trainTable(await written(["decimals", "years"], "csv"), { target: "y", drop, epochs: 2 });
  const z = (decimals: number): number => model.predictProba([{ decimals, years: 2001 }]).data.at(-1)!;
  // Far enough from another that 32 bits tell them apart, and so near that they do not.
  expect(z(0.1 + 1e-12)).toBe(z(0.1));
  expect(z(0.1 + 1e-5)).not.toBe(z(0.1));
});

test("a number to predict that is too large for 32 bits is taken as it is, where its feature is not", async () => {
  const { model } = await trainTable(await written(["gaps"], "csv"), { target: "y", drop, epochs: 2 });
  expect(whatIsRounded({ schema: model.schema, train: {} } as unknown as PreparedTable).columns).toEqual(["gaps"]);
  const [low, high] = [-4e38, 4e38].map((gaps) => model.predictProba([{ gaps }]).data.at(-1)!);
  expect(Math.abs(high! - low!)).toBeCloseTo(1, 12);
});

test("features are counted by what the columns become, and the fingerprint of the rows tells how", async () => {
  const path = await written(["decimals", "nothing", "gaps"], "parquet");
  const trained = await Promise.all(
    (["standard", "minmax"] as const).map((scale) => trainTable(path, { target: "y", drop, epochs: 1, scale })),
  );
  expect(trained.map(({ features }) => features)).toEqual([3, 3]);
  expect(new Set(trained.map(({ model }) => model.data.hash)).size).toBe(2);
});

test("a test file without a target is refused as such", async () => {
  const path = await written(["decimals"], "csv");
  const test = join(emptyFolder(), "untold.csv");
  writeFileSync(test, "decimals,y\n1,\n2,\n");
  const message = /untold\.csv: no row has a value of the target "y"/;
  await expect(trainTable(path, { target: "y", drop, test })).rejects.toThrow(message);
});
