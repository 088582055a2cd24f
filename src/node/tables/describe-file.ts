import { describeCsv } from "./csv-relation.ts";
import type { DuckDBSession } from "./duckdb-session.ts";
import { describeJson } from "./json-relation.ts";
import { describeParquet } from "./parquet-relation.ts";
import type { Relation, SniffOptions } from "./relation.ts";
import type { TableFile } from "./table-file.ts";

/**
 * Finds the columns of a file and how to read them.
 *
 * @throws {MinibatchError} `INVALID_FILE` when a CSV file's first lines do not have the columns of the rest, two
 * columns have names that differ in nothing but upper and lower case, or one of several files lacks a column
 */
export function describeFile(session: DuckDBSession, file: TableFile, options: SniffOptions): Promise<Relation> {
  switch (file.format) {
    case "csv":
      return describeCsv(session, file, options);
    case "jsonl":
      return describeJson(session, file, options);
    case "parquet":
      return describeParquet(session, file);
  }
}
