import { expect, test } from "vitest";
import { DuckDBSession } from "../../../src/node/tables/duckdb-session.ts";

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
