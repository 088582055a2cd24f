import type { DuckDBSession } from "./duckdb-session.ts";
import { sqlPaths, sqlText } from "./sql.ts";

/** Separators that a table's first line is looked through for. */
const SEPARATORS = [",", ";", "\t", "|"];

/** A character that no table's line has. */
const NO_SEPARATOR = "\u001f";

/**
 * Reads a CSV file in which DuckDB finds no columns, or one only, with the separator that its first line has most of. Where some
 * line has another number of columns, that is why; DuckDB's sniffer does not say which line it is.
 *
 * @param path - the file
 * @param options - options of `read_csv` that were given beside the separator, such as the compression
 * @param delimiter - the separator, where it was given
 * @throws DuckDB's error that names the line, where there is one
 */
export async function findRaggedRow(
  session: DuckDBSession,
  path: string,
  options: readonly string[],
  delimiter: string | undefined,
): Promise<void> {
  const common = [sqlPaths([path]), ...options, "auto_detect=false"];
  const whole = [...common, "header=false", `delim=${sqlText(NO_SEPARATOR)}`, "quote=''", "escape=''"];
  const [first] = await session.rows<{ line: string | null }>(
    `FROM read_csv(${whole.join(", ")}, columns={'line': 'VARCHAR'}) LIMIT 1`,
  );
  const line = first?.line ?? "";
  const separators = delimiter === undefined ? SEPARATORS : [delimiter];
  let separator = "";
  let columns = 1;
  for (const candidate of separators) {
    const own = line.split(candidate).length;
    if (own > columns) [separator, columns] = [candidate, own];
  }
  if (columns === 1) return;
  const names = Array.from({ length: columns }, (_, i) => `'c${i}': 'VARCHAR'`).join(", ");
  const split = [`delim=${sqlText(separator)}`, `quote='"'`, `escape='"'`, "header=true"];
  await session.rows(`SELECT count(c0) FROM read_csv(${[...common, ...split].join(", ")}, columns={${names}})`);
}
