import { expect, test } from "vitest";
import { DuckDBSession } from "../../../src/node/tables/duckdb-session.ts";
import { emptyFolder } from "./files.ts";

test("the memory of a stream does not grow with its rows", async () => {
  const session = await DuckDBSession.open();
  const columns = Array.from({ length: 30 }, (_, j) => `(range + ${j})::DOUBLE`);
  const before = process.memoryUsage.rss();
  let rows = 0;
  let most = 0;
  // 1.9 GB of numbers.
  for await (const { rows: count, runs } of session.stream(columns, "range(8000000)")) {
    expect(runs[0]![1]! - runs[0]![0]!).toBe(1);
    rows += count;
    most = Math.max(most, process.memoryUsage.rss() - before);
  }
  session.close();
  expect(rows).toBe(8_000_000);
  expect(most).toBeLessThan(700_000_000);
});

/** A query that takes some seconds. */
const LONG = "SELECT count(*) FROM long WHERE regexp_matches(range::VARCHAR, '(7.*){3}9')";

test("a running statement tells how far it is, and fails when it is interrupted", async () => {
  const session = await DuckDBSession.open();
  await session.run("CREATE TABLE long AS FROM range(20000000)");
  await session.run("SET enable_progress_bar_print = false");
  await session.run("SET enable_progress_bar = true");
  const told = new Promise<number>((resolve) => {
    const timer = setInterval(() => {
      if (session.percentage <= 0) return;
      clearInterval(timer);
      resolve(session.percentage);
      session.interrupt();
    }, 5);
  });
  await expect(session.run(LONG)).rejects.toThrow("INTERRUPT");
  expect(await told).toBeLessThan(100);
  expect(session.percentage).toBeLessThan(0);
  session.close();
});

test("a session never loads an extension, and has its temporary files where it is told", async () => {
  const folder = emptyFolder();
  const session = await DuckDBSession.open(folder);
  const settings = await session.rows<{ name: string; value: string }>(
    "SELECT name, value FROM duckdb_settings() WHERE name LIKE 'auto%_known_extensions' OR name = 'temp_directory'",
  );
  session.close();
  expect(Object.fromEntries(settings.map(({ name, value }) => [name, value]))).toEqual({
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    temp_directory: folder,
  });
});
