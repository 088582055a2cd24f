import { join } from "node:path";
import { expect, test } from "vitest";
import { DuckDBSession } from "../../../src/node/tables/duckdb-session.ts";
import { describeParquet } from "../../../src/node/tables/parquet-relation.ts";
import { findTableFile } from "../../../src/node/tables/table-input.ts";
import { emptyFolder } from "./files.ts";

/** Writes a file of so many rows, in groups of so many. */
async function written(session: DuckDBSession, path: string, rows: number, together: number): Promise<void> {
  await session.run(
    `COPY (SELECT random() AS x, random() AS y FROM range(${rows})) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE ${together})`,
  );
}

test.each([
  [[10_000], [20_480], 10_000],
  [[20_480], [4096], 5120],
  [[10_000, 20_000], [20_480, 20_480], 20_000],
  [[0], [2048], 0],
])(
  "of files of %j rows, written in groups of %j, it is known how many rows are read together",
  async (rows, groups, together) => {
    const folder = emptyFolder();
    const session = await DuckDBSession.open();
    try {
      for (const [i, count] of rows.entries()) {
        await written(session, join(folder, `${i}.parquet`), count, groups[i]!);
      }
      const file = await findTableFile(session, [join(folder, "*.parquet")], folder);
      const relation = await describeParquet(session, file);
      expect(relation.knownRows).toBe(rows.reduce((sum, count) => sum + count, 0));
      expect(relation.rowsTogether).toBe(together);
    } finally {
      session.close();
    }
  },
);

test("DuckDB may take the memory for the rows that are read together", async () => {
  const session = await DuckDBSession.open();
  const limit = async (): Promise<number> => {
    const [found] = await session.rows<{ bytes: string }>(
      "SELECT memory_limit::VARCHAR AS bytes FROM (SELECT current_setting('memory_limit') AS memory_limit)",
    );
    const [, number, unit] = /^([\d.]+) (MiB|GiB)$/.exec(found!.bytes)!;
    return Number(number) * (unit === "GiB" ? 1024 : 1);
  };
  try {
    await session.makeRoom(600);
    const before = await limit();
    await session.makeRoom(600, 100_000);
    // 480 MB of numbers.
    expect((await limit()) - before).toBeGreaterThan(480e6 / 2 ** 20);
  } finally {
    session.close();
  }
});
