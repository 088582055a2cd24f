import type { ReadProgress } from "../training/types.ts";
import type { DuckDBSession } from "./duckdb-session.ts";

/** Milliseconds between two looks. */
const INTERVAL_MS = 100;

/** Runs a statement that reads a table, and tells how far it is. */
export async function watchedRun(
  session: DuckDBSession,
  sql: string,
  onRead: ((progress: ReadProgress) => void) | undefined,
): Promise<void> {
  if (onRead === undefined) return await session.run(sql);
  // DuckDB counts only where it has a bar, which it is not to draw.
  await session.run("SET enable_progress_bar_print = false");
  await session.run("SET enable_progress_bar = true");
  const timer = setInterval(() => {
    const { percentage } = session;
    if (percentage >= 0) onRead({ share: percentage / 100 });
  }, INTERVAL_MS);
  try {
    await session.run(sql);
  } finally {
    clearInterval(timer);
  }
}
