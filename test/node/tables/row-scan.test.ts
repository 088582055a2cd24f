import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RowLayout } from "../../../src/data/table/row-layout.ts";
import { DuckDBSession } from "../../../src/node/tables/duckdb-session.ts";
import { RawStore } from "../../../src/node/tables/raw-store.ts";
import { RereadRows } from "../../../src/node/tables/reread-rows.ts";
import { inspectTableFile, type TableFile } from "../../../src/node/tables/table-file.ts";
import { numbersOf } from "../../data/table/row-batches.ts";
import { breastCancer, emptyFolder } from "./files.ts";

async function inSession<Result>(use: (session: DuckDBSession) => Promise<Result>): Promise<Result> {
  const session = await DuckDBSession.open();
  try {
    return await use(session);
  } finally {
    session.close();
  }
}

/** Rows of so many columns in Parquet files of many groups of rows; the column c of row r is r + c / 1024. */
async function parquetFiles(session: DuckDBSession, sizes: readonly number[], columns: number): Promise<string> {
  const folder = emptyFolder();
  let first = 0;
  const paths: string[] = [];
  for (const [i, rows] of sizes.entries()) {
    const path = join(folder, `${i}.parquet`);
    const numbers = Array.from({ length: columns }, (_, c) => `(range + ${c} / 1024)::DOUBLE AS c${c}`);
    await session.run(
      `COPY (SELECT ${numbers.join(", ")} FROM range(${first}, ${first + rows})) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
    );
    first += rows;
    paths.push(`'${path}'`);
  }
  return `read_parquet([${paths.join(", ")}])`;
}

/** A file that stays as it is, by another name. */
async function fileOf(path: string): Promise<TableFile> {
  return { ...(await inspectTableFile(breastCancer)), path, format: "parquet" };
}

test.each([
  [[50_000], 3],
  [[2048, 1, 30_000, 4095], 2],
  [[7000, 7000], 70],
])("the rows of files of %j rows, of %i columns, come in their order, again and again", async (sizes, columns) => {
  const rows = sizes.reduce((sum, size) => sum + size, 0);
  await inSession(async (session) => {
    const from = await parquetFiles(session, sizes, columns);
    const names = Array.from({ length: columns }, (_, c) => `c${c}`);
    const values = new RereadRows({ session, columns: names, from, rows, file: await fileOf("numbers.parquet") });
    for (let pass = 0; pass < 2; pass++) {
      let next = 0;
      for await (const group of values.groups()) {
        const { first, rows: count, readOn } = group;
        expect(first).toBe(next);
        await readOn!();
        const own = names.map((_, c) => numbersOf(group.column(c), count));
        for (let i = 0; i < count; i++, next++) {
          const wrong = own.findIndex((numbers, c) => numbers[i] !== next + c / 1024);
          if (wrong >= 0) throw new Error(`pass ${pass}, row ${next}, column ${wrong}: ${own[wrong]![i]}`);
        }
      }
      expect(next).toBe(rows);
      // Queries between have all of DuckDB's threads again.
      expect(await session.rows("SELECT current_setting('external_threads')::INTEGER AS external")).toEqual([
        { external: 1 },
      ]);
    }
    const last = columns - 1;
    expect(await values.columns([last, 0])).toEqual([
      Float64Array.from({ length: rows }, (_, row) => row + last / 1024),
      Float64Array.from({ length: rows }, (_, row) => row),
    ]);
  });
});

test("the groups of rows that are read again are those of a store", async () => {
  await inSession(async (session) => {
    const from = await parquetFiles(session, [20_000, 3000], 5);
    const columns = ["c4", "c0 * c1", "CASE WHEN c0 % 7 = 0 THEN 'nan'::DOUBLE ELSE c3 END"];
    const store = new RawStore(join(emptyFolder(), "values"), new RowLayout(columns.length));
    for await (const batch of session.stream(columns, from)) store.append(batch);
    store.finish();
    const values = new RereadRows({ session, columns, from, rows: 23_000, file: await fileOf("numbers.parquet") });
    expect(values.groupRows).toBe(store.groupRows);
    const kept = store.groups();
    for await (const group of values.groups()) {
      const { first, rows } = group;
      const { value } = kept.next() as IteratorYieldResult<typeof kept extends Generator<infer Group> ? Group : never>;
      expect({ first, rows }).toEqual({ first: value.first, rows: value.rows });
      for (const c of columns.keys()) {
        expect(numbersOf(group.column(c), rows)).toEqual(numbersOf(value.column(c), rows));
      }
    }
    expect(kept.next().done).toBe(true);
    store.close();
  });
});

test("a scan may be left at any row, and another begun", async () => {
  await inSession(async (session) => {
    const from = await parquetFiles(session, [100_000], 3);
    for (const most of [1, 3000, 50_000]) {
      let seen = 0;
      for await (const { rows } of session.scan(["c0"], from)) {
        seen += rows;
        if (seen >= most) break;
      }
      expect(seen).toBeLessThan(100_000);
    }
    let sum = 0;
    for await (const { runs } of session.scan(["c0"], from)) sum += runs[0]!.reduce((a, b) => a + b, 0);
    expect(sum).toBe((99_999 * 100_000) / 2);
  });
});

test("an error of its taker or of DuckDB's ends a scan", async () => {
  await inSession(async (session) => {
    const from = await parquetFiles(session, [100_000], 3);
    const takeAll = async (column: string, onRows: (rows: number) => void = () => {}): Promise<void> => {
      let seen = 0;
      for await (const { rows } of session.scan([column], from)) {
        seen += rows;
        onRows(seen);
      }
    };
    await expect(
      takeAll("c0", (rows) => {
        if (rows > 10_000) throw new Error("enough");
      }),
    ).rejects.toThrow("enough");
    await expect(takeAll("CASE WHEN c0 = 70000 THEN error('row 70000') ELSE c0 END")).rejects.toThrow("row 70000");
    await expect(takeAll("missing")).rejects.toThrow('"missing" not found');
    await takeAll("c0");
  });
});

test("rows that became more or fewer are an error", async () => {
  await inSession(async (session) => {
    const from = await parquetFiles(session, [9000], 1);
    for (const rows of [8999, 9001, 100]) {
      const values = new RereadRows({ session, columns: ["c0"], from, rows, file: await fileOf("numbers.parquet") });
      const message = `numbers.parquet: the file has changed while it was read (${rows} rows at first); train again when it is complete`;
      const all = async (): Promise<void> => {
        for await (const { first } of values.groups()) expect(first % values.groupRows).toBe(0);
      };
      await expect(all()).rejects.toThrow(message);
    }
  });
});

test("a reading that was begun is taken by the next user, or ends when nobody takes it", async () => {
  await inSession(async (session) => {
    const from = await parquetFiles(session, [100_000], 2);
    const file = await fileOf("numbers.parquet");
    const columns = ["c0", "CASE WHEN c0 = 70000 AND getvariable('fails') THEN error('row 70000') ELSE c1 END"];
    const values = new RereadRows({ session, columns, from, rows: 100_000, file });
    const read = async (most: number): Promise<number> => {
      let seen = 0;
      for await (const { first, rows } of values.groups()) {
        expect(first).toBe(seen);
        seen += rows;
        if (seen >= most) break;
      }
      return seen;
    };
    await session.run("SET VARIABLE fails = false");
    for (const most of [1, 100_000, Number.POSITIVE_INFINITY]) {
      await values.begin();
      // Long enough for DuckDB to wait for this thread.
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(await read(most)).toBe(most === 1 ? values.groupRows : 100_000);
    }
    // Left before DuckDB reads, too.
    for (const begun of [values.begin(), undefined]) {
      if (begun === undefined) await values.begin();
      await values.close();
      expect(await session.rows("SELECT 1 AS free")).toEqual([{ free: 1 }]);
      await begun;
    }
    await session.run("SET VARIABLE fails = true");
    await values.begin();
    await expect(read(100_000)).rejects.toThrow("row 70000");
    await values.begin();
    await values.close();
    expect(await session.rows("SELECT 1 AS free")).toEqual([{ free: 1 }]);
  });
});

test("a file that is replaced by one of as many rows is noticed", async () => {
  await inSession(async (session) => {
    const from = await parquetFiles(session, [9000], 2);
    const path = /'(.*)'/.exec(from)![1]!;
    const file = await inspectTableFile(path);
    const values = new RereadRows({ session, columns: ["c0", "c1"], from, rows: 9000, file });
    await values.columns([1]);
    const all = async (): Promise<void> => {
      for await (const { first } of values.groups()) expect(first % values.groupRows).toBe(0);
    };
    await all();
    await session.run(`COPY (SELECT range AS c0, 0 AS c1 FROM range(9000)) TO '${path}' (FORMAT parquet)`);
    await expect(all()).rejects.toThrow(`${path}: the file has changed while it was read`);
    await session.run(`COPY (SELECT range AS other FROM range(9000)) TO '${path}' (FORMAT parquet)`);
    await expect(all()).rejects.toThrow(`${path}: the file has changed while it was read`);
  });
});

test("DuckDB does not read far ahead of who waits for something else", async () => {
  await inSession(async (session) => {
    const columns = Array.from({ length: 30 }, (_, c) => `(range + ${c})::DOUBLE`);
    const before = process.memoryUsage.rss();
    let most = 0;
    let seen = 0;
    for await (const { rows } of session.scan(columns, "range(2000000)")) {
      // As a disk that takes its time: without a limit most of the 480 MB would come meanwhile.
      if (seen === 0) await new Promise((resolve) => setTimeout(resolve, 1500));
      seen += rows;
      most = Math.max(most, process.memoryUsage.rss() - before);
    }
    expect(seen).toBe(2_000_000);
    expect(most).toBeLessThan(200_000_000);
  });
});

// While DuckDB waits for a chunk's end, it must not keep the process.
test.each([0, 20, 60])("a process may end during a scan, after %i ms", (pause) => {
  const folder = emptyFolder();
  const session = new URL("../../../dist/node/tables/duckdb-session.js", import.meta.url);
  const script = join(folder, "end.mjs");
  writeFileSync(
    script,
    `import { DuckDBSession } from ${JSON.stringify(session.href)};
     const session = await DuckDBSession.open();
     setTimeout(() => process.exit(5), ${pause});
     for await (const { rows } of session.scan(["range::DOUBLE"], "range(1000000000)")) if (rows < 0) break;`,
  );
  const { status, signal, stderr } = spawnSync(process.execPath, [script], { encoding: "utf8", timeout: 20_000 });
  expect({ status, signal, stderr }).toEqual({ status: 5, signal: null, stderr: "" });
});
