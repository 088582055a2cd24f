import { checkRenamed } from "./column-names.ts";
import type { DuckDBSession } from "./duckdb-session.ts";
import { type Relation, toColumn } from "./relation.ts";
import { sqlPath, sqlPaths, sqlText } from "./sql.ts";
import type { TableFile } from "./table-file.ts";

/**
 * Finds the columns of Parquet files; those of several are told apart by their names.
 *
 * @throws {MinibatchError} `INVALID_FILE` when the names of two columns differ in upper and lower case only
 */
export async function describeParquet(session: DuckDBSession, file: TableFile): Promise<Relation> {
  const sql = `read_parquet(${sqlPaths(file.paths)}, hive_partitioning=false)`;
  const described = await session.rows<{ name: string; type: string }>(
    `SELECT column_name AS name, column_type AS type FROM (DESCRIBE SELECT * FROM ${sql})`,
  );
  await checkRenamed(file, described, async (name) => {
    const found = await session.rows(
      `SELECT 1 FROM parquet_schema(${sqlPath(file.paths[0]!)}) WHERE name = ${sqlText(name)} LIMIT 1`,
    );
    return found.length > 0;
  });
  // All groups of a file but the last have as many rows, as writers make them.
  const [counted] = await session.rows<{ rows: number; together: number }>(
    `SELECT sum(num_rows)::DOUBLE AS rows, max(num_rows / greatest(1, num_row_groups - 1))::DOUBLE AS together
     FROM parquet_file_metadata(${sqlPaths(file.paths)})`,
  );
  const columns = described.map(toColumn);
  const rows = counted?.rows;
  const known = { expectedRows: rows, knownRows: rows, rowsTogether: counted?.together };
  return { file, columns, header: true, sql, decimalComma: false, ...known };
}
